/**
 * @file Studies whose test sets are not balanced, drawn by chance from known recalls: whether intervals of balanced accuracy
 * hold the truth, and how often a verdict claims anything where arms do not differ.
 */
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/core/random';
import type { Estimate } from '../../src/core/run';
import { analyseTiers, runOf, smallStudy } from './simulated-study';

/** Test rows of each class; as unequal as those of a set of questions of six kinds. */
const SIZES = [140, 115, 95, 80, 60, 10];
const RECALL_LOGITS = [1.5, 0.5, 1, 0, -0.5, -1];
const ROW_SD = 1;
const SEED_SD = 0.15;

/** The chance to be right at a logit, over rows and seeds of normal spread: Simpson's rule over ±6 deviations. */
function expectedShare(logit: number): number {
  const sd = Math.hypot(ROW_SD, SEED_SD);
  const steps = 240;
  let [sum, weights] = [0, 0];
  for (let i = 0; i <= steps; i++) {
    const z = -6 + (12 * i) / steps;
    const weight = (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * Math.exp((-z * z) / 2);
    sum += weight / (1 + Math.exp(-logit - sd * z));
    weights += weight;
  }
  return sum / weights;
}

const TRUTH = RECALL_LOGITS.reduce((sum, logit) => sum + expectedShare(logit), 0) / SIZES.length;

/** `gains[tier][class]`, in logits. */
export function simulateUnbalanced(gains: readonly (readonly number[])[], replicates: number, name: string) {
  const rng = stream('unbalanced', name);
  const yTrue = SIZES.flatMap((size, label) => new Array<number>(size).fill(label));
  const ease = yTrue.map((label) => RECALL_LOGITS[label]! + ROW_SD * rng.normal());
  const runs = gains.flatMap((gain, tier) =>
    Array.from({ length: replicates }, (_, replicate) => {
      const shifts = SIZES.map((_, label) => gain[label]! + SEED_SD * rng.normal());
      const yPred = yTrue.map((label, i) => {
        const isRight = rng.uniform() * (1 + Math.exp(-ease[i]! - shifts[label]!)) < 1;
        return isRight ? label : (label + 1) % SIZES.length;
      });
      return runOf(`t${tier}`, replicate, yPred);
    }),
  );
  const study = smallStudy(
    gains.map((_, i) => i),
    replicates,
  );
  return { study, runs, yTrue };
}

const same = (tiers: number): number[][] => Array.from({ length: tiers }, () => SIZES.map(() => 0));

/** @param numStudies of each kind */
export function balancedTests(numStudies: number): void {
  const slack = numStudies < 100 ? 0.05 : 0;

  describe(`${numStudies} studies on a test set whose classes hold 10 to 140 rows`, () => {
    const leads: Estimate[] = [];
    const differences: Estimate[] = [];
    let claims = 0;
    for (let k = 0; k < numStudies; k++) {
      const { study, runs, yTrue } = simulateUnbalanced(same(4), 5, `null ${k}`);
      const { analysis, verdict } = analyseTiers(study, runs, yTrue);
      leads.push(...analysis.arms.map((arm) => arm.lead!));
      differences.push(...analysis.comparisons.map(({ difference }) => difference));
      if (verdict.bestArm !== null) claims++;
    }
    const covers = (intervals: readonly Estimate[], truth: number): number =>
      intervals.filter(({ low, high }) => low <= truth && truth <= high).length / intervals.length;

    test('the interval of an arm holds the balanced accuracy of endless rows and seeds', () => {
      expect(covers(leads, TRUTH)).toBeGreaterThan(0.93 - slack);
      expect(covers(leads, TRUTH)).toBeLessThan(0.995);
    });

    test('the interval of a difference holds 0', () => {
      expect(covers(differences, 0)).toBeGreaterThan(0.93 - slack);
    });

    test('no more than 5 % claim anything', () => {
      expect(claims / numStudies).toBeLessThanOrEqual(0.05 + slack);
    });
  });
}
