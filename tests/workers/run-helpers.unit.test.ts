/** @file A helper against a scripted worker: answers, fails, dies, hangs. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../src/core/errors';
import type { Run } from '../../src/core/run';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import type { Arm } from '../../src/core/study';
import type { RunPorts, RunStep } from '../../src/experiment/run/study-ports';
import { needSameParts, partsOf } from '../../src/workers/open-study';
import type { Answers } from '../../src/workers/rpc';
import { startHelper, type Helper } from '../../src/workers/run-helpers';
import type { HelperCalls } from '../../src/workers/study-protocol';
import { scriptedWorkers, serving, type Script } from '../fixtures/scripted-worker';

const arm = { id: 't1' } as Arm;
const study = {
  settings: DEFAULT_SETTINGS,
  dataset: null,
  backend: 'wasm',
  parts: ['data', 'encoder'],
} as const;
const never = new AbortController().signal;
const step: RunStep = { kind: 'phase', phase: 'train', within: 0.5 };

function start(script: Script) {
  const { startWorker, started } = scriptedWorkers(script);
  return { helper: startHelper({ ...study, siteUrl: 'http://site/', startWorker }), started };
}
const answering = (answers: Partial<Answers<HelperCalls>>): ReturnType<typeof start> => {
  const hang = (): Promise<never> => new Promise(() => undefined);
  const open = { 'open-runs': () => Promise.resolve(), 'make-run': hang };
  return start(serving<HelperCalls>(() => ({ ...open, ...answers })));
};

async function read(
  helper: Helper,
  signal = never,
): Promise<{ readonly steps: RunStep[]; readonly run: Run }> {
  const steps: RunStep[] = [];
  const making = helper.make(arm, 3, signal);
  let next = await making.next();
  for (; !next.done; next = await making.next()) steps.push(next.value);
  return { steps, run: next.value };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('opens the study once, and gives the steps and the run', async () => {
  const opened: unknown[] = [];
  const { helper, started } = answering({
    'open-runs': (request) => Promise.resolve(void opened.push(request)),
    'make-run': async function* (asked) {
      yield step;
      return asked as unknown as Run;
    },
  });
  expect(started).toEqual([]);
  for (let i = 0; i < 2; i++)
    expect(await read(helper)).toEqual({ steps: [step], run: { arm: 't1', replicate: 3 } });
  expect(opened).toEqual([study]);
  helper.close();
  expect(started.map(({ isTerminated }) => isTerminated)).toEqual([true]);
});

test('a failure arrives with its code', async () => {
  const { helper } = answering({
    'make-run': () => Promise.reject(new LabError('bad-model', 'm')),
  });
  await expect(read(helper)).rejects.toMatchObject({ name: 'LabError', code: 'bad-model' });
});

test('a worker that dies fails the run it was at', async () => {
  const { helper, started } = start(({ type }, answer, worker) => {
    if (type === 'start') answer({ type: 'alive' });
    else worker.fail({ type: 'error', message: 'out of memory' });
  });
  await expect(read(helper)).rejects.toMatchObject({
    code: 'worker-died',
    message: 'helper: ended unexpectedly: "out of memory" — its runs are made by the others',
  });
  expect(started[0]!.isTerminated).toBe(true);
});

test('a long run is waited for while the worker is alive, and given up once it is silent', async () => {
  const { helper, started } = answering({});
  const outcome = expect(read(helper)).rejects.toThrow('it no longer answers');
  await vi.advanceTimersByTimeAsync(600_000);
  expect(started[0]!.isTerminated).toBe(false);
  started[0]!.say = () => undefined; // from now on nothing is sent
  await vi.advanceTimersByTimeAsync(70_000);
  await outcome;
  expect(started[0]!.isTerminated).toBe(true);
});

test('a request for a run fails where the worker is alive but never opens the study', async () => {
  const { helper, started } = answering({ 'open-runs': () => new Promise(() => undefined) });
  const outcome = expect(read(helper)).rejects.toThrow('said nothing for 60 s (open-runs)');
  await vi.advanceTimersByTimeAsync(70_000);
  await outcome;
  expect(started[0]!.isTerminated).toBe(true);
});

test('an abort ends the run, and the thread, at once', async () => {
  const { helper, started } = answering({});
  const abort = new AbortController();
  const outcome = expect(read(helper, abort.signal)).rejects.toSatisfy(isAbort);
  await vi.advanceTimersByTimeAsync(10);
  abort.abort();
  await outcome;
  expect(started[0]!.isTerminated).toBe(true);
});

test('a browser that starts no further worker has a helper that fails', async () => {
  const startWorker = (): never => {
    throw new Error('no nested workers');
  };
  const helper = startHelper({ ...study, siteUrl: 'http://site/', startWorker });
  await expect(read(helper)).rejects.toThrow('no nested workers');
});

test('runs are made from the data and the encoder that the study began with, or not at all', () => {
  const found = partsOf({
    dataset: { fingerprint: 'data' },
    classifier: { fingerprint: 'encoder' },
  } as unknown as RunPorts);
  expect(() => needSameParts(study.parts, found)).not.toThrow();
  for (const changed of [['new data', 'encoder'], ['data', 'new encoder'], ['data']])
    expect(() => needSameParts(changed, found)).toThrow('the site has changed since');
});
