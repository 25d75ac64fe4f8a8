import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shuffled, stream } from '../../../src/core/random';
import {
  discrepancyTest,
  maximumMeanDiscrepancy,
} from '../../../src/measures/shift/maximum-mean-discrepancy';
import { anySet, grid, normalRows, reordered, shifted, WIDTH } from './sets';

const X = grid(40, 6, 0);
const Y = shifted(grid(30, 6, 5000), 6, 0.4);

describe('maximumMeanDiscrepancy', () => {
  // alibi-detect 5ff45c3 (torch 1.13, numpy 1.24.2), Z = X and Y in one tensor, in float64:
  //   sigma = sigma_median(Z, Z, squared_pairwise_distance(Z, Z))
  //   mmd2(X, Y, lambda x, y: exp(-squared_pairwise_distance(x, y) / (2 * sigma ** 2)))
  test.each([
    ['two samples of one source', X, grid(30, 6, 5000), 0.0024372906566486607],
    ['a set that is moved', X, Y, 0.10005397206006195],
    ['a set and its copy', X, X, -0.030760864088717255],
  ])('is alibi-detect’s for %s', (_, real, generated, wanted) => {
    expect(maximumMeanDiscrepancy(real, generated, 6)).toBeCloseTo(wanted, 12);
  });

  // The detector itself takes its bandwidth from the reference set alone; ours is that of all rows, so that the
  // re-divisions of the test are as likely as the division found.

  test('is what the definition gives for four points on a line', () => {
    // Pairs: 1, 1 within, and 4, 9, 1, 4 across as squares; the lower median of 1, 1, 1, 4, 4, 9 is 1.
    const wanted =
      Math.exp(-1) + Math.exp(-1) - (2 / 4) * (Math.exp(-4) + Math.exp(-9) + Math.exp(-1) + Math.exp(-4));
    expect(maximumMeanDiscrepancy(Float32Array.of(0, 1), Float32Array.of(2, 3), 1)).toBeCloseTo(wanted, 14);
  });

  test('lies in its range, is symmetric and does not depend on the order of rows', () => {
    fc.assert(
      fc.property(anySet(2), anySet(2), fc.integer(), (real, generated, seed) => {
        const value = maximumMeanDiscrepancy(real, generated, WIDTH);
        expect(value).toBeGreaterThanOrEqual(-1);
        expect(value).toBeLessThanOrEqual(2);
        expect(maximumMeanDiscrepancy(generated, real, WIDTH)).toBeCloseTo(value, 10);
        const order = shuffled([...Array(real.length / WIDTH).keys()], stream(seed));
        expect(maximumMeanDiscrepancy(reordered(real, WIDTH, order), generated, WIDTH)).toBeCloseTo(
          value,
          10,
        );
      }),
    );
  });

  test('is never above 0 for a set and its copy, and grows as a set moves away', () => {
    fc.assert(
      fc.property(anySet(2), (set) => {
        expect(maximumMeanDiscrepancy(set, set, WIDTH)).toBeLessThan(1e-12);
      }),
    );
    const real = normalRows(60, 4, stream('real'));
    const values = [0, 1, 2, 4].map((mean) =>
      maximumMeanDiscrepancy(real, normalRows(60, 4, stream('g'), mean), 4),
    );
    expect(values).toEqual([...values].sort((a, b) => a - b));
  });

  test('is unbiased: over samples of one source its mean is 0', () => {
    const values = Array.from({ length: 400 }, (_, i) => {
      const rng = stream('unbiased', i);
      return maximumMeanDiscrepancy(normalRows(10, 3, rng), normalRows(10, 3, rng), 3);
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan((3 * sd) / Math.sqrt(values.length));
  });

  test('of equal rows is 0, and of rows half of which are equal is finite', () => {
    expect(maximumMeanDiscrepancy(new Float32Array(12).fill(1), new Float32Array(9).fill(1), 3)).toBe(0);
    const value = maximumMeanDiscrepancy(
      new Float32Array(30),
      Float32Array.from([...new Float32Array(27), 1, 1, 1]),
      3,
    );
    expect(Number.isFinite(value)).toBe(true);
  });

  test.each([
    ['an empty set', new Float32Array(0), 'missing rows of the generated set: 0 (wanted at least 2)'],
    ['one row', new Float32Array(6), 'missing rows of the generated set: 1 (wanted at least 2)'],
    ['another width', new Float32Array(16), 'invalid size of the generated set: 16 (wanted a multiple of 6)'],
    ['a NaN', Y.map((value, i) => (i === 20 ? NaN : value)), 'invalid embedding of generated row 3: NaN'],
    [
      'an infinite number',
      Y.map((value, i) => (i === 0 ? Infinity : value)),
      'invalid embedding of generated row 0',
    ],
  ])('refuses %s', (_, generated, sentence) => {
    expect(() => maximumMeanDiscrepancy(X, generated, 6)).toThrow(sentence);
  });

  test('refuses a width that is none', () => {
    expect(() => maximumMeanDiscrepancy(X, Y, 0)).toThrow('invalid number of dimensions: 0');
  });
});

describe('discrepancyTest', () => {
  test('has the value of the measure, and a p-value that is never 0', () => {
    const { value, pValue, permutations } = discrepancyTest(X, Y, 6, stream('p'), 99);
    expect(value).toBe(maximumMeanDiscrepancy(X, Y, 6));
    expect(permutations).toBe(99);
    // alibi-detect gives b / B, which is 0 where no re-division reaches the value; ours counts the division found.
    expect(pValue).toBe(1 / 100);
  });

  test('is the same from the same stream', () => {
    const test = (): number => discrepancyTest(X, grid(30, 6, 5000), 6, stream('again')).pValue;
    expect(test()).toBe(test());
  });

  test('finds nothing where all rows are equal', () => {
    expect(discrepancyTest(new Float32Array(12), new Float32Array(12), 3, stream('equal')).pValue).toBe(1);
  });

  /** Share of `runs` in which p ≤ 0.05, for two sets of 20 normal rows whose means lie `mean` apart. */
  function alarmRate(mean: number, runs: number): number {
    let alarms = 0;
    for (let i = 0; i < runs; i++) {
      const rng = stream('alarms', mean, i);
      const { pValue } = discrepancyTest(normalRows(20, 3, rng), normalRows(20, 3, rng, mean), 3, rng, 99);
      if (pValue <= 0.05) alarms++;
    }
    return alarms / runs;
  }

  test('raises a false alarm in 5 of 100 cases', () => {
    // 600 runs: a rate of 0.05 has a standard error of 0.009.
    const rate = alarmRate(0, 600);
    expect(rate).toBeGreaterThan(0.05 - 3 * 0.009);
    expect(rate).toBeLessThan(0.05 + 3 * 0.009);
  });

  test('sees a difference of one and a half standard deviations nearly always', () => {
    expect(alarmRate(1.5, 100)).toBeGreaterThan(0.9);
  });

  test.each([0, -1, 1.5, NaN])('refuses %s permutations', (permutations) => {
    expect(() => discrepancyTest(X, Y, 6, stream('p'), permutations)).toThrow(
      'invalid number of permutations',
    );
  });
});
