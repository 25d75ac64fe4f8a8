/** @file k-means: rows into clusters around their means. */
import { LabError } from '../core/errors';
import type { Rng } from '../core/random';

export interface Clustering {
  /** (n) cluster of each row, from 0. */
  readonly assignments: Int32Array;
  /** (k, d) row-major; a cluster without rows keeps its last centre. */
  readonly centres: Float64Array;
  /** Sum of the squared distances from the rows to their centres. */
  readonly inertia: number;
}

export interface KMeansOptions {
  /** Begun anew so often; the least inertia wins. */
  readonly restarts: number;
  readonly mostIterations: number;
}

/**
 * Lloyd's algorithm from k-means++ seeds (Arthur & Vassilvitskii 2007), until no row changes its cluster. Exact, but
 * most distances are never computed: bounds kept by the triangle inequality rule them out (Elkan 2003, without its
 * distances between centres; Newling & Fleuret 2016). With fewer different rows than k, the clusters left over stay
 * empty. Same `rng`, same result. O(nkd) an iteration at worst, 8nk bytes.
 * @param rows (n, d) row-major, finite, n ≥ k
 * @throws LabError `bad-setting` where k is not a whole number from 1 to n
 */
export function kMeans(
  rows: Float64Array,
  d: number,
  k: number,
  rng: Rng,
  { restarts, mostIterations }: KMeansOptions = { restarts: 5, mostIterations: 500 },
): Clustering {
  const n = rows.length / d;
  if (!Number.isInteger(k) || k < 1 || k > n) {
    throw new LabError({
      code: 'bad-setting',
      place: 'kMeans',
      what: 'invalid number of clusters',
      value: k,
      wanted: `a whole number from 1 to ${n}, the number of rows`,
      wayOut: 'ask for fewer clusters, or give more rows',
    });
  }
  let best: Clustering | null = null;
  for (let restart = 0; restart < restarts; restart++) {
    const found = settle(rows, d, seed(rows, d, k, rng), mostIterations);
    if (!best || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** Where a run begins. */
interface Seeds {
  /** (k, d) row-major. */
  readonly centres: Float64Array;
  /** (n, k) no greater than the distances from every row to every centre, and exact for the nearest one. */
  readonly distances: Float64Array;
}

/** k rows as centres, each drawn with a chance that grows with the square of its distance to those drawn before. */
function seed(rows: Float64Array, d: number, k: number, rng: Rng): Seeds {
  const n = rows.length / d;
  const centres = new Float64Array(k * d);
  const distances = new Float64Array(n * k);
  const nearest = new Float64Array(n).fill(Infinity);
  let chosen = rng.integer(n);
  for (let c = 0; c < k; c++) {
    centres.set(rows.subarray(chosen * d, (chosen + 1) * d), c * d);
    let total = 0;
    for (let i = 0; i < n; i++) {
      const squared = squaredDistance(rows, i * d, centres, c * d, d, nearest[i]);
      distances[i * k + c] = Math.sqrt(squared);
      nearest[i] = Math.min(nearest[i]!, squared);
      total += nearest[i]!;
    }
    let left = rng.uniform() * total;
    chosen = 0;
    for (let i = 0; i < n; i++) {
      if (nearest[i]! === 0) continue;
      chosen = i; // the last row with any chance, should rounding leave a rest
      left -= nearest[i]!;
      if (left < 0) break;
    }
  }
  return { centres, distances };
}

/** Moves centres to the mean of their rows and rows to their nearest centre, in turn, until nothing moves. */
function settle(
  rows: Float64Array,
  d: number,
  { centres, distances }: Seeds,
  mostIterations: number,
): Clustering {
  const n = rows.length / d;
  const k = centres.length / d;
  /** No greater than the distance of each row to each centre. */
  const lower = distances;
  /** No smaller than the distance of each row to its own centre. */
  const upper = new Float64Array(n);
  const assignments = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let nearest = 0;
    for (let c = 1; c < k; c++) if (lower[i * k + c]! < lower[i * k + nearest]!) nearest = c;
    assignments[i] = nearest;
    upper[i] = lower[i * k + nearest]!;
  }
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const moved = moveCentres(rows, d, assignments, centres);
    let changed = false;
    for (let i = 0; i < n; i++) {
      const from = i * k;
      let own = assignments[i]!;
      let bound = upper[i]! + moved[own]!;
      let isExact = moved[own] === 0 && upper[i] === lower[from + own];
      for (let c = 0; c < k; c++) {
        const least = lower[from + c]! - moved[c]!;
        lower[from + c] = least;
        if (c === own || least >= bound) continue;
        if (!isExact) {
          bound = Math.sqrt(squaredDistance(rows, i * d, centres, own * d, d));
          isExact = true;
          if (least >= bound) continue;
        }
        const distance = Math.sqrt(squaredDistance(rows, i * d, centres, c * d, d, bound * bound));
        lower[from + c] = distance;
        if (distance < bound) {
          own = c;
          bound = distance;
          changed = true;
        }
      }
      if (isExact) lower[from + own] = bound;
      assignments[i] = own;
      upper[i] = bound;
    }
    if (!changed) break;
  }
  let inertia = 0;
  for (let i = 0; i < n; i++) inertia += squaredDistance(rows, i * d, centres, assignments[i]! * d, d);
  return { assignments, centres, inertia };
}

/** Puts each centre on the mean of its rows; how far each one went. */
function moveCentres(
  rows: Float64Array,
  d: number,
  assignments: Int32Array,
  centres: Float64Array,
): Float64Array {
  const k = centres.length / d;
  const sums = new Float64Array(k * d);
  const sizes = new Int32Array(k);
  assignments.forEach((c, i) => {
    sizes[c]! += 1;
    for (let j = 0; j < d; j++) sums[c * d + j]! += rows[i * d + j]!;
  });
  return Float64Array.from(sizes, (size, c) => {
    if (size === 0) return 0;
    let squares = 0;
    for (let j = 0; j < d; j++) {
      const mean = sums[c * d + j]! / size;
      squares += (mean - centres[c * d + j]!) ** 2;
      centres[c * d + j] = mean;
    }
    return Math.sqrt(squares);
  });
}

/**
 * ‖a − b‖², or, once it is clear that this is more than `enough`, some smaller number that also is. Principal
 * components come with the widest first, so that the first few mostly tell; eight are added at a time.
 */
function squaredDistance(
  a: Float64Array,
  aFrom: number,
  b: Float64Array,
  bFrom: number,
  d: number,
  enough: number = Infinity,
): number {
  let sum = 0;
  let i = aFrom;
  let j = bFrom;
  for (const last = aFrom + d - 8; i <= last; i += 8, j += 8) {
    const d0 = a[i]! - b[j]!;
    const d1 = a[i + 1]! - b[j + 1]!;
    const d2 = a[i + 2]! - b[j + 2]!;
    const d3 = a[i + 3]! - b[j + 3]!;
    const d4 = a[i + 4]! - b[j + 4]!;
    const d5 = a[i + 5]! - b[j + 5]!;
    const d6 = a[i + 6]! - b[j + 6]!;
    const d7 = a[i + 7]! - b[j + 7]!;
    sum += d0 * d0 + d1 * d1 + (d2 * d2 + d3 * d3) + (d4 * d4 + d5 * d5 + (d6 * d6 + d7 * d7));
    if (sum > enough) return sum;
  }
  for (const end = aFrom + d; i < end; i++, j++) sum += (a[i]! - b[j]!) ** 2;
  return sum;
}
