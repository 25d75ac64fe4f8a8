import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spearman } from '../../src/analysis';

const pairs = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), {
  maxLength: 30,
});

describe('spearman', () => {
  test('agrees with SciPy, ties included', () => {
    // scipy 1.10.1: stats.spearmanr(x, y)[0]
    expect(spearman([1, 2, 3, 4, 5, 6, 7], [2, 1, 4, 3, 7, 6, 5]).mean).toBeCloseTo(0.7857142857142859, 14);
    expect(spearman([1, 2, 2, 3, 5, 5, 5, 8], [3, 1, 4, 4, 2, 6, 6, 7]).mean).toBeCloseTo(
      0.6647116801916952,
      14,
    );
  });

  test('has the interval of Bonett and Wright', () => {
    // by hand: ρ = 11/14, n = 7: artanh ρ ± 1.959964 √((1 + ρ²/2) / 4)
    const half = 1.959963984540054 * Math.sqrt((1 + (11 / 14) ** 2 / 2) / 4);
    const { low, high } = spearman([1, 2, 3, 4, 5, 6, 7], [2, 1, 4, 3, 7, 6, 5]);
    expect(low).toBeCloseTo(Math.tanh(Math.atanh(11 / 14) - half), 12);
    expect(high).toBeCloseTo(Math.tanh(Math.atanh(11 / 14) + half), 12);
  });

  test('is 1 for any rising curve and -1 for any falling one', () => {
    expect(spearman([1, 2, 3, 4, 5], [1, 8, 27, 64, 125])).toEqual({ mean: 1, low: 1, high: 1 });
    expect(spearman([1, 2, 3, 4, 5], [9, 7, 5, 3, -100])).toEqual({ mean: -1, low: -1, high: -1 });
  });

  test('stays within [-1, 1], is symmetric, and turns its sign with either side', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const [x, y] = [list.map(([a]) => a), list.map(([, b]) => b)];
        const { mean, low, high } = spearman(x, y);
        expect(-1 <= low && low <= mean && mean <= high && high <= 1).toBe(true);
        expect(spearman(y, x).mean).toBeCloseTo(mean, 14);
        expect(
          spearman(
            x.map((a) => -a),
            y,
          ).mean,
        ).toBeCloseTo(-mean, 14);
      }),
    );
  });

  test('is 0 where one side never changes or nothing is there, and leaves out what is not finite', () => {
    const none = { mean: 0, low: 0, high: 0 };
    expect(spearman([1, 1, 1, 1], [1, 2, 3, 4])).toEqual(none);
    expect(spearman([], [])).toEqual(none);
    expect(spearman([1, NaN, 2, 3], [1, 5, 2, 3]).mean).toBe(1);
    expect(() => spearman([1], [])).toThrow('invalid number of y');
  });
});
