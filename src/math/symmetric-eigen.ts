/**
 * @file Eigenvalues and eigenvectors of a real symmetric matrix, by Householder's reduction to three diagonals and
 * the implicit QR step with Wilkinson's shift (Golub & Van Loan, Matrix Computations, sections 8.3.1 to 8.3.5).
 */
import { LabError, shown } from '../core/errors';

interface SymmetricEigen {
  /** (d) descending. */
  readonly values: Float64Array;
  /** (d, d) row-major: row i is the eigenvector of value i, at unit length; its sign means nothing. */
  readonly vectors: Float64Array;
}

/** QR steps an eigenvalue may take; two or three are usual. */
const MOST_STEPS = 60;

/**
 * All eigenvalues and eigenvectors: matrix = Σ valueᵢ vectorᵢ vectorᵢᵀ. O(d³), about four times the work of the
 * eigenvalues alone (`symmetric-eigenvalues.ts`).
 * @param matrix (d, d) row-major, symmetric, finite; not changed
 * @throws LabError `internal` where it has another size or holds a number that is not finite
 */
export function symmetricEigen(matrix: ArrayLike<number>, d: number): SymmetricEigen {
  const { diagonal, offDiagonal, reflectors } = tridiagonalise(matrix, d);
  const rows = accumulate(reflectors, d);
  diagonalise(diagonal, offDiagonal, d, rows);
  const order = Array.from({ length: d }, (_, i) => i).sort((a, b) => diagonal[b]! - diagonal[a]!);
  const vectors = new Float64Array(d * d);
  order.forEach((from, to) => vectors.set(rows.subarray(from * d, (from + 1) * d), to * d));
  return { values: Float64Array.from(order, (i) => diagonal[i]!), vectors };
}

/** A reflection I − beta v vᵀ that acts on the coordinates from `from` on. */
interface Reflector {
  readonly from: number;
  readonly v: Float64Array;
  readonly beta: number;
}

/** QᵀAQ with nothing but its diagonal and the one beside it, Q the product of the reflectors in order. */
function tridiagonalise(
  matrix: ArrayLike<number>,
  d: number,
): { diagonal: Float64Array; offDiagonal: Float64Array; reflectors: Reflector[] } {
  check(matrix, d);
  const a = Float64Array.from(matrix);
  const offDiagonal = new Float64Array(Math.max(0, d - 1));
  const reflectors: Reflector[] = [];
  for (let k = 0; k + 2 < d; k++) {
    const from = k + 1;
    const v = a.slice(k * d + from, (k + 1) * d); // row k equals column k
    const length = norm(v);
    if (length === 0) continue; // nothing to reflect
    const target = v[0]! > 0 ? -length : length; // the sign that does not cancel
    v[0]! -= target;
    offDiagonal[k] = target;
    const beta = 2 / dot(v, v);
    reflectBothSides(a, d, from, v, beta);
    reflectors.push({ from, v, beta });
  }
  if (d > 1) offDiagonal[d - 2] = a[(d - 2) * d + d - 1]!;
  return { diagonal: Float64Array.from({ length: d }, (_, i) => a[i * d + i]!), offDiagonal, reflectors };
}

/** A ← HAH on the block of `a` from row and column `from` on: A − v wᵀ − w vᵀ with w = βAv − ½β²(vᵀAv) v. */
function reflectBothSides(a: Float64Array, d: number, from: number, v: Float64Array, beta: number): void {
  const m = v.length;
  const w = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    const row = (from + i) * d + from;
    let sum = 0;
    for (let j = 0; j < m; j++) sum += a[row + j]! * v[j]!;
    w[i] = beta * sum;
  }
  const half = 0.5 * beta * dot(w, v);
  for (let i = 0; i < m; i++) w[i]! -= half * v[i]!;
  for (let i = 0; i < m; i++) {
    const row = (from + i) * d + from;
    const vi = v[i]!;
    const wi = w[i]!;
    for (let j = 0; j < m; j++) a[row + j]! -= vi * w[j]! + wi * v[j]!;
  }
}

/** Qᵀ, row-major, from the last reflector to the first, so that each touches only the block it acts on. */
function accumulate(reflectors: readonly Reflector[], d: number): Float64Array {
  const rows = new Float64Array(d * d);
  for (let i = 0; i < d; i++) rows[i * d + i] = 1;
  for (const { from, v, beta } of reflectors.toReversed()) {
    for (let i = from; i < d; i++) {
      const row = rows.subarray(i * d + from, (i + 1) * d);
      const scale = beta * dot(row, v);
      for (let j = 0; j < v.length; j++) row[j]! -= scale * v[j]!;
    }
  }
  return rows;
}

/** Drives the off-diagonal to zero, from its end, and turns `rows` by the same rotations. */
function diagonalise(diagonal: Float64Array, offDiagonal: Float64Array, d: number, rows: Float64Array): void {
  let scale = 0;
  for (let i = 0; i < d; i++) scale = Math.max(scale, Math.abs(diagonal[i]!), Math.abs(offDiagonal[i] ?? 0));
  const isZero = (i: number): boolean => {
    const beside = Math.abs(diagonal[i]!) + Math.abs(diagonal[i + 1]!);
    return Math.abs(offDiagonal[i]!) <= Number.EPSILON * Math.max(beside, Number.EPSILON * scale);
  };
  let high = d - 1;
  let steps = 0;
  while (high > 0) {
    if (isZero(high - 1) || steps >= MOST_STEPS) {
      offDiagonal[--high] = 0;
      steps = 0;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !isZero(low - 1)) low--;
    qrStep(diagonal, offDiagonal, low, high, rows, d);
    steps++;
  }
}

/** One implicit QR step on the unreduced block from `low` to `high`: a bulge is made at its top and chased out. */
function qrStep(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  low: number,
  high: number,
  rows: Float64Array,
  d: number,
): void {
  const last = offDiagonal[high - 1]!;
  const delta = (diagonal[high - 1]! - diagonal[high]!) / 2;
  const shift = diagonal[high]! - (last * last) / (delta + (delta < 0 ? -1 : 1) * Math.hypot(delta, last));
  let x = diagonal[low]! - shift;
  let bulge = offDiagonal[low]!;
  for (let k = low; k < high; k++) {
    const r = Math.sqrt(x * x + bulge * bulge);
    const c = r === 0 ? 1 : x / r;
    const s = r === 0 ? 0 : bulge / r;
    if (k > low) offDiagonal[k - 1] = r;
    const a = diagonal[k]!;
    const b = offDiagonal[k]!;
    const g = diagonal[k + 1]!;
    diagonal[k] = c * c * a + 2 * c * s * b + s * s * g;
    diagonal[k + 1] = s * s * a - 2 * c * s * b + c * c * g;
    offDiagonal[k] = c * s * (g - a) + (c * c - s * s) * b;
    if (k + 1 < high) {
      x = offDiagonal[k]!;
      bulge = s * offDiagonal[k + 1]!;
      offDiagonal[k + 1]! *= c;
    }
    turn(rows, k * d, (k + 1) * d, d, c, s);
  }
}

function turn(rows: Float64Array, upper: number, lower: number, d: number, c: number, s: number): void {
  for (let j = 0; j < d; j++) {
    const p = rows[upper + j]!;
    const q = rows[lower + j]!;
    rows[upper + j] = c * p + s * q;
    rows[lower + j] = c * q - s * p;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Euclidean length, safe where the squares would vanish or overflow. */
function norm(v: Float64Array): number {
  const largest = v.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(v.reduce((sum, value) => sum + (value / largest) ** 2, 0));
}

function check(matrix: ArrayLike<number>, d: number): void {
  const bad = (what: string, value: unknown, wanted: string): never => {
    throw new LabError('internal', `symmetricEigen: ${what}: ${shown(value)} (wanted ${wanted})`);
  };
  if (matrix.length !== d * d) bad('invalid size of matrix', matrix.length, `${d * d}, ${d} by ${d}`);
  for (let i = 0; i < matrix.length; i++) {
    if (!Number.isFinite(matrix[i])) bad('invalid element of matrix', matrix[i], 'a finite number');
  }
}
