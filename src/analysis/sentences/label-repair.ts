/** @file The sentences of label repair: is the harm of varied text its wrong labels? */
import type { Estimate } from '../../core/run';
import { ALPHA } from '../level';
import { inSentence, pointsWithInterval, points, showP, signedWithInterval } from './phrases';

export interface Pair {
  /** The more daring text, and that which did best among the less daring, both unrepaired. */
  readonly hotter: string;
  readonly reference: string;
}

export function harm({ hotter, reference }: Pair, gap: Estimate, p: number): string {
  const names = `${inSentence(hotter)} against ${inSentence(reference)}, no label repaired`;
  if (p > ALPHA) {
    const turned = { mean: -gap.mean, low: -gap.high, high: -gap.low };
    return `No harm of ${names}, is shown: ${signedWithInterval(turned)} (${showP(p)}).`;
  }
  return `${capitalised(inSentence(hotter))} does harm: ${pointsWithInterval(gap)} below ${inSentence(reference)}, no label repaired (${showP(p)}).`;
}

export function repair(label: string, change: Estimate, p: number): string {
  if (p > ALPHA) {
    return `${capitalised(label)}: no effect of repairing labels is shown, ${signedWithInterval(change)} (${showP(p)}).`;
  }
  const [verb, turn] = change.mean < 0 ? (['lowers', -1] as const) : (['raises', 1] as const);
  return `${capitalised(label)}: repairing the labels ${verb} accuracy by ${pointsWithInterval(change, turn)} (${showP(p)}).`;
}

/** `share`: of the gap that repair closes; null where it cannot be told. `closed`: the same in accuracy. */
export function gapClosed(
  { hotter, reference }: Pair,
  closed: Estimate,
  share: Estimate | null,
  p: number,
): string {
  const ofGap = share ? `, of it ${shareWithInterval(share)}` : '';
  const gap = `the gap between ${inSentence(hotter)} and ${inSentence(reference)}`;
  if (p > ALPHA) {
    return `That repairing labels closes ${gap} is not shown: by ${signedWithInterval(closed)}${ofGap} (${showP(p)}).`;
  }
  return `Repairing labels closes ${gap} by ${pointsWithInterval(closed)}${ofGap} (${showP(p)}).`;
}

export function gapLeft({ hotter, reference }: Pair, left: Estimate, p: number): string {
  const gap = `between ${inSentence(hotter)} and ${inSentence(reference)}`;
  if (p > ALPHA) {
    return `With all labels repaired, no gap ${gap} is shown: ${signedWithInterval({ mean: -left.mean, low: -left.high, high: -left.low })} (${showP(p)}).`;
  }
  return `With all labels repaired, a gap ${gap} is left: ${pointsWithInterval(left)} (${showP(p)}).`;
}

export interface RepairOutcome extends Pair {
  readonly gap: Estimate;
  readonly closed: Estimate;
  readonly left: Estimate;
  readonly share: Estimate | null;
  readonly isClosed: boolean;
  readonly isLeft: boolean;
}

export type HarmIs = 'noise' | 'diversity' | 'both' | 'unclear';

/** What the clearest harm is made of: what repair takes away is wrong labels, what it leaves is not. */
export function harmIs({ isClosed, isLeft }: Pick<RepairOutcome, 'isClosed' | 'isLeft'>): HarmIs {
  if (isClosed) return isLeft ? 'both' : 'noise';
  return isLeft ? 'diversity' : 'unclear';
}

const LEADS: Readonly<Record<HarmIs, string>> = {
  noise: 'The harm is wrong labels',
  diversity: 'The harm is more than wrong labels',
  both: 'The harm is wrong labels, and more',
  unclear: 'There is harm, but of which kind is not distinguishable',
};

export function verdict(outcome: RepairOutcome, p: number): string {
  const { hotter, reference, gap, closed, left, share } = outcome;
  const kind = harmIs(outcome);
  const ofGap = share ? ` (${shareWithInterval(share)})` : '';
  const closing = outcome.isClosed
    ? `repairing all labels closes ${points(closed.mean)} of them${ofGap}`
    : `that repairing all labels closes any of them is not shown${ofGap}`;
  const leaving = outcome.isLeft
    ? `${points(left.mean)} points are left`
    : 'what is left is not distinguishable from none';
  return `${LEADS[kind]}: ${inSentence(hotter)} is ${pointsWithInterval(gap)} below ${inSentence(reference)}; ${closing}, and ${leaving} (${showP(p)}).`;
}

export function repairVerdict(label: string, change: Estimate, p: number): string {
  const [lead, verb, turn] =
    change.mean < 0 ? (['harms', 'lowers', -1] as const) : (['helps', 'raises', 1] as const);
  return `Repairing labels ${lead}: with ${inSentence(label)} it ${verb} accuracy by ${pointsWithInterval(change, turn)}; that hotter text does harm is not shown (${showP(p)}).`;
}

export function noClaimText(): string {
  return 'Not distinguishable: neither is hotter text shown to do harm, nor does repairing labels change accuracy.';
}

/** "62 %, 95 % interval 31 to 95". */
function shareWithInterval({ mean, low, high }: Estimate): string {
  return `${percent(mean)} %, 95 % interval ${percent(low)} to ${percent(high)}`;
}

function percent(share: number): string {
  const rounded = Math.round(100 * share);
  return `${rounded < 0 ? '−' : ''}${Math.abs(rounded)}`;
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
