/** @file A helper against a scripted worker: answers, fails, dies, hangs. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../src/core/errors';
import type { Run } from '../../src/core/run';
import { DEFAULT_SETTINGS } from '../../src/core/settings';
import type { Arm } from '../../src/core/study';
import type { RunPorts, RunStep } from '../../src/experiment';
import type { FromHelper, ToHelper } from '../../src/workers/helper-protocol';
import { startHelper, type Helper } from '../../src/workers/run-helpers';
import { needSameParts, partsOf } from '../../src/workers/run-parts';
import type { ToWorker } from '../../src/workers/study-protocol';

type Script = (message: ToHelper, answer: (message: FromHelper) => void) => void;

class ScriptedWorker {
  onerror: ((event: { type: string; message?: string }) => void) | null = null;
  onmessageerror: ((event: { type: string }) => void) | null = null;
  isTerminated = false;
  readonly heard: ToHelper[] = [];
  #port: MessagePort | null = null;

  constructor(readonly script: Script) {}
  postMessage(message: ToWorker): void {
    if (message.type !== 'help') return;
    this.#port = message.port;
    this.#port.onmessage = ({ data }: MessageEvent<ToHelper>) => {
      this.heard.push(data);
      if (!this.isTerminated) this.script(data, (answer) => this.#port!.postMessage(answer));
    };
  }
  terminate(): void {
    this.isTerminated = true;
    this.#port?.close();
  }
}

const arm = { id: 't1' } as Arm;
const parts = ['data', 'encoder'];
const never = new AbortController().signal;
const started: Helper[] = [];
const PATIENCE_MS = 30_000;

function start(script: Script): { readonly helper: Helper; readonly worker: ScriptedWorker } {
  const worker = new ScriptedWorker(script);
  const helper = startHelper({
    settings: DEFAULT_SETTINGS,
    backend: 'wasm',
    parts,
    siteUrl: 'http://site/',
    startWorker: () => worker as unknown as Worker,
  });
  started.push(helper);
  return { helper, worker };
}

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
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  for (const helper of started.splice(0)) helper.close();
  vi.useRealTimers();
});

/** Until what was sent is received: a message is there by the time the event loop has come round. */
const delivered = async (): Promise<void> => {
  for (let i = 0; i < 2; i++) await new Promise((resolve) => setImmediate(resolve));
};
/** Until the worker has been told to make a run. */
const asked = (worker: ScriptedWorker): Promise<void> =>
  vi.waitFor(() => expect(worker.heard.map(({ type }) => type)).toEqual(['open', 'make']), PATIENCE_MS);

const step: RunStep = { kind: 'phase', phase: 'train', within: 0.5 };

test('opens the study once, and gives steps and run of what is asked for', async () => {
  const { helper, worker } = start((message, answer) => {
    if (message.type !== 'make') return;
    answer({ type: 'step', id: message.id, step });
    answer({
      type: 'run',
      id: message.id,
      run: { arm: message.arm, replicate: message.replicate } as Run,
    });
  });
  for (let i = 0; i < 2; i++)
    expect(await read(helper)).toEqual({ steps: [step], run: { arm: 't1', replicate: 3 } });
  expect(worker.heard.map(({ type }) => type)).toEqual(['open', 'make', 'make']);
  expect(worker.heard[0]).toEqual({ type: 'open', settings: DEFAULT_SETTINGS, backend: 'wasm', parts });
});

test('a failure arrives with its code', async () => {
  const { helper } = start((message, answer) => {
    if (message.type === 'make')
      answer({ type: 'failed', id: message.id, failure: { code: 'bad-model', message: 'm' } });
  });
  const error: unknown = await read(helper).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).code).toBe('bad-model');
});

test('a worker that dies fails the run it was at, and every later one at once', async () => {
  const { helper, worker } = start((message) => {
    if (message.type === 'make') worker.onerror!({ type: 'error', message: 'out of memory' });
  });
  await expect(read(helper)).rejects.toThrow('dead worker: "out of memory"');
  await expect(read(helper)).rejects.toThrow('dead worker');
  expect(worker.isTerminated).toBe(true);
});

test('a worker that no longer says it is alive is given up, one that does is not', async () => {
  let say: ((message: FromHelper) => void) | null = null;
  const { helper, worker } = start((_, answer) => (say = answer));
  const reading = read(helper);
  const outcome = expect(reading).rejects.toThrow('it no longer answers');
  await asked(worker);
  say!({ type: 'ready' });
  await delivered();
  vi.advanceTimersByTime(45_000);
  say!({ type: 'alive' });
  await delivered();
  vi.advanceTimersByTime(45_000);
  expect(worker.isTerminated).toBe(false);
  vi.advanceTimersByTime(45_000);
  await outcome;
  expect(worker.isTerminated).toBe(true);
});

test('a worker that is alive but never ready leaves nobody waiting for its run', async () => {
  let say: ((message: FromHelper) => void) | null = null;
  const { helper, worker } = start((_, answer) => (say = answer));
  const outcome = expect(read(helper)).rejects.toThrow('it no longer answers');
  await asked(worker);
  for (let i = 0; i < 3; i++) {
    vi.advanceTimersByTime(25_000);
    say!({ type: 'alive' });
    await delivered();
  }
  await outcome;
  expect(worker.isTerminated).toBe(true);
});

test('an abort is passed on and ends the run at once', async () => {
  const abort = new AbortController();
  const { helper, worker } = start(() => undefined);
  const reading = read(helper, abort.signal);
  await asked(worker);
  abort.abort();
  await expect(reading).rejects.toSatisfy(isAbort);
  await vi.waitFor(() => expect(worker.heard.at(-1)!.type).toBe('abort'), PATIENCE_MS);
});

test('a late answer to a run that was stopped does not become that of the next', async () => {
  const abort = new AbortController();
  const { helper, worker } = start((message, answer) => {
    if (message.type !== 'make' || message.id !== 2) return;
    answer({ type: 'run', id: 1, run: { arm: 'late' } as Run });
    answer({ type: 'run', id: 2, run: { arm: 't1' } as Run });
  });
  const first = read(helper, abort.signal);
  const outcome = expect(first).rejects.toSatisfy(isAbort);
  await asked(worker);
  abort.abort();
  await outcome;
  expect((await read(helper)).run.arm).toBe('t1');
});

test('a browser that starts no further worker has a helper that fails', async () => {
  const helper = startHelper({
    settings: DEFAULT_SETTINGS,
    backend: 'wasm',
    parts,
    siteUrl: 'http://site/',
    startWorker: () => {
      throw new Error('no nested workers');
    },
  });
  await expect(read(helper)).rejects.toThrow('no nested workers');
});

test('runs are made from the data and the encoder that the study began with, or not at all', () => {
  const found = partsOf({
    dataset: { fingerprint: 'data' },
    classifier: { fingerprint: 'encoder' },
  } as unknown as RunPorts);
  expect(() => needSameParts(parts, found)).not.toThrow();
  for (const changed of [['new data', 'encoder'], ['data', 'new encoder'], ['data']])
    expect(() => needSameParts(changed, found)).toThrow('the site has changed since');
});
