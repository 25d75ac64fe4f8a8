import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shuffled, stream } from '../../../src/core/random';
import { frechetDistance } from '../../../src/measures/shift/frechet-distance';
import { anySet, grid, normalRows, reordered, shifted, WIDTH } from './sets';

const X = grid(40, 6, 0);
const Y = grid(30, 6, 5000);

describe('frechetDistance', () => {
  // pytorch-fid b9c1811 (numpy 1.24.2, scipy 1.10.1), rows in float64:
  //   calculate_frechet_distance(X.mean(0), np.cov(X, rowvar=False), Y.mean(0), np.cov(Y, rowvar=False))
  test.each([
    ['two samples of one source', Y, 0.07432942450897273],
    ['a set that is moved', shifted(Y, 6, 0.4), 0.2426769141395062],
    ['a set and its copy', X, 7.771561172376096e-16],
  ])('is pytorch-fid’s for %s', (_, generated, wanted) => {
    expect(frechetDistance(X, generated, 6)).toBeCloseTo(wanted, 12);
  });

  test('is exact with fewer rows than dimensions, where pytorch-fid goes by a root of a singular matrix', () => {
    // pytorch-fid gives 0.6350676510833256. Without any root, by singular values (numpy 1.24.2), where P and Q are
    // centred and divided by √(n − 1):
    //   |μ−ν|² + (P**2).sum() + (Q**2).sum() − 2 * np.linalg.svd(P @ Q.T, compute_uv=False).sum()
    expect(frechetDistance(grid(5, 8, 0), grid(4, 8, 3000), 8)).toBeCloseTo(0.6350676612293977, 7);
  });

  test('is what the formula gives in one dimension: (μ − ν)² + (σ − τ)²', () => {
    // Means 1 and 5, standard deviations √2 and √8 (n − 1).
    const wanted = 16 + (Math.SQRT2 - Math.sqrt(8)) ** 2;
    expect(frechetDistance(Float32Array.of(0, 2), Float32Array.of(3, 7), 1)).toBeCloseTo(wanted, 12);
  });

  test('is never negative, symmetric, about 0 for a copy, and blind to the order of rows', () => {
    fc.assert(
      fc.property(anySet(2), anySet(2), fc.integer(), (real, generated, seed) => {
        const value = frechetDistance(real, generated, WIDTH);
        const scale = [...real, ...generated].reduce((sum, one) => sum + one * one, 1e-12);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(Infinity);
        expect(Math.abs(frechetDistance(generated, real, WIDTH) - value)).toBeLessThan(1e-6 * scale);
        expect(frechetDistance(real, real, WIDTH)).toBeLessThan(1e-6 * scale);
        const order = shuffled([...Array(real.length / WIDTH).keys()], stream(seed));
        const other = frechetDistance(reordered(real, WIDTH, order), generated, WIDTH);
        expect(Math.abs(other - value)).toBeLessThan(1e-6 * scale);
      }),
    );
  });

  test('tends to the distance of the sources as rows grow, from above', () => {
    // Two normal sources with means 1 apart: the distance is 1.
    const at = (n: number): number =>
      frechetDistance(normalRows(n, 4, stream('a', n)), normalRows(n, 4, stream('b', n), 1), 4);
    expect(at(20) - 1).toBeGreaterThan(0.1);
    expect(Math.abs(at(20_000) - 1)).toBeLessThan(0.05);
  });

  test('of zero rows is a number', () => {
    expect(frechetDistance(new Float32Array(9), new Float32Array(6), 3)).toBe(0);
    expect(frechetDistance(new Float32Array(9), new Float32Array(6).fill(1), 3)).toBeCloseTo(3, 12);
  });

  test.each([
    ['an empty set', new Float32Array(0), 'missing rows of the generated set: 0'],
    ['one row', new Float32Array(6), 'missing rows of the generated set: 1'],
    ['another width', new Float32Array(16), 'invalid size of the generated set: 16'],
    ['a NaN', new Float32Array(12).fill(NaN), 'invalid embedding of generated row 0: NaN'],
  ])('refuses %s', (_, generated, sentence) => {
    expect(() => frechetDistance(X, generated, 6)).toThrow(sentence);
  });
});
