/** @file The page's client of the study worker: a study's runs, and what becomes of a study when other calls, or its worker, end. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAbort } from '../../src/core/errors';
import type { StudyEvent } from '../../src/core/events';
import type { MeasureFilesRequest } from '../../src/core/measured-set';
import type { Run, StudyRecord } from '../../src/core/run';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import type { Answers } from '../../src/workers/rpc';
import { createStudyClient } from '../../src/workers/study-client';
import type { SentStudyEvent, StudyCalls } from '../../src/workers/study-protocol';
import { scriptedWorkers, serving } from '../fixtures/scripted-worker';

/** A client of a worker with these answers alone; every other call hangs and heeds no signal. */
function clientOf(answers: Partial<Answers<StudyCalls>>) {
  const hang = (): Promise<never> => new Promise(() => undefined);
  const all = { measure: hang, list: () => Promise.resolve([]), ...answers } as Answers<StudyCalls>;
  const { startWorker, started } = scriptedWorkers(serving<StudyCalls>(() => all));
  return { client: createStudyClient({ startWorker, siteUrl: 'http://site/' }), started };
}
const never = new AbortController().signal;
const warning: StudyEvent = { type: 'warning', code: 'slow-backend', message: 'm' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('runs that crossed one by one are back in the events that hold them', async () => {
  const run = (arm: string, replicate: number) => ({ arm, replicate }) as unknown as Run;
  const record = { arms: [{ id: 'cold' }, { id: 'hot' }], runs: [] } as unknown as StudyRecord;
  const { client } = clientOf({
    async *run() {
      const event = (said: unknown): SentStudyEvent => said as SentStudyEvent;
      yield event({ type: 'earlier-run', run: run('hot', 0) });
      yield event({ type: 'started', resumedRuns: [] });
      yield event({ type: 'run', run: run('cold', 1) });
      yield event({ type: 'run', run: run('cold', 0) });
      // Sent again, with more known of it.
      yield event({ type: 'run', run: { ...run('cold', 0), seed: 5 } });
      yield event({ type: 'finished', record });
    },
  });
  const events: StudyEvent[] = [];
  for await (const event of client.run(DEFAULT_SETTINGS, never)) events.push(event);
  expect(events.map(({ type }) => type)).toEqual(['started', 'run', 'run', 'run', 'finished']);
  expect(events[0]).toMatchObject({ type: 'started', resumedRuns: [run('hot', 0)] });
  const runs = [{ ...run('cold', 0), seed: 5 }, run('cold', 1), run('hot', 0)];
  expect(events.at(-1)).toMatchObject({ record: { runs } });
});

test('a measurement that is stopped, and does not stop, leaves a running study alone', async () => {
  let finish: (() => void) | null = null;
  const { client, started } = clientOf({
    async *run() {
      yield warning;
      await new Promise<void>((resolve) => (finish = resolve));
    },
  });
  const events: StudyEvent[] = [];
  const study = (async () => {
    for await (const event of client.run(DEFAULT_SETTINGS, never)) events.push(event);
  })();
  const abort = new AbortController();
  const request = { files: [] } as unknown as MeasureFilesRequest;
  const measuring = client.call('measure', request, { signal: abort.signal });
  const stopping = expect(measuring).rejects.toSatisfy(isAbort);
  await vi.advanceTimersByTimeAsync(10);
  abort.abort();
  await vi.advanceTimersByTimeAsync(10_000);
  await stopping;
  expect(started[0]!.isTerminated).toBe(false);
  finish!();
  await study;
  expect(events).toEqual([warning]);
});

test('a study whose worker falls silent fails, and can be resumed in another worker', async () => {
  let isFrozen = true;
  const { startWorker, started } = scriptedWorkers((message, answer) => {
    if (message.type === 'start') answer({ type: 'alive' });
    if (message.type !== 'call') return;
    answer({ type: 'progress', id: message.id, progress: warning });
    if (!isFrozen) answer({ type: 'result', id: message.id, result: undefined });
  });
  const client = createStudyClient({ startWorker, siteUrl: 'http://site/' });
  const study = async (): Promise<StudyEvent[]> => {
    const events: StudyEvent[] = [];
    for await (const event of client.run(DEFAULT_SETTINGS, never)) events.push(event);
    return events;
  };
  const failing = expect(study()).rejects.toMatchObject({ name: 'LabError', code: 'worker-died' });
  await vi.advanceTimersByTimeAsync(70_000);
  await failing;
  expect(started[0]!.isTerminated).toBe(true);
  isFrozen = false;
  expect(await study()).toEqual([warning]);
  expect(started).toHaveLength(2);
});
