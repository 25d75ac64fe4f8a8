/** @file The tiers of a study in the order of its axis: two ends, and what lies between. */
import type { Arm } from '../core/study';

/** An arm with a place on the axis. */
export interface Tier {
  readonly id: string;
  readonly value: number;
}

export interface AxisTiers {
  readonly lowest: Tier;
  readonly highest: Tier;
  /** Tiers that are neither, ascending. */
  readonly interior: readonly Tier[];
}

/** The tiers by value; null where there are not two different values. Baselines have no place on the axis. */
export function axisTiers(arms: readonly Pick<Arm, 'id' | 'value' | 'kind'>[]): AxisTiers | null {
  const tiers = arms
    .flatMap(({ id, value, kind }) => (kind === 'tier' && value !== null ? { id, value } : []))
    .sort((a, b) => a.value - b.value);
  const lowest = tiers[0];
  const highest = tiers.at(-1);
  if (!lowest || !highest || lowest.value === highest.value) return null;
  const interior = tiers.filter((tier) => tier.value > lowest.value && tier.value < highest.value);
  return { lowest, highest, interior };
}
