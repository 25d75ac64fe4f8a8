/**
 * @file Eigenvalues, and eigenvectors on request, of a real symmetric matrix: Householder reflections make it
 * tridiagonal, and QL steps with Wilkinson's implicit shifts make that diagonal (Golub & Van Loan, Matrix
 * Computations, sections 8.3.1 and 8.3.4).
 */
import { LabError, shown } from '../core/errors';

interface SymmetricEigen {
  /** (d) descending. */
  readonly values: Float64Array;
  /** (d, d) row-major: row i is the eigenvector of value i, at unit length; its sign means nothing. */
  readonly vectors: Float64Array;
}

/** QL steps for one eigenvalue after which something is wrong; two are usual. */
const MOST_STEPS = 60;

/**
 * All eigenvalues, descending. About 4d³/3 multiplications; errors of a few times 2⁻⁵² of the largest eigenvalue.
 * @param matrix (d, d) row-major, symmetric; only the lower triangle is read; not changed
 * @throws LabError `bad-dataset` where an element is not finite, `internal` where the matrix has another size
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, d: number): Float64Array {
  const diagonal = new Float64Array(d);
  solve(matrix, d, diagonal, null);
  return diagonal.sort().reverse();
}

/**
 * All eigenvalues and eigenvectors: matrix = Σ valueᵢ vectorᵢ vectorᵢᵀ. O(d³), about four times the work of the
 * eigenvalues alone, which come out the same.
 * @param matrix as of `symmetricEigenvalues`
 * @throws LabError as `symmetricEigenvalues`
 */
export function symmetricEigen(matrix: ArrayLike<number>, d: number): SymmetricEigen {
  const diagonal = new Float64Array(d);
  const rows = new Float64Array(d * d);
  for (let i = 0; i < d; i++) rows[i * d + i] = 1;
  solve(matrix, d, diagonal, rows);
  const order = Array.from({ length: d }, (_, i) => i).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const vectors = new Float64Array(d * d);
  order.forEach((from, to) => vectors.set(rows.subarray(from * d, (from + 1) * d), to * d));
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors };
}

/** @param rows the unit matrix, which becomes the eigenvectors, row i that of `diagonal[i]`; null where none are wanted */
function solve(
  matrix: ArrayLike<number>,
  d: number,
  diagonal: Float64Array,
  rows: Float64Array | null,
): void {
  if (matrix.length !== d * d) {
    throw new LabError(
      'internal',
      `symmetricEigen: invalid size of matrix: ${shown(matrix.length)} (wanted ${d * d}, ${d} by ${d})`,
    );
  }
  const a = Float64Array.from(matrix);
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    largest = Math.max(largest, Math.abs(a[i]!));
    if (Number.isFinite(a[i]!)) continue;
    throw new LabError(
      'bad-dataset',
      `symmetricEigen: invalid element of matrix: ${shown(a[i])} at row ${Math.floor(i / d)}, column ${i % d} (wanted a finite number)`,
    );
  }
  if (largest === 0) return;
  for (let i = 0; i < a.length; i++) a[i]! /= largest; // so that no square becomes too large or too small
  const offDiagonal = new Float64Array(d);
  tridiagonalise(a, d, diagonal, offDiagonal, rows);
  makeDiagonal(diagonal, offDiagonal, rows);
  for (let i = 0; i < d; i++) diagonal[i]! *= largest;
}

/**
 * From the last row up, reflects the elements left of the subdiagonal into it: with v the row turned so that its
 * reflection I − 2vvᵀ/‖v‖² does so, the rest B becomes B − vwᵀ − wvᵀ. Only the lower triangle is kept, row by row.
 * @param a changed; holds nothing of use afterwards
 * @param offDiagonal `offDiagonal[i]` becomes the element between i − 1 and i; the first is 0
 * @param rows multiplied from the left by each reflection, where it is given
 */
function tridiagonalise(
  a: Float64Array,
  d: number,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  rows: Float64Array | null,
): void {
  const v = new Float64Array(d);
  const w = new Float64Array(d);
  for (let k = d - 1; k >= 1; k--) {
    const row = k * d;
    diagonal[k] = a[row + k]!;
    let scale = 0;
    for (let j = 0; j < k - 1; j++) scale = Math.max(scale, Math.abs(a[row + j]!));
    if (scale === 0) {
      offDiagonal[k] = a[row + k - 1]!;
      continue;
    }
    scale = Math.max(scale, Math.abs(a[row + k - 1]!));
    let squares = 0;
    for (let j = 0; j < k; j++) {
      v[j] = a[row + j]! / scale;
      squares += v[j]! * v[j]!;
    }
    const length = v[k - 1]! > 0 ? -Math.sqrt(squares) : Math.sqrt(squares); // away from the element: no cancelling
    offDiagonal[k] = scale * length;
    const half = squares - v[k - 1]! * length; // ‖v‖² / 2
    v[k - 1]! -= length;
    if (rows) reflectRows(rows, d, k, v, half);

    // w = Bv / half, by rows of the lower triangle
    w.fill(0, 0, k);
    for (let i = 0; i < k; i++) {
      const from = i * d;
      const vi = v[i]!;
      let sum = a[from + i]! * vi;
      for (let j = 0; j < i; j++) {
        sum += a[from + j]! * v[j]!;
        w[j]! += a[from + j]! * vi;
      }
      w[i]! += sum;
    }
    let inner = 0;
    for (let i = 0; i < k; i++) {
      w[i]! /= half;
      inner += w[i]! * v[i]!;
    }
    const share = inner / (2 * half);
    for (let i = 0; i < k; i++) w[i]! -= share * v[i]!;
    for (let i = 0; i < k; i++) {
      const from = i * d;
      const vi = v[i]!;
      const wi = w[i]!;
      for (let j = 0; j <= i; j++) a[from + j]! -= vi * w[j]! + wi * v[j]!;
    }
  }
  diagonal[0] = a[0]!;
}

/** rows ← (I − vvᵀ / half) rows, of its first k rows. */
function reflectRows(rows: Float64Array, d: number, k: number, v: Float64Array, half: number): void {
  const sums = new Float64Array(d);
  for (let i = 0; i < k; i++) {
    const vi = v[i]!;
    for (let j = 0; j < d; j++) sums[j]! += vi * rows[i * d + j]!;
  }
  for (let i = 0; i < k; i++) {
    const scale = v[i]! / half;
    for (let j = 0; j < d; j++) rows[i * d + j]! -= scale * sums[j]!;
  }
}

/**
 * The eigenvalues of a tridiagonal matrix, into `diagonal`, by QL steps; each chases a bulge up by plane rotations, and
 * turns `rows` by the same, where it is given.
 */
function makeDiagonal(diagonal: Float64Array, offDiagonal: Float64Array, rows: Float64Array | null): void {
  const d = diagonal.length;
  const e = offDiagonal;
  e.copyWithin(0, 1); // from here on e[i] stands between i and i + 1
  e[d - 1] = 0;
  for (let first = 0; first < d; first++) {
    for (let step = 0; ; step++) {
      let last = first;
      while (last < d - 1 && !isNothingBeside(e[last]!, diagonal[last]!, diagonal[last + 1]!)) last++;
      if (last === first) break;
      if (step === MOST_STEPS) {
        throw new LabError(
          'internal',
          `symmetricEigen: missing convergence: ${shown(`eigenvalue ${first} of ${d}`)}`,
        );
      }
      stepQl(diagonal, e, first, last, rows);
    }
  }
}

/** Whether the element is rounding error: beside its neighbours, or beside the matrix, whose largest element is 1. */
function isNothingBeside(element: number, left: number, right: number): boolean {
  const size = Math.abs(element);
  return size <= NOTHING || size <= (Number.EPSILON * (Math.abs(left) + Math.abs(right))) / 2;
}

const NOTHING = 2 ** -56;

function stepQl(
  diagonal: Float64Array,
  e: Float64Array,
  first: number,
  last: number,
  rows: Float64Array | null,
): void {
  const d = diagonal.length;
  const halfGap = (diagonal[first + 1]! - diagonal[first]!) / (2 * e[first]!);
  const root = Math.hypot(halfGap, 1);
  // Wilkinson's shift is the eigenvalue of the leading 2 × 2 block that lies nearer to its corner.
  let g = diagonal[last]! - diagonal[first]! + e[first]! / (halfGap + (halfGap >= 0 ? root : -root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = s * e[i]!;
    const b = c * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r === 0) {
      // The block falls apart here: what was gathered so far is put back, and the next step sees two blocks.
      diagonal[i + 1]! -= p;
      e[last] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = diagonal[i + 1]! - p;
    const t = (diagonal[i]! - g) * s + 2 * c * b;
    p = s * t;
    diagonal[i + 1] = g + p;
    g = c * t - b;
    if (rows) rotateRows(rows, i * d, (i + 1) * d, d, c, s);
  }
  diagonal[first]! -= p;
  e[first] = g;
  e[last] = 0;
}

function rotateRows(rows: Float64Array, upper: number, lower: number, d: number, c: number, s: number): void {
  for (let j = 0; j < d; j++) {
    const p = rows[upper + j]!;
    const q = rows[lower + j]!;
    rows[upper + j] = c * p - s * q;
    rows[lower + j] = s * p + c * q;
  }
}
