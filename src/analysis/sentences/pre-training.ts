/** @file The sentences of pre-training × fine-tuning. */
import type { Estimate } from '../../core/run';
import { ALPHA } from '../level';
import { inSentence, listed, pointsWithInterval, points, showP, signedWithInterval } from './phrases';

/** `level`: "pre-trained on text of low variety", "temperature 0.8". */
export function effect(level: string, against: string, estimate: Estimate, p: number): string {
  if (p > ALPHA) {
    return `${capitalised(level)}: no difference from the mean of ${against} is shown, ${signedWithInterval(estimate)} (${showP(p)}).`;
  }
  const [word, turn] = sideOf(estimate);
  return `${capitalised(level)}: ${pointsWithInterval(estimate, turn)} ${word} the mean of ${against} (${showP(p)}).`;
}

export function interaction(first: string, second: string, estimate: Estimate, p: number): string {
  const cell = `${inSentence(first)} and ${inSentence(second)}`;
  if (p > ALPHA) {
    return `That ${cell} do more or less together than each alone is not shown: ${signedWithInterval(estimate)} (${showP(p)}).`;
  }
  const [word, turn] = sideOf(estimate);
  return `${capitalised(cell)} together are ${pointsWithInterval(estimate, turn)} ${word} what the two add up to (${showP(p)}).`;
}

export interface Spread {
  /** The interval is wide enough for all pairs of levels. */
  readonly estimate: Estimate;
  readonly replicates: number;
  /** Whether the interval says anything; else the sentence gives what was observed, and says that it is no more. */
  readonly isTold: boolean;
}

export function spreadInAccuracy(when: string, best: string, worst: string, spread: Spread): string {
  const { mean, low, high } = spread.estimate;
  const interval = ` (95 % interval ${points(Math.max(0, low))} to ${points(high)})`;
  return `Spread ${when}: ${points(mean)} points${spread.isTold ? interval : ''} between ${inSentence(best)} and ${inSentence(worst)}${end(spread)}`;
}

/** The estimate is a ratio: the higher over the lower. */
export function spreadInPerplexity(lowest: string, highest: string, spread: Spread): string {
  const { mean, low, high } = spread.estimate;
  const interval = ` (95 % interval ${Math.max(1, low).toFixed(2)} to ${high.toFixed(2)})`;
  return `Spread after pre-training, in the perplexity of held-out text: ${mean.toFixed(2)} times${spread.isTold ? interval : ''} as high, ${inSentence(highest)}, as ${inSentence(lowest)}${end(spread)}`;
}

function end({ isTold, replicates }: Spread): string {
  if (isTold) return '.';
  return `, in the ${replicates} replicates of this study; so few cannot say how far apart the levels are in general.`;
}

/** `counted`: "6 bodies". */
export function correlation(x: string, y: string, { mean, low, high }: Estimate, counted: string): string {
  return `Rank correlation of ${x} with ${y}: ${signed(mean)} (95 % bootstrap interval ${signed(low)} to ${signed(high)}, ${counted}).`;
}

export interface ShownEffect {
  readonly level: string;
  readonly estimate: Estimate;
}

/** The largest effect of each that is shown; null where none is. */
export interface GridOutcome {
  readonly preTraining: ShownEffect | null;
  readonly fineTuning: ShownEffect | null;
  readonly interaction: ShownEffect | null;
}

/** At least one effect is shown. */
export function verdict({ preTraining, fineTuning, interaction }: GridOutcome, p: number): string {
  const parts = [
    ...saidOf(preTraining, 'the mean of all pre-trainings'),
    ...saidOf(fineTuning, 'the mean of all fine-tunings'),
    ...saidOf(interaction, 'what the two add up to'),
  ];
  return `${lead(preTraining !== null, fineTuning !== null)}: ${parts.join('; ')} (${showP(p)}).`;
}

function lead(pre: boolean, fine: boolean): string {
  if (pre && fine) return 'Both matter, pre-training and fine-tuning';
  if (pre) return 'The variety of pre-training matters';
  return fine ? 'The variety of fine-tuning matters' : 'What fine-tuning does depends on pre-training';
}

function saidOf(effect: ShownEffect | null, against: string): string[] {
  if (!effect) return [];
  const [word, turn] = sideOf(effect.estimate);
  return [`${inSentence(effect.level)} is ${pointsWithInterval(effect.estimate, turn)} ${word} ${against}`];
}

export function noClaimText(factors: readonly string[]): string {
  return `Not distinguishable: neither ${listed(factors).replace(' and ', ' nor ')} is shown to change accuracy.`;
}

function sideOf({ mean }: Estimate): readonly ['above' | 'below', 1 | -1] {
  return mean < 0 ? ['below', -1] : ['above', 1];
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
