/** @file The sentences of the verdict. Accuracies in percent, differences in percentage points, both to one decimal. */
import type { ArmSummary } from '../../core/run';
import type { AxisTiers, Tier } from '../axis-tiers';
import type { PairTest } from '../comparisons';
import { briefValue, namedValue, type Axis } from './axis-words';
import { accuracyWithInterval, inSentence, points, showP } from './phrases';

export function tooFewTiers({ label }: Axis): string {
  return `Nothing to compare: a verdict needs at least two values of ${inSentence(label)}.`;
}

export function oneReplicate(): string {
  return 'Not distinguishable from one replicate: how much the seed alone changes accuracy is unknown. Run at least 2 replicates.';
}

export function notEnoughRuns(axis: Axis, { lowest, highest }: AxisTiers): string {
  return `Not enough runs yet: a verdict needs at least 2 replicates of both ${namedValue(axis, lowest.value)} and ${namedValue(axis, highest.value)}.`;
}

export function moderateIsBest(
  axis: Axis,
  { lowest, highest }: AxisTiers,
  best: { readonly tier: Tier; readonly againstLowest: PairTest; readonly againstHighest: PairTest },
  summary: ArmSummary,
  pValue: number,
): string {
  const gaps = `${gap(best.againstLowest)} ${briefValue(axis, lowest.value)} and ${gap(best.againstHighest)} ${briefValue(axis, highest.value)}`;
  return `Moderate is best: ${namedValue(axis, best.tier.value)} reaches ${accuracyWithInterval(summary)}, ${gaps} (${showP(pValue)}).`;
}

export interface EndIsBest {
  readonly axis: Axis;
  readonly tiers: AxisTiers;
  readonly better: Tier;
  readonly worse: Tier;
  /** True where the better end is the highest. */
  readonly isMore: boolean;
  /** True where text is the less varied the higher on the axis it stands. */
  readonly isTurned: boolean;
  readonly ends: PairTest;
  readonly summary: ArmSummary;
  readonly pValue: number;
  /** Interior tiers with too few runs to be compared with the better end. */
  readonly untested: number;
}

export function endIsBest(claim: EndIsBest): string {
  const { axis, tiers, better, worse, isMore, isTurned, ends, summary, pValue, untested } = claim;
  const numInterior = tiers.interior.length;
  let between = 'no value between is shown to beat it';
  if (numInterior === 0) between = 'no value between was tried';
  else if (untested === numInterior) between = 'the values between have too few runs to tell';
  else if (untested > 0) between += ` (${untested} of ${numInterior} have too few runs to tell)`;
  return (
    `${isMore !== isTurned ? 'More' : 'Less'}${isTurned ? ' variety' : ''} is better: ${namedValue(axis, better.value)} reaches ${accuracyWithInterval(summary)}, ` +
    `${gap(ends)} ${briefValue(axis, worse.value)} (${showP(pValue)}); ${between}.`
  );
}

/** `needed`: the difference that would have been enough, 0 to infinity; from 1 on no difference would be. */
export function notDistinguishable(
  axis: Axis,
  tiers: AxisTiers,
  ahead: ArmSummary,
  test: PairTest,
  needed: number,
): string {
  const { comparison, replicates } = test;
  const all = [tiers.lowest, ...tiers.interior, tiers.highest];
  const words = (id: string, say: typeof namedValue): string => {
    const tier = all.find((one) => one.id === id);
    return tier ? say(axis, tier.value) : id;
  };
  const lead = `${words(ahead.arm, namedValue)} is ahead with ${accuracyWithInterval(ahead)}`;
  const is = points(comparison.difference.mean) === points(0) ? 'level with' : `only ${gap(test)}`;
  const enough =
    needed < 1
      ? `with ${replicates} replicates it takes about ${points(needed)} points to rule out chance`
      : `${replicates} replicates are too few to rule out chance`;
  const between = tiers.interior.length === 0 ? '; no value between was tried' : '';
  return `Not distinguishable: ${lead}, but ${is} ${words(comparison.against, briefValue)}; ${enough}${between}.`;
}

/** "6.1 points above", "0.3 points below". */
function gap({ comparison }: PairTest): string {
  const { mean } = comparison.difference;
  return `${points(mean)} points ${mean < 0 ? 'below' : 'above'}`;
}
