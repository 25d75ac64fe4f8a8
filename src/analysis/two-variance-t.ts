/**
 * @file Intervals and tests for a mean whose variance is a sum of independently estimated shares, each with degrees of
 * freedom of its own: the problem of Behrens and Fisher, here seeds (few degrees of freedom) and test rows (many).
 *
 * Cochran's approximation: the critical value is the mean of the shares' critical values, weighted by the shares,
 *
 *   t*(α) = Σ_k V_k t(α, ν_k) / Σ_k V_k
 *
 * It errs on the safe side. Satterthwaite's degrees of freedom do not: with a share of 1 or 2 degrees of freedom beside
 * a well-known one they reject a true hypothesis at one-sided level 0.0125 up to 4.7 and 2.3 times as often as they should,
 * since a small estimate with few degrees of freedom is then taken at its word.
 * @see Cochran (1964), "Approximate significance levels of the Behrens–Fisher test", Biometrics 20, 191–195.
 * @see Satterthwaite (1946), "An approximate distribution of estimates of variance components", Biometrics Bulletin 2.
 */
import type { Estimate } from '../core/run';
import type { VarianceShare } from './crossed-mean';
import { findRoot, tUpperQuantile, tUpperTail } from '../math/distributions';

/** Tail probability on either side of the lab's 95 % intervals. */
const INTERVAL_TAIL = 0.025;

/**
 * How far the estimate must lie from a fixed value for a one-sided test at level `alpha`: t*(α) √ΣV, in the unit of
 * the estimate. 0 where the variance is 0.
 */
export function criticalDistance(shares: readonly VarianceShare[], alpha: number): number {
  const known = shares.filter(isKnown);
  const total = totalVariance(known);
  if (total === 0) return 0;
  const weighted = known.reduce((sum, { variance, df }) => sum + variance * tUpperQuantile(alpha, df), 0);
  return weighted / Math.sqrt(total);
}

/**
 * The estimate with its two-sided 95 % interval, cut at `range` (what the estimated quantity can be at all).
 * Where the variance is 0, or nothing is known of it, both bounds equal the mean.
 */
export function intervalOf(
  mean: number,
  shares: readonly VarianceShare[],
  range: readonly [number, number],
): Estimate {
  const half = criticalDistance(shares, INTERVAL_TAIL);
  return {
    mean,
    low: Math.min(mean, Math.max(range[0], mean - half)),
    high: Math.max(mean, Math.min(range[1], mean + half)),
  };
}

/**
 * One-sided p-value of "the true mean is not above 0": the α whose critical distance is `mean`. Range 0 to 1; ½ at a mean
 * of 0. Without variance: 0 for a mean above 0, otherwise 1. Probabilities under 1e-90 are not told apart.
 */
export function upperPValue(mean: number, shares: readonly VarianceShare[]): number {
  const known = shares.filter(isKnown);
  if (known.length === 0) return mean > 0 ? 0 : 1;
  if (mean === 0) return 0.5;
  if (mean < 0) return 1 - upperPValue(-mean, shares);
  const t = mean / Math.sqrt(totalVariance(known));
  // t is a mean of the shares' critical values at α, so α lies between the tails beyond t
  const tails = known.map(({ df }) => Math.max(tUpperTail(t, df), LEAST_P));
  if (Math.max(...tails) >= 0.5) return 0.5; // a mean so small that rounding hides it
  // ratio of critical distance to mean, in logarithms: nearer to a straight line, so fewer steps
  const excess = (logAlpha: number): number => Math.log(criticalDistance(known, Math.exp(logAlpha)) / mean);
  return Math.exp(findRoot(excess, Math.log(Math.min(...tails)), Math.log(Math.max(...tails))));
}

/** Well above `LEAST_TAIL`, so that rounding does not lead below it. */
const LEAST_P = 1e-90;

function isKnown(share: VarianceShare): boolean {
  return share.df > 0 && share.variance > 0;
}

function totalVariance(shares: readonly VarianceShare[]): number {
  return shares.reduce((sum, share) => sum + share.variance, 0);
}
