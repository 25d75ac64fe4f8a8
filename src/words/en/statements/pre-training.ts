/** @file The sentences about pre-training × fine-tuning. */
import type { Level, LevelEffect, PreTrainingStatement, Spread } from '../../../core/statement';
import { points, pointsWithInterval, showP, signedWithInterval } from '../figures';
import { signed } from '../numbers';
import { MEASURE_NAMES } from './measure-names';
import { ALPHA, capital, inSentence, sideOf } from './phrases';

type Of<S extends PreTrainingStatement['says']> = Extract<PreTrainingStatement, { readonly says: S }>;

export function preTrainingSentence(statement: PreTrainingStatement): string {
  switch (statement.says) {
    case 'level-effect':
      return levelEffect(statement);
    case 'grid':
      return verdict(statement);
    case 'grid-not-distinguishable':
      return `Not distinguishable${reach(statement.detectable)}: neither the variety of pre-training nor that of fine-tuning is shown to change accuracy.`;
    case 'spread':
      return statement.of === 'perplexity'
        ? spreadInPerplexity(statement)
        : spreadInAccuracy(WHEN[statement.of], statement);
    case 'correlation':
      return correlation(statement);
  }
}

/** What the study could have found belongs into its first line: a coarse study shows nothing for want of runs. */
function reach(detectable: number | null): string {
  return detectable === null
    ? ', in a study too small to tell'
    : `, in a study that can find differences of ${points(detectable)} points`;
}

/** "pre-trained on text of low variety", "temperature 0.8", or both. */
function nameOf({ preTraining, fineTuning }: Level): string {
  const value = fineTuning && `${inSentence(fineTuning.axis.label)} ${fineTuning.value}`;
  if (preTraining === null) return value ?? '';
  return value === null ? preTraining : `${preTraining} with ${value}`;
}

function levelEffect({ level, change, pValue: p }: Of<'level-effect'>): string {
  const { preTraining, fineTuning } = level;
  if (preTraining !== null && fineTuning !== null) {
    const value = nameOf({ preTraining: null, fineTuning });
    const cell = `${inSentence(preTraining)} and ${inSentence(value)}`;
    if (p > ALPHA) {
      return `That ${cell} do more or less together than each alone is not shown: ${signedWithInterval(change)} (${showP(p)}).`;
    }
    const [word, turn] = sideOf(change);
    return `${capital(cell)} together are ${pointsWithInterval(change, turn)} ${word} what the two add up to (${showP(p)}).`;
  }
  const name = capital(nameOf(level));
  const against = preTraining === null ? 'all fine-tunings' : 'all pre-trainings';
  if (p > ALPHA) {
    return `${name}: no difference from the mean of ${against} is shown, ${signedWithInterval(change)} (${showP(p)}).`;
  }
  const [word, turn] = sideOf(change);
  return `${name}: ${pointsWithInterval(change, turn)} ${word} the mean of ${against} (${showP(p)}).`;
}

const WHEN = {
  accuracy: 'after fine-tuning',
  'probe-accuracy': 'after pre-training, in probe accuracy',
} as const;

function spreadInAccuracy(when: string, spread: Spread): string {
  const { mean, low, high } = spread.distance;
  const interval = ` (95 % interval ${points(Math.max(0, low))} to ${points(high)})`;
  return `Spread ${when}: ${points(mean)} points${spread.isTold ? interval : ''} between ${inSentence(spread.best)} and ${inSentence(spread.worst)}${end(spread)}`;
}

/** The distance is a ratio: the higher over the lower. Of perplexities the higher is the worse. */
function spreadInPerplexity(spread: Spread): string {
  const { mean, low, high } = spread.distance;
  const interval = ` (95 % interval ${Math.max(1, low).toFixed(2)} to ${high.toFixed(2)})`;
  return `Spread after pre-training, in the perplexity of held-out text: ${mean.toFixed(2)} times${spread.isTold ? interval : ''} as high, ${inSentence(spread.worst)}, as ${inSentence(spread.best)}${end(spread)}`;
}

function end({ isTold, replicates }: Spread): string {
  if (isTold) return '.';
  return `, in the ${replicates} replicates of this study; so few cannot say how far apart the levels are in general.`;
}

function correlation({ measure, of, with: other, rho, count, counted }: Of<'correlation'>): string {
  const text = of === 'pre-training-text' ? 'the pre-training text' : 'the fine-tuning rows';
  const x = `${MEASURE_NAMES[measure] ?? measure} of ${text}`;
  const y = other === 'accuracy' ? 'accuracy after fine-tuning' : (MEASURE_NAMES[other] ?? other);
  return `Rank correlation of ${x} with ${y}: ${signed(rho.mean)} (95 % bootstrap interval ${signed(rho.low)} to ${signed(rho.high)}, ${count} ${counted}).`;
}

/** At least one effect is shown. */
function verdict({ preTraining, fineTuning, interaction, detectable, pValue }: Of<'grid'>): string {
  const parts = [
    ...saidOf(preTraining, 'the mean of all pre-trainings'),
    ...saidOf(fineTuning, 'the mean of all fine-tunings'),
    ...saidOf(interaction, 'what the two add up to'),
  ];
  return `${lead(preTraining !== null, fineTuning !== null)}${reach(detectable)}: ${parts.join('; ')} (${showP(pValue)}).`;
}

function lead(pre: boolean, fine: boolean): string {
  if (pre && fine) return 'Both matter, pre-training and fine-tuning';
  if (pre) return 'The variety of pre-training matters';
  return fine ? 'The variety of fine-tuning matters' : 'What fine-tuning does depends on pre-training';
}

function saidOf(effect: LevelEffect | null, against: string): string[] {
  if (!effect) return [];
  const [word, turn] = sideOf(effect.change);
  return [
    `${inSentence(nameOf(effect.level))} is ${pointsWithInterval(effect.change, turn)} ${word} ${against}`,
  ];
}
