/**
 * @file A weighted sum of arms' accuracies, tested against 0: what every trend, slope, gap and interaction is.
 *
 *   C = Σ_a w_a ȳ_a
 *
 * Each replicate gives the table of right answers one line, X[r][i] = Σ_a w_a X_a[r][i], so the variance over other seeds and
 * other test rows is that of any crossed mean, and whatever the arms share drops out where the weights sum to 0. As between
 * two arms (see `comparisons.ts`), the variance between seeds is never taken smaller than the pooled one.
 * @see Montgomery (2017), Design and Analysis of Experiments, 9th ed., section 3.5.4 (contrasts).
 */
import type { Estimate } from '../core/run';
import { commonReplicates, type Correctness } from './correctness';
import { crossedMean, type VarianceShare } from './crossed-mean';
import { LEAST_REPLICATES } from './level';
import { criticalDistance, intervalOf, upperPValue } from './two-variance-t';

/** Weight of each arm; arms of weight 0 may be named or left out. */
export type ContrastWeights = ReadonlyMap<string, number>;

/** The weights of "arm `of` minus arm `minus`". */
export function pairWeights(of: string, minus: string): ContrastWeights {
  return new Map([
    [of, 1],
    [minus, -1],
  ]);
}

export interface ContrastTest {
  /** The contrast with its 95 % interval. */
  readonly estimate: Estimate;
  /** Replicates that all its arms have. */
  readonly replicates: number;
  /** One-sided p-values of "not above 0" and "not below 0"; both 1 from one replicate. */
  readonly pAbove: number;
  readonly pBelow: number;
  /** The estimate that would just have been enough at one-sided level `alpha`; infinite below 2 replicates. */
  readonly needed: (alpha: number) => number;
}

/**
 * The contrast over the replicates that all its arms have; null where there is none. Unit: accuracy, divided by `divisor`.
 * From one replicate the interval covers other test rows only.
 * @param pooled variance between seeds of a difference of two arms (`pooledSeedVariance`); null to rely on the contrast's own
 */
export function testContrast(
  correct: Correctness,
  weights: ContrastWeights,
  pooled: VarianceShare | null,
  divisor = 1,
): ContrastTest | null {
  const table = contrastTable(correct, weights, divisor);
  if (!table) return null;
  const { mean, replicates, overReplicates, addedByTestRows } = crossedMean(table);
  const sumOfSquares = [...weights.values()].reduce((sum, w) => sum + (w / divisor) ** 2, 0);
  // the pooled variance is that of weights 1 and -1, whose squares sum to 2
  const common = pooled && { variance: (pooled.variance * sumOfSquares) / 2, df: pooled.df };
  const shares = [...seedShares(overReplicates, common, replicates), addedByTestRows];
  const reach = [...weights.values()].reduce((sum, w) => sum + Math.abs(w / divisor), 0);
  const isKnown = replicates >= LEAST_REPLICATES;
  const pBeyond = isKnown ? upperPValue(Math.abs(mean), shares) : 1;
  const pOther = mean === 0 ? pBeyond : 1 - pBeyond;
  const [pAbove, pBelow] = mean < 0 ? [pOther, pBeyond] : [pBeyond, pOther];
  return {
    estimate: intervalOf(mean, shares, [-reach, reach]),
    replicates,
    pAbove: isKnown ? pAbove : 1,
    pBelow: isKnown ? pBelow : 1,
    needed: (alpha) => (isKnown ? criticalDistance(shares, alpha) : Infinity),
  };
}

/** Two-sided p-value: twice the smaller of the two, at most 1. */
export function twoSided({ pAbove, pBelow }: Pick<ContrastTest, 'pAbove' | 'pBelow'>): number {
  return Math.min(1, 2 * Math.min(pAbove, pBelow));
}

/** Σ_a w_a X_a[r][i] / divisor for each common replicate; null without one, or without an arm of weight other than 0. */
function contrastTable(
  correct: Correctness,
  weights: ContrastWeights,
  divisor: number,
): readonly Float64Array[] | null {
  const arms = [...weights].filter(([, weight]) => weight !== 0);
  const replicates = commonReplicates(
    correct,
    arms.map(([id]) => id),
  );
  if (replicates.length === 0) return null;
  return replicates.map((r) =>
    weightedRows(
      arms.map(([, weight]) => weight / divisor),
      arms.map(([id]) => correct.get(id)!.get(r)!),
    ),
  );
}

/** Σ_a w_a X_a[i] for each row i; what is left of a sum that cancels is 0, lest rounding pass for a difference. */
export function weightedRows(weights: readonly number[], lines: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(lines[0]!.length);
  lines.forEach((line, a) => {
    for (let i = 0; i < sum.length; i++) sum[i]! += weights[a]! * line[i]!;
  });
  const reach = weights.reduce((total, weight) => total + Math.abs(weight), 0);
  for (let i = 0; i < sum.length; i++) if (Math.abs(sum[i]!) < CANCELLED * reach) sum[i] = 0;
  return sum;
}

/** Relative size below which a sum is rounding alone. */
const CANCELLED = 1e-12;

/** The pooled variance of an estimate, and what its own exceeds it by, with the few degrees of freedom of its own. */
export function seedShares(
  own: VarianceShare,
  common: VarianceShare | null,
  replicates: number,
): VarianceShare[] {
  if (replicates < 2 || !common) return [own];
  return [
    { variance: common.variance / replicates, df: common.df },
    { variance: Math.max(0, own.variance - common.variance / replicates), df: own.df },
  ];
}
