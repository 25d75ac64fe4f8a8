/** @file Two sets of embeddings as two histograms over common clusters: what MAUVE and the divergences compare. */
import { LabError, shown } from '../../core/errors';
import { kMeans } from '../../math/k-means';
import type { Rng } from '../../core/random';
import { symmetricEigen } from '../../math/symmetric-eigen';
import type { SetContext } from '../set-context';
import { checkPair } from './embedding-pair';
import { momentsOf } from './frechet-distance';

export interface Quantisation {
  readonly numClusters: number;
  /** Dimensions left after the principal components. */
  readonly dimensions: number;
  /** (n) cluster of each real row. */
  readonly real: Int32Array;
  /** (m) cluster of each generated row. */
  readonly generated: Int32Array;
}

export interface QuantiseOptions {
  /** Default: a tenth of the smaller set, two at least. */
  readonly numClusters?: number;
  /** Share of the variance that the kept components explain together, in (0, 1]; default 0.9. */
  readonly explainedVariance?: number;
  /** Times k-means is begun anew; default 5. */
  readonly starts?: number;
  /** Default 500. */
  readonly mostIterations?: number;
}

const LEAST_ROWS = 2;

/**
 * Clusters the rows of both sets together, as MAUVE does (Pillutla et al. 2021, section 4): each at unit length,
 * their first principal components, k-means. All-zero rows stay at the origin. The clusters depend on `rng`, though
 * the best of several runs is kept.
 * @param real (n, d) row-major
 * @param generated (m, d) row-major
 * @throws LabError `bad-dataset` where a set has fewer than two rows, another width, or numbers that are not finite;
 * `bad-setting` where an option is out of bounds, such as more clusters than rows
 */
export function quantise(
  real: Float32Array,
  generated: Float32Array,
  d: number,
  rng: Rng,
  { numClusters, explainedVariance = 0.9, starts = 5, mostIterations = 500 }: QuantiseOptions = {},
): Quantisation {
  const { numReal, numGenerated } = checkPair('quantise', real, generated, d, LEAST_ROWS);
  if (!(explainedVariance > 0 && explainedVariance <= 1)) {
    throw new LabError(
      'bad-setting',
      `quantise: invalid share of variance: ${shown(explainedVariance)} (wanted above 0, at most 1) — for example 0.9`,
    );
  }
  if (!Number.isInteger(starts) || starts < 1) {
    throw new LabError(
      'bad-setting',
      `quantise: invalid number of starts: ${shown(starts)} (wanted a whole number from 1 on) — for example 5`,
    );
  }
  const rows = new Float32Array(real.length + generated.length);
  rows.set(real);
  rows.set(generated, real.length);
  scaleToUnitLength(rows, d);
  const { projected, dimensions } = principalComponents(rows, d, explainedVariance);
  const clusters = numClusters ?? Math.max(2, Math.round(Math.min(numReal, numGenerated) / 10));
  const { assignments } = kMeans(projected, dimensions, clusters, rng, { starts, mostIterations });
  return {
    numClusters: clusters,
    dimensions,
    real: assignments.slice(0, numReal),
    generated: assignments.slice(numReal),
  };
}

/** How many rows of each side are in each cluster of a panel's comparison; a part keeps the clusters of the whole. */
export function histogramsOf(context: SetContext): { readonly p: Float64Array; readonly q: Float64Array } {
  const { real, generated, numClusters } = context.whole.once(clustersOfPair);
  const chosen = (clusters: Int32Array, rows: Int32Array): Int32Array => rows.map((row) => clusters[row]!);
  return {
    p: clusterCounts(chosen(real, context.rowsOf('real embeddings')), numClusters),
    q: clusterCounts(chosen(generated, context.rowsOf('generated embeddings')), numClusters),
  };
}

function clustersOfPair(context: SetContext): Quantisation {
  const { real, generated } = context.embeddingPair;
  return quantise(real, generated, context.set.d!, context.stream('clusters'));
}

/** How many of the rows are in each cluster. */
export function clusterCounts(assignments: Iterable<number>, numClusters: number): Float64Array {
  const counts = new Float64Array(numClusters);
  for (const cluster of assignments) counts[cluster]! += 1;
  return counts;
}

function scaleToUnitLength(rows: Float32Array, d: number): void {
  for (let from = 0; from < rows.length; from += d) {
    let squares = 0;
    for (let k = 0; k < d; k++) squares += rows[from + k]! ** 2;
    const length = Math.sqrt(squares);
    if (length > 0) for (let k = 0; k < d; k++) rows[from + k]! /= length;
  }
}

/** The rows, centred, in as few principal directions as explain that share of their variance; one at least. */
function principalComponents(
  rows: Float32Array,
  d: number,
  share: number,
): { projected: Float64Array; dimensions: number } {
  const { mean, covariance } = momentsOf(rows, d);
  const { values, vectors } = symmetricEigen(covariance, d);
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let dimensions = 0;
  let explained = 0;
  do explained += Math.max(0, values[dimensions++]!);
  while (dimensions < d && explained < share * total);
  const numRows = rows.length / d;
  // Four directions at a time; of the last four some may lie beyond those that are kept.
  const axes = new Float64Array((dimensions + 3) * d);
  axes.set(vectors.subarray(0, dimensions * d));
  const projected = new Float64Array(numRows * dimensions);
  const centred = new Float64Array(d);
  const sums = new Float64Array(dimensions + 3);
  for (let i = 0; i < numRows; i++) {
    for (let k = 0; k < d; k++) centred[k] = rows[i * d + k]! - mean[k]!;
    for (let c = 0; c < dimensions; c += 4) multiplyFour(axes, c * d, centred, sums, c);
    projected.set(sums.subarray(0, dimensions), i * dimensions);
  }
  return { projected, dimensions };
}

/** Products of the four rows that begin at `axes[from]` with a vector, into `out` from `to` on. */
function multiplyFour(
  axes: Float64Array,
  from: number,
  vector: Float64Array,
  out: Float64Array,
  to: number,
): void {
  const d = vector.length;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let k = 0; k < d; k++) {
    const value = vector[k]!;
    s0 += axes[from + k]! * value;
    s1 += axes[from + d + k]! * value;
    s2 += axes[from + 2 * d + k]! * value;
    s3 += axes[from + 3 * d + k]! * value;
  }
  out[to] = s0;
  out[to + 1] = s1;
  out[to + 2] = s2;
  out[to + 3] = s3;
}
