/** @file Runs in; summaries, comparisons, findings and the verdict out. */
import type { Run, StudyFindings } from '../core/run';
import type { AccuracyRegression } from './accuracy-regression';
import { armSummaries } from './arm-summaries';
import { meanOf, scoresOf, type Scores } from './balanced-scores';
import { correctnessOf, type Correctness } from './correctness';
import { expectationOf } from './expectation';
import { FAMILIES, type FamilyName } from './families';
import { factsOf, type AnalysedStudy } from './families/conclusion';
import { regressionOf } from './families/shift';

/** Which statistics an experiment gets. */
export interface AnalysisPlan {
  readonly family: FamilyName;
  /** True where text is the less varied the higher on the axis it stands. */
  readonly isTurned: boolean;
}

/**
 * All that is said of a study from the runs so far, in any number and order. `analysis.arms` holds the arms with at least
 * one run; `analysis.comparisons` the pairs of arms that the experiment is about (for an axis of variety every interior
 * tier against the lowest and the highest, then the better end against the other), without those that have no common
 * replicate; `analysis.findings` what else was tested (see `FINDING_KINDS`). No number is NaN or infinite.
 *
 * Where the test set is not balanced, all of it is about balanced accuracy (`analysis.score`, `imbalanceOf`).
 *
 * Where the arms do not differ, the chance that verdict or findings claim anything is at most 5 % (see `verdict.ts` and
 * `claims.ts`), for one look at a planned number of runs.
 *
 * `yTrue`: (n,) true classes of the test rows, in the order of every run's `yPred`.
 * @throws LabError `bad-record` where a run has not exactly one prediction per test row.
 */
export function analyse(
  study: AnalysedStudy,
  runs: readonly Run[],
  yTrue: readonly number[],
  { family, isTurned }: AnalysisPlan,
): StudyFindings {
  const { correct, score } = scoresOf(runs, yTrue);
  const arms = armSummaries(study.arms, runs, correct);
  const facts = { ...factsOf(study, scoredRuns(runs, correct, score), correct, arms), isTurned };
  const { verdict: found, comparisons, findings } = FAMILIES[family](facts);
  const expectation = expectationOf(study.registration, found);
  const verdict = { ...found, ...(expectation ? { expectation } : {}) };
  if (score === undefined) return { analysis: { arms, comparisons, findings }, verdict };
  const plain = armSummaries(study.arms, runs, correctnessOf(runs, yTrue));
  const both = plain.map((arm, i) => ({ ...arm, lead: arms[i]!.accuracy }));
  return { analysis: { arms: both, score, comparisons, findings }, verdict };
}

/**
 * Accuracy by diversity, closeness to real text and label accuracy, over the tiers of a study: the plane that a plot of
 * accuracy against two of them can draw. Without labels where these were not judged; null where nothing can be told apart.
 * @throws LabError `bad-record` where a run has not exactly one prediction per test row.
 */
export function shiftRegression(
  study: AnalysedStudy,
  runs: readonly Run[],
  yTrue: readonly number[],
): AccuracyRegression | null {
  const { correct, score } = scoresOf(runs, yTrue);
  return regressionOf(factsOf(study, scoredRuns(runs, correct, score), correct, []));
}

/** The runs with the leading score as their accuracy. */
function scoredRuns(runs: readonly Run[], correct: Correctness, score: Scores['score']): readonly Run[] {
  if (score === undefined) return runs;
  return runs.map((run) => ({ ...run, accuracy: meanOf(correct.get(run.arm)!.get(run.replicate)!) }));
}

export type { AnalysedStudy } from './families/conclusion';
export type { AccuracyRegression } from './accuracy-regression';
export { bootstrapSpearman, type PairedRun } from './bootstrap-spearman';
export { curveBands, type CurveBand } from './curve-band';
export { FINDING_KINDS } from './finding-kinds';
export {
  LEAST_RUNS,
  measureCorrelations,
  type MeasureCorrelations,
  type RankCorrelation,
} from './measure-correlations';
export { smallestDetectableDifference } from './smallest-difference';
export { spearman } from '../math/spearman';
export { guessedNoise, measuredNoise } from './study-noise';
export { whatMoved } from './what-moved';
export { underfittedArms } from './underfitting';
