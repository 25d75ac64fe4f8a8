/** @file The client against a scripted worker: answers, fails, dies, hangs, talks nonsense. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../src/core/errors';
import type { StudyEvent } from '../../src/core/events';
import type { ModelTrainingEvent } from '../../src/core/model-lab';
import type { Run, StudyRecord } from '../../src/core/run';
import { DEFAULT_SETTINGS } from '../../src/core/settings';
import { createStudyClient } from '../../src/workers/study-client';
import type { FromWorker, ToWorker } from '../../src/workers/study-protocol';

type Script = (message: ToWorker, answer: (message: FromWorker) => void) => void;

class ScriptedWorker {
  static started: ScriptedWorker[] = [];
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { type: string; message?: string }) => void) | null = null;
  onmessageerror: ((event: { type: string }) => void) | null = null;
  isTerminated = false;
  readonly received: ToWorker[] = [];

  constructor(readonly script: Script) {
    ScriptedWorker.started.push(this);
  }
  postMessage(message: ToWorker): void {
    this.received.push(structuredClone(message));
    queueMicrotask(() => {
      if (!this.isTerminated)
        this.script(message, (data) => this.onmessage?.({ data: structuredClone(data) }));
    });
  }
  terminate(): void {
    this.isTerminated = true;
  }
}

const clientOf = (script: Script) =>
  createStudyClient({
    startWorker: () => new ScriptedWorker(script) as unknown as Worker,
    siteUrl: 'http://site/',
  });

const warning: StudyEvent = { type: 'warning', code: 'slow-backend', message: 'm' };
const read = async (
  client: ReturnType<typeof clientOf>,
  signal = new AbortController().signal,
): Promise<StudyEvent[]> => {
  const events: StudyEvent[] = [];
  for await (const event of client.run(DEFAULT_SETTINGS, signal)) events.push(event);
  return events;
};

beforeEach(() => {
  ScriptedWorker.started = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('no worker is started before it is needed, and one serves all requests', async () => {
  const client = clientOf((message, answer) => {
    if (message.type === 'hello') answer({ type: 'alive' });
    if (message.type === 'request') answer({ type: 'result', id: message.id, result: [] });
  });
  expect(ScriptedWorker.started.length).toBe(0);
  expect(await client.list()).toEqual([]);
  await client.remove('x');
  expect(ScriptedWorker.started.length).toBe(1);
  expect(ScriptedWorker.started[0]!.received[0]).toEqual({ type: 'hello', siteUrl: 'http://site/' });
});

test('events arrive in order and the run ends with its result', async () => {
  const client = clientOf((message, answer) => {
    if (message.type !== 'request') return;
    answer({ type: 'event', id: message.id, event: warning });
    answer({ type: 'event', id: message.id, event: { ...warning, message: 'second' } });
    answer({ type: 'event', id: message.id + 99, event: warning }); // of nobody
    answer({ type: 'result', id: message.id, result: null });
  });
  expect(await read(client)).toEqual([warning, { ...warning, message: 'second' }]);
});

test('runs that crossed one by one are back in the events that hold them', async () => {
  const run = (arm: string, replicate: number) => ({ arm, replicate }) as unknown as Run;
  const record = { arms: [{ id: 'cold' }, { id: 'hot' }], runs: [] } as unknown as StudyRecord;
  const client = clientOf((message, answer) => {
    if (message.type !== 'request') return;
    const { id } = message;
    const event = (event: unknown): void => answer({ type: 'event', id, event: event as StudyEvent });
    answer({ type: 'run', id, run: run('hot', 0) });
    event({ type: 'started', resumedRuns: [] });
    event({ type: 'run', run: run('cold', 1) });
    event({ type: 'run', run: run('cold', 0) });
    // Told again, with more known of it.
    event({ type: 'run', run: { ...run('cold', 0), seed: 5 } });
    event({ type: 'finished', record });
    answer({ type: 'result', id, result: null });
  });
  const events = await read(client);
  expect(events[0]).toMatchObject({ type: 'started', resumedRuns: [run('hot', 0)] });
  const runs = [{ ...run('cold', 0), seed: 5 }, run('cold', 1), run('hot', 0)];
  expect(events.at(-1)).toMatchObject({ record: { runs } });
});

test('a failure in the worker is a LabError here, with the events before it', async () => {
  const client = clientOf((message, answer) => {
    if (message.type !== 'request') return;
    answer({ type: 'failed', id: message.id, failure: { code: 'bad-model', message: 'readEncoder: …' } });
  });
  await expect(read(client)).rejects.toMatchObject({
    name: 'LabError',
    code: 'bad-model',
    message: 'readEncoder: …',
  });
});

test('a worker that crashes fails everything that waits, and the next request starts a new one', async () => {
  let isBroken = true;
  const client = clientOf((message, answer) => {
    if (message.type !== 'request') return;
    if (isBroken) ScriptedWorker.started.at(-1)!.onerror!({ type: 'error', message: 'out of memory' });
    else answer({ type: 'result', id: message.id, result: [] });
  });
  await expect(client.list()).rejects.toMatchObject({ code: 'worker-died' });
  expect(ScriptedWorker.started[0]!.isTerminated).toBe(true);
  isBroken = false;
  expect(await client.list()).toEqual([]);
  expect(ScriptedWorker.started.length).toBe(2);
});

test('a worker whose script cannot be fetched says so, and the next request asks for it again', async () => {
  let isOffline = true;
  const client = clientOf((message, answer) => {
    if (isOffline) return ScriptedWorker.started.at(-1)!.onerror!({ type: 'error' });
    if (message.type === 'request') answer({ type: 'result', id: message.id, result: [] });
  });
  await expect(client.list()).rejects.toMatchObject({ code: 'no-network' });
  isOffline = false;
  expect(await client.list()).toEqual([]);
});

test('a worker that was there and ends without a word has died', async () => {
  const client = clientOf((message, answer) => {
    if (message.type === 'hello') answer({ type: 'alive' });
    else ScriptedWorker.started.at(-1)!.onerror!({ type: 'error' });
  });
  await expect(client.list()).rejects.toMatchObject({ code: 'worker-died' });
});

test('a worker that never says a word is given up', async () => {
  const client = clientOf(() => {});
  const asked = expect(client.list()).rejects.toMatchObject({ code: 'worker-died' });
  await vi.advanceTimersByTimeAsync(21_000);
  await asked;
});

test('a message that cannot be read fails what waits', async () => {
  const client = clientOf((message) => {
    if (message.type === 'request') ScriptedWorker.started.at(-1)!.onmessageerror!({ type: 'messageerror' });
  });
  await expect(read(client)).rejects.toBeInstanceOf(LabError);
});

test('an abort is passed on, and the worker has its chance to stop by itself', async () => {
  const client = clientOf((message, answer) => {
    if (message.type === 'hello') answer({ type: 'alive' });
    if (message.type === 'abort')
      answer({ type: 'failed', id: message.id, failure: { code: 'aborted', message: 'stopped' } });
  });
  const abort = new AbortController();
  const reading = expect(read(client, abort.signal)).rejects.toSatisfy(isAbort);
  await vi.advanceTimersByTimeAsync(10);
  abort.abort();
  await vi.advanceTimersByTimeAsync(10);
  await reading;
  expect(ScriptedWorker.started[0]!.isTerminated).toBe(false);
});

test('a worker that does not stop is ended from outside', async () => {
  const client = clientOf((message, answer) => {
    if (message.type === 'hello') answer({ type: 'alive' });
  });
  const abort = new AbortController();
  const reading = expect(read(client, abort.signal)).rejects.toSatisfy(isAbort);
  await vi.advanceTimersByTimeAsync(10);
  abort.abort();
  await vi.advanceTimersByTimeAsync(4_000);
  await reading;
  expect(ScriptedWorker.started[0]!.isTerminated).toBe(true);
});

test('a worker that was ended before it said a word does not end the one after it', async () => {
  const client = clientOf((message, answer) => {
    if (message.type === 'hello' && ScriptedWorker.started.length > 1) answer({ type: 'alive' });
  });
  const abort = new AbortController();
  const first = expect(read(client, abort.signal)).rejects.toSatisfy(isAbort);
  await vi.advanceTimersByTimeAsync(10);
  abort.abort();
  await vi.advanceTimersByTimeAsync(4_000);
  await first;
  const second = client.list();
  second.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(ScriptedWorker.started.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
});

test('a signal that is aborted already starts nothing', async () => {
  const client = clientOf(() => {});
  await expect(read(client, AbortSignal.abort())).rejects.toSatisfy(isAbort);
  expect(ScriptedWorker.started.length).toBe(0);
});

test('a reader who leaves early stops the worker', async () => {
  const client = clientOf((message, answer) => {
    if (message.type === 'request') answer({ type: 'event', id: message.id, event: warning });
  });
  for await (const event of client.run(DEFAULT_SETTINGS, new AbortController().signal)) {
    expect(event).toEqual(warning);
    break;
  }
  expect(ScriptedWorker.started[0]!.received.at(-1)).toMatchObject({ type: 'abort' });
});

test('a question about a model comes back with its answer, or with what went wrong', async () => {
  const client = clientOf((message, answer) => {
    if (message.type !== 'request' || message.request.kind !== 'model') return;
    const { id } = message;
    if (message.request.question.ask === 'files') {
      answer({ type: 'failed', id, failure: { code: 'bad-record', message: 'missing model' } });
    } else answer({ type: 'result', id, result: { labels: ['a'], own: null, interrupted: null } });
  });
  expect(await client.askModel({ ask: 'state' })).toMatchObject({ labels: ['a'] });
  await expect(client.askModel({ ask: 'files' })).rejects.toMatchObject({ code: 'bad-record' });
});

test('what a training says arrives in order, and a reader who leaves stops it', async () => {
  const said: ModelTrainingEvent[] = [
    { type: 'preparing', part: 'texts' },
    { type: 'kept', step: 1 },
    { type: 'kept', step: 2 },
  ];
  const client = clientOf((message, answer) => {
    if (message.type !== 'request') return;
    for (const event of said) answer({ type: 'training', id: message.id, event });
    if (message.request.kind === 'train' && message.request.training === null)
      answer({ type: 'result', id: message.id, result: null });
  });
  const heard: ModelTrainingEvent[] = [];
  for await (const event of client.trainModel(null, new AbortController().signal)) heard.push(event);
  expect(heard).toEqual(said);
  const endless = { texts: { kind: 'site' }, size: 'tiny', epochs: 1, seed: 1 } as const;
  for await (const event of client.trainModel(endless, new AbortController().signal)) {
    if (event.type === 'kept') break;
  }
  expect(ScriptedWorker.started[0]!.received.at(-1)).toMatchObject({ type: 'abort' });
});
