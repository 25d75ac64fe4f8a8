/** @file k-means: rows into clusters around their means. */
import { LabError, shown } from '../core/errors';
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
  /** Begun anew so often; the least inertia wins. Default 5. */
  readonly starts?: number;
  /** Default 500. */
  readonly mostIterations?: number;
}

/**
 * Lloyd's algorithm from k-means++ seeds (Arthur & Vassilvitskii 2007), until no row changes its cluster. Exact, but
 * most distances are never computed: bounds kept by the triangle inequality rule them out (Elkan 2003, without its
 * distances between centres; Newling & Fleuret 2016). A cluster that has lost its last row begins anew at the row
 * furthest from its centre; with fewer different rows than k, the clusters left over stay empty. Same `rng`, same
 * result. O(nkd) an iteration at worst, 8nk bytes.
 * @param rows (n, d) row-major, finite, n ≥ k
 * @throws LabError `bad-setting` where k is not a whole number from 1 to n, or an option is not one from 1 on
 */
export function kMeans(
  rows: Float64Array,
  d: number,
  k: number,
  rng: Rng,
  { starts = 5, mostIterations = 500 }: KMeansOptions = {},
): Clustering {
  const n = rows.length / d;
  need('number of clusters', k, n, `${n}, the number of rows`, 'ask for fewer clusters, or give more rows');
  need('number of starts', starts, Infinity, 'any', 'for example 5');
  need('number of iterations', mostIterations, Infinity, 'any', 'for example 500');
  let best: Clustering | null = null;
  for (let start = 0; start < starts; start++) {
    const found = settle(rows, d, seed(rows, d, k, rng), mostIterations);
    if (!best || found.inertia < best.inertia) best = found;
  }
  return best!;
}

function need(noun: string, value: number, most: number, mostInWords: string, wayOut: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new LabError(
    'bad-setting',
    `kMeans: invalid ${noun}: ${shown(value)} (wanted a whole number from 1 to ${mostInWords}) — ${wayOut}`,
  );
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
  const all = Int32Array.from({ length: n }, (_, i) => i);
  const squares = new Float64Array(n);
  let chosen = rng.integer(n);
  for (let c = 0; c < k; c++) {
    centres.set(rows.subarray(chosen * d, (chosen + 1) * d), c * d);
    squaredDistances(centres, c * d, rows, all, n, d, squares);
    let total = 0;
    for (let i = 0; i < n; i++) {
      distances[i * k + c] = Math.sqrt(squares[i]!);
      if (squares[i]! < nearest[i]!) nearest[i] = squares[i]!;
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
  const sizes = new Int32Array(k);
  for (let i = 0; i < n; i++) {
    let nearest = 0;
    for (let c = 1; c < k; c++) if (lower[i * k + c]! < lower[i * k + nearest]!) nearest = c;
    assignments[i] = nearest;
    upper[i] = lower[i * k + nearest]!;
    sizes[nearest]!++;
  }
  /** 1 for a cluster that has won or lost a row since its centre was placed. */
  const isStale = new Uint8Array(k).fill(1);
  const moved = new Float64Array(k);
  /** Centres that may be nearer to a row than its own, and the squares of their distances. */
  const near = new Int32Array(k);
  const squares = new Float64Array(k);
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    if (sizes.includes(0)) refill(rows, d, centres, assignments, upper, sizes, isStale);
    moveCentres(rows, d, assignments, sizes, centres, isStale, moved);
    isStale.fill(0);
    let hasChanged = false;
    for (let i = 0; i < n; i++) {
      const from = i * k;
      const before = assignments[i]!;
      let bound = upper[i]! + moved[before]!;
      let numNear = 0;
      for (let c = 0; c < k; c++) {
        const least = lower[from + c]! - moved[c]!;
        lower[from + c] = least;
        if (least < bound && c !== before) near[numNear++] = c;
      }
      let own = before;
      if (numNear > 0) {
        // The distance to its own centre may rule out most of them.
        bound = Math.sqrt(squaredDistance(rows, i * d, centres, before * d, d));
        lower[from + before] = bound;
        let numLeft = 0;
        for (let at = 0; at < numNear; at++) {
          if (lower[from + near[at]!]! < bound) near[numLeft++] = near[at]!;
        }
        squaredDistances(rows, i * d, centres, near, numLeft, d, squares);
        for (let at = 0; at < numLeft; at++) {
          const distance = Math.sqrt(squares[at]!);
          lower[from + near[at]!] = distance;
          if (distance >= bound) continue;
          own = near[at]!;
          bound = distance;
        }
      }
      upper[i] = bound;
      if (own === before) continue;
      hasChanged = true;
      assignments[i] = own;
      isStale[before] = isStale[own] = 1;
      sizes[before]!--;
      sizes[own]!++;
    }
    if (!hasChanged) break;
  }
  let inertia = 0;
  for (let i = 0; i < n; i++) inertia += squaredDistance(rows, i * d, centres, assignments[i]! * d, d);
  return { assignments, centres, inertia };
}

/** Gives each empty cluster the row furthest from its centre, of those that share a cluster and are not on its centre. */
function refill(
  rows: Float64Array,
  d: number,
  centres: Float64Array,
  assignments: Int32Array,
  upper: Float64Array,
  sizes: Int32Array,
  isStale: Uint8Array,
): void {
  const distances = Float64Array.from(assignments, (own, i) =>
    squaredDistance(rows, i * d, centres, own * d, d),
  );
  sizes.forEach((size, cluster) => {
    if (size > 0) return;
    let furthest = -1;
    let most = 0;
    for (let i = 0; i < distances.length; i++) {
      if (distances[i]! <= most || sizes[assignments[i]!]! < 2) continue;
      furthest = i;
      most = distances[i]!;
    }
    if (furthest < 0) return;
    const left = assignments[furthest]!;
    sizes[left]!--;
    sizes[cluster] = 1;
    isStale[left] = isStale[cluster] = 1;
    assignments[furthest] = cluster;
    distances[furthest] = 0;
    upper[furthest] = Infinity; // nothing is known of its distance to that centre
  });
}

/** Puts the centre of each stale cluster on the mean of its rows; how far each centre went, into `moved`. */
function moveCentres(
  rows: Float64Array,
  d: number,
  assignments: Int32Array,
  sizes: Int32Array,
  centres: Float64Array,
  isStale: Uint8Array,
  moved: Float64Array,
): void {
  const k = sizes.length;
  const sums = new Float64Array(k * d);
  for (let i = 0; i < assignments.length; i++) {
    const c = assignments[i]!;
    if (isStale[c] === 0) continue;
    const to = c * d;
    const from = i * d;
    for (let j = 0; j < d; j++) sums[to + j]! += rows[from + j]!;
  }
  for (let c = 0; c < k; c++) {
    moved[c] = 0;
    if (isStale[c] === 0 || sizes[c] === 0) continue;
    let squares = 0;
    for (let j = c * d; j < (c + 1) * d; j++) {
      const mean = sums[j]! / sizes[c]!;
      squares += (mean - centres[j]!) ** 2;
      centres[j] = mean;
    }
    moved[c] = Math.sqrt(squares);
  }
}

/** ‖x − y‖² of one row with some others, four at a time: most of the work is done here. */
function squaredDistances(
  x: Float64Array,
  xFrom: number,
  y: Float64Array,
  which: Int32Array,
  count: number,
  d: number,
  out: Float64Array,
): void {
  let at = 0;
  for (; at + 4 <= count; at += 4) {
    const y0 = which[at]! * d;
    const y1 = which[at + 1]! * d;
    const y2 = which[at + 2]! * d;
    const y3 = which[at + 3]! * d;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < d; j++) {
      const value = x[xFrom + j]!;
      const d0 = value - y[y0 + j]!;
      const d1 = value - y[y1 + j]!;
      const d2 = value - y[y2 + j]!;
      const d3 = value - y[y3 + j]!;
      s0 += d0 * d0;
      s1 += d1 * d1;
      s2 += d2 * d2;
      s3 += d3 * d3;
    }
    out[at] = s0;
    out[at + 1] = s1;
    out[at + 2] = s2;
    out[at + 3] = s3;
  }
  for (; at < count; at++) out[at] = squaredDistance(x, xFrom, y, which[at]! * d, d);
}

function squaredDistance(x: Float64Array, xFrom: number, y: Float64Array, yFrom: number, d: number): number {
  let sum = 0;
  for (let j = 0; j < d; j++) {
    const difference = x[xFrom + j]! - y[yFrom + j]!;
    sum += difference * difference;
  }
  return sum;
}
