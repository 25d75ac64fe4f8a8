/** @file Which arms were trained too briefly to be compared. */
import type { ArmSummary } from '../core/run';

/**
 * Measured (`docs/measurements.md`): on the built-in task arms that gain nothing from ten times the steps get 95 % of their
 * training rows right and more; where half the steps cost a point or two of test accuracy it is 80 to 90 %; on 77 classes with
 * a tenth of the steps they need, 7 to 88 %.
 */
const LEAST_LEARNED = 0.9;

/**
 * Ids of the arms whose classifiers get less than nine in ten of their own training rows right at the end, on average over
 * replicates; in the order of the arms. Nothing is said of arms whose share is not known: the linear classifier is trained
 * until nothing changes, and encoders that a study pre-trains are not asked, which would take as long as testing them.
 */
export function underfittedArms(arms: readonly Pick<ArmSummary, 'arm' | 'trainingAccuracy'>[]): string[] {
  return arms.flatMap(({ arm, trainingAccuracy }) =>
    trainingAccuracy !== undefined && trainingAccuracy < LEAST_LEARNED ? [arm] : [],
  );
}
