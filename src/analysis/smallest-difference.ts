/** @file What a study of a given size can hope to show, before it is run. */
import type { VarianceShare } from './crossed-mean';
import { ALPHA } from './level';
import { chiSquareAt, normalCdf, tUpperQuantile } from '../math/distributions';
import { guessedNoise, type StudyNoise } from './study-noise';

export interface StudyDesign {
  /** Tiers of one curve; baselines do not count. */
  readonly tiers: number;
  /** Curves with a claim of their own; 1 where it is left out. */
  readonly curves?: number;
  readonly replicates: number;
  readonly testRows: number;
  /** About how accurate the arms are, 0 to 1; 0.75 where it is left out. Counts only where `noise` is a guess. */
  readonly accuracy?: number;
  /** Measured in runs of the kind (`measuredNoise`); guessed where it is left out. */
  readonly noise?: StudyNoise;
}

/**
 * The true difference in accuracy between two tiers that their test finds with probability `power`, at the level that is
 * left to it in a study of this design (see `verdict.ts`): `alpha` over all that the study may claim. Unit: accuracy, 0 to
 * 1. Null where no difference would do: below 2 tiers or 2 replicates, or where it would exceed 1.
 *
 *   Var(difference) = 2 σ_s²/R + (1 - π) d/(R n) + π d/n
 *
 * with σ_s the seed's standard deviation, d the disagreement and π its persistence. The test does not know this variance
 * but estimates it; so the power is averaged over what the estimates between seeds may come out as: the pair's own, χ² with
 * R - 1 degrees of freedom, and that of the rest of the A tiers with (A - 2)(R - 1), which make up the pooled one. Some
 * thousand additions: fit for every keystroke.
 * A moderate tier is claimed only where it beats both ends; with both differences just this size that is less likely.
 * @see Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 2.
 */
export function smallestDetectableDifference(design: StudyDesign, alpha = ALPHA, power = 0.8): number | null {
  const { tiers, curves = 1, replicates, testRows, accuracy = 0.75 } = design;
  if (!(tiers >= 2 && replicates >= 2 && testRows >= 2)) return null;
  const { seedSd, disagreement, persistence } = design.noise ?? guessedNoise(accuracy);
  const betweenSeeds =
    (2 * seedSd ** 2) / replicates + ((1 - persistence) * disagreement) / (replicates * testRows);
  const betweenRows = (persistence * disagreement) / testRows;
  const standardError = Math.sqrt(betweenSeeds + betweenRows);
  if (standardError === 0) return 0;

  const numTests = tiers > 2 ? 2 * (tiers - 2) : 2;
  const level = alpha / numTests / curves;
  const critical = criticalDistances(level, tiers, replicates, betweenSeeds, {
    variance: betweenRows,
    df: testRows - 1,
  });
  const powerAt = (difference: number): number =>
    critical.reduce((sum, distance) => sum + normalCdf((difference - distance) / standardError), 0) /
    critical.length;
  if (powerAt(1) < power) return null;
  let [low, high] = [0, 1];
  while (high - low > PRECISION) {
    const middle = (low + high) / 2;
    if (powerAt(middle) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** A hundredth of a percentage point is more than any guess deserves. */
const PRECISION = 1e-5;

/** Middles of nine equally likely parts of the standard normal distribution. */
const MIDDLES = [-1.5932, -0.9674, -0.5895, -0.2822, 0, 0.2822, 0.5895, 0.9674, 1.5932];

/** Critical distances over what the two estimates between seeds may come out as, all equally likely. */
function criticalDistances(
  level: number,
  tiers: number,
  replicates: number,
  betweenSeeds: number,
  rows: VarianceShare,
): number[] {
  const ownDf = replicates - 1;
  const restDf = (tiers - 2) * ownDf;
  const [tPooled, tOwn, tRows] = [ownDf + restDf, ownDf, rows.df].map((df) => tUpperQuantile(level, df)) as [
    number,
    number,
    number,
  ];
  return MIDDLES.flatMap((zOwn) => {
    const own = (betweenSeeds * chiSquareAt(zOwn, ownDf)) / ownDf;
    return (restDf === 0 ? [0] : MIDDLES).map((zRest) => {
      const rest = restDf === 0 ? 0 : betweenSeeds * chiSquareAt(zRest, restDf);
      const pooled = (ownDf * own + rest) / (ownDf + restDf);
      const excess = Math.max(0, own - pooled);
      const total = pooled + excess + rows.variance;
      return total === 0 ? 0 : (pooled * tPooled + excess * tOwn + rows.variance * tRows) / Math.sqrt(total);
    });
  });
}
