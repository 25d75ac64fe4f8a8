/**
 * @file A parabola through the tiers of a curve, with its 95 % band: what the plot draws behind the points.
 *
 * In every replicate the accuracies ȳ_a of the A tiers are fitted by least squares,
 *
 *   ŷ(u) = β₀ + β₁ u + β₂ u²,   β = (ZᵀZ)⁻¹ Zᵀ ȳ,
 *
 * with u the axis, in logarithms where its values are spread that way. ŷ(u) is a weighted sum of accuracies, so its
 * variance over seeds and test rows is that of a crossed mean. The band is pointwise: it covers the fitted curve at any one
 * place with 95 %, other seeds and test rows considered; not whether a parabola is the right shape.
 * @see Draper & Smith (1998), Applied Regression Analysis, 3rd ed., section 5.1.
 */
import { scoresOf } from './balanced-scores';
import type { AxisScale } from '../core/experiments';
import type { Estimate, Run } from '../core/run';
import { weightedRows } from './contrast';
import { commonReplicates, type Correctness } from './correctness';
import { crossedMean } from './crossed-mean';
import { curvesOf, type Curve, type CurvedStudy } from './curves';
import { leastSquaresWeights } from '../math/least-squares';
import { intervalOf } from './two-variance-t';

interface BandPoint {
  /** On the study's axis. */
  readonly value: number;
  /** 0 to 1. */
  readonly accuracy: Estimate;
}

export interface CurveBand {
  /** Id of the series; null where the study has one curve. */
  readonly series: string | null;
  /** 2 for a parabola; 1, a straight line, where only two tiers have runs. */
  readonly degree: 1 | 2;
  /** From the lowest tier with a run to the highest, ascending. */
  readonly points: readonly BandPoint[];
}

/**
 * One band for each curve that has at least two values with runs, over the replicates that all of these tiers have.
 * From one replicate the band covers other test rows only.
 * @param scale the scale of the axis on which the curve is a parabola
 * @param numPoints places along the axis, 2 or more, evenly spread on the scale of the fit
 * @throws LabError `bad-record` where a run has not exactly one prediction per test row
 */
export function curveBands(
  study: CurvedStudy,
  runs: readonly Run[],
  yTrue: readonly number[],
  scale: AxisScale,
  numPoints = 41,
): CurveBand[] {
  const { correct } = scoresOf(runs, yTrue);
  return curvesOf(study).flatMap((curve) => bandOf(curve, correct, scale, numPoints) ?? []);
}

const FORWARD: Readonly<Record<AxisScale, (value: number) => number>> = {
  linear: (value) => value,
  log: Math.log,
  log1p: Math.log1p,
};
const BACK: Readonly<Record<AxisScale, (u: number) => number>> = {
  linear: (u) => u,
  log: Math.exp,
  log1p: Math.expm1,
};

function bandOf(
  { series, tiers }: Curve,
  correct: Correctness,
  wanted: AxisScale,
  numPoints: number,
): CurveBand | null {
  const present = tiers.filter((tier) => correct.has(tier.id));
  const replicates = commonReplicates(
    correct,
    present.map((tier) => tier.id),
  );
  const numValues = new Set(present.map((tier) => tier.value)).size;
  const first = present[0];
  const last = present.at(-1);
  if (replicates.length === 0 || numValues < 2 || !first || !last) return null;
  const scale = wanted === 'log' && first.value <= 0 ? 'linear' : wanted;
  // from -1 to 1, so that the powers stay of one size
  const from = FORWARD[scale](first.value);
  const to = FORWARD[scale](last.value);
  const place = (value: number): number => (2 * (FORWARD[scale](value) - from)) / (to - from) - 1;
  const degree = numValues === 2 ? 1 : 2;
  const weights = leastSquaresWeights(present.map((tier) => powers(place(tier.value), degree)));
  if (!weights) return null;
  const coefficients = replicates.map((r) =>
    weights.map((row) =>
      weightedRows(
        row,
        present.map((tier) => correct.get(tier.id)!.get(r)!),
      ),
    ),
  );
  const points = Array.from({ length: numPoints }, (_, k): BandPoint => {
    const u = (2 * k) / (numPoints - 1) - 1;
    const table = coefficients.map((lines) => weightedRows(powers(u, degree), lines));
    const { mean, overReplicates, addedByTestRows } = crossedMean(table);
    const accuracy = intervalOf(Math.min(1, Math.max(0, mean)), [overReplicates, addedByTestRows], [0, 1]);
    const isEnd = k === 0 || k === numPoints - 1; // rounding must not lead beyond the tiers
    const value = isEnd ? (k === 0 ? first : last).value : BACK[scale](from + ((u + 1) / 2) * (to - from));
    return { value, accuracy };
  });
  return { series: series?.id ?? null, degree, points };
}

function powers(u: number, degree: 1 | 2): number[] {
  return degree === 1 ? [1, u] : [1, u, u * u];
}
