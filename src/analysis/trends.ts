/**
 * @file Does accuracy rise or fall along a curve, and does it turn?
 *
 * The rise over tiers 1 … m of a stretch is that of the straight line fitted to their accuracies by least squares, the
 * tiers evenly spaced: a contrast with weights 2 j - (m + 1). By rank, since whether a curve rises does not depend on the
 * scale of its axis.
 *
 * An inverted U needs a rise up to some tier and a fall from it on; each is tested one-sided, and the larger p-value counts
 * (intersection–union). A parabola whose middle is significantly curved does not show that much: it takes any curve that
 * flattens for one that turns. The turning point is chosen where the evidence is best among all interior tiers, and the
 * p-value is multiplied by their number (Bonferroni).
 * @see Simonsohn (2018), "Two lines: a valid alternative to the invalid testing of U-shaped relationships with quadratic
 * regressions", Adv. Methods Pract. Psychol. Sci. 1, 538–555. His break is found by a spline; a curve of a few tiers has none.
 * @see Lind & Mehlum (2010), "With or without U?", Oxf. Bull. Econ. Stat. 72, 109–118 (both slopes must be significant).
 */
import type { Tier } from './axis-tiers';
import { testContrast, twoSided, type ContrastTest, type ContrastWeights } from './contrast';
import type { Correctness } from './correctness';
import type { VarianceShare } from './crossed-mean';

export interface Turn {
  readonly at: Tier;
  /** The change up to the turning point, and from it on; positive where accuracy rises. */
  readonly before: ContrastTest;
  readonly after: ContrastTest;
  /** Corrected for the choice of the turning point. */
  readonly pValue: number;
}

export interface CurveTrends {
  readonly first: Tier;
  readonly last: Tier;
  /** The change from the first tier to the last on a straight line through all. */
  readonly whole: ContrastTest;
  /** Two-sided. */
  readonly pValue: number;
  /** Null for fewer than three tiers. */
  readonly invertedU: Turn | null;
  readonly u: Turn | null;
}

/**
 * Trends over the tiers that have runs, ascending; each stretch over the replicates that its tiers share. Null for fewer
 * than two tiers, or without a common replicate. Corrected for all interior tiers of `tiers`, with runs or without.
 */
export function trendsOf(
  tiers: readonly Tier[],
  correct: Correctness,
  pooled: VarianceShare | null,
): CurveTrends | null {
  const present = tiers.filter((tier) => correct.has(tier.id));
  const first = present[0];
  const last = present.at(-1);
  if (!first || !last || present.length < 2) return null;
  const stretch = (from: number, to: number): ContrastTest | null =>
    testRise(present.slice(from, to + 1), correct, pooled);
  const whole = stretch(0, present.length - 1);
  if (!whole) return null;
  const halves = present.slice(1, -1).flatMap((at, k) => {
    const before = stretch(0, k + 1);
    const after = stretch(k + 1, present.length - 1);
    return before && after ? [{ at, before, after }] : [];
  });
  const numTurns = tiers.length - 2;
  const clearest = (p: (turn: Omit<Turn, 'pValue'>) => number): Turn | null => {
    const [best] = halves
      .map((turn) => ({ ...turn, pValue: p(turn) }))
      .sort((a, b) => a.pValue - b.pValue || weaker(b) - weaker(a));
    return best ? { ...best, pValue: Math.min(1, numTurns * best.pValue) } : null;
  };
  return {
    first,
    last,
    whole,
    pValue: twoSided(whole),
    invertedU: clearest(({ before, after }) => Math.max(before.pAbove, after.pBelow)),
    u: clearest(({ before, after }) => Math.max(before.pBelow, after.pAbove)),
  };
}

/** Where p-values tie, the turning point with the larger of the smaller changes is the better one. */
function weaker({ before, after }: Pick<Turn, 'before' | 'after'>): number {
  return Math.min(Math.abs(before.estimate.mean), Math.abs(after.estimate.mean));
}

/** The change from the first tier to the last on the line through all, evenly spaced; null without a common replicate. */
function testRise(
  tiers: readonly Tier[],
  correct: Correctness,
  pooled: VarianceShare | null,
): ContrastTest | null {
  const { weights, divisor } = riseWeights(tiers);
  return testContrast(correct, weights, pooled, divisor);
}

/** Slope Σ (j - j̄) ȳ_j / Σ (j - j̄)², times the m - 1 steps; with whole weights w_j = 2 (j - j̄). */
function riseWeights(tiers: readonly Tier[]): {
  readonly weights: ContrastWeights;
  readonly divisor: number;
} {
  const m = tiers.length;
  const weights = new Map(tiers.map((tier, j) => [tier.id, 2 * j - (m - 1)]));
  let sumOfSquares = 0;
  for (const weight of weights.values()) sumOfSquares += weight * weight;
  return { weights, divisor: sumOfSquares / (2 * (m - 1)) };
}
