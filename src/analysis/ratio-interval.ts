/**
 * @file The ratio of two contrasts, with its 95 % interval: which share of one gap another is.
 *
 *   ρ = N / D;   the interval holds every ρ for which N - ρ D is not told from 0
 *
 * N - ρ D is a contrast itself, so its test takes seeds, test rows and what N and D share into account. Where D is told from
 * 0 the values form one interval; where it is not, they may be all numbers, and there is none.
 * @see Fieller (1954), "Some problems in interval estimation", J. R. Stat. Soc. B 16, 175–185.
 */
import type { Estimate } from '../core/run';
import { testContrast, twoSided, type ContrastWeights } from './contrast';
import type { Correctness } from './correctness';
import type { VarianceShare } from './crossed-mean';

/**
 * The ratio and its interval, cut at `range`, to a thousandth of it. Null where `denominator` is not significantly above 0
 * at one-sided 2.5 %, or the two share fewer than 2 replicates.
 */
export function ratioOf(
  numerator: ContrastWeights,
  denominator: ContrastWeights,
  correct: Correctness,
  pooled: VarianceShare | null,
  range: readonly [number, number],
): Estimate | null {
  const below = testContrast(correct, denominator, pooled);
  const above = testContrast(correct, numerator, pooled);
  if (!below || !above || Math.min(below.replicates, above.replicates) < 2 || below.pAbove > 0.025)
    return null;
  const mean = above.estimate.mean / below.estimate.mean;
  const isHeld = (ratio: number): boolean => {
    const test = testContrast(correct, difference(numerator, denominator, ratio), pooled);
    return test !== null && twoSided(test) > 0.05;
  };
  const within = Math.min(range[1], Math.max(range[0], mean));
  return { mean: within, low: edge(within, range[0], isHeld), high: edge(within, range[1], isHeld) };
}

/** The last value from `inside` towards `limit` that is held, by bisection. */
function edge(inside: number, limit: number, isHeld: (ratio: number) => boolean): number {
  if (inside === limit || isHeld(limit)) return limit;
  let [held, not] = [inside, limit];
  const precision = Math.abs(limit - inside) / 1024;
  while (Math.abs(not - held) > precision) {
    const middle = (held + not) / 2;
    if (isHeld(middle)) held = middle;
    else not = middle;
  }
  return held;
}

/** Weights of a - factor × b. */
export function difference(a: ContrastWeights, b: ContrastWeights, factor = 1): ContrastWeights {
  const sum = new Map(a);
  for (const [id, weight] of b) sum.set(id, (sum.get(id) ?? 0) - factor * weight);
  return sum;
}
