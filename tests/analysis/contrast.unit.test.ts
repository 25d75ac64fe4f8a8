import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testPair } from '../../src/analysis/comparisons';
import { testContrast, twoSided } from '../../src/analysis/contrast';
import { correctnessOf } from '../../src/analysis/correctness';
import { leastSquaresWeights } from '../../src/math/least-squares';
import { pooledSeedVariance } from '../../src/analysis/seed-variance';
import { runOf } from './simulated-study';

/** Three arms, three replicates, eight test rows. */
const TABLES: Readonly<Record<string, readonly (readonly number[])[]>> = {
  a: [
    [0, 0, 0, 1, 1, 1, 0, 1],
    [1, 0, 0, 1, 0, 0, 0, 0],
    [1, 0, 0, 1, 0, 1, 0, 1],
  ],
  b: [
    [1, 0, 1, 0, 0, 1, 1, 1],
    [1, 1, 1, 1, 0, 1, 1, 1],
    [1, 1, 1, 1, 1, 1, 1, 1],
  ],
  c: [
    [1, 0, 1, 0, 1, 0, 1, 0],
    [0, 1, 0, 0, 0, 1, 1, 0],
    [1, 0, 0, 1, 0, 1, 1, 0],
  ],
};
const yTrue = new Array<number>(8).fill(1);
const correct = correctnessOf(
  Object.entries(TABLES).flatMap(([arm, lines]) => lines.map((yPred, r) => runOf(arm, r, yPred))),
  yTrue,
);
const MIDDLE = new Map([
  ['a', -1],
  ['b', 2],
  ['c', -1],
]);

describe('a contrast', () => {
  test('agrees with the mean squares of its own table, and with Cochran’s critical value', () => {
    // numpy 1.24.2, scipy 1.10.1, T the tables above:
    //   X = tensordot([-.5, 1, -.5], T, (0, 0)); e = X - X.mean(1, keepdims=True) - X.mean(0) + X.mean()
    //   res = (e**2).sum()/14/24; rep = max(X.mean(1).var(ddof=1)/3, res); rows = max(X.mean(0).var(ddof=1)/8 - res, 0)
    //   crit = lambda a: (rep*t.isf(a, 2) + rows*t.isf(a, 7))/sqrt(rep + rows); brentq(lambda a: crit(a) - X.mean(), 1e-9, .499)
    const own = testContrast(correct, MIDDLE, null, 2)!;
    expect(own.estimate.mean).toBeCloseTo(0.3958333333333333, 14);
    expect(own.estimate.high - own.estimate.mean).toBeCloseTo(0.5928625383697818, 9);
    expect(own.pAbove).toBeCloseTo(0.05262556882467625, 9);
    // with the pooled variance, 2 × the residual mean square of arms × replicates (4 df), times Σ w²/2/3 = 1/4
    const pooled = pooledSeedVariance(correct, ['a', 'b', 'c']);
    const held = testContrast(correct, MIDDLE, pooled, 2)!;
    expect(held.estimate.high - held.estimate.mean).toBeCloseTo(0.48838999263046634, 9);
    expect(held.pAbove).toBeCloseTo(0.039573616640748814, 9);
    expect(held.pBelow).toBeCloseTo(1 - 0.039573616640748814, 9);
    expect(twoSided(held)).toBeCloseTo(2 * 0.039573616640748814, 9);
  });

  test('between two arms is their comparison', () => {
    const pooled = pooledSeedVariance(correct, ['a', 'b', 'c']);
    const weights = new Map([
      ['b', 1],
      ['c', -1],
    ]);
    const pair = testPair(correct, 'b', 'c', 1, pooled)!;
    const contrast = testContrast(correct, weights, pooled)!;
    expect(contrast.estimate).toEqual(pair.comparison.difference);
    expect(contrast.pAbove).toBe(pair.comparison.pValue);
    expect(contrast.needed(0.01)).toBeCloseTo(pair.neededDifference(0.01), 12);
  });

  test('scales with its divisor, and turns its sign with its weights', () => {
    const whole = testContrast(correct, MIDDLE, null)!;
    const half = testContrast(correct, MIDDLE, null, 2)!;
    expect(half.estimate.mean).toBeCloseTo(whole.estimate.mean / 2, 14);
    expect(half.pAbove).toBeCloseTo(whole.pAbove, 9);
    const turned = testContrast(correct, new Map([...MIDDLE].map(([id, w]) => [id, -w])), null)!;
    expect(turned.estimate.mean).toBeCloseTo(-whole.estimate.mean, 14);
    expect(turned.pBelow).toBeCloseTo(whole.pAbove, 12);
  });

  test('of arms that never differ is 0 without evidence on either side, whatever its weights', () => {
    const same = correctnessOf(
      ['a', 'b', 'c'].flatMap((arm) => [
        runOf(arm, 0, [1, 0, 1, 1, 0, 1, 1, 1]),
        runOf(arm, 1, [1, 0, 0, 1, 0, 1, 0, 1]),
      ]),
      yTrue,
    );
    for (const weights of [
      [0.1, 0.2, -0.3],
      [1 / 3, 1 / 3, -2 / 3],
    ]) {
      const contrast = testContrast(same, new Map(['a', 'b', 'c'].map((id, i) => [id, weights[i]!])), null)!;
      expect(contrast.estimate).toEqual({ mean: 0, low: 0, high: 0 });
      expect([contrast.pAbove, contrast.pBelow]).toEqual([1, 1]);
    }
  });

  test('is sure of nothing from one replicate, and null without one in common', () => {
    const one = correctnessOf([runOf('a', 0, TABLES.a![0]!), runOf('b', 0, TABLES.b![0]!)], yTrue);
    const weights = new Map([
      ['a', 1],
      ['b', -1],
    ]);
    const contrast = testContrast(one, weights, null)!;
    expect([contrast.pAbove, contrast.pBelow, contrast.needed(0.05)]).toEqual([1, 1, Infinity]);
    expect(contrast.estimate.low).toBeLessThan(contrast.estimate.high);
    expect(testContrast(one, new Map([...weights, ['c', 1]]), null)).toBeNull();
    expect(testContrast(one, new Map([['a', 0]]), null)).toBeNull();
  });
});

describe('leastSquaresWeights', () => {
  test('is the pseudo-inverse', () => {
    const X = [
      [1, 0.2, 3],
      [1, 0.5, 1],
      [1, 0.8, 4],
      [1, 1.1, 1],
      [1, 1.5, 5],
    ];
    // numpy 1.24.2: np.linalg.pinv(X)
    const pinv = [
      [0.5320409262250938, 0.6641536528450901, 0.02710464907556964, 0.31304972177347007, -0.5363489499192238],
      [
        -0.7377490576198162, -0.13821576018668036, -0.1759109675103212, 0.5510680308741697,
        0.5008077544426485,
      ],
      [
        0.0974690360796984, -0.12529168910429006, 0.1132651229581763, -0.20175910967510327,
        0.11631663974151854,
      ],
    ];
    leastSquaresWeights(X)!.forEach((row, k) => {
      row.forEach((weight, i) => expect(weight).toBeCloseTo(pinv[k]![i]!, 12));
    });
  });

  test('times X is the identity; null where columns depend on each other, or lines are too few', () => {
    const line = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(line, { minLength: 3, maxLength: 8 }), (X) => {
        const weights = leastSquaresWeights(X);
        for (const [k, row] of (weights ?? []).entries()) {
          for (let j = 0; j < 3; j++) {
            const sum = row.reduce((total, weight, i) => total + weight * X[i]![j]!, 0);
            expect(sum).toBeCloseTo(Number(j === k), 8);
          }
        }
      }),
    );
    expect(leastSquaresWeights([[1, 2], [1, 2], [1, 2]])).toBeNull(); // prettier-ignore
    expect(leastSquaresWeights([[1, 0], [1, 0]])).toBeNull(); // prettier-ignore
    expect(leastSquaresWeights([[1, 2]])).toBeNull();
    expect(leastSquaresWeights([])).toBeNull();
  });
});
