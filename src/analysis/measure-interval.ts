/** @file The mean of a measure over the replicates of an arm, with what other seeds would make of it. */
import type { Estimate } from '../core/run';
import { LEAST_REPLICATES } from './level';
import { intervalOf } from './two-variance-t';

/**
 * The mean of the finite values with its 95 % interval over other seeds: mean ± t(0.975, n − 1) s / √n, cut at the range of
 * the measure, in its unit. Null below two finite values.
 * @param values of each replicate; undefined where the run does not have the measure
 */
export function measureInterval(
  values: readonly (number | undefined)[],
  [least, greatest]: readonly [number | null, number | null],
): Estimate | null {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  const n = finite.length;
  if (n < LEAST_REPLICATES) return null;
  const mean = finite.reduce((sum, value) => sum + value, 0) / n;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const share = { variance: squares / (n - 1) / n, df: n - 1 };
  return intervalOf(mean, [share], [least ?? -Infinity, greatest ?? Infinity]);
}
