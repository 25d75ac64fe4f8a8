/** @file What a family of experiments is given, and what it concludes. */
import type { ArmSummary, Comparison, Run, UnwordedFinding, UnwordedVerdict } from '../../core/run';
import type { Statement } from '../../core/statement';
import type { Study } from '../../core/study';
import type { Tier } from '../axis-tiers';
import type { Correctness } from '../correctness';
import type { VarianceShare } from '../crossed-mean';
import { curvesOf, type Curve } from '../curves';
import { LEAST_REPLICATES } from '../level';
import { pooledSeedVariance } from '../seed-variance';

/** What the analysis reads of a study. */
export type AnalysedStudy = Pick<Study, 'arms' | 'axis' | 'replicates'> &
  Partial<Pick<Study, 'series' | 'variant' | 'registration'>>;

export interface Facts {
  readonly study: AnalysedStudy;
  readonly curves: readonly Curve[];
  readonly runs: readonly Run[];
  readonly correct: Correctness;
  readonly summaries: readonly ArmSummary[];
  /** True where text is the less varied the higher on the axis it stands. */
  readonly isTurned: boolean;
}

export interface Conclusion {
  readonly verdict: UnwordedVerdict;
  readonly comparisons: readonly Comparison[];
  readonly findings: readonly UnwordedFinding[];
}

/** One file of this folder: the statistics of the experiments that ask one question. */
export type Family = (facts: Facts) => Conclusion;

export function factsOf(
  study: AnalysedStudy,
  runs: readonly Run[],
  correct: Correctness,
  summaries: readonly ArmSummary[],
): Facts {
  return { study, curves: curvesOf(study), runs, correct, summaries, isTurned: false };
}

export function noClaim(statement: Statement): UnwordedVerdict {
  return { kind: 'not-distinguishable', statement, bestArm: null, pValue: 1 };
}

/** Where nothing can be tested yet: the statement that says why. */
export function tooFewRuns({ study }: Facts): UnwordedVerdict {
  return noClaim({ says: study.replicates < LEAST_REPLICATES ? 'one-replicate' : 'arms-need-runs' });
}

/** Seed variance of a difference, pooled over these tiers. */
export function pooledOver({ correct }: Facts, tiers: readonly Tier[]): VarianceShare | null {
  return pooledSeedVariance(
    correct,
    tiers.map((tier) => tier.id),
  );
}

export function summaryOf({ summaries }: Facts, arm: string): ArmSummary | undefined {
  return summaries.find((summary) => summary.arm === arm);
}

/** The tier of the highest mean accuracy among those with runs; null where none has any. */
export function bestTier(facts: Facts, tiers: readonly Tier[]): Tier | null {
  const mean = (tier: Tier): number => summaryOf(facts, tier.id)?.accuracy.mean ?? -1;
  const best = tiers.reduce<Tier | null>(
    (best, tier) => (best === null || mean(tier) > mean(best) ? tier : best),
    null,
  );
  return best && mean(best) >= 0 ? best : null;
}

/** The label of one of several curves; null where the study has one. */
export function labelOf({ series }: Curve): string | null {
  return series ? series.label : null;
}
