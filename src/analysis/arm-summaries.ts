/** @file How well each arm did, with its uncertainty. */
import type { ArmSummary, Run } from '../core/run';
import type { Arm } from '../core/study';
import type { Correctness } from './correctness';
import { crossedMean } from './crossed-mean';
import { intervalOf } from './two-variance-t';

/**
 * One summary for each arm with at least one run, in the order of `arms`; runs of other arms are left aside.
 * Accuracies are shares from 0 to 1, and their intervals are cut there. From one replicate nothing is known of other
 * seeds: `overReplicates` then has width 0 and `accuracy` covers other test rows only. Each interval takes the test
 * rows for a plain random sample; as the classes have fixed sizes it is, if anything, a little too wide.
 */
export function armSummaries(
  arms: readonly Pick<Arm, 'id'>[],
  runs: readonly Run[],
  correct: Correctness,
): ArmSummary[] {
  return arms.flatMap(({ id }) => {
    const byReplicate = correct.get(id);
    if (!byReplicate) return [];
    const { mean, replicates, overReplicates, overTestRows, addedByTestRows } = crossedMean([
      ...byReplicate.values(),
    ]);
    // the later of two runs with one name, as in `correctnessOf`
    const ownRuns = [
      ...new Map(runs.filter((run) => run.arm === id).map((run) => [run.replicate, run])).values(),
    ];
    return {
      arm: id,
      replicates,
      accuracy: intervalOf(mean, [overReplicates, addedByTestRows], SHARE),
      overReplicates: intervalOf(mean, [overReplicates], SHARE),
      overTestRows: intervalOf(mean, [overTestRows], SHARE),
      ...meanOf(ownRuns, 'balancedAccuracy'),
      macroF1: finiteMean(ownRuns.map((run) => run.macroF1)) ?? 0,
      ...meanOf(ownRuns, 'finalLoss'),
      ...meanOf(ownRuns, 'trainingAccuracy'),
      measures: meanMeasures(ownRuns),
    };
  });
}

const SHARE = [0, 1] as const;

type Mean = 'balancedAccuracy' | 'finalLoss' | 'trainingAccuracy';

/** Nothing where a run of an older record lacks it. */
function meanOf<K extends Mean>(runs: readonly Run[], name: K): { readonly [name in K]?: number } {
  const values = runs.flatMap((run) => run[name] ?? []);
  const mean = values.length < runs.length ? null : finiteMean(values);
  return (mean === null ? {} : { [name]: mean }) as { readonly [name in K]?: number };
}

/** Mean of each measure over the runs that have a finite value of it; a measure without any is left out. */
function meanMeasures(runs: readonly Run[]): Record<string, number> {
  const ids = new Set(runs.flatMap((run) => Object.keys(run.measures)));
  const means: Record<string, number> = {};
  for (const id of ids) {
    const mean = finiteMean(runs.map((run) => run.measures[id]));
    if (mean !== null) means[id] = mean;
  }
  return means;
}

function finiteMean(values: readonly (number | undefined)[]): number | null {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  return finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
