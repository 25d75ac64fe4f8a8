/** @file k-means with seeded k-means++ starts. */
import { LabError } from '../core/errors';
import type { Rng } from '../core/random';
import { needCount } from './refuse';
import type { UnitRows } from './unit-rows';

export interface KMeansResult {
  /** (k, d) row-major. */
  readonly centroids: Float64Array;
  /** Cluster of each row. */
  readonly assignment: Int32Array;
  /** Σ ‖x − centroid of x‖². */
  readonly inertia: number;
  readonly iterations: number;
}

export interface KMeansOptions {
  /** Starts, of which the one with the least inertia is kept. Default 3. */
  readonly starts?: number;
  /** Default 100. */
  readonly mostIterations?: number;
}

/**
 * Lloyd's iterations from starts drawn by k-means++ (Arthur & Vassilvitskii 2007): the first centre is a random row,
 * each further one a row drawn by its squared distance to the nearest centre. Stops when no row changes its cluster.
 * A cluster that has lost its last row begins anew at the row furthest from its centre.
 * @throws LabError `bad-setting` where there are fewer rows than clusters
 */
export function kMeans(rows: UnitRows, k: number, rng: Rng, options: KMeansOptions = {}): KMeansResult {
  const { starts = 3, mostIterations = 100 } = options;
  needCount(k, 1, 'kMeans', 'number of clusters');
  needCount(starts, 1, 'kMeans', 'number of starts');
  needCount(mostIterations, 1, 'kMeans', 'number of iterations');
  if (rows.n < k) {
    throw new LabError({
      code: 'bad-setting',
      place: 'kMeans',
      what: 'invalid number of clusters',
      value: k,
      wanted: `at most as many as there are rows, ${rows.n}`,
      wayOut: 'ask for fewer clusters or measure a larger set',
    });
  }
  let best: KMeansResult | null = null;
  for (let start = 0; start < starts; start++) {
    const result = iterate(rows, k, seedCentroids(rows, k, rng), mostIterations);
    if (best === null || result.inertia < best.inertia) best = result;
  }
  return best!;
}

function seedCentroids(rows: UnitRows, k: number, rng: Rng): Float64Array {
  const { values, n, d } = rows;
  const centroids = new Float64Array(k * d);
  const distances = new Float64Array(n).fill(Infinity);
  let row = rng.integer(n);
  for (let cluster = 0; ; cluster++) {
    centroids.set(values.subarray(row * d, (row + 1) * d), cluster * d);
    if (cluster === k - 1) return centroids;
    let total = 0;
    for (let i = 0; i < n; i++) {
      distances[i] = Math.min(distances[i]!, squaredDistance(values, i * d, centroids, cluster * d, d));
      total += distances[i]!;
    }
    if (total === 0)
      row = rng.integer(n); // every row already is a centre
    else {
      let left = rng.uniform() * total;
      row = 0;
      while (row < n - 1 && (left -= distances[row]!) >= 0) row++;
      while (row > 0 && distances[row] === 0) row--; // rounding may have led past the last row with a share
    }
  }
}

function iterate(rows: UnitRows, k: number, start: Float64Array, mostIterations: number): KMeansResult {
  const { values, n, d } = rows;
  const centroids = start;
  const assignment = new Int32Array(n).fill(-1);
  const distances = new Float64Array(n);
  const counts = new Int32Array(k);
  let iterations = 0;
  for (;;) {
    const hasChanged = assign(rows, centroids, assignment, distances);
    if (!hasChanged || iterations === mostIterations) break;
    iterations++;
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[assignment[i]!]!++;
    for (let cluster = 0; cluster < k; cluster++) {
      if (counts[cluster] === 0) adoptFurthest(cluster, assignment, distances, counts);
    }
    centroids.fill(0);
    for (let i = 0; i < n; i++) {
      const to = assignment[i]! * d;
      for (let f = 0; f < d; f++) centroids[to + f]! += values[i * d + f]!;
    }
    for (let c = 0; c < k * d; c++) centroids[c]! /= Math.max(1, counts[Math.floor(c / d)]!);
  }
  return {
    centroids,
    assignment,
    inertia: distances.reduce((sum, distance) => sum + distance, 0),
    iterations,
  };
}

/** Puts each row with its nearest centre (the first of equals); tells whether any row has moved. */
function assign(
  { values, n, d }: UnitRows,
  centroids: Float64Array,
  assignment: Int32Array,
  distances: Float64Array,
): boolean {
  const k = centroids.length / d;
  const squares = new Float64Array(k);
  for (let c = 0; c < k * d; c++) squares[Math.floor(c / d)]! += centroids[c]! * centroids[c]!;
  let hasChanged = false;
  for (let i = 0; i < n; i++) {
    const row = i * d;
    let nearest = 0;
    let least = Infinity;
    // ‖x − c‖² − ‖x‖² = ‖c‖² − 2x·c orders the centres alike; four at a time, as most of the work is done here.
    let cluster = 0;
    for (; cluster + 4 <= k; cluster += 4) {
      const c0 = cluster * d;
      const c1 = c0 + d;
      const c2 = c1 + d;
      const c3 = c2 + d;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let f = 0; f < d; f++) {
        const x = values[row + f]!;
        s0 += x * centroids[c0 + f]!;
        s1 += x * centroids[c1 + f]!;
        s2 += x * centroids[c2 + f]!;
        s3 += x * centroids[c3 + f]!;
      }
      s0 = squares[cluster]! - 2 * s0;
      s1 = squares[cluster + 1]! - 2 * s1;
      s2 = squares[cluster + 2]! - 2 * s2;
      s3 = squares[cluster + 3]! - 2 * s3;
      if (s0 < least) {
        least = s0;
        nearest = cluster;
      }
      if (s1 < least) {
        least = s1;
        nearest = cluster + 1;
      }
      if (s2 < least) {
        least = s2;
        nearest = cluster + 2;
      }
      if (s3 < least) {
        least = s3;
        nearest = cluster + 3;
      }
    }
    for (; cluster < k; cluster++) {
      let sum = 0;
      for (let f = 0; f < d; f++) sum += values[row + f]! * centroids[cluster * d + f]!;
      sum = squares[cluster]! - 2 * sum;
      if (sum < least) {
        least = sum;
        nearest = cluster;
      }
    }
    distances[i] = squaredDistance(values, row, centroids, nearest * d, d); // to the last digit: 0 for a row on its centre
    if (assignment[i] !== nearest) hasChanged = true;
    assignment[i] = nearest;
  }
  return hasChanged;
}

/** Moves the row furthest from its centre into an empty cluster, where it shares its own with others and is not on it. */
function adoptFurthest(
  cluster: number,
  assignment: Int32Array,
  distances: Float64Array,
  counts: Int32Array,
): void {
  let furthest = -1;
  for (let i = 0; i < assignment.length; i++) {
    if (counts[assignment[i]!]! > 1 && distances[i]! > (furthest < 0 ? 0 : distances[furthest]!))
      furthest = i;
  }
  if (furthest < 0) return;
  counts[assignment[furthest]!]!--;
  assignment[furthest] = cluster;
  counts[cluster] = 1;
  distances[furthest] = 0;
}

function squaredDistance(x: Float64Array, xFrom: number, y: Float64Array, yFrom: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const difference = x[xFrom + k]! - y[yFrom + k]!;
    sum += difference * difference;
  }
  return sum;
}
