/** @file The Fréchet distance between two sets of embeddings, each treated as a normal distribution. */
import { symmetricEigenvalues } from '../../math/symmetric-eigen';
import type { Measure, TakenInFull } from '../measure';
import type { SetContext } from '../set-context';
import { checkPair } from './embedding-pair';

export const frechetDistanceMeasure: Measure = {
  info: {
    id: 'frechetDistance',
    label: 'Fréchet distance',
    unit: 'squared distance',
    range: [0, null],
    closerWhen: 'lower',
    cost: 'O(nd² + d³)',
    source: 'Dowson & Landau 1982; Heusel et al. 2017, arXiv 1706.08500, eq. 6',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: '‖μ − ν‖² + tr(Σ + Τ − 2(ΣΤ)^½)',
  reads: 'compared embeddings',
  take: takeFrechetDistance,
};

function takeFrechetDistance(context: SetContext): TakenInFull {
  const { real, generated, numRows } = context.embeddingPair;
  const d = context.set.d!;
  checkPair('frechetDistance', real, generated, d, LEAST_ROWS);
  const value = frechetOfMoments(
    momentsOf(real, d, context.rowsOf('real embeddings')),
    momentsOf(generated, d, context.rowsOf('generated embeddings')),
    d,
  );
  const isBiased = numRows < ROWS_PER_DIMENSION * d;
  return { value, note: isBiased ? `biased upwards: ${numRows} texts for ${d} dimensions` : null };
}

/** With fewer rows for each dimension, the distance is mostly its own bias. */
const ROWS_PER_DIMENSION = 10;

/** A covariance takes two rows. */
const LEAST_ROWS = 2;

/**
 * ‖μ − ν‖² + tr(Σ + Τ − 2(ΣΤ)^½) with means μ, ν and covariances Σ, Τ (divided by n − 1). From 0 = same mean and
 * same covariance; for rows of unit length at most about 4. It sees the first two moments only: sets of another
 * shape with the same moments are at 0. The estimate is biased upwards by an order of d/n, so that two halves of
 * one source are above 0: compare sets of equal size only, and take it for a distance only where n is many times d.
 *
 * The trace of the root needs no root: ΣΤ has the eigenvalues of LᵀΤL, where Σ = LLᵀ, and these are those of a
 * symmetric matrix. A singular Σ (fewer rows than dimensions) is no special case.
 * @param real (n, d) row-major, n ≥ 2
 * @param generated (m, d) row-major, m ≥ 2
 * @throws LabError `bad-dataset` where a set is too small, of another width, or not finite
 */
export function frechetDistance(real: Float32Array, generated: Float32Array, d: number): number {
  checkPair('frechetDistance', real, generated, d, LEAST_ROWS);
  return frechetOfMoments(momentsOf(real, d), momentsOf(generated, d), d);
}

interface Moments {
  /** (d) */
  readonly mean: Float64Array;
  /** (d, d) row-major, symmetric. */
  readonly covariance: Float64Array;
}

/** Mean and covariance (divided by n − 1) of the rows; `chosen` names the rows, all where it is left out. */
export function momentsOf(embeddings: Float32Array, d: number, chosen?: Int32Array): Moments {
  const rows = chosen ?? Int32Array.from({ length: embeddings.length / d }, (_, i) => i);
  const mean = new Float64Array(d);
  for (const row of rows) for (let k = 0; k < d; k++) mean[k]! += embeddings[row * d + k]!;
  for (let k = 0; k < d; k++) mean[k]! /= rows.length;
  const covariance = new Float64Array(d * d);
  // Four rows are added at a time; zero rows fill the last four.
  const centred = new Float64Array(4 * d);
  for (let from = 0; from < rows.length; from += 4) {
    centred.fill(0);
    for (let r = 0; r < Math.min(4, rows.length - from); r++) {
      const at = rows[from + r]! * d;
      for (let k = 0; k < d; k++) centred[r * d + k] = embeddings[at + k]! - mean[k]!;
    }
    for (let i = 0; i < d; i++) {
      const x0 = centred[i]!;
      const x1 = centred[d + i]!;
      const x2 = centred[2 * d + i]!;
      const x3 = centred[3 * d + i]!;
      for (let j = i; j < d; j++) {
        covariance[i * d + j] =
          covariance[i * d + j]! +
          x0 * centred[j]! +
          x1 * centred[d + j]! +
          x2 * centred[2 * d + j]! +
          x3 * centred[3 * d + j]!;
      }
    }
  }
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) covariance[j * d + i] = covariance[i * d + j]! /= rows.length - 1;
  }
  return { mean, covariance };
}

/** The distance between two normal distributions; never below 0, where only rounding would put it. */
function frechetOfMoments(a: Moments, b: Moments, d: number): number {
  let distance = 0;
  for (let k = 0; k < d; k++) {
    distance += (a.mean[k]! - b.mean[k]!) ** 2 + a.covariance[k * d + k]! + b.covariance[k * d + k]!;
  }
  const eigenvalues = symmetricEigenvalues(
    sandwich(semidefiniteCholesky(a.covariance, d), b.covariance, d),
    d,
  );
  const traceOfRoot = eigenvalues.reduce((sum, value) => (value > 0 ? sum + Math.sqrt(value) : sum), 0);
  return Math.max(0, distance - 2 * traceOfRoot);
}

/** A lower triangular L, as its transpose row by row, with LLᵀ the given positive semidefinite matrix. */
function semidefiniteCholesky(matrix: Float64Array, d: number): Float64Array {
  const rest = matrix.slice();
  const transposed = new Float64Array(d * d);
  let largest = 0;
  for (let k = 0; k < d; k++) largest = Math.max(largest, matrix[k * d + k]!);
  for (let k = 0; k < d; k++) {
    const pivot = rest[k * d + k]!;
    if (pivot <= d * Number.EPSILON * largest) continue; // this direction is spanned by those before it
    const root = Math.sqrt(pivot);
    for (let j = k; j < d; j++) transposed[k * d + j] = rest[k * d + j]! / root;
    for (let i = k; i < d; i++) {
      const factor = transposed[k * d + i]!;
      for (let j = i; j < d; j++) rest[i * d + j]! -= factor * transposed[k * d + j]!;
    }
  }
  return transposed;
}

/** LᵀΤL from Lᵀ and a symmetric Τ, both (d, d). */
function sandwich(transposed: Float64Array, matrix: Float64Array, d: number): Float64Array {
  const half = multiply(transposed, matrix, d);
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += half[i * d + k]! * transposed[j * d + k]!;
      out[i * d + j] = sum;
      out[j * d + i] = sum;
    }
  }
  return out;
}

function multiply(a: Float64Array, b: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < d; k++) {
      const value = a[i * d + k]!;
      if (value === 0) continue;
      for (let j = 0; j < d; j++) out[i * d + j]! += value * b[k * d + j]!;
    }
  }
  return out;
}
