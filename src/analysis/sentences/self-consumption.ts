/** @file The sentences of a generator that is fitted to its own output. */
import type { Estimate } from '../../core/run';
import { ALPHA } from '../level';
import type { StepTest } from '../step-down';
import {
  inSentence,
  listed,
  pointsWithInterval,
  points,
  showP,
  signedPoints,
  signedWithInterval,
} from './phrases';

export function loss({ tier, against, difference }: StepTest, p: number): string {
  const { estimate } = difference;
  if (p > ALPHA) {
    return `no loss is shown: at generation ${tier.value} accuracy is ${signedWithInterval(estimate)} from generation ${against.value} (${showP(p)}).`;
  }
  return `at generation ${tier.value} accuracy is ${pointsWithInterval(estimate, -1)} below generation ${against.value} (${showP(p)}).`;
}

export function onset({ tier, against, difference }: StepTest, p: number): string {
  if (p > ALPHA) return `from which generation on accuracy is lower is not distinguishable (${showP(p)}).`;
  return `from generation ${tier.value} on accuracy is lower than at generation ${against.value}: there by ${pointsWithInterval(difference.estimate, -1)} (${showP(p)}).`;
}

/** `perGeneration`: in accuracy; said per ten generations, as one does little. */
export function slope({ mean, low, high }: Estimate, p: number): string {
  const ten = { mean: 10 * mean, low: 10 * low, high: 10 * high };
  const found = `${signedPoints(ten.mean)} points every ten generations (95 % interval ${signedPoints(ten.low)} to ${signedPoints(ten.high)}; ${showP(p)})`;
  return p > ALPHA ? `no steady change is shown: ${found}.` : `accuracy changes steadily by ${found}.`;
}

export function formsDiffer(
  better: string,
  worse: string,
  generation: number,
  difference: Estimate,
  p: number,
): string {
  if (p > ALPHA) {
    return `At generation ${generation}, ${inSentence(better)} and ${inSentence(worse)} are not distinguishable: ${signedWithInterval(difference)} (${showP(p)}).`;
  }
  return `At generation ${generation}, ${inSentence(better)} is ${pointsWithInterval(difference)} above ${inSentence(worse)} (${showP(p)}).`;
}

export interface FormOutcome {
  readonly label: string;
  /** The last generation against the first. */
  readonly last: StepTest;
  readonly isShown: boolean;
  readonly onset: StepTest;
  /** A measure of variety at the first and the last generation; null where it was not taken. */
  readonly variety: { readonly label: string; readonly first: number; readonly last: number } | null;
}

/** At least one form has a loss. */
export function verdict(forms: readonly FormOutcome[], p: number): string {
  const lost = forms.filter((form) => form.isShown);
  const kept = forms.filter((form) => !form.isShown);
  const rest =
    kept.length > 0 ? `; no loss is shown with ${listed(kept.map(({ label }) => `“${label}”`))}` : '';
  return `Learning from its own output costs accuracy: ${lost.map(said).join('; ')}${rest} (${showP(p)}).`;
}

function said({ label, last, onset, variety }: FormOutcome): string {
  const name = label === '' ? '' : `with “${label}”, `;
  const size = `${pointsWithInterval(last.difference.estimate, -1)} by generation ${last.tier.value}`;
  const from = onset.tier === last.tier ? '' : `, shown from generation ${onset.tier.value} on`;
  const lessVaried = variety
    ? `, while ${variety.label} goes from ${variety.first.toFixed(1)} to ${variety.last.toFixed(1)}`
    : '';
  return `${name}${size}${from}${lessVaried}`;
}

export function noClaimText(forms: readonly FormOutcome[]): string {
  const [clearest] = [...forms].sort(
    (a, b) => a.last.difference.estimate.mean - b.last.difference.estimate.mean,
  );
  if (!clearest) return 'Not distinguishable: no loss is shown.';
  const { tier, difference } = clearest.last;
  const name = clearest.label === '' ? '' : ` with “${clearest.label}”`;
  return `Not distinguishable: no loss is shown by generation ${tier.value}; the largest,${name} ${points(difference.estimate.mean)} points (95 % interval ${signedPoints(difference.estimate.low)} to ${signedPoints(difference.estimate.high)}), may be chance.`;
}
