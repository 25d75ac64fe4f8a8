/** @file The sets that the reference numbers of `golden.py` were computed with, and arbitrary sets for properties. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { LabError } from '../../../src/core/errors.js';
import { stream, type Rng } from '../../../src/core/random.js';

export const SENTENCES = JSON.parse(
  readFileSync(new URL('./sentences.json', import.meta.url), 'utf8'),
) as readonly string[];

export const TOKENS: readonly (readonly string[])[] = SENTENCES.map((sentence) => sentence.split(' '));

export const D = 8;

/** (n, 8): five directions with noise; `embeddings` of golden.py. */
export function embeddings(n = 40): Float32Array {
  const values = new Float32Array(n * D);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < D; k++) {
      values[i * D + k] = Math.sin(1.7 * (i % 5) * (k + 1)) + 0.3 * Math.sin(i * (k + 2)) + 0.2;
    }
  }
  return values;
}

/** (n, d): row i points along axis i. */
export function axes(n: number, d = n): Float32Array {
  const values = new Float32Array(n * d);
  for (let i = 0; i < n; i++) values[i * d + i] = 1;
  return values;
}

/** (n, d): n times the same row. */
export function sameRows(n: number, d: number): Float32Array {
  return Float32Array.from({ length: n * d }, (_, i) => Math.cos(i % d) + 0.1);
}

export function rowsOf(values: Float32Array, d: number, rows: readonly number[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => [...values.subarray(row * d, (row + 1) * d)]));
}

export function rng(): Rng {
  return stream('tests of diversity');
}

/** Token lists over a few words, so that they have much in common. */
export const tokenLists = fc.array(fc.array(fc.constantFrom(...'abcde'), { maxLength: 12 }), {
  minLength: 2,
  maxLength: 12,
});

/** (n, 3) without all-zero rows. */
export const matrices = fc
  .array(fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: -20, max: 20 }))), {
    minLength: 2,
    maxLength: 15,
  })
  .map((rows) => rows.filter((row) => row.some((value) => value !== 0)))
  .filter((rows) => rows.length >= 2)
  .map((rows) => Float32Array.from(rows.flat()));

/** The error the function throws; fails where it throws none of the lab's. */
export function refusalOf(run: () => unknown): LabError {
  try {
    run();
  } catch (error) {
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('expected a LabError, nothing was thrown');
}
