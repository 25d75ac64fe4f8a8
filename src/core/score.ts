/** @file Which score of a run or an arm leads: the one that curve, verdict and intervals are of. */
import type { Estimate } from './measure';
import type { Analysis, ArmSummary, Run } from './run';

/** Of an arm: accuracy, or balanced accuracy where the test set is not balanced. */
export function leadOf({ lead, accuracy }: Pick<ArmSummary, 'lead' | 'accuracy'>): Estimate {
  return lead ?? accuracy;
}

/** The same of a run. */
export function scoreOf(
  run: Pick<Run, 'accuracy' | 'balancedAccuracy'>,
  { score }: Pick<Analysis, 'score'>,
): number {
  return score === 'balancedAccuracy' ? (run.balancedAccuracy ?? run.accuracy) : run.accuracy;
}
