/** @file The Vendi score: how many different texts a set is worth. */
import type { MeasureInfo } from '../core/measure';
import { symmetricEigenvalues } from './symmetric-eigenvalues';

export const vendiScoreInfo: MeasureInfo = {
  id: 'vendiScore',
  label: 'Vendi score',
  unit: 'effective texts',
  range: [1, null],
  moreDiverseWhen: 'higher',
  cost: 'O(nd² + d³)',
  source: 'Friedman & Dieng 2023, arXiv 2210.02410; order 1, by its dual',
};

/**
 * exp(−Σ λᵢ ln λᵢ) with λ the eigenvalues of XᵀX / n, which are those of the cosine kernel XXᵀ / n: the effective
 * number of different texts, in [1, min(n, d)]. 1: all the same; n: all at right angles, which d dimensions bound.
 * All-zero rows (texts without a known token) are left out; 0 where no row is left.
 * @param embeddings (n, d) row-major, rows of unit length
 */
export function vendiScore(embeddings: Float32Array, d: number): number {
  const covariance = new Float64Array(d * d);
  let numRows = 0;
  for (let from = 0; from < embeddings.length; from += d) {
    const row = embeddings.subarray(from, from + d);
    if (row.every((value) => value === 0)) continue;
    numRows++;
    for (let i = 0; i < d; i++) {
      const xi = row[i]!;
      for (let j = i; j < d; j++) covariance[i * d + j]! += xi * row[j]!;
    }
  }
  if (numRows === 0) return 0;
  for (let i = 0; i < d; i++) {
    for (let j = i; j < d; j++) covariance[j * d + i] = covariance[i * d + j]! /= numRows;
  }
  return Math.exp(entropy(symmetricEigenvalues(covariance, d)));
}

/** Shannon entropy of eigenvalues that sum to 1, in nats; rounding below zero counts as zero. */
function entropy(eigenvalues: Float64Array): number {
  return eigenvalues.reduce((sum, value) => (value > 0 ? sum - value * Math.log(value) : sum), 0);
}
