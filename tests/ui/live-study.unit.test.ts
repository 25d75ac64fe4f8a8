import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import { describe, expect, test } from 'vitest';
import type { StudyEvent } from '../../src/core/events';
import { applyEvents, TICKER_ROWS, type LiveStudy } from '../../src/ui/live-study';
import { viewOfLive } from '../../src/ui/study-view';
import { ScriptedClient } from '../fixtures/scripted-client';
import {
  CLASS_NAMES,
  MEASURES,
  syntheticAnalysis,
  syntheticRun,
  syntheticStudy,
  syntheticVerdict,
} from '../fixtures/synthetic-record';

const settings = {
  ...DEFAULT_SETTINGS,
  values: [0.2, 1.1],
  rowsPerClass: 4,
  replicates: 2,
} as const;
const study = syntheticStudy(settings);
const runOf = (i: number, replicate: number) => syntheticRun(study, study.arms[i]!, replicate);

const started = (resumed: number): StudyEvent => ({
  type: 'started',
  studyKey: 'key',
  study,
  classNames: CLASS_NAMES,
  measures: MEASURES,
  backend: 'wasm',
  totalRuns: 8,
  resumedRuns: Array.from({ length: resumed }, (_, i) => runOf(i, 0)),
});
const finishedRun = (i: number, replicate: number): StudyEvent => {
  const run = runOf(i, replicate);
  return {
    type: 'run',
    run,
    analysis: syntheticAnalysis(study, [run]),
    verdict: syntheticVerdict(study, [run]),
  };
};
const rows = (text: string, count: number): StudyEvent => ({
  type: 'rows',
  arm: 't0.2',
  replicate: 0,
  rows: Array.from({ length: count }, (_, i) => ({ text: `${text} ${i}`, label: 0 })),
  done: count,
  total: 32,
});

async function allEvents(): Promise<StudyEvent[]> {
  const events: StudyEvent[] = [];
  for await (const event of new ScriptedClient().run(settings, new AbortController().signal))
    events.push(event);
  return events;
}

describe('a running study', () => {
  test('says how many runs are done as soon as one is, whoever made it', () => {
    const progress: StudyEvent = {
      type: 'progress',
      phase: 'train',
      arm: 't0.2',
      replicate: 0,
      finishedRuns: 0,
      totalRuns: 8,
      fraction: 0.1,
      remainingMs: null,
    };
    const live = applyEvents(null, [started(0), progress, finishedRun(1, 0)], 0);
    expect(live!.progress).toEqual({ ...progress, finishedRuns: 1 });
  });

  test('is the same whether its events come one by one or all at once', async () => {
    const events = await allEvents();
    const atOnce = applyEvents(null, events, 0);
    const oneByOne = events.reduce((live: LiveStudy | null, event) => applyEvents(live, [event], 0), null);
    expect(oneByOne).toEqual(atOnce);
    expect(atOnce?.runs).toHaveLength(8);
    expect(atOnce?.record?.runs).toHaveLength(8);
  });

  test('begins with the runs that were kept from before', () => {
    const live = applyEvents(null, [started(3)], 0)!;
    expect(live.runs).toHaveLength(3);
    expect(viewOfLive(live)).toMatchObject({ source: 'live', record: null, verdict: null });
  });

  test('holds a run that comes twice only once', () => {
    const live = applyEvents(null, [started(1), finishedRun(0, 0), finishedRun(1, 0)], 0)!;
    expect(live.runs.map(({ arm, replicate }) => `${arm} ${replicate}`)).toEqual(['t0.2 0', 't1.1 0']);
  });

  test('drops what belongs to no study', () => {
    expect(applyEvents(null, [finishedRun(0, 0)], 0)).toBeNull();
  });

  test('repeats no warning', () => {
    const warning: StudyEvent = { type: 'warning', code: 'slow-backend', message: 'cpu' };
    expect(applyEvents(null, [started(0), warning, warning], 0)!.warnings).toHaveLength(1);
  });
});

describe('the rows that pass by', () => {
  test('are few however many come', () => {
    const live = applyEvents(null, [started(0), rows('row', 500)], 0)!;
    expect(live.latest['t0.2']!.rows.map(({ text }) => text)).toEqual(['row 499', 'row 498', 'row 497']);
    expect(live.latest['t0.2']!.rows).toHaveLength(TICKER_ROWS);
  });

  test('stand long enough to be read, while the count goes on', () => {
    const first = applyEvents(null, [started(0), rows('early', 3)], 1000);
    const soon = applyEvents(first, [rows('next', 9)], 1100)!.latest['t0.2']!;
    expect(soon.rows[0]!.text).toBe('early 2');
    expect(soon.done).toBe(9);
    const later = applyEvents(first, [rows('next', 9)], 3000)!.latest['t0.2']!;
    expect(later.rows[0]!.text).toBe('next 8');
  });
});
