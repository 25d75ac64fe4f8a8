/** @file Sets of rows for the tests of shift: some that any tool can make again exactly, some drawn at random. */
import fc from 'fast-check';
import { stream, type Rng } from '../../../src/core/random';

/**
 * (n, d) row-major, values in [0, 1) without a pattern, the same in any language that has 64-bit integers:
 *
 *   def grid(n, d, offset):
 *       k = np.arange(n * d, dtype=np.int64) + offset
 *       return (((k * k * 31 + k * 7919 + 17) % 10007) / 10007).reshape(n, d).astype(np.float32)
 */
export function grid(n: number, d: number, offset: number): Float32Array {
  return Float32Array.from({ length: n * d }, (_, i) => {
    const k = i + offset;
    return ((k * k * 31 + k * 7919 + 17) % 10007) / 10007;
  });
}

/** The same rows with `by`, as float32, added to their first value. */
export function shifted(rows: Float32Array, d: number, by: number): Float32Array {
  return rows.map((value, i) => (i % d === 0 ? value + Math.fround(by) : value));
}

/** (n, d) of normal rows around a point that lies `mean` from the origin along the first axis. */
export function normalRows(n: number, d: number, rng: Rng, mean = 0): Float32Array {
  return Float32Array.from({ length: n * d }, (_, i) => rng.normal() + (i % d === 0 ? mean : 0));
}

/** The rows in another order. */
export function reordered(rows: Float32Array, d: number, order: readonly number[]): Float32Array {
  const out = new Float32Array(order.length * d);
  order.forEach((from, to) => out.set(rows.subarray(from * d, (from + 1) * d), to * d));
  return out;
}

/** Texts of a few words out of `numWords`, the first ones likelier. */
export function randomTexts(n: number, numWords: number, rng: Rng): string[][] {
  const word = (): string => `w${Math.floor(numWords * rng.uniform() ** 2)}`;
  return Array.from({ length: n }, () => Array.from({ length: 3 + rng.integer(8) }, word));
}

export const WIDTH = 3;

/**
 * Sets of at least `least` rows of width 3 with many coincidences: equal rows, zero rows, rows on a line, and now and
 * then very large or very small values.
 */
export function anySet(least: number): fc.Arbitrary<Float32Array> {
  const value = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(0, 1, -1, 0.5) },
    { weight: 4, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(1e-30, 1e12, -1e12) },
  );
  return fc
    .array(fc.tuple(value, value, value), { minLength: least, maxLength: 14 })
    .map((rows) => Float32Array.from(rows.flat()));
}

/** Sets whose rows differ, so that no distance is 0 and none ties with another. */
export function anyScatteredSet(least: number): fc.Arbitrary<Float32Array> {
  return fc
    .tuple(fc.integer({ min: least, max: 20 }), fc.integer())
    .map(([n, seed]) => normalRows(n, WIDTH, stream(seed)));
}
