/**
 * @file The mean of a table replicates × test rows, and how far it would move with other replicates and other rows.
 *
 * Every replicate is tested on the same rows, so the two sources of chance are crossed:
 *
 *   X[r][i] = μ + a_r + b_i + e_ri,   Var(mean) = σ_a²/R + σ_b²/n + σ_e²/(R n)
 *
 * With s_R² the variance of the R replicate means, s_I² that of the n row means and s_RI² the residual mean square,
 *
 *   E s_R²/R = σ_a²/R + σ_e²/(R n),   E s_I²/n = σ_b²/n + σ_e²/(R n),   E s_RI² = σ_e²
 *
 * so Var(mean) is estimated by s_R²/R + s_I²/n - s_RI²/(R n): the sum holds the residual share twice, one is taken off.
 * @see Searle, Casella & McCulloch (1992), Variance Components, chapter 4 (two-way crossed, random effects).
 * @see Owen (2007), "The pigeonhole bootstrap", Ann. Appl. Stat. 1, 386–411, https://doi.org/10.1214/07-AOAS122.
 */
import { LabError, shown } from '../core/errors';

/** Numbers X[r][i], (R, n): one line per replicate, all of the same length. */
export type CrossedTable = readonly ArrayLike<number>[];

/** An estimated variance and the degrees of freedom behind it. */
export interface VarianceShare {
  readonly variance: number;
  readonly df: number;
}

export interface CrossedMean {
  readonly mean: number;
  readonly replicates: number;
  readonly rows: number;
  /**
   * s_R²/R, but at least the residual share s_RI²/(R n) (σ_a² is never taken below 0): variance of the mean over
   * other replicates, the test rows fixed. R - 1 degrees of freedom; variance 0 and df 0 where R = 1.
   */
  readonly overReplicates: VarianceShare;
  /** s_I²/n: variance of the mean over other test rows, the replicates fixed. n - 1 degrees of freedom; 0 where n = 1. */
  readonly overTestRows: VarianceShare;
  /**
   * s_I²/n - s_RI²/(R n), but at least 0: what other test rows add to `overReplicates`. The two sum to the variance of
   * the mean over both. Where R = 1 it is s_I²/n, so that the sum is the variance over test rows alone.
   */
  readonly addedByTestRows: VarianceShare;
}

/**
 * Mean of X and the variance of that mean, by source. Unit: that of X for the mean, squared for the variances, which
 * are 0 where all numbers are equal. Order of replicates and rows does not matter. Two passes over the table.
 * @throws LabError `internal` where the table has no numbers or lines of different length.
 */
export function crossedMean(table: CrossedTable): CrossedMean {
  const replicates = table.length;
  const rows = table[0]?.length ?? 0;
  if (rows === 0 || table.some((line) => line.length !== rows)) {
    throw new LabError(
      'internal',
      `crossedMean: invalid table: ${shown(table.map((line) => line.length))} (wanted at least one replicate and one row, all lines equally long)`,
    );
  }
  const replicateMeans = new Float64Array(replicates);
  const rowMeans = new Float64Array(rows);
  let total = 0;
  for (let r = 0; r < replicates; r++) {
    const line = table[r]!;
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      sum += line[i]!;
      rowMeans[i]! += line[i]!; // divided below: sums of whole numbers are exact, so equal numbers give exactly 0
    }
    total += sum;
    replicateMeans[r] = sum / rows;
  }
  for (let i = 0; i < rows; i++) rowMeans[i]! /= replicates;
  const mean = total / (replicates * rows);
  let residual = 0;
  for (let r = 0; r < replicates; r++) {
    const line = table[r]!;
    const shift = replicateMeans[r]! - mean;
    for (let i = 0; i < rows; i++) residual += (line[i]! - rowMeans[i]! - shift) ** 2;
  }
  const residualDf = (replicates - 1) * (rows - 1);
  const residualShare = residualDf === 0 ? 0 : residual / residualDf / (replicates * rows);
  const byReplicate = sampleVariance(replicateMeans, mean) / replicates;
  const byRow = sampleVariance(rowMeans, mean) / rows;
  return {
    mean,
    replicates,
    rows,
    overReplicates: { variance: Math.max(byReplicate, residualShare), df: replicates - 1 },
    overTestRows: { variance: byRow, df: rows - 1 },
    addedByTestRows: { variance: Math.max(byRow - residualShare, 0), df: rows - 1 },
  };
}

/** Sum of squares about `mean` over n - 1; 0 for a single value. */
function sampleVariance(values: Float64Array, mean: number): number {
  if (values.length < 2) return 0;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}
