/** @file The Vendi score: how many different texts a set is worth. */
import { LabError, shown } from '../../core/errors';
import type { MeasureInfo } from '../../core/measure';
import { symmetricEigenvalues } from '../../math/symmetric-eigen';
import type { Measure } from '../measure';
import type { SetContext } from '../set-context';
import { unitRows, type Embeddings, type UnitRows } from './unit-rows';

const info: MeasureInfo = {
  id: 'vendiScore',
  label: 'Vendi score',
  unit: 'effective texts',
  range: [1, null],
  moreDiverseWhen: 'higher',
  cost: 'O(nd² + d³)',
  source: 'Friedman & Dieng 2023, arXiv 2210.02410; order 1, by its dual',
};

/** All orders read the same eigenvalues. */
const spectrumOf = ({ embedded }: SetContext): Float64Array => kernelSpectrum(embedded, embedded.d);

export const vendiScoreMeasure: Measure = {
  info,
  needs: ['embeddings'],
  formula: 'exp(−Σ λᵢ ln λᵢ), λ the eigenvalues of XᵀX / n',
  reads: 'embedded texts',
  take: (context) => effectiveNumber(context.once(spectrumOf), 1),
};

export const vendiScoreHalfMeasure: Measure = {
  info: {
    ...info,
    id: 'vendiScoreHalf',
    label: 'Vendi score, order ½',
    source: 'Pasarkar & Dieng 2024, arXiv 2310.12952; order 1/2, which rare texts weigh more in',
  },
  needs: ['embeddings'],
  formula: '(Σ λᵢ^½)²',
  reads: 'embedded texts',
  take: (context) => effectiveNumber(context.once(spectrumOf), 0.5),
};

export const vendiScoreInfinityMeasure: Measure = {
  info: {
    ...info,
    id: 'vendiScoreInfinity',
    label: 'Vendi score, order ∞',
    source: 'Pasarkar & Dieng 2024, arXiv 2310.12952; order ∞, the commonest direction alone',
  },
  needs: ['embeddings'],
  formula: '1 / max λᵢ',
  reads: 'embedded texts',
  take: (context) => effectiveNumber(context.once(spectrumOf), Infinity),
};

/**
 * exp(−Σ λᵢ ln λᵢ) with λ the eigenvalues of XᵀX / n, which are those of the cosine kernel XXᵀ / n: the effective
 * number of different texts, in [1, min(n, d)]. 1: all the same; n: all at right angles, which d dimensions bound.
 * Of another order q it is (Σ λᵢ^q)^(1 / (1 − q)), and 1 / max λ for q = ∞: small orders count rare texts more, large
 * ones less, and the value never rises with q. The smaller of the two matrices is used, as both say the same.
 * All-zero rows (texts without a known token) are left out; 0 where no row is left. Rows are scaled to unit length.
 * @param embeddings (n, d) row-major
 * @param order q, above 0; `Infinity` is one
 * @throws LabError `bad-setting` for an order that is not above 0; `bad-dataset` for a value that is not finite
 */
export function vendiScore(embeddings: Embeddings, d: number, order = 1): number {
  needOrder(order, 'vendiScore');
  return effectiveNumber(kernelSpectrum(embeddings, d), order);
}

/**
 * The eigenvalues of the cosine kernel XXᵀ / n, descending; they sum to 1. At most min(n, d) of them; none
 * where no row is left once all-zero ones are left out. All orders of the Vendi score come from it.
 * @param embeddings (n, d) row-major
 */
function kernelSpectrum(embeddings: Embeddings, d: number): Float64Array {
  const rows = unitRows(embeddings, d, 'vendiScore');
  if (rows.n === 0) return new Float64Array(0);
  return symmetricEigenvalues(rows.n < d ? kernelOf(rows) : rows.dual, Math.min(rows.n, d));
}

/**
 * The Vendi score of any kernel: `kernel[i][j]` says how alike texts i and j are. 0 for an empty kernel.
 * @param kernel (n, n) row-major, symmetric, positive semi-definite, ones on the diagonal
 * @throws LabError `bad-dataset` where the kernel is not symmetric, not finite, or its diagonal not 1
 */
export function vendiScoreOfKernel(kernel: ArrayLike<number>, n: number, order = 1): number {
  needOrder(order, 'vendiScoreOfKernel');
  if (kernel.length !== n * n) {
    throw new LabError(
      'bad-dataset',
      `vendiScoreOfKernel: invalid kernel: ${shown(`${kernel.length} values`)} (wanted ${n} × ${n} values)`,
    );
  }
  for (let i = 0; i < n; i++) {
    if (!(Math.abs(kernel[i * n + i]! - 1) <= KERNEL_TOLERANCE)) {
      throw new LabError(
        'bad-dataset',
        `vendiScoreOfKernel: invalid kernel: ${shown(`${kernel[i * n + i]} at row ${i}, column ${i}`)} (wanted 1 on the diagonal)`,
      );
    }
    for (let j = 0; j < i; j++) {
      if (Math.abs(kernel[i * n + j]! - kernel[j * n + i]!) <= KERNEL_TOLERANCE) continue;
      throw new LabError(
        'bad-dataset',
        `vendiScoreOfKernel: invalid kernel: ${shown(`${kernel[i * n + j]} at row ${i}, column ${j}`)} (wanted a symmetric matrix of finite numbers)`,
      );
    }
  }
  if (n === 0) return 0;
  return effectiveNumber(
    symmetricEigenvalues(
      Float64Array.from(kernel, (value) => value / n),
      n,
    ),
    order,
  );
}

/** Kernels computed in single precision pass. */
const KERNEL_TOLERANCE = 1e-5;

/**
 * The Hill number of order q of eigenvalues that sum to 1. Eigenvalues within rounding of zero count as zero: small
 * orders would otherwise count the noise. 0 for no eigenvalue.
 * @param eigenvalues descending
 */
function effectiveNumber(eigenvalues: Float64Array, order: number): number {
  if (eigenvalues.length === 0) return 0;
  const noise = eigenvalues.length * Number.EPSILON * eigenvalues[0]!;
  const shares = eigenvalues.filter((value) => value > noise);
  if (order === Infinity) return 1 / shares[0]!;
  if (order === 1) return Math.exp(shares.reduce((sum, share) => sum - share * Math.log(share), 0));
  return shares.reduce((sum, share) => sum + share ** order, 0) ** (1 / (1 - order));
}

/** XXᵀ / n, the lower triangle. */
function kernelOf({ values, n, d }: UnitRows): Float64Array {
  const kernel = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += values[i * d + k]! * values[j * d + k]!;
      kernel[i * n + j] = sum / n;
    }
  }
  return kernel;
}

function needOrder(order: number, place: string): void {
  if (order > 0) return;
  throw new LabError(
    'bad-setting',
    `${place}: invalid order: ${shown(order)} (wanted a number above 0, or Infinity)`,
  );
}
