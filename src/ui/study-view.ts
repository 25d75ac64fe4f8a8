/** @file What the page shows of a study, whether it is recorded, running or done. */
import type { Example } from '../core/example';
import type { Generation } from '../core/llm-report';
import type { Run, StudyRecord, Verdict } from '../core/run';
import type { Study, StudySeries } from '../core/study';
import type { CurveArm, CurveSource } from '../plot/marks';
import { rampColour, rampPositions, seriesColour } from '../plot/style';
import { TICKER_ROWS, type LatestRows, type LiveStudy } from './live-study';

export interface StudyView extends CurveSource {
  readonly source: 'example' | 'live';
  readonly study: Pick<
    Study,
    'axis' | 'seed' | 'experiment' | 'replicates' | 'series' | 'arms' | 'datasetId' | 'generator'
  >;
  readonly classNames: readonly string[];
  readonly verdict: Verdict | null;
  /** Null until the study is finished. */
  readonly record: StudyRecord | null;
  readonly latest: Readonly<Record<string, LatestRows>>;
  /** How a language model wrote the rows; null where none does. */
  readonly generation: Generation | null;
}

export function viewOfRecord(record: StudyRecord, source: 'example' | 'live'): StudyView {
  const { study, arms, classNames, measures, runs, analysis, verdict } = record;
  const generation = record.generation ?? null;
  return {
    source,
    study,
    arms,
    classNames,
    measures,
    runs,
    analysis,
    verdict,
    record,
    latest: {},
    generation,
  };
}

export function viewOfLive(live: LiveStudy): StudyView {
  const { study, classNames, measures, runs, analysis, verdict, record, latest } = live;
  if (record) return { ...viewOfRecord(record, 'live'), latest };
  return {
    source: 'live',
    study,
    arms: study.arms,
    classNames,
    measures,
    runs,
    analysis,
    verdict,
    record,
    latest,
    generation: live.generation.reports.length > 0 ? live.generation : null,
  };
}

/** Which run: enough to find it again in whatever study is shown. */
export type RunName = Pick<Run, 'arm' | 'replicate'>;

export function findRun(view: StudyView, { arm, replicate }: RunName): Run | null {
  return view.runs.find((run) => run.arm === arm && run.replicate === replicate) ?? null;
}

/** How many rows were generated for a run, whether or not it keeps or was trained on all of them. */
export function rowsMade({ trainingRows }: Pick<Run, 'trainingRows'>): number {
  return trainingRows.made ?? trainingRows.generated;
}

/** Whether a run keeps all its rows: of a shortened record it has the first few of each class. */
export function isWhole(run: Run): boolean {
  return run.rows.length === rowsMade(run);
}

/** The runs of one arm, by replicate. */
export function runsOf(view: StudyView, arm: string): Run[] {
  return view.runs.filter((run) => run.arm === arm).sort((a, b) => a.replicate - b.replicate);
}

export function armOf(view: StudyView, id: string): CurveArm | null {
  return view.arms.find((arm) => arm.id === id) ?? null;
}

/** The curves; one without a name where the study has one. */
export function seriesOf(view: StudyView): readonly StudySeries[] {
  return view.study.series ?? [];
}

/** The view as if the study had this one of its curves only, and its baselines. */
export function sliceOf(view: StudyView, series: string): StudyView {
  const arms = view.arms.filter((arm) => arm.series === undefined || arm.series === series);
  const ids = new Set(arms.map(({ id }) => id));
  return { ...view, arms, runs: view.runs.filter(({ arm }) => ids.has(arm)) };
}

/** A CSS colour: of its curve where there are several, else of its place from cold to hot; muted for a baseline. */
export function armColours(view: StudyView): (arm: string) => string {
  const positions = rampPositions(view.arms);
  const series = seriesOf(view);
  return (id) => {
    const index = series.findIndex((one) => one.id === armOf(view, id)?.series);
    if (index >= 0) return seriesColour(index);
    const position = positions.get(id);
    return position === undefined ? 'var(--muted)' : rampColour(position);
  };
}

/** Tiers from cold to hot. */
export function tiersOf(view: StudyView): CurveArm[] {
  return view.arms.filter((arm) => arm.value !== null).sort((a, b) => a.value! - b.value!);
}

/**
 * A few rows of a tier to look at: of its first run, one each of classes spread over the list, so that the tiers
 * can be read against each other class by class.
 */
export function exampleRows(view: StudyView, arm: string): Example[] {
  const run = runsOf(view, arm)[0];
  if (!run) return [];
  const step = Math.max(1, Math.floor(view.classNames.length / TICKER_ROWS));
  return Array.from({ length: TICKER_ROWS }, (_, i) => i * step).flatMap(
    (label) => run.rows.find((row) => row.label === label) ?? [],
  );
}
