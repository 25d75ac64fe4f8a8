/** @file Runs as tables of right and wrong: what every estimate of accuracy starts from. */
import { LabError, shown } from '../core/errors';
import type { Run } from '../core/run';

/**
 * For each arm, and each replicate of it that has run: 1 where a test row was classified rightly, 0 where not. Where balanced
 * accuracy leads, other numbers, of which that is the mean (see `balanced-scores.ts`).
 */
export type Correctness = ReadonlyMap<string, ReadonlyMap<number, RowScores>>;

export type RowScores = Int8Array | Float64Array;

/**
 * Right and wrong of every run. Where an arm and replicate occur twice, the later run counts.
 * `yTrue`: (n,) class indices. An arm without runs has no entry.
 * @throws LabError `bad-record` where a run has not exactly one prediction per test row, or there are no test rows.
 */
export function correctnessOf(runs: readonly Run[], yTrue: readonly number[]): Correctness {
  const correct = new Map<string, Map<number, Int8Array>>();
  for (const { arm, replicate, yPred } of runs) {
    if (yTrue.length === 0 || yPred.length !== yTrue.length) {
      throw new LabError(
        'bad-record',
        `analyse: invalid number of predictions in run ${arm}, replicate ${replicate}: ${shown(yPred.length)} (wanted ${Math.max(yTrue.length, 1)}, one per test row)`,
      );
    }
    let byReplicate = correct.get(arm);
    if (!byReplicate) correct.set(arm, (byReplicate = new Map<number, Int8Array>()));
    byReplicate.set(replicate, rightAnswers(yTrue, yPred));
  }
  return correct;
}

/** Test rows of each run; 0 where none has run. */
export function numTestRows(correct: Correctness): number {
  const [runs] = correct.values();
  return runs?.values().next().value?.length ?? 0;
}

function rightAnswers(yTrue: readonly number[], yPred: readonly number[]): Int8Array {
  const right = new Int8Array(yTrue.length);
  for (let i = 0; i < right.length; i++) right[i] = yTrue[i] === yPred[i] ? 1 : 0;
  return right;
}

/** The replicates that all of `arms` have, ascending; none where there are no arms. */
export function commonReplicates(correct: Correctness, arms: readonly string[]): number[] {
  const [first, ...others] = arms.map((arm) => correct.get(arm) ?? new Map<number, Int8Array>());
  if (!first) return [];
  return [...first.keys()].filter((r) => others.every((other) => other.has(r))).sort((a, b) => a - b);
}

/** a - b, test row by test row; of plain correctness 1 where only `a` is right, -1 where only `b` is, else 0. */
export function pairedDifference(a: RowScores, b: RowScores): RowScores {
  const difference = a instanceof Int8Array ? new Int8Array(a.length) : new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) difference[i] = a[i]! - b[i]!;
  return difference;
}
