/** @file Two sets of embeddings: checked before anything is computed of them, and the distances between all rows. */
import { LabError, shown } from '../../core/errors';
import type { SetContext } from '../set-context';

export interface PairSize {
  readonly numReal: number;
  readonly numGenerated: number;
}

/**
 * Checks that two sets can be compared, and counts their rows. An all-zero row (a text without a known token) is
 * a row like any other: it stands at the origin, at distance 1 from every row of unit length.
 * @param real (n, d) row-major
 * @param generated (m, d) row-major
 * @param least rows that either set must have
 * @throws LabError `bad-dataset` where the sizes do not fit d, a set has too few rows, or a number is not finite
 */
export function checkPair(
  place: string,
  real: Float32Array,
  generated: Float32Array,
  d: number,
  least: number,
): PairSize {
  const fault = (what: string, value: unknown, wanted: string, wayOut: string): LabError =>
    new LabError('bad-dataset', `${place}: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
  if (!Number.isInteger(d) || d < 1) {
    throw fault('invalid number of dimensions', d, 'a whole number from 1 on', 'name that of the embedder');
  }
  for (const [name, rows] of Object.entries({ real, generated })) {
    const n = rows.length / d;
    if (!Number.isInteger(n)) {
      throw fault(
        `invalid size of the ${name} set`,
        rows.length,
        `a multiple of ${d}`,
        'embed both sets alike',
      );
    }
    if (n < least) {
      throw fault(`missing rows of the ${name} set`, n, `at least ${least}`, 'compare larger sets');
    }
    const wrong = rows.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) {
      const what = `invalid embedding of ${name} row ${Math.floor(wrong / d)}`;
      throw fault(what, rows[wrong], 'finite numbers', 'embed the texts again');
    }
  }
  return { numReal: real.length / d, numGenerated: generated.length / d };
}

/** Squared Euclidean distances between all rows of both sets, real rows first. */
export interface PairDistances extends PairSize {
  /** (N, N) row-major, symmetric, N = numReal + numGenerated. */
  readonly squared: Float64Array;
}

/** The distances of the rows that a panel compares; a part of them reads the same. */
export function distancesOf(context: SetContext, place: string, least: number): PairDistances {
  const { real, generated } = context.embeddingPair;
  checkPair(place, real, generated, context.set.d!, least);
  return context.whole.once(distancesOfPair);
}

const distancesOfPair = ({ embeddingPair: { real, generated }, set }: SetContext): PairDistances =>
  pairDistances('pairDistances', real, generated, set.d!, 0);

/** Places of the generated rows in the matrix of distances: below the real ones. */
export function generatedPlaces(context: SetContext): Int32Array {
  const { numRows } = context.embeddingPair;
  return context.rowsOf('generated embeddings').map((row) => numRows + row);
}

/** Rows whose products are computed together: two against four keep eight sums in the processor's registers. */
const TALL = 2;
const WIDE = 4;

/**
 * All squared distances ‖x − y‖² = ‖x‖² + ‖y‖² − 2xy, never below 0; equal rows are at distance 0 exactly, since
 * their products are then the same sums in the same order. O(N²d) time, 8N² bytes.
 * @throws LabError as `checkPair`
 */
export function pairDistances(
  place: string,
  real: Float32Array,
  generated: Float32Array,
  d: number,
  least: number,
): PairDistances {
  const { numReal, numGenerated } = checkPair(place, real, generated, d, least);
  const numRows = numReal + numGenerated;
  const rows = new Float64Array((numRows + WIDE) * d); // zero rows at the end fill the last tile
  rows.set(real);
  rows.set(generated, real.length);
  const lengths = new Float64Array(numRows + WIDE);
  for (let i = 0; i < numRows; i++) {
    let squares = 0;
    for (let k = i * d; k < (i + 1) * d; k++) squares += rows[k]! * rows[k]!;
    lengths[i] = squares;
  }
  const squared = new Float64Array(numRows * numRows);
  const tile = new Float64Array(TALL * WIDE);
  for (let i = 0; i < numRows; i += TALL) {
    for (let j = i; j < numRows; j += WIDE) {
      multiplyTile(rows, i * d, j * d, d, tile);
      for (let t = 0; t < TALL && i + t < numRows; t++) {
        const y = i + t;
        for (let u = 0; u < WIDE && j + u < numRows; u++) {
          const x = j + u;
          squared[y * numRows + x] = Math.max(0, lengths[y]! + lengths[x]! - 2 * tile[t * WIDE + u]!);
        }
      }
    }
  }
  mirror(squared, numRows);
  return { numReal, numGenerated, squared };
}

/** Products of the two rows at `y` with the four rows at `x`. */
function multiplyTile(rows: Float64Array, y: number, x: number, d: number, out: Float64Array): void {
  let [a0, a1, a2, a3, b0, b1, b2, b3] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let k = 0; k < d; k++) {
    const a = rows[y + k]!;
    const b = rows[y + d + k]!;
    const first = rows[x + k]!;
    const second = rows[x + d + k]!;
    const third = rows[x + 2 * d + k]!;
    const fourth = rows[x + 3 * d + k]!;
    a0 += a * first;
    a1 += a * second;
    a2 += a * third;
    a3 += a * fourth;
    b0 += b * first;
    b1 += b * second;
    b2 += b * third;
    b3 += b * fourth;
  }
  out[0] = a0;
  out[1] = a1;
  out[2] = a2;
  out[3] = a3;
  out[4] = b0;
  out[5] = b1;
  out[6] = b2;
  out[7] = b3;
}

/** Copies what is above the diagonal to below it, square by square, so that both stay in the cache. */
function mirror(matrix: Float64Array, size: number): void {
  const side = 32;
  for (let top = 0; top < size; top += side) {
    for (let left = top; left < size; left += side) {
      for (let i = top; i < Math.min(size, top + side); i++) {
        for (let j = Math.max(left, i + 1); j < Math.min(size, left + side); j++) {
          matrix[j * size + i] = matrix[i * size + j]!;
        }
      }
    }
  }
}
