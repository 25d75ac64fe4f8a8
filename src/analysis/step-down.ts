/**
 * @file From where on along a curve is it worse? Tests from the far end backwards, each looked at only where all beyond it
 * have shown something, so that the number of tiers costs nothing.
 */
import type { Tier } from './axis-tiers';
import { pairWeights, testContrast, type ContrastTest } from './contrast';
import type { Correctness } from './correctness';
import type { Step } from '../core/statement';
import type { VarianceShare } from './crossed-mean';
import { inFixedOrder } from './holm';

export interface StepTest {
  readonly tier: Tier;
  /** The tier it is compared with: the best of those allowed. */
  readonly against: Tier;
  /** `tier` minus `against`. */
  readonly difference: ContrastTest;
  /** One-sided, of "not worse than any of those allowed"; at least that of every tier beyond. */
  readonly pValue: number;
}

/**
 * Of each tier but the first, ascending: is it, with all beyond it, worse than a tier before it? `against` names the tiers
 * it may be worse than: `first`, or any `before` it, for whose choice the p-value is corrected (Bonferroni). Tiers without
 * a replicate in common with one before are left out.
 */
export function worseFrom(
  tiers: readonly Tier[],
  against: 'first' | 'before',
  correct: Correctness,
  pooled: VarianceShare | null,
): StepTest[] {
  const tests = tiers.slice(1).flatMap((tier, k): StepTest[] => {
    const rivals = against === 'first' ? tiers.slice(0, 1) : tiers.slice(0, k + 1);
    const differences = rivals.flatMap((rival) => {
      const difference = testContrast(correct, pairWeights(tier.id, rival.id), pooled);
      return difference ? [{ tier, against: rival, difference }] : [];
    });
    if (differences.length === 0) return [];
    const least = Math.min(...differences.map(({ difference }) => difference.pBelow));
    const shown = differences.reduce((worst, one) =>
      one.difference.estimate.mean < worst.difference.estimate.mean ? one : worst,
    );
    return [{ ...shown, pValue: Math.min(1, rivals.length * least) }];
  });
  const corrected = inFixedOrder(tests.map((test) => test.pValue).reverse()).reverse();
  return tests.map((test, i) => ({ ...test, pValue: corrected[i]! }));
}

/** The first tier from which on all are worse, at this level; null where not even the last is. */
export function onsetOf(tests: readonly StepTest[], alpha: number): StepTest | null {
  return tests.find((test) => test.pValue <= alpha) ?? null;
}

/** The step as data. */
export function stepOf({ tier, against, difference }: StepTest): Step {
  return { value: tier.value, against: against.value, change: difference.estimate };
}
