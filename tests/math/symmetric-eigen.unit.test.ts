import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/core/random';
import { symmetricEigen, symmetricEigenvalues } from '../../src/math/symmetric-eigen';

/** A symmetric matrix of normal numbers. */
function randomSymmetric(d: number, seed: number): Float64Array {
  const rng = stream('symmetric', seed);
  const matrix = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) matrix[i * d + j] = matrix[j * d + i] = rng.normal();
  return matrix;
}

function rebuilt(values: Float64Array, vectors: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) out[i * d + j]! += values[k]! * vectors[k * d + i]! * vectors[k * d + j]!;
    }
  }
  return out;
}

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, within: number): void {
  expect(found).toHaveLength(wanted.length);
  for (let i = 0; i < wanted.length; i++)
    expect(Math.abs(found[i]! - wanted[i]!)).toBeLessThanOrEqual(within);
}

describe('symmetricEigen', () => {
  test('gives the eigenvalues and eigenvectors of a matrix that can be solved by hand', () => {
    // (λ − 2)² = 1, along the diagonals.
    const { values, vectors } = symmetricEigen([2, 1, 1, 2], 2);
    expectClose(values, [3, 1], 1e-14);
    expect(Math.abs(vectors[0]! * vectors[1]!)).toBeCloseTo(0.5, 14);
    expect(vectors[0]! * vectors[1]! > 0).toBe(true);
    expect(vectors[2]! * vectors[3]! < 0).toBe(true);
  });

  test('gives back the matrix, from unit vectors at right angles, in descending order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24 }), fc.integer(), (d, seed) => {
        const matrix = randomSymmetric(d, seed);
        const { values, vectors } = symmetricEigen(matrix, d);
        expectClose(rebuilt(values, vectors, d), matrix, 1e-12 * d);
        const identity = Float64Array.from({ length: d * d }, (_, i) => (i % (d + 1) === 0 ? 1 : 0));
        expectClose(rebuilt(new Float64Array(d).fill(1), vectors, d), identity, 1e-12 * d);
        expect([...values]).toEqual([...values].sort((a, b) => b - a));
        expectClose(symmetricEigenvalues(matrix, d), values, 1e-12 * d);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['the zero matrix', new Float64Array(16), [0, 0, 0, 0]],
    ['the identity', [1, 0, 0, 0, 1, 0, 0, 0, 1], [1, 1, 1]],
    ['a diagonal with ties', [1, 0, 0, 0, 5, 0, 0, 0, 1], [5, 1, 1]],
    ['rank one', [1, 2, 3, 2, 4, 6, 3, 6, 9], [14, 0, 0]],
    ['a zero on the diagonal', [0, 1, 1, 0], [1, -1]],
    ['one number', [-3], [-3]],
    ['nothing', [], []],
  ])('solves %s', (_, matrix, wanted) => {
    const d = Math.sqrt(matrix.length);
    expectClose(symmetricEigen(matrix, d).values, wanted, 1e-13);
    expectClose(symmetricEigenvalues(matrix, d), wanted, 1e-13);
  });

  test('keeps the small values of a matrix with a wide spread finite and in place', () => {
    const { values } = symmetricEigen([1e12, 1, 0, 1, 1e-3, 1e-9, 0, 1e-9, 1e-12], 3);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values[0]).toBeCloseTo(1e12, 0);
  });

  test('leaves the matrix as it was', () => {
    const matrix = randomSymmetric(5, 1);
    const before = matrix.slice();
    symmetricEigen(matrix, 5);
    expect(matrix).toEqual(before);
  });

  test('refuses a matrix of another size, and numbers that are not finite', () => {
    expect(() => symmetricEigen([1, 2, 3], 2)).toThrow(
      'symmetricEigen: invalid size of matrix: 3 (wanted 4, 2 by 2)',
    );
    expect(() => symmetricEigen([1, NaN, NaN, 1], 2)).toThrow('invalid element of matrix: NaN');
  });
});
