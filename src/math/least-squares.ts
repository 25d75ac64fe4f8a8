/** @file Least squares for a handful of regressors, as weights: each coefficient is a weighted sum of what is fitted. */

/**
 * The (p, n) matrix (XᵀX)⁻¹ Xᵀ: row k times y is the k-th coefficient of the least-squares fit of y on X. `X`: (n, p), one
 * line per observation. Null where the columns are linearly dependent, or nearly: where what a column adds to those before
 * it is below a millionth of its own length. Rows come out independent of each other's scale.
 *
 * By modified Gram–Schmidt, X = Q R: the coefficients are R⁻¹ Qᵀ.
 * @see Björck (1967), "Solving linear least squares problems by Gram–Schmidt orthogonalization", BIT 7, 1–21.
 */
export function leastSquaresWeights(X: readonly (readonly number[])[]): number[][] | null {
  const n = X.length;
  const p = X[0]?.length ?? 0;
  if (p === 0 || n < p) return null;
  const Q = Array.from({ length: p }, (_, k) => X.map((line) => line[k]!));
  const R = Array.from({ length: p }, () => new Array<number>(p).fill(0));
  for (let k = 0; k < p; k++) {
    const column = Q[k]!;
    const length = Math.sqrt(dot(column, column));
    for (let j = 0; j < k; j++) {
      const overlap = dot(Q[j]!, column);
      R[j]![k] = overlap;
      for (let i = 0; i < n; i++) column[i]! -= overlap * Q[j]![i]!;
    }
    const left = Math.sqrt(dot(column, column));
    if (!(left > DEPENDENT * length)) return null;
    R[k]![k] = left;
    for (let i = 0; i < n; i++) column[i]! /= left;
  }
  const weights: number[][] = Q.map((column) => [...column]);
  for (let k = p - 1; k >= 0; k--) {
    for (let j = k + 1; j < p; j++) {
      for (let i = 0; i < n; i++) weights[k]![i]! -= R[k]![j]! * weights[j]![i]!;
    }
    for (let i = 0; i < n; i++) weights[k]![i]! /= R[k]![k]!;
  }
  return weights;
}

const DEPENDENT = 1e-6;

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
