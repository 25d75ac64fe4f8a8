/**
 * @file Accuracy as a linear function of several measures of the generated text.
 *
 * Each regressor is standardised over all runs, z = (x - x̄) / s. In each replicate r accuracy is fitted by least squares
 * over the arms, with an intercept of the replicate's own, and the coefficients are averaged:
 *
 *   ȳ[a][r] = α_r + Σ_k β_k[r] z_k[a][r] + error,   β_k = mean_r β_k[r]
 *
 * Three sources of chance are told apart and summed (`two-variance-t.ts`):
 * - other arms: the line is not the truth, and the arms lie off it. Variance by leaving out one arm at a time, all its
 *   replicates with it (jackknife by cluster), (A - 1)/A Σ_a (β_(a) - β̄)², with A - p - 1 degrees of freedom;
 * - other seeds: what the β_k[r] vary beyond that, with R - 1;
 * - other test rows: each β_k[r] is a weighted sum of right answers, so what rows add is that of a crossed mean.
 * A coefficient is that of the best straight relation. Where the truth bends, a regressor that bends along with it can have
 * one too; and noise in a measure draws its own coefficient towards 0 and those of its neighbours away from it.
 * @see Bell & McCaffrey (2002), "Bias reduction in standard errors for linear regression with multi-stage samples",
 * Survey Methodology 28, 169–181 (few clusters); MacKinnon, Nielsen & Webb (2023), "Fast and reliable jackknife and bootstrap
 * methods for cluster-robust inference", J. Appl. Econometrics 38, 671–694.
 */
import type { Estimate, Run } from '../core/run';
import { weightedRows } from './contrast';
import type { Correctness, RowScores } from './correctness';
import { crossedMean, type VarianceShare } from './crossed-mean';
import { leastSquaresWeights } from '../math/least-squares';
import type { MeasureRole } from './roles';
import { intervalOf, upperPValue } from './two-variance-t';

export interface Coefficient {
  readonly role: MeasureRole;
  /** Accuracy a standard deviation of the regressor. */
  readonly perSd: Estimate;
  /** Standard deviations of accuracy a standard deviation of the regressor: what Chung et al. report. */
  readonly standardised: Estimate;
  /** Two-sided. */
  readonly pValue: number;
  /** Of the measure as it is, sign and all, over the runs. */
  readonly mean: number;
  readonly sd: number;
}

export interface AccuracyRegression {
  readonly coefficients: readonly Coefficient[];
  /** Accuracy where every regressor is at its mean. */
  readonly intercept: number;
  /** Share of the variance of accuracy within replicates that the line explains, 0 to 1. */
  readonly rSquared: number;
  readonly arms: number;
  readonly replicates: number;
}

/**
 * The regression over the runs of `arms` that have all the measures; replicates in which fewer than p + 3 arms have are
 * left out. Null where none is left, where a regressor is the same for all arms or a mixture of the others, or where
 * leaving out one arm makes it so: then nothing can be told apart.
 */
export function regressAccuracy(
  arms: readonly string[],
  runs: readonly Run[],
  roles: readonly MeasureRole[],
  correct: Correctness,
): AccuracyRegression | null {
  const p = roles.length;
  const usable = usableRuns(arms, runs, roles, correct).filter((replicate) => replicate.length >= p + 3);
  const all = usable.flat();
  if (p === 0 || all.length === 0) return null;
  const scales = roles.map((_, k) => scaleOf(all.map((run) => run.x[k]!)));
  if (scales.some(({ sd }) => sd === 0)) return null;
  const designs = usable.map((replicate) =>
    replicate.map((run) => ({ ...run, z: run.x.map((x, k) => (x - scales[k]!.mean) / scales[k]!.sd) })),
  );
  const names = [...new Set(all.map((run) => run.arm))];
  const fits = designs.map(fit);
  const without = names.map((left) => designs.map((design) => fit(design.filter((run) => run.arm !== left))));
  if (![fits, ...without].every(isComplete)) return null;

  const accuracySd = scaleOf(all.map((run) => run.accuracy)).sd;
  const df = names.length - p - 1;
  const coefficients = roles.map((role, k): Coefficient => {
    const table = fits.map((one) => linesOf(one!, k + 1));
    const { mean, overReplicates, addedByTestRows } = crossedMean(table);
    const leftOut = without.map((list) => average(list.map((one) => one!.beta[k + 1]!)));
    const byArm = jackknifeVariance(leftOut);
    const shares = [
      { variance: byArm, df },
      { variance: Math.max(0, overReplicates.variance - byArm), df: overReplicates.df },
      addedByTestRows,
    ] satisfies VarianceShare[];
    const perSd = intervalOf(mean, shares, [-Infinity, Infinity]);
    const isKnown = fits.length >= 2;
    return {
      role,
      perSd,
      standardised: scaled(perSd, accuracySd === 0 ? 0 : 1 / accuracySd),
      pValue: isKnown ? Math.min(1, 2 * upperPValue(Math.abs(mean), shares)) : 1,
      ...scales[k]!,
    };
  });
  return {
    coefficients,
    intercept: average(fits.map((one) => one!.beta[0]!)),
    rSquared: explainedShare(designs, fits as readonly Fit[]),
    arms: names.length,
    replicates: fits.length,
  };
}

interface UsableRun {
  readonly arm: string;
  readonly accuracy: number;
  readonly right: RowScores;
  /** Measures with their signs, in the order of the roles. */
  readonly x: readonly number[];
}

interface StandardisedRun extends UsableRun {
  readonly z: readonly number[];
}

/** Runs with all measures, by replicate; the later of two of one name. */
function usableRuns(
  arms: readonly string[],
  runs: readonly Run[],
  roles: readonly MeasureRole[],
  correct: Correctness,
): UsableRun[][] {
  const byReplicate = new Map<number, Map<string, UsableRun>>();
  for (const { arm, replicate, measures } of runs) {
    const right = correct.get(arm)?.get(replicate);
    const x = roles.map(({ id, sign }) => sign * (measures[id] ?? NaN));
    if (!right || !arms.includes(arm)) continue;
    const own = byReplicate.get(replicate) ?? new Map<string, UsableRun>();
    byReplicate.set(replicate, own);
    if (x.every(Number.isFinite)) own.set(arm, { arm, accuracy: average(right), right, x });
    else own.delete(arm);
  }
  return [...byReplicate.keys()]
    .sort((a, b) => a - b)
    .map((replicate) =>
      [...byReplicate.get(replicate)!.values()].sort((a, b) => arms.indexOf(a.arm) - arms.indexOf(b.arm)),
    );
}

interface Fit {
  readonly runs: readonly StandardisedRun[];
  /** `weights[k][a]`: the coefficient k is their sum with the accuracies; 0 is the intercept. */
  readonly weights: readonly (readonly number[])[];
  readonly beta: readonly number[];
}

function fit(runs: readonly StandardisedRun[]): Fit | null {
  const weights = leastSquaresWeights(runs.map((run) => [1, ...run.z]));
  if (!weights) return null;
  const beta = weights.map((row) => row.reduce((sum, w, a) => sum + w * runs[a]!.accuracy, 0));
  return { runs, weights, beta };
}

function isComplete(fits: readonly (Fit | null)[]): boolean {
  return fits.every((one) => one !== null);
}

/** The coefficient as a mean over test rows: Σ_a w_a X_a[i] for each row i. */
function linesOf({ runs, weights }: Fit, k: number): Float64Array {
  return weightedRows(
    weights[k]!,
    runs.map(({ right }) => right),
  );
}

function jackknifeVariance(leftOut: readonly number[]): number {
  const mean = average(leftOut);
  const squares = leftOut.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return ((leftOut.length - 1) / leftOut.length) * squares;
}

/** 1 - residual over total sum of squares, about the mean of each replicate. */
function explainedShare(designs: readonly (readonly StandardisedRun[])[], fits: readonly Fit[]): number {
  let residual = 0;
  let total = 0;
  designs.forEach((design, r) => {
    const mean = average(design.map((run) => run.accuracy));
    for (const { accuracy, z } of design) {
      const { beta } = fits[r]!;
      const fitted = beta[0]! + z.reduce((sum, value, k) => sum + value * beta[k + 1]!, 0);
      residual += (accuracy - fitted) ** 2;
      total += (accuracy - mean) ** 2;
    }
  });
  return total === 0 ? 0 : Math.max(0, 1 - residual / total);
}

function scaleOf(values: readonly number[]): { readonly mean: number; readonly sd: number } {
  const mean = average(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sd = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1));
  // a deviation of this size is rounding
  return { mean, sd: sd > 1e-12 * Math.abs(mean) ? sd : 0 };
}

function scaled({ mean, low, high }: Estimate, factor: number): Estimate {
  return { mean: factor * mean, low: factor * low, high: factor * high };
}

function average(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
