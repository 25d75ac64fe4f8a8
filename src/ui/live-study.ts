/** @file A running study as the page knows it, and how each event changes it; pure, so it is tested without a page. */
import type { Example } from '../core/example';
import type { StudyEvent, WarningCode } from '../core/events';
import type { Generation } from '../core/llm-report';
import type { MeasureInfo } from '../core/measure';
import type { Analysis, Run, StudyRecord, Verdict } from '../core/run';
import type { Study } from '../core/study';

type LiveProgress = Extract<StudyEvent, { type: 'progress' }>;

/** The rows a tier wrote last, newest first. */
export interface LatestRows {
  readonly rows: readonly Example[];
  readonly replicate: number;
  readonly done: number;
  readonly total: number;
  /** When `rows` last changed, in milliseconds. */
  readonly changedAt: number;
}

export interface Warning {
  readonly code: WarningCode;
  readonly message: string;
}

interface Speech {
  /** The end of what it has said so far. */
  readonly end: string;
  readonly tokensPerSecond: number;
}

export interface LiveStudy {
  readonly studyKey: string;
  readonly study: Study;
  readonly classNames: readonly string[];
  readonly measures: readonly MeasureInfo[];
  readonly backend: string;
  readonly totalRuns: number;
  readonly resumedRuns: number;
  readonly runs: readonly Run[];
  readonly analysis: Analysis;
  readonly verdict: Verdict | null;
  readonly progress: LiveProgress | null;
  readonly latest: Readonly<Record<string, LatestRows>>;
  /** What a language model is saying, while it writes; null before and after. */
  readonly speech: Speech | null;
  readonly generation: Generation;
  readonly warnings: readonly Warning[];
  readonly record: StudyRecord | null;
}

/** Of a model's words only the last line is shown. */
const MOST_SPEECH = 400;
/** Rows shown of each tier at a time. */
export const TICKER_ROWS = 3;
/** Rows stand at least this long, or nobody could read them. */
const TICKER_MS = 900;

/** The study after these events. What comes before `started` has nothing to belong to and is dropped. */
export function applyEvents(
  live: LiveStudy | null,
  events: readonly StudyEvent[],
  nowMs: number,
): LiveStudy | null {
  let next = live;
  for (const event of events) {
    if (event.type === 'started') next = begin(event);
    else if (next) next = apply(next, event, nowMs);
  }
  return next;
}

function begin(event: Extract<StudyEvent, { type: 'started' }>): LiveStudy {
  const { studyKey, study, classNames, measures, backend, totalRuns, resumedRuns } = event;
  return {
    studyKey,
    study,
    classNames,
    measures,
    backend,
    totalRuns,
    resumedRuns: resumedRuns.length,
    runs: resumedRuns,
    analysis: { arms: [], comparisons: [] },
    verdict: null,
    progress: null,
    latest: {},
    speech: null,
    generation: { reports: [], labelChecks: null },
    warnings: [],
    record: null,
  };
}

function apply(live: LiveStudy, event: Exclude<StudyEvent, { type: 'started' }>, nowMs: number): LiveStudy {
  switch (event.type) {
    case 'loading':
      return live;
    case 'progress':
      return { ...live, progress: event, ...(event.ahead ? {} : { speech: null }) };
    case 'writing':
      return {
        ...live,
        speech: {
          end: ((live.speech?.end ?? '') + event.delta).slice(-MOST_SPEECH),
          tokensPerSecond: event.tokensPerSecond,
        },
      };
    case 'generation': {
      const reports = [...live.generation.reports, event.report];
      return { ...live, generation: { ...live.generation, reports } };
    }
    case 'labels':
      return { ...live, generation: { ...live.generation, labelChecks: event.checks } };
    case 'rows':
      return {
        ...live,
        latest: { ...live.latest, [event.arm]: latestRows(live.latest[event.arm], event, nowMs) },
      };
    case 'run': {
      const others = live.runs.filter(
        (run) => run.arm !== event.run.arm || run.replicate !== event.run.replicate,
      );
      const runs = [...others, event.run];
      // A run of another thread can end before this thread reports on its own.
      const progress = live.progress && { ...live.progress, finishedRuns: runs.length };
      return { ...live, runs, progress, analysis: event.analysis, verdict: event.verdict };
    }
    case 'warning': {
      const isKnown = live.warnings.some(
        ({ code, message }) => code === event.code && message === event.message,
      );
      return isKnown
        ? live
        : { ...live, warnings: [...live.warnings, { code: event.code, message: event.message }] };
    }
    case 'finished': {
      const { runs, analysis, verdict } = event.record;
      return { ...live, runs, analysis, verdict, record: event.record };
    }
  }
}

function latestRows(
  before: LatestRows | undefined,
  { rows, replicate, done, total }: Extract<StudyEvent, { type: 'rows' }>,
  nowMs: number,
): LatestRows {
  if (before && (rows.length === 0 || nowMs - before.changedAt < TICKER_MS)) {
    return { ...before, replicate, done, total };
  }
  return { rows: rows.slice(-TICKER_ROWS).reverse(), replicate, done, total, changedAt: nowMs };
}
