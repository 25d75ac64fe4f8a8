/** @file What a study of these settings comes to, before it runs: how long, how fine, and what to beware of. */
import { smallestDetectableDifference } from '../analysis';
import { estimateSeconds } from '../core/estimate';
import type { StudySettings } from '../core/study';
import type { TaskInfo } from '../core/task';
import { planOf } from '../experiment/designs';
import type { Caution } from '../words/keys';

export interface StudySize {
  readonly arms: number;
  readonly runs: number;
  readonly seconds: number;
  /** The smallest difference of accuracy between two tiers that four of five such studies find; null where none is. */
  readonly difference: number | null;
  readonly cautions: readonly Caution[];
}

const FEW_REPLICATES = 3;
const FEW_ROWS = 10;
const COARSE = 0.05;
const LONG_SECONDS = 3600;
const MANY_RUNS = 1000;

/** What a study's size depends on of its task. */
export interface TaskSize {
  readonly numClasses: number;
  /** Real test rows of all classes. */
  readonly testRows: number;
}

export function sizeOfTask({ classNames, rows }: TaskInfo): TaskSize {
  return { numClasses: classNames.length, testRows: rows.test.total };
}

/** Null where no study can be made of the settings. `pace` is how much slower than the reference this computer is. */
export function studySize(
  settings: StudySettings,
  { numClasses, testRows }: TaskSize,
  pace = 1,
): StudySize | null {
  const plan = planned(settings, numClasses);
  if (!plan) return null;
  const { arms, replicates } = plan;
  const runs = arms.length * replicates;
  const seconds = estimateSeconds(plan, numClasses) * pace;
  const difference = smallestDetectableDifference({
    tiers: settings.values.length,
    curves: Math.max(1, settings.series.length),
    replicates,
    testRows,
  });
  const generated = arms.flatMap(({ recipe }) => recipe.generated?.rowsPerClass ?? []);
  const hasNoReal = arms.every(({ kind, recipe }) => kind === 'baseline' || recipe.realRowsPerClass === 0);
  const cautions: readonly (readonly [Caution, boolean])[] = [
    ['one-replicate', replicates === 1],
    ['few-replicates', replicates > 1 && replicates < FEW_REPLICATES],
    ['coarse', replicates >= FEW_REPLICATES && (difference === null || difference > COARSE)],
    ['two-values', settings.values.length === 2],
    ['few-rows', Math.max(0, ...generated) < FEW_ROWS],
    ['no-real-rows', hasNoReal],
    ['hours', seconds > LONG_SECONDS],
    ['many-runs', runs > MANY_RUNS],
  ];
  return {
    arms: arms.length,
    runs,
    seconds,
    difference,
    cautions: cautions.flatMap(([caution, holds]) => (holds ? [caution] : [])),
  };
}

/** A whole study as it went here. */
export interface TimedStudy {
  readonly settings: StudySettings;
  readonly task: TaskSize;
  readonly seconds: number;
}

/** How much slower than the reference this computer is, going by a study with the same generator; null without one. */
export function paceOf(timed: TimedStudy | null, { generator }: StudySettings): number | null {
  const expected = timed?.settings.generator === generator ? studySize(timed.settings, timed.task) : null;
  return timed && expected ? timed.seconds / expected.seconds : null;
}

function planned(settings: StudySettings, numClasses: number): ReturnType<typeof planOf> | null {
  try {
    return planOf(settings, numClasses);
  } catch {
    return null;
  }
}
