/**
 * @file Intervals for measures of whole sets, by leaving out a twentieth at a time. An ordinary bootstrap draws texts
 * with replacement, and its doubled texts would count as repetition: every measure here would fall far below its value
 * (a distinct-2 of 1 can only come out lower), and the interval would miss it. The jackknife doubles nothing.
 */
import type { MeasureValues } from '../../core/measure';
import { shuffled, type Rng } from '../../core/random';
import { needAtLeast } from './refuse';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Groups that the texts are dealt into; a smaller set has no interval. */
export const NUM_GROUPS = 20;

/** Two-sided 95 % of Student's t with 19 degrees of freedom. */
const T_95 = 2.093024054408263;

export interface JackknifeOptions {
  /** Least and greatest value of each measure; the interval stays between them. */
  readonly ranges?: Readonly<Record<string, readonly [number | null, number | null]>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * 95 % intervals of `values`: value ± 2.093 · √(19/20 · Σ (θ₋g − mean of θ₋g)²), θ₋g the measure of the set without
 * group g of 20 random groups of texts (Tukey's jackknife by groups). For a mean it is the classical interval. For any
 * other measure that does not depend on the order of texts the squared width is too large rather than too small, on
 * average (Efron & Stein 1981); so it is for k-means, whose starts add their own scatter. The interval speaks of other
 * sets from the same source, not of other seeds of a generator or other sources.
 * @param measure the values of some of the texts, by their indices in ascending order
 * @returns no interval for a measure that is missing or not finite in one of the 20
 * @throws LabError `bad-dataset` for fewer than 20 texts
 */
export async function jackknifeIntervals(
  numTexts: number,
  values: MeasureValues,
  measure: (rows: readonly number[], group: number) => MeasureValues | Promise<MeasureValues>,
  rng: Rng,
  { ranges = {}, signal }: JackknifeOptions = {},
): Promise<Record<string, Interval>> {
  needAtLeast(NUM_GROUPS, numTexts, 'jackknifeIntervals');
  const rows = Array.from({ length: numTexts }, (_, i) => i);
  const groupOf = shuffled(
    rows.map((i) => i % NUM_GROUPS),
    rng,
  );
  const found: MeasureValues[] = [];
  for (let group = 0; group < NUM_GROUPS; group++) {
    signal?.throwIfAborted();
    found.push(
      await measure(
        rows.filter((row) => groupOf[row] !== group),
        group,
      ),
    );
  }
  const intervals: Record<string, Interval> = {};
  for (const [id, value] of Object.entries(values)) {
    const without = found.map((some) => some[id]).filter((one): one is number => Number.isFinite(one));
    if (without.length < NUM_GROUPS) continue;
    const mean = without.reduce((sum, one) => sum + one, 0) / NUM_GROUPS;
    const squares = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
    const margin = T_95 * Math.sqrt(((NUM_GROUPS - 1) / NUM_GROUPS) * squares);
    const [least, greatest] = ranges[id] ?? [null, null];
    // Rounding may put a value a hair outside of its range; its interval holds it all the same.
    intervals[id] = {
      low: Math.min(value, Math.max(least ?? -Infinity, value - margin)),
      high: Math.max(value, Math.min(greatest ?? Infinity, value + margin)),
    };
  }
  return intervals;
}
