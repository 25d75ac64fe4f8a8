/**
 * @file What moved along the axis besides the number on it. A study varies temperature, say, and not "variety": at the hot
 * end labels go wrong and the text leaves the distribution, and not all measures of variety agree that it is more varied.
 */
import type { MeasureInfo } from '../core/measure';
import type { ArmSummary } from '../core/run';
import type { Arm } from '../core/study';
import { DIVERSITY, LABEL_ACCURACY } from './roles';

/** A measure at the two ends of the axis: its mean over the replicates. */
export interface AtEnds {
  readonly id: string;
  readonly lowest: number;
  readonly highest: number;
}

export interface WhatMoved {
  /** Ids of the measures of diversity that call the highest tier the most varied, the lowest, or one between. */
  readonly rises: readonly string[];
  readonly falls: readonly string[];
  readonly turns: readonly string[];
  /** The share of wrong labels at the ends; null where it was not taken. */
  readonly labelNoise: AtEnds | null;
  /** Distance from real text at the ends, by how surely a classifier tells generated from real; null where not taken. */
  readonly distance: AtEnds | null;
  /** The study's measure for diversity at the ends; null where not taken. */
  readonly diversity: AtEnds | null;
}

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
    .flatMap(({ id }) => summaries.find(({ arm }) => arm === id) ?? []);
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
    return low === undefined || high === undefined ? null : { id, lowest: low, highest: high };
  };
  return {
    ...found,
    labelNoise: atEnds(LABEL_ACCURACY.id),
    distance: atEnds(TOLD_APART),
    diversity: atEnds(DIVERSITY.id),
  };
}
