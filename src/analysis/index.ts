/** @file Runs in; summaries, comparisons and the verdict out. */
import type { Analysis, Run, Verdict } from '../core/run';
import type { Study } from '../core/study';
import { armSummaries } from './arm-summaries';
import { axisTiers } from './axis-tiers';
import { testTiers } from './comparisons';
import { correctnessOf } from './correctness';
import { verdictOf } from './verdict';

/**
 * All that is said of a study from the runs so far, in any number and order. `analysis.arms` holds the arms with at least
 * one run. `analysis.comparisons` holds every interior tier against the lowest and the highest, then the better end
 * against the other; pairs without a common replicate are left out. No number is NaN or infinite.
 *
 * `yTrue`: (n,) true classes of the test rows, in the order of every run's `yPred`.
 * @throws LabError `bad-record` where a run has not exactly one prediction per test row.
 */
export function analyse(
  study: Pick<Study, 'arms' | 'axis' | 'replicates'>,
  runs: readonly Run[],
  yTrue: readonly number[],
): { readonly analysis: Analysis; readonly verdict: Verdict } {
  const correct = correctnessOf(runs, yTrue);
  const arms = armSummaries(study.arms, runs, correct);
  const tiers = axisTiers(study.arms);
  const tests = tiers && testTiers(tiers, correct);
  const pairTests = tests
    ? [
        ...tests.interior.flatMap((test) => [test.againstLowest, test.againstHighest]),
        ...(tests.ends ? [tests.ends] : []),
      ]
    : [];
  return {
    analysis: { arms, comparisons: pairTests.map((test) => test.comparison) },
    verdict: verdictOf(study, arms, tests),
  };
}

export { curveBands, type BandPoint, type CurveBand } from './curve-band';
export { FINDING_KINDS, type FindingKind } from './finding-kinds';
export {
  LEAST_RUNS,
  measureCorrelations,
  type MeasureCorrelations,
  type RankCorrelation,
} from './measure-correlations';
export { smallestDetectableDifference, type Design } from './smallest-difference';
export { spearman } from './spearman';
export { guessedNoise, measuredNoise, type StudyNoise } from './study-noise';
