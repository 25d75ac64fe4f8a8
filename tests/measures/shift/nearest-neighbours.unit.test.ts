import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shuffled, stream } from '../../../src/core/random';
import { nearestNeighbourScores } from '../../../src/measures/shift/nearest-neighbours';
import { anyScatteredSet, anySet, grid, normalRows, reordered, shifted, WIDTH } from './sets';

const X = grid(40, 6, 0);
const Y = grid(30, 6, 5000);
const MOVED = shifted(Y, 6, 0.4);

function expectScores(found: object, wanted: readonly number[]): void {
  const values = Object.values(found) as number[];
  expect(values).toHaveLength(4);
  values.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 12));
}

describe('nearestNeighbourScores', () => {
  // clovaai/generative-evaluation-prdc e320c1d (numpy 1.24.2, scikit-learn 1.2.1), rows in float64:
  //   compute_prdc(X, Y, nearest_k=5); precision, recall, density, coverage in that order
  test.each([
    ['two samples of one source', Y, 5, [0.9333333333333333, 0.975, 0.9266666666666667, 0.975]],
    ['a set that is moved', MOVED, 5, [0.8333333333333334, 0.9, 0.8466666666666667, 0.925]],
    ['a set that is moved, k = 3', MOVED, 3, [0.8333333333333334, 0.85, 0.8555555555555556, 0.825]],
  ])('are the original’s for %s', (_, generated, k, wanted) => {
    expectScores(nearestNeighbourScores(X, generated, 6, k), wanted);
  });

  test('count the surface of a ball as inside, where the code of the original does not', () => {
    // compute_prdc(X, X, 5): 1, 1, 1, 1; of eight equal rows, or of four rows six times each, with themselves: 0, 0, 0, 0.
    expectScores(nearestNeighbourScores(X, X, 6), [1, 1, 6 / 5, 1]);
    const equal = new Float32Array(24).fill(1);
    expectScores(nearestNeighbourScores(equal, equal, 3), [1, 1, 8 / 5, 1]);
    const fourTexts = reordered(
      X,
      6,
      Array.from({ length: 24 }, (_, i) => i % 4),
    );
    expectScores(nearestNeighbourScores(fourTexts, fourTexts, 6), [1, 1, 6 / 5, 1]);
  });

  // With copies: 15 real rows stand twice, of the 30 generated rows 12 are copies of real ones, four of them twice.
  //   R = X[[i % 25 for i in range(40)]]; G = np.concatenate([Y[:18], X[:8], X[:4]])
  // prdc 0.2 (numpy 2.4.6, scikit-learn 1.9.1), rows in float64. compute_prdc(R, G, k) leaves the surface out:
  //   k = 5: 1, 1, 0.8866666666666667, 0.975; k = 1: 0.16666666666666666, 0.65, 0.16666666666666666, 0.1
  // The papers' balls from the same distances and radii, d = compute_pairwise_distance(R, G) and
  // r, g = compute_nearest_neighbour_distances(R, k), …(G, k):
  //   (d <= r[:, None]).any(0).mean(), (d <= g).any(1).mean(), (d <= r[:, None]).sum(0).mean() / k, (d.min(1) <= r).mean()
  test.each([
    [5, [1, 1, 1.1266666666666667, 1]],
    [1, [0.5666666666666667, 0.85, 1.0333333333333334, 0.525]],
  ])(
    'are those of the original’s distances with the surface inside where rows are equal, k = %s',
    (k, wanted) => {
      const real = reordered(
        X,
        6,
        Array.from({ length: 40 }, (_, i) => i % 25),
      );
      const generated = Float32Array.of(
        ...Y.subarray(0, 18 * 6),
        ...X.subarray(0, 8 * 6),
        ...X.subarray(0, 4 * 6),
      );
      expectScores(nearestNeighbourScores(real, generated, 6, k), wanted);
    },
  );

  test('are what can be counted by hand where rows are equal', () => {
    // k = 2. Radii of the real rows: 0, 0, 0, 1, 2, 0, 0, 0; of the generated ones: 2, 2, 2, 7.
    const real = Float32Array.of(0, 0, 0, 1, 3, 5, 5, 5);
    const generated = Float32Array.of(0, 0, 2, 7);
    // Each generated 0 lies in the balls of three 0s and on the surface of that of 1; 2 in those of 1 and 3; 7 in none.
    // Real 5 lies in the ball of 7, the others in that of 0 or 2; no ball of a 5 holds a generated row.
    expectScores(nearestNeighbourScores(real, generated, 1, 2), [3 / 4, 1, 10 / 8, 5 / 8]);
  });

  test('need one row more than k, where the original needs two', () => {
    // compute_prdc(X[:6], Y[:6], 5): ValueError, kth(=6) out of bounds (6)
    const six = nearestNeighbourScores(X.subarray(0, 36), Y.subarray(0, 36), 6);
    expect(Object.values(six).every(Number.isFinite)).toBe(true);
    expect(() => nearestNeighbourScores(X, Y.subarray(0, 30), 6)).toThrow(
      'nearestNeighbourScores: missing rows of the generated set: 5 (wanted at least 6)',
    );
  });

  test('are what can be counted by hand on a line', () => {
    // Real 0, 1, 2, 10: radii to the nearest are 1, 1, 1, 8. Generated 0.5, 3, 20: radii 2.5, 2.5, 17.
    // 0.5 lies in the balls of 0 and 1; 3 in that of 10 (7 < 8), and on the surface of that of 2; 20 in none.
    // Real 0, 1 and 2 lie in the ball of 0.5, and 2 in that of 3; 10 in that of 20 (10 < 17).
    const found = nearestNeighbourScores(Float32Array.of(0, 1, 2, 10), Float32Array.of(0.5, 3, 20), 1, 1);
    expectScores(found, [2 / 3, 1, 4 / 3, 1]);
  });

  test('lie in their range, precision mirrors recall, and the order of rows does not matter', () => {
    fc.assert(
      fc.property(anySet(4), anySet(4), fc.integer(), (real, generated, seed) => {
        const found = nearestNeighbourScores(real, generated, WIDTH, 3);
        for (const value of [found.precision, found.recall, found.coverage]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(found.density).toBeGreaterThanOrEqual(0);
        expect(found.density).toBeLessThanOrEqual(real.length / WIDTH / 3);
        const mirrored = nearestNeighbourScores(generated, real, WIDTH, 3);
        expect(mirrored.recall).toBe(found.precision);
        expect(mirrored.precision).toBe(found.recall);
        // Coverage counts real rows whose own ball is hit: fewer than lie in none at all.
        if (found.precision === 0) expect(found.coverage).toBe(0);
        const order = shuffled([...Array(real.length / WIDTH).keys()], stream(seed));
        expectScores(
          nearestNeighbourScores(reordered(real, WIDTH, order), generated, WIDTH, 3),
          Object.values(found) as number[],
        );
      }),
    );
  });

  test('are all 1, but density (k + 1) / k, for a set and its copy', () => {
    fc.assert(
      fc.property(anyScatteredSet(6), (set) => {
        expectScores(nearestNeighbourScores(set, set, WIDTH), [1, 1, 6 / 5, 1]);
      }),
    );
    fc.assert(
      fc.property(anySet(6), (set) => {
        const { precision, recall, coverage } = nearestNeighbourScores(set, set, WIDTH);
        expect([precision, recall, coverage]).toEqual([1, 1, 1]);
      }),
    );
  });

  test('tell a set that says one thing (precise, not covering) from one that strays (covering, not precise)', () => {
    const real = normalRows(200, 2, stream('real'));
    const narrow = normalRows(200, 2, stream('narrow')).map((value) => 0.1 * value);
    const wide = normalRows(200, 2, stream('wide')).map((value) => 6 * value);
    const ofNarrow = nearestNeighbourScores(real, narrow, 2);
    const ofWide = nearestNeighbourScores(real, wide, 2);
    expect(ofNarrow.precision).toBeGreaterThan(0.95);
    expect(ofNarrow.coverage).toBeLessThan(0.2);
    expect(ofWide.precision).toBeLessThan(0.3);
    expect(ofWide.recall).toBeGreaterThan(0.9);
  });

  test.each([0, -1, 2.5, NaN])('refuse k = %s', (k) => {
    expect(() => nearestNeighbourScores(X, Y, 6, k)).toThrow('invalid number of neighbours');
  });

  test.each([
    ['an empty set', new Float32Array(0), 'missing rows of the generated set: 0'],
    ['another width', new Float32Array(40), 'invalid size of the generated set: 40'],
    ['a NaN', new Float32Array(60).fill(NaN), 'invalid embedding of generated row 0: NaN'],
  ])('refuse %s', (_, generated, sentence) => {
    expect(() => nearestNeighbourScores(X, generated, 6)).toThrow(sentence);
  });
});
