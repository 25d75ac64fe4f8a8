/**
 * @file What moved along the axis besides the number on it. A study varies temperature, say, and not "variety": at the hot
 * end labels go wrong and the text leaves the distribution, and not all measures of variety agree that it is more varied.
 */
import type { MeasureInfo } from '../core/measure';
import type { ArmSummary } from '../core/run';
import type { Arm } from '../core/study';
import type { AtEnds, WhatMoved } from '../core/what-moved';
import { LABEL_ACCURACY } from './roles';

/** Accuracy with which a classifier tells generated text from real text, ½ where it cannot. */
const TOLD_APART = 'twoSampleAccuracy';

/**
 * Of one curve, from the means of its tiers over replicates. A measure counts where every tier has it and it is not the
 * same in all. Null with fewer than two tiers.
 */
export function whatMoved(
  arms: readonly Pick<Arm, 'id' | 'kind' | 'value'>[],
  summaries: readonly ArmSummary[],
  measures: readonly MeasureInfo[],
): WhatMoved | null {
  const tiers = arms
    .filter(({ kind, value }) => kind === 'tier' && value !== null)
    .sort((a, b) => a.value! - b.value!)
    .flatMap(({ id, value }) => {
      const summary = summaries.find(({ arm }) => arm === id);
      return summary ? [{ value, measures: summary.measures }] : [];
    });
  const [lowest, highest] = [tiers[0], tiers.at(-1)];
  if (!lowest || !highest || tiers.length < 2) return null;
  const found: Record<'rises' | 'falls' | 'turns', string[]> = { rises: [], falls: [], turns: [] };
  for (const { id, moreDiverseWhen } of measures) {
    if (!moreDiverseWhen) continue;
    const sign = moreDiverseWhen === 'higher' ? 1 : -1;
    const variety = tiers.map((tier) => sign * (tier.measures[id] ?? NaN));
    const most = Math.max(...variety);
    if (!variety.every(Number.isFinite) || most === Math.min(...variety)) continue;
    if (variety.at(-1) === most) found.rises.push(id);
    else if (variety[0] === most) found.falls.push(id);
    else found.turns.push(id);
  }
  const atEnds = (id: string): AtEnds | null => {
    const [low, high] = [lowest.measures[id], highest.measures[id]];
    return low === undefined || high === undefined ? null : { lowest: low, highest: high };
  };
  return {
    lowest: tiers[0]!.value!,
    highest: tiers.at(-1)!.value!,
    ...found,
    labelNoise: atEnds(LABEL_ACCURACY.id),
    distance: atEnds(TOLD_APART),
  };
}
