/** @file What stands out in a matrix of correlations, as pairs to be named in words. */
import type { MeasureInfo } from '../core/measure';
import type { RankCorrelation } from '../analysis';

interface MeasurePair {
  readonly a: MeasureInfo;
  readonly b: MeasureInfo;
  readonly rho: number;
}

export interface StandingOut {
  /** Highest correlations first. */
  readonly closest: readonly MeasurePair[];
  /** Negative ones alone, lowest first. */
  readonly opposed: readonly MeasurePair[];
  /** Nearest to 0 first. */
  readonly unrelated: readonly MeasurePair[];
}

const PAIRS_NAMED = 3;
/** Beyond these, a pair is not called alike, or unrelated. */
const LEAST_ALIKE = 0.5;
const MOST_UNRELATED = 0.3;

export function standingOut(
  measures: readonly MeasureInfo[],
  between: readonly (readonly RankCorrelation[])[],
): StandingOut {
  const pairs = measures.flatMap((a, i) =>
    measures.slice(i + 1).flatMap((b, k): MeasurePair[] => {
      const rho = between[i]?.[i + 1 + k]?.rho;
      return rho ? [{ a, b, rho: rho.mean }] : [];
    }),
  );
  const first = (
    isMeant: (pair: MeasurePair) => boolean,
    order: (a: MeasurePair, b: MeasurePair) => number,
  ): MeasurePair[] => pairs.filter(isMeant).sort(order).slice(0, PAIRS_NAMED);
  return {
    closest: first(
      ({ rho }) => rho >= LEAST_ALIKE,
      (a, b) => b.rho - a.rho,
    ),
    opposed: first(
      ({ rho }) => rho <= -MOST_UNRELATED,
      (a, b) => a.rho - b.rho,
    ),
    unrelated: first(
      ({ rho }) => Math.abs(rho) < MOST_UNRELATED,
      (a, b) => Math.abs(a.rho) - Math.abs(b.rho),
    ),
  };
}
