/** @file Eigenvalues of a symmetric matrix. */

/** Sweeps after which a matrix of any size has long converged; it takes six to ten. */
const MOST_SWEEPS = 60;

/**
 * All eigenvalues, descending, by Jacobi's rotations (Golub & Van Loan, Matrix Computations, section 8.5): each
 * rotation zeroes one pair of off-diagonal elements, until they are rounding error beside the diagonal.
 * @param matrix (d, d) row-major, symmetric; not changed
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, d: number): Float64Array {
  const a = Float64Array.from(matrix);
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let offDiagonal = 0;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) offDiagonal += a[p * d + q]! ** 2;
    if (offDiagonal <= 1e-30 * total) break;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) rotate(a, d, p, q);
  }
  return Float64Array.from({ length: d }, (_, i) => a[i * d + i]!)
    .sort()
    .reverse();
}

/** Turns rows and columns p and q by the angle that makes a[p][q] zero. */
function rotate(a: Float64Array, d: number, p: number, q: number): void {
  const apq = a[p * d + q]!;
  if (apq === 0) return;
  const theta = (a[q * d + q]! - a[p * d + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1)); // the smaller tangent
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < d; k++) {
    const akp = a[k * d + p]!;
    const akq = a[k * d + q]!;
    a[k * d + p] = c * akp - s * akq;
    a[k * d + q] = s * akp + c * akq;
  }
  for (let k = 0; k < d; k++) {
    const apk = a[p * d + k]!;
    const aqk = a[q * d + k]!;
    a[p * d + k] = c * apk - s * aqk;
    a[q * d + k] = s * apk + c * aqk;
  }
}
