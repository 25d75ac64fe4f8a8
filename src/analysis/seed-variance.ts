/** @file How much accuracy changes with the seed alone, from all tiers at once. */
import { commonReplicates, type Correctness } from './correctness';
import type { VarianceShare } from './crossed-mean';

/**
 * Variance, over replicates, of the difference in accuracy between two tiers of one replicate: the mean of that variance
 * over all pairs of tiers.
 *
 *   2 / (A (A - 1)) Σ_{a<b} var_r(y[a][r] - y[b][r]),   with (A - 1)(R - 1) degrees of freedom
 *
 * This is twice the residual mean square of the two-way layout tiers × replicates (randomised blocks). It counts the tiers
 * with at least two runs, over the replicates that all of these have. Unit: accuracy squared; 0 where seeds change
 * nothing but what all tiers share. Null where fewer than two tiers share two replicates.
 * @see Montgomery (2017), Design and Analysis of Experiments, 9th ed., section 4.1.
 */
export function pooledSeedVariance(correct: Correctness, tierIds: readonly string[]): VarianceShare | null {
  const tiers = tierIds.filter((id) => (correct.get(id)?.size ?? 0) >= 2);
  const replicates = commonReplicates(correct, tiers);
  if (tiers.length < 2 || replicates.length < 2) return null;
  const numRows = correct.get(tiers[0]!)!.get(replicates[0]!)!.length;
  const numRight = tiers.map((id) => replicates.map((r) => sum(correct.get(id)!.get(r)!)));
  let total = 0;
  for (let a = 0; a < tiers.length; a++) {
    for (let b = 0; b < a; b++)
      total += sampleVariance(replicates.map((_, r) => numRight[a]![r]! - numRight[b]![r]!));
  }
  const numPairs = (tiers.length * (tiers.length - 1)) / 2;
  return { variance: total / numPairs / numRows ** 2, df: (tiers.length - 1) * (replicates.length - 1) };
}

/** Of whole numbers: exactly 0 where they are equal. */
function sampleVariance(counts: readonly number[]): number {
  const n = counts.length;
  return (n * sum(counts.map((count) => count * count)) - sum(counts) ** 2) / (n * (n - 1));
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
