/** @file Eigenvalues. Reference numbers: `python3 tests/diversity/golden.py ORIGINALS`, NumPy 1.24.2. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigenvalues } from '../../src/math/symmetric-eigen';
import { refusalOf, rng } from '../measures/diversity/fixtures.js';

describe('symmetric eigenvalues', () => {
  it('equal NumPy’s', () => {
    const matrix = Array.from({ length: 36 }, (_, at) => {
      const [i, j] = [Math.floor(at / 6), at % 6];
      return Math.cos(i * j + i + j);
    });
    // golden.py · numpy.linalg.eigvalsh(matrix)[::-1], NumPy 1.24.2
    const golden = [
      2.467544888052599, 0.31414787193892246, -0.013319602309714271, -0.31491893049803443, -1.341552664037912,
      -2.4865952041682484,
    ];
    [...symmetricEigenvalues(matrix, 6)].forEach((value, i) => expect(value).toBeCloseTo(golden[i]!, 13));
  });

  it('keep trace and sum of squares, of any matrix, and do not change it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer(), (d, seed) => {
        const matrix = new Float64Array(d * d);
        for (let i = 0; i < d; i++) {
          // Zeros here and there, so that blocks and empty columns occur.
          for (let j = 0; j <= i; j++)
            matrix[i * d + j] = matrix[j * d + i] = Math.round(3 * Math.sin(seed + 7 * i + j));
        }
        const before = matrix.slice();
        const values = symmetricEigenvalues(matrix, d);
        expect(matrix).toEqual(before);
        const sum = (list: Iterable<number>): number => [...list].reduce((total, value) => total + value, 0);
        expect(sum(values)).toBeCloseTo(sum(Array.from({ length: d }, (_, i) => matrix[i * d + i]!)), 9);
        expect(sum(values.map((value) => value ** 2))).toBeCloseTo(sum(matrix.map((value) => value ** 2)), 8);
        expect([...values].sort((a, b) => b - a)).toEqual([...values]);
      }),
      { numRuns: 300 },
    );
  });

  it('find those that a matrix was made with, over many sizes of number', () => {
    const d = 60;
    const random = rng();
    const wanted = Array.from({ length: d }, (_, i) => 10 ** (-i / 4));
    // A diagonal turned by reflections has the same eigenvalues.
    let matrix: Float64Array = new Float64Array(d * d);
    for (let i = 0; i < d; i++) matrix[i * d + i] = wanted[i]!;
    for (let turn = 0; turn < 3; turn++) {
      const v = Array.from({ length: d }, () => random.normal());
      const squares = v.reduce((sum, value) => sum + value * value, 0);
      const h = (i: number, j: number): number => (i === j ? 1 : 0) - (2 * v[i]! * v[j]!) / squares;
      const product = (
        a: (i: number, k: number) => number,
        b: (k: number, j: number) => number,
      ): Float64Array =>
        Float64Array.from({ length: d * d }, (_, at) => {
          let sum = 0;
          for (let k = 0; k < d; k++) sum += a(Math.floor(at / d), k) * b(k, at % d);
          return sum;
        });
      const left = product(h, (k, j) => matrix[k * d + j]!);
      matrix = product((i, k) => left[i * d + k]!, h);
    }
    const values = symmetricEigenvalues(matrix, d);
    wanted.forEach((value, i) => expect(Math.abs(values[i]! - value)).toBeLessThan(1e-14));
  });

  it('take matrices of one element, of zeros, of huge and tiny numbers; refuse what is no number', () => {
    expect([...symmetricEigenvalues([7], 1)]).toEqual([7]);
    expect([...symmetricEigenvalues(new Float64Array(9), 3)]).toEqual([0, 0, 0]);
    expect(symmetricEigenvalues([0, 1e200, 1e200, 0], 2)[0]! / 1e200).toBeCloseTo(1, 14);
    expect(symmetricEigenvalues([0, 1e-200, 1e-200, 0], 2)[1]! / 1e-200).toBeCloseTo(-1, 14);
    expect(refusalOf(() => symmetricEigenvalues([1, NaN, NaN, 1], 2)).code).toBe('bad-dataset');
  });
});
