/** @file How much chance there is in the accuracies of a study: guessed before it runs, estimated once it has runs. */
import type { Run } from '../core/run';
import type { Study } from '../core/study';
import {
  commonReplicates,
  correctnessOf,
  pairedDifference,
  type Correctness,
  type RowScores,
} from './correctness';
import { crossedMean } from './crossed-mean';
import { pooledSeedVariance } from './seed-variance';

/** What makes two arms differ in accuracy that do not differ in truth. */
export interface StudyNoise {
  /** Standard deviation of an arm's accuracy from seed to seed, on endless test rows, beside what a replicate does to all arms. */
  readonly seedSd: number;
  /** Share of test rows on which the classifiers of two arms of one replicate disagree. */
  readonly disagreement: number;
  /** Share of that disagreement that stays with the row in other replicates; 0 to 1. */
  readonly persistence: number;
}

/**
 * A guess for arms that are not far apart. Two classifiers of accuracy p that err independently disagree on 2 p (1 - p) of
 * rows; those of one task err together, and disagree on about a third of that. Figures of the recorded example: six tiers
 * from 67 to 76 %, seed SD 0.5 points, neighbours disagree on 12 to 17 % of rows, a tenth of which stays.
 */
export function guessedNoise(accuracy: number): StudyNoise {
  return { seedSd: 0.005, disagreement: 0.7 * accuracy * (1 - accuracy), persistence: 0.1 };
}

/**
 * Estimated from the tiers of a study that have two replicates and more, each beside its neighbour in the order of the
 * study; null where no two of them share two replicates.
 * @throws LabError `bad-record` where a run has not exactly one prediction per test row
 */
export function measuredNoise(
  { arms }: Pick<Study, 'arms'>,
  runs: readonly Run[],
  yTrue: readonly number[],
): StudyNoise | null {
  return noiseIn({ arms }, correctnessOf(runs, yTrue));
}

/** The same from rows that are right or wrong. */
export function noiseIn({ arms }: Pick<Study, 'arms'>, correct: Correctness): StudyNoise | null {
  const tiers = arms.filter(({ kind }) => kind === 'tier').map(({ id }) => id);
  const pooled = pooledSeedVariance(correct, tiers);
  const present = tiers.filter((id) => (correct.get(id)?.size ?? 0) >= 2);
  const replicates = commonReplicates(correct, present);
  if (!pooled || replicates.length < 2) return null;
  let disagreement = 0;
  let residual = 0;
  let persistent = 0;
  let rows = 1;
  for (let k = 1; k < present.length; k++) {
    const [a, b] = [correct.get(present[k - 1]!)!, correct.get(present[k]!)!];
    const table = replicates.map((r) => pairedDifference(a.get(r)!, b.get(r)!));
    const { overTestRows, addedByTestRows, ...size } = crossedMean(table);
    rows = size.rows;
    residual += (overTestRows.variance - addedByTestRows.variance) * rows * replicates.length;
    persistent += addedByTestRows.variance * rows;
    disagreement += table.reduce((sum, line) => sum + shareOfNonZero(line), 0) / replicates.length;
  }
  const numPairs = present.length - 1;
  const all = residual + persistent;
  return {
    seedSd: Math.sqrt(Math.max(0, pooled.variance - residual / numPairs / rows) / 2),
    disagreement: disagreement / numPairs,
    persistence: all === 0 ? 0 : persistent / all,
  };
}

function shareOfNonZero(line: RowScores): number {
  let count = 0;
  for (const value of line) count += value === 0 ? 0 : 1;
  return count / line.length;
}
