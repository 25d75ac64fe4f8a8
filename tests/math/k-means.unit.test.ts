import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/core/random';
import { kMeans } from '../../src/math/k-means';
import { grid, normalRows } from '../measures/shift/sets';

const rowsOf = (n: number, d: number, seed: number): Float64Array =>
  Float64Array.from(normalRows(n, d, stream('k-means', seed)));

function squaredDistance(rows: Float64Array, i: number, centres: Float64Array, c: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) sum += (rows[i * d + j]! - centres[c * d + j]!) ** 2;
  return sum;
}

describe('kMeans', () => {
  test('finds blobs that lie far apart, whatever the seed', () => {
    for (let seed = 0; seed < 10; seed++) {
      const rows = Float64Array.from(
        normalRows(80, 2, stream(seed)),
        (value, i) => 0.1 * value + 10 * ((i >> 1) % 4),
      );
      const { assignments } = kMeans(rows, 2, 4, stream('blobs', seed));
      const names = [0, 1, 2, 3].map((blob) => assignments[blob]!);
      expect(new Set(names).size).toBe(4);
      assignments.forEach((cluster, i) => expect(cluster).toBe(names[i % 4]));
    }
  });

  test('ends where Lloyd’s algorithm ends: rows at their nearest centre, centres at the mean of their rows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer(),
        (n, k, d, seed) => {
          if (k > n) return;
          const rows = rowsOf(n, d, seed);
          const { assignments, centres, inertia } = kMeans(rows, d, k, stream(seed));
          let sum = 0;
          const means = new Float64Array(k * d);
          const sizes = new Int32Array(k);
          assignments.forEach((own, i) => {
            const distance = squaredDistance(rows, i, centres, own, d);
            sum += distance;
            for (let c = 0; c < k; c++)
              expect(squaredDistance(rows, i, centres, c, d)).toBeGreaterThanOrEqual(distance - 1e-9);
            sizes[own]! += 1;
            for (let j = 0; j < d; j++) means[own * d + j]! += rows[i * d + j]!;
          });
          expect(inertia).toBeCloseTo(sum, 9);
          means.forEach((total, at) => {
            const size = sizes[Math.floor(at / d)]!;
            if (size > 0) expect(centres[at]).toBeCloseTo(total / size, 9);
          });
        },
      ),
    );
  });

  // scikit-learn 1.2.1, numpy 1.24.2, on the 200 rows of grid(200, 6, 0) as float64:
  //   v = sorted(KMeans(8, n_init=1, random_state=s).fit(G).inertia_ for s in range(100)); v[0], v[50]
  test('is as good as scikit-learn’s', () => {
    const [best, middle] = [43.30461308644733, 46.021905050081145];
    const rows = Float64Array.from(grid(200, 6, 0));
    const { inertia } = kMeans(rows, 6, 8, stream('sklearn'), { starts: 100, mostIterations: 500 });
    expect(inertia / best).toBeLessThan(1.02);
    expect(inertia / best).toBeGreaterThan(0.99);
    const once = Array.from(
      { length: 100 },
      (_, seed) => kMeans(rows, 6, 8, stream(seed), { starts: 1, mostIterations: 500 }).inertia,
    );
    const median = once.sort((a, b) => a - b)[50]!;
    expect(median / middle).toBeLessThan(1.02);
    expect(median / middle).toBeGreaterThan(0.98);
  });

  test('more clusters never make the best of many runs worse, and as many clusters as rows leave nothing over', () => {
    const rows = rowsOf(30, 2, 1);
    const inertias = [1, 2, 5, 10, 30].map(
      (k) => kMeans(rows, 2, k, stream('more'), { starts: 10, mostIterations: 100 }).inertia,
    );
    expect(inertias).toEqual([...inertias].sort((a, b) => b - a));
    expect(inertias.at(-1)).toBe(0);
  });

  test('with fewer different rows than clusters leaves clusters empty', () => {
    const { assignments, inertia, centres } = kMeans(Float64Array.of(1, 1, 2, 2, 1), 1, 4, stream('few'));
    expect(inertia).toBe(0);
    expect(centres.every(Number.isFinite)).toBe(true);
    expect(assignments[0]).toBe(assignments[1]);
    expect(assignments[0]).not.toBe(assignments[2]);
  });

  test('leaves no cluster empty where there are different rows enough', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 30 }),
        fc.integer(),
        (values, seed) => {
          const rows = Float64Array.from(values, (value) => value ** 3);
          const numDifferent = new Set(values).size;
          const k = 1 + (Math.abs(seed) % numDifferent);
          const { assignments } = kMeans(rows, 1, k, stream('empty', seed), { starts: 1 });
          expect(new Set(assignments).size).toBe(k);
        },
      ),
    );
  });

  test('is the same from the same stream', () => {
    const once = (): number[] => [...kMeans(rowsOf(50, 3, 2), 3, 7, stream('again')).assignments];
    expect(once()).toEqual(once());
  });

  test.each([{ starts: 0 }, { starts: 1.5 }, { mostIterations: 0 }])('refuses %j', (options) => {
    expect(() => kMeans(Float64Array.of(1, 2, 3), 1, 2, stream(1), options)).toThrow(
      'kMeans: invalid number',
    );
  });

  test.each([0, 4, 1.5, NaN])('refuses %s clusters of three rows', (k) => {
    expect(() => kMeans(Float64Array.of(1, 2, 3), 1, k, stream(1))).toThrow(
      'kMeans: invalid number of clusters',
    );
  });
});
