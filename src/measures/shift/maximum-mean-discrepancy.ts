/** @file The maximum mean discrepancy: how far apart the two sets' means lie, seen through a kernel. */
import { LabError, shown } from '../../core/errors';
import { shuffled, type Rng } from '../../core/random';
import type { Measure, TakenInFull } from '../measure';
import type { SetContext } from '../set-context';
import { distancesOf, generatedPlaces, pairDistances, type PairDistances } from './embedding-pair';
import { lowerMedian } from '../../math/quantiles';

export const maximumMeanDiscrepancyMeasure: Measure = {
  info: {
    id: 'maximumMeanDiscrepancy',
    label: 'kernel distance (MMD²)',
    unit: 'squared distance',
    range: [-1, 2],
    closerWhen: 'lower',
    cost: 'O(n²d), and O(n²) for each permutation of the test',
    source: 'Gretton et al. 2012, JMLR 13, 723–773, lemma 6; Gaussian kernel at the median distance',
  },
  needs: ['embeddings', 'reference embeddings'],
  formula: 'mean k(x, x′) + mean k(y, y′) − 2 mean k(x, y)',
  reads: 'compared embeddings',
  take: takeDiscrepancy,
};

/** A part reads the kernel of the whole, at the bandwidth of the whole. */
function takeDiscrepancy(context: SetContext): TakenInFull {
  const kernel = context.whole.once(kernelOfPair);
  const value = divisionValue(kernel, context.rowsOf('real embeddings'), generatedPlaces(context));
  const { permutations } = context.settings;
  if (!context.isWhole || permutations === 0) return { value };
  return { value, pValue: testOfKernel(kernel, context.stream('permutations'), permutations).pValue };
}

const kernelOfPair = (context: SetContext): PairKernel =>
  kernelOf(distancesOf(context, 'maximumMeanDiscrepancy', LEAST_ROWS));

export interface DiscrepancyTest {
  /** As `maximumMeanDiscrepancy`. */
  readonly value: number;
  /** P(a discrepancy at least this great | same source), from random re-divisions of all rows; never 0. */
  readonly pValue: number;
  readonly permutations: number;
}

/** Smallest p-value about 0.005. */
const DEFAULT_PERMUTATIONS = 200;

/** A mean over pairs takes two rows. */
const LEAST_ROWS = 2;

/**
 * The unbiased estimate of the squared maximum mean discrepancy
 *
 *   MMD² = mean over i≠j of k(xᵢ, xⱼ) + mean over i≠j of k(yᵢ, yⱼ) − 2 · mean over i, j of k(xᵢ, yⱼ)
 *   k(x, y) = exp(−‖x − y‖² / 2σ²),  σ² = ½ · (lower) median of ‖x − y‖² over all pairs of both sets
 *
 * Between −1 and 2. Around 0: same source, and below 0 as often as above it; a set and its own copy give less than
 * 0. Greater: further apart. Where more than half of all pairs are equal rows, the bandwidth is the mean of the
 * squared distances instead; where all rows are equal, 0.
 * @param real (n, d) row-major, n ≥ 2
 * @param generated (m, d) row-major, m ≥ 2
 * @throws LabError `bad-dataset` where a set is too small, of another width, or not finite
 */
export function maximumMeanDiscrepancy(real: Float32Array, generated: Float32Array, d: number): number {
  const distances = pairDistances('maximumMeanDiscrepancy', real, generated, d, LEAST_ROWS);
  return discrepancyOf(kernelOf(distances));
}

/**
 * The same with its permutation test: rows change sets at random, and the p-value is (1 + b) / (1 + B) with b the
 * number of the B re-divisions that reach the value found. Counting the found division as one of them keeps the
 * test valid (Phipson & Smyth 2010); the bandwidth is that of all rows, so no re-division changes it.
 * @param permutations B, from 1 on
 */
export function discrepancyTest(
  real: Float32Array,
  generated: Float32Array,
  d: number,
  rng: Rng,
  permutations: number = DEFAULT_PERMUTATIONS,
): DiscrepancyTest {
  const distances = pairDistances('discrepancyTest', real, generated, d, LEAST_ROWS);
  return testOfKernel(kernelOf(distances), rng, permutations);
}

/** Kernel values of all pairs of rows, their sums by row, and how the rows are divided. */
export interface PairKernel {
  readonly numReal: number;
  readonly numGenerated: number;
  /** (N, N) row-major; only what is above the diagonal is filled in. */
  readonly values: Float64Array;
  readonly rowSums: Float64Array;
}

/** The Gaussian kernel of all pairs, at the median distance. */
export function kernelOf({ numReal, numGenerated, squared }: PairDistances): PairKernel {
  const numRows = numReal + numGenerated;
  const twiceVariance = medianOfPairs(squared, numRows);
  const values = new Float64Array(numRows * numRows);
  const rowSums = new Float64Array(numRows);
  for (let i = 0; i < numRows; i++) {
    for (let j = i + 1; j < numRows; j++) {
      const distance = squared[i * numRows + j]!;
      const value = distance === 0 ? 1 : Math.exp(-distance / twiceVariance);
      values[i * numRows + j] = value;
      rowSums[i]! += value;
      rowSums[j]! += value;
    }
  }
  return { numReal, numGenerated, values, rowSums };
}

/** 2σ²: the lower median of the squared distances, or their mean where that is 0. */
function medianOfPairs(squared: Float64Array, numRows: number): number {
  const pairs = new Float64Array((numRows * (numRows - 1)) / 2);
  let length = 0;
  for (let i = 0; i < numRows; i++) {
    pairs.set(squared.subarray(i * numRows + i + 1, (i + 1) * numRows), length);
    length += numRows - i - 1;
  }
  return lowerMedian(pairs) || pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
}

/** The discrepancy of the division as it stands. */
function discrepancyOf(kernel: PairKernel): number {
  const { numReal, numGenerated } = kernel;
  return divisionValue(kernel, range(0, numReal), range(numReal, numReal + numGenerated));
}

/** The discrepancy of some of the rows: `realRows` and `generatedRows` index the kernel's rows, ascending. */
function divisionValue(kernel: PairKernel, realRows: Int32Array, generatedRows: Int32Array): number {
  const { values, rowSums } = kernel;
  const n = realRows.length;
  const m = generatedRows.length;
  const real = sumWithin(values, rowSums.length, realRows);
  const generated = sumWithin(values, rowSums.length, generatedRows);
  const across = sumAcross(values, rowSums.length, realRows, generatedRows);
  return (2 * real) / (n * (n - 1)) + (2 * generated) / (m * (m - 1)) - (2 * across) / (n * m);
}

/** The permutation test on a kernel. */
export function testOfKernel(
  kernel: PairKernel,
  rng: Rng,
  permutations: number = DEFAULT_PERMUTATIONS,
): DiscrepancyTest {
  if (!Number.isInteger(permutations) || permutations < 1) {
    throw new LabError(
      'bad-setting',
      `discrepancyTest: invalid number of permutations: ${shown(permutations)} (wanted a whole number from 1 on) — for example ${DEFAULT_PERMUTATIONS}`,
    );
  }
  const value = discrepancyOf(kernel);
  const rows = Array.from(kernel.rowSums.keys());
  // Equal divisions must count as equal, although their sums are added up in another order.
  const threshold = value - 1e-12;
  let reached = 0;
  for (let b = 0; b < permutations; b++) {
    const chosen = Int32Array.from(shuffled(rows, rng).slice(0, kernel.numReal)).sort();
    if (valueFromOneSide(kernel, chosen) >= threshold) reached++;
  }
  return { value, pValue: (1 + reached) / (1 + permutations), permutations };
}

/**
 * The discrepancy between the chosen rows and all others from the sum within the chosen ones alone: what is left of
 * their row sums goes across, and what is left of all others' row sums lies within those.
 */
function valueFromOneSide(
  { values, rowSums, numReal, numGenerated }: PairKernel,
  chosen: Int32Array,
): number {
  const all = rowSums.reduce((sum, value) => sum + value, 0);
  const ofChosen = chosen.reduce((sum, row) => sum + rowSums[row]!, 0);
  const within = 2 * sumWithin(values, rowSums.length, chosen);
  const across = ofChosen - within;
  const withinOthers = all - ofChosen - across;
  return (
    within / (numReal * (numReal - 1)) +
    withinOthers / (numGenerated * (numGenerated - 1)) -
    (2 * across) / (numReal * numGenerated)
  );
}

/** Σ over i < j of the kernel of the given rows. */
function sumWithin(values: Float64Array, numRows: number, rows: Int32Array): number {
  let sum = 0;
  for (let a = 0; a < rows.length; a++) {
    const start = rows[a]! * numRows;
    for (let b = a + 1; b < rows.length; b++) sum += values[start + rows[b]!]!;
  }
  return sum;
}

function sumAcross(values: Float64Array, numRows: number, left: Int32Array, right: Int32Array): number {
  let sum = 0;
  for (const i of left) for (const j of right) sum += values[i * numRows + j]!;
  return sum;
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
