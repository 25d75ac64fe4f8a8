import { expect, test } from 'vitest';
import { testContrast } from '../../src/analysis/contrast';
import { correctnessOf } from '../../src/analysis/correctness';
import { worseFrom } from '../../src/analysis/step-down';
import { runOf } from './simulated-study';

const TIERS = ['a', 'b', 'c', 'd'].map((id, value) => ({ id, value }));
/** Right answers of 40 for each tier in each of three replicates: the last tier is worse than all before it. */
const RIGHT: Readonly<Record<string, readonly number[]>> = {
  a: [28, 30, 29],
  b: [29, 28, 30],
  c: [30, 29, 27],
  d: [20, 22, 24],
};
const ROWS = 40;
const correct = correctnessOf(
  Object.entries(RIGHT).flatMap(([arm, counts]) =>
    counts.map((count, r) =>
      runOf(
        arm,
        r,
        // Which rows are right differs from tier to tier, as it does where chance decides.
        Array.from({ length: ROWS }, (_, i) => ((i * 7 + 3 * arm.charCodeAt(0) + r) % ROWS < count ? 1 : 0)),
      ),
    ),
  ),
  new Array<number>(ROWS).fill(1),
);

/** One-sided p-value of "the last tier is not worse than this one", uncorrected. */
function pBelow(rival: string): number {
  const weights = new Map([
    ['d', 1],
    [rival, -1],
  ]);
  return testContrast(correct, weights, null)!.pBelow;
}

test('against the first tier alone nothing is chosen, so nothing is corrected', () => {
  const last = worseFrom(TIERS, 'first', correct, null).at(-1)!;
  expect(last.against.id).toBe('a');
  expect(last.pValue).toBe(pBelow('a'));
});

test('against the best of three tiers before it, the least p-value counts three times (Bonferroni)', () => {
  const last = worseFrom(TIERS, 'before', correct, null).at(-1)!;
  const least = Math.min(...['a', 'b', 'c'].map(pBelow));
  expect(least).toBeGreaterThan(0);
  expect(least).toBeLessThan(1 / 3);
  expect(last.pValue).toBeCloseTo(3 * least, 12);
});

test('a tier counts as worse only together with all beyond it', () => {
  const tests = worseFrom(TIERS, 'before', correct, null);
  expect(tests.map(({ tier }) => tier.id)).toEqual(['b', 'c', 'd']);
  const pValues = tests.map(({ pValue }) => pValue);
  expect(pValues).toEqual([...pValues].sort((x, y) => y - x));
  expect(pValues[0]).toBeGreaterThan(0.05);
  expect(pValues.every((p) => p > 0 && p <= 1)).toBe(true);
});
