/** @file The client against a worker that works, fails, dies, hangs, loses its GPU and talks nonsense. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isAbort, type FailureCode } from '../../src/core/errors';
import type { GpuReport } from '../../src/core/llm-fit';
import type { ChatReply, ChatRequest } from '../../src/core/llm-engine';
import type { LoadProgress } from '../../src/core/llm-loading';
import { DEFAULT_PROMPT_SETTINGS, taskOf } from '../../src/core/llm-task';
import type { CachedModel, ModelCache } from '../../src/engine/web-llm/model-cache';
import { WebLlmGenerator } from '../../src/generation/llm/web-llm-generator';
import { createLlmClient } from '../../src/workers/llm-client';
import type { LlmCalls, LoadEvent, TrialRequest } from '../../src/workers/llm-protocol';
import { LlmHost, type RunningEmbedder, type RunningEngine } from '../../src/workers/llm-worker-host';
import type { FromWorker, ToWorker } from '../../src/workers/rpc';
import { ScriptedWorker, serving, type Answer, type Script } from '../fixtures/scripted-worker';
import { freshRows, ScriptedEngine } from '../generation/llm/scripted-engine';

const never = new AbortController().signal;
const info = { id: 'tiny', description: 'Tiny', fingerprint: 'f', contextTokens: 4096 };
const reply: ChatReply = {
  text: 'a b',
  finish: 'stop',
  promptTokens: 1,
  replyTokens: 2,
  prefillMs: 1,
  decodeMs: 1,
};
const chat: ChatRequest = {
  messages: [],
  maxTokens: 9,
  temperature: 1,
  topP: 1,
  frequencyPenalty: 0,
  presencePenalty: 0,
  seed: 5,
  grammar: null,
  wordBias: [],
};

let started: ScriptedWorker[] = [];

const clientOf = (script: Script) =>
  createLlmClient({
    startWorker: () => {
      const worker = new ScriptedWorker(script);
      started.push(worker);
      return worker as unknown as Worker;
    },
    siteUrl: 'http://site/',
    silence: { models: 1000, download: 2000, load: 2000, firstToken: 1500, nextToken: 500 },
    limits: { startMs: 1000, stopMs: 300, lookMs: 100 },
  });

/** Loads at once; what a chat does is told. */
const chatting =
  (
    onChat: (
      id: number,
      answer: Answer,
      worker: ScriptedWorker,
      message: ToWorker & { type: 'call' },
    ) => void,
  ): Script =>
  (message, answer, worker) => {
    if (message.type === 'start') answer({ type: 'alive' });
    if (message.type !== 'call') return;
    if (message.kind === 'load') answer({ type: 'result', id: message.id, result: info });
    else if (message.kind === 'chat') onChat(message.id, answer, worker, message);
    else answer({ type: 'result', id: message.id, result: null });
  };
const failed = (code: FailureCode, id: number): FromWorker => ({
  type: 'failed',
  id,
  failure: { code, message: `test: ${code} — x` },
});
const kinds = (worker: ScriptedWorker): string[] =>
  worker.received.map((one) => (one.type === 'call' ? one.kind : one.type));

beforeEach(() => {
  started = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('no worker is started before it is needed', () => {
  clientOf(() => undefined);
  expect(started.length).toBe(0);
});

test('a reply streams in and ends', async () => {
  const client = clientOf(
    chatting((id, answer) => {
      answer({ type: 'progress', id, progress: { type: 'text', delta: 'a ', replyTokens: 1 } });
      answer({
        type: 'progress',
        id: id + 99,
        progress: { type: 'text', delta: 'of nobody', replyTokens: 1 },
      });
      answer({ type: 'progress', id, progress: { type: 'text', delta: 'b', replyTokens: 2 } });
      answer({ type: 'result', id, result: reply });
    }),
  );
  const engine = await client.load('tiny', never);
  const heard: string[] = [];
  expect(await engine.chat(chat, never, (delta) => heard.push(delta))).toEqual(reply);
  expect(heard).toEqual(['a ', 'b']);
  expect(engine).toMatchObject(info);
});

test('progress of a download is passed on, and its failure is a LabError', async () => {
  const progress = {
    phase: 'download',
    fraction: 0.5,
    doneBytes: 1,
    totalBytes: 2,
    bytesPerSecond: 1,
    remainingMs: 1,
  } as const;
  const client = clientOf((message, answer) => {
    if (message.type !== 'call') return;
    answer({ type: 'progress', id: message.id, progress });
    answer(failed('download-broken', message.id));
  });
  const heard: unknown[] = [];
  const downloading = client.download({ id: 'tiny' } as CachedModel['model'], never, {
    onProgress: (one) => heard.push(one),
  });
  await expect(downloading).rejects.toMatchObject({ name: 'LabError', code: 'download-broken' });
  expect(heard).toEqual([progress]);
  expect(started[0]!.isTerminated).toBe(false);
});

describe('a worker that', () => {
  test('never says a word is given up', async () => {
    const asked = expect(clientOf(() => undefined).models()).rejects.toMatchObject({ code: 'worker-died' });
    await vi.advanceTimersByTimeAsync(1100);
    await asked;
  });

  test('hangs before the first token, or between two, is ended; the model is loaded again for the next request', async () => {
    let isHanging = true;
    const client = clientOf(
      chatting((id, answer) => {
        answer({ type: 'progress', id, progress: { type: 'text', delta: 'a', replyTokens: 1 } });
        if (!isHanging) answer({ type: 'result', id, result: reply });
      }),
    );
    const engine = await client.load('tiny', never);
    const hanging = expect(engine.chat(chat, never)).rejects.toMatchObject({
      code: 'worker-died',
      message: expect.stringContaining('said nothing for 1 s') as string,
    });
    await vi.advanceTimersByTimeAsync(600);
    await hanging;
    expect(started[0]!.isTerminated).toBe(true);
    isHanging = false;
    expect(await engine.chat(chat, never)).toEqual(reply);
    expect(kinds(started[1]!)).toEqual(['start', 'load', 'chat']);
  });

  test.each([
    ['load', 2000],
    ['chat', 1500],
    ['load-embedder', 2000],
    ['embed', 1500],
  ] as const)('is given twenty times as long on a GPU in software: %s', async (hangsAt, limit) => {
    const host = hosted(freshRows, true);
    const hanging = new Set<number>();
    const client = clientOf((message, answer, worker) => {
      if (message.type === 'call' && message.kind === hangsAt) hanging.add(message.id);
      const filtered = (said: FromWorker): void => {
        const isGpu = said.type === 'progress' && (said.progress as LoadEvent).type === 'gpu';
        if (said.type === 'alive' || !hanging.has(said.id) || isGpu) answer(said);
      };
      host.script(message, filtered, worker);
    });
    let isOver = false;
    const asked =
      hangsAt === 'load' || hangsAt === 'chat'
        ? client.load('tiny', never).then((engine) => engine.chat(chat, never))
        : client.loadEmbedder('vectors', never).then((embedder) => embedder.embed(['a'], never));
    const over = asked.catch(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(20 * limit - 100);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await over;
    expect(isOver).toBe(true);
  });

  test('is silent because the machine sleeps is not given up for that', async () => {
    const client = clientOf(chatting(() => undefined));
    const engine = await client.load('tiny', never);
    let isOver = false;
    const hanging = engine.chat(chat, never).catch(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(100);
    vi.setSystemTime(Date.now() + 10 * 60_000);
    await vi.advanceTimersByTimeAsync(1300);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(300);
    await hanging;
    expect(isOver).toBe(true);
  });

  test('crashes fails what waits, is replaced, and does not take its parent with it', async () => {
    let isBroken = true;
    const preventDefault = vi.fn();
    const client = clientOf(
      chatting((id, answer, worker) =>
        isBroken
          ? worker.fail({ type: 'error', message: 'boom', preventDefault })
          : answer({ type: 'result', id, result: reply }),
      ),
    );
    const engine = await client.load('tiny', never);
    await expect(engine.chat(chat, never)).rejects.toMatchObject({ code: 'worker-died' });
    expect(preventDefault).toHaveBeenCalled();
    isBroken = false;
    expect(await engine.chat(chat, never)).toEqual(reply);
  });

  test.each<FailureCode>(['device-lost', 'out-of-memory'])('reports %s is replaced as well', async (code) => {
    const client = clientOf(chatting((id, answer) => answer(failed(code, id))));
    const engine = await client.load('tiny', never);
    await expect(engine.chat(chat, never)).rejects.toMatchObject({ code });
    expect(started[0]!.isTerminated).toBe(true);
  });

  test.each(['load', 'load-embedder'] as const)(
    'could not %s a model gives the GPU back, and another begins afresh',
    async (kind) => {
      let isFitting = false;
      const client = clientOf((message, answer) => {
        if (message.type === 'start') answer({ type: 'alive' });
        if (message.type !== 'call') return;
        if (message.kind === kind && !isFitting) answer(failed('gpu-unsuitable', message.id));
        else answer({ type: 'result', id: message.id, result: info });
      });
      const load = () => (kind === 'load' ? client.load('tiny', never) : client.loadEmbedder('tiny', never));
      await expect(load()).rejects.toMatchObject({ code: 'gpu-unsuitable' });
      expect(started[0]!.isTerminated).toBe(true);
      isFitting = true;
      await expect(load()).resolves.toMatchObject({ id: 'tiny' });
      expect(kinds(started[1]!)).toEqual(['start', kind]);
    },
  );

  test('is replaced while its model is unloaded says so, and no more', async () => {
    const client = clientOf(chatting((id, answer) => answer(failed('device-lost', id))));
    const engine = await client.load('tiny', never);
    await expect(engine.chat(chat, never)).rejects.toMatchObject({ code: 'device-lost' });
    const again = engine.chat(chat, never);
    const unloading = client.unload();
    await expect(again).rejects.toMatchObject({ code: 'worker-died' });
    await unloading;
  });

  test('sends what cannot be read is given up', async () => {
    const client = clientOf((message, _, worker) => {
      if (message.type === 'call') worker.fail({ type: 'messageerror' });
    });
    await expect(client.models()).rejects.toMatchObject({ code: 'worker-died' });
  });

  test('speaks on after it was replaced is not heard', async () => {
    let late: Answer | null = null;
    const client = clientOf(chatting((_, answer) => (late = answer)));
    const engine = await client.load('tiny', never);
    const waiting = expect(engine.chat(chat, never)).rejects.toMatchObject({ code: 'worker-died' });
    await vi.advanceTimersByTimeAsync(1600);
    await waiting;
    late!({ type: 'result', id: 2, result: reply });
  });
});

describe('cancelling', () => {
  test('a chat asks the worker to stop, and ends it if it does not', async () => {
    const client = clientOf(chatting(() => undefined));
    const engine = await client.load('tiny', never);
    const abort = new AbortController();
    const chatted = expect(engine.chat(chat, abort.signal)).rejects.toSatisfy(isAbort);
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await vi.advanceTimersByTimeAsync(10);
    expect(started[0]!.received.at(-1)).toMatchObject({ type: 'abort' });
    expect(started[0]!.isTerminated).toBe(false);
    await vi.advanceTimersByTimeAsync(400);
    await chatted;
    expect(started[0]!.isTerminated).toBe(true);
  });

  test('a load ends the worker at once', async () => {
    const client = clientOf((message, answer) => {
      if (message.type === 'start') answer({ type: 'alive' });
    });
    const abort = new AbortController();
    const loading = expect(client.load('tiny', abort.signal)).rejects.toSatisfy(isAbort);
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await loading;
    expect(started[0]!.isTerminated).toBe(true);
  });

  test('before the start starts nothing', async () => {
    await expect(clientOf(() => undefined).load('tiny', AbortSignal.abort())).rejects.toSatisfy(isAbort);
    expect(started.length).toBe(0);
  });
});

test('an unloaded model does not answer any more', async () => {
  const client = clientOf(chatting((id, answer) => answer({ type: 'result', id, result: reply })));
  const engine = await client.load('tiny', never);
  await client.unload();
  await expect(engine.chat(chat, never)).rejects.toMatchObject({ code: 'worker-died' });
  client.close();
  expect(started[0]!.isTerminated).toBe(true);
});

/** The real host behind the scripted worker, with a scripted model: both ends of the protocol at once. */
function hosted(
  script: ConstructorParameters<typeof ScriptedEngine>[0],
  isSoftware = false,
): {
  script: Script;
  opened: () => number;
  unloaded: () => number;
} {
  let opened = 0;
  let unloaded = 0;
  const gpu = { vendor: 'acme', architecture: 'gen-1', description: '' } as GpuReport;
  const cachedOf = (id: string) =>
    ({ model: { id, contextTokens: 2048 }, sizeBytes: 1, cachedAt: '', fingerprint: 'f' }) as CachedModel;
  const newHost = (): LlmHost =>
    new LlmHost({
      probe: () => Promise.resolve({ gpu: { ...gpu, isSoftware }, memoryGB: 8, isMobile: false }),
      cache: () =>
        ({
          find: (id: string) => Promise.resolve(['tiny', 'vectors'].includes(id) ? cachedOf(id) : null),
        }) as unknown as ModelCache,
      openEngine: () => {
        opened++;
        const engine = new ScriptedEngine(script) as ScriptedEngine & RunningEngine;
        Object.assign(engine, { id: 'tiny', unload: () => Promise.resolve(void unloaded++) });
        return Promise.resolve(engine);
      },
      openEmbedder: ({ model: { id } }, onProgress) => {
        opened++;
        onProgress(LOADING);
        const embedder: RunningEmbedder = {
          id,
          title: 'Vectors',
          description: 'd',
          fingerprint: 'f',
          dimensions: 2,
          embed: (texts, signal, onDone) => {
            signal.throwIfAborted();
            texts.forEach((_, i) => onDone?.(i + 1));
            return Promise.resolve(Float32Array.from(texts.flatMap((text) => [text.length, 1])));
          },
          unload: () => Promise.resolve(void unloaded++),
        };
        return Promise.resolve(embedder);
      },
    });
  return {
    opened: () => opened,
    unloaded: () => unloaded,
    script: serving<LlmCalls>(() => newHost().answers),
  };
}

const LOADING: LoadProgress = {
  phase: 'load',
  fraction: 0.5,
  doneBytes: 1,
  totalBytes: 2,
  bytesPerSecond: 1,
  remainingMs: 1,
};

const trial: TrialRequest = {
  task: taskOf(['x', 'y']),
  prompts: { ...DEFAULT_PROMPT_SETTINGS, examplesPerRequest: 3 },
  generation: { label: 1, count: 3, temperature: 1, topP: 1, seed: ['try'], real: ['one real row here'] },
};

describe('through host and client', () => {
  test('three rows can be tried, and their prompt seen without any model', async () => {
    const client = clientOf(hosted((request, index) => freshRows(request, index, 3)).script);
    expect((await client.promptOf(trial)).map((message) => message.role)).toEqual(['system', 'user']);
    await client.load('tiny', never);
    const rows: string[] = [];
    const report = await client.tryOut(trial, never, {
      onRecord: (record) => rows.push(...record.rows.map((row) => row.text)),
    });
    expect(rows.length).toBe(3);
    expect(report).toMatchObject({ wanted: 3, written: 3, requests: 1 });
  });

  test('a model that is opened is known by its name, and loaded once something is asked of it', async () => {
    const { script, opened } = hosted((request, index) => freshRows(request, index, 3));
    const client = clientOf(script);
    const engine = await client.open('tiny', never);
    expect(engine.gpu).toBeNull();
    expect(engine).toMatchObject({ id: 'tiny', fingerprint: 'v0_2_86-f', contextTokens: 2048 });
    expect(opened()).toBe(0);
    await engine.prepare!(never);
    expect(engine.gpu).toEqual({ vendor: 'acme', architecture: 'gen-1', description: '' });
    await engine.chat(chat, never);
    await engine.chat(chat, never);
    expect(opened()).toBe(1);
    // A worker that is replaced has loaded the model before anything is asked of it.
    started[0]!.fail({ type: 'error' });
    await engine.prepare!(never);
    expect(opened()).toBe(2);
    await expect(client.open('other', never)).rejects.toMatchObject({ code: 'bad-language-model' });
  });

  test('a GPU in software is not asked for words to try it out with', async () => {
    const tried: boolean[] = [];
    const parts = {
      cache: () => ({ find: () => Promise.resolve({ model: { id: 'tiny' } }) }) as unknown as ModelCache,
      openEngine: (_: CachedModel, { isTriedOut }: { isTriedOut: boolean }) => {
        tried.push(isTriedOut);
        return Promise.resolve(new ScriptedEngine(freshRows) as ScriptedEngine & RunningEngine);
      },
    };
    for (const isSoftware of [true, false]) {
      const gpu = { isSoftware } as GpuReport;
      const host = new LlmHost({
        ...parts,
        probe: () => Promise.resolve({ gpu, memoryGB: 8, isMobile: false }),
      });
      const events: LoadEvent[] = [];
      const progress = (event: LoadEvent): void => void events.push(event);
      await host.answers.load(
        { modelId: 'tiny', isTriedOut: true },
        { signal: never, progress, siteUrl: '' },
      );
      expect(events).toEqual([{ type: 'gpu', isSoftware, gpu: null }]);
    }
    expect(tried).toEqual([false, true]);
  });

  test('a model that is not here is refused, another one is unloaded first', async () => {
    const { script, opened, unloaded } = hosted(freshRows);
    const client = clientOf(script);
    await expect(client.load('other', never)).rejects.toMatchObject({ code: 'bad-language-model' });
    await client.load('tiny', never);
    await client.load('tiny', never);
    expect([opened(), unloaded()]).toEqual([1, 0]);
    await client.unload();
    expect([opened(), unloaded()]).toEqual([1, 1]);
  });

  test('an embedding model turns texts into vectors, and shares the GPU with no other', async () => {
    const { script, opened, unloaded } = hosted(freshRows);
    const client = clientOf(script);
    await client.load('tiny', never);
    const heard: LoadProgress[] = [];
    const embedder = await client.loadEmbedder('vectors', never, {
      onProgress: (progress) => heard.push(progress),
    });
    expect([opened(), unloaded(), heard.length]).toEqual([2, 1, 1]);
    expect(embedder).toMatchObject({ id: 'vectors', title: 'Vectors', dimensions: 2 });
    const done: number[] = [];
    const rows = await embedder.embed(['a', 'bcd'], never, (n) => done.push(n));
    expect([...rows]).toEqual([1, 1, 3, 1]);
    expect(done).toEqual([1, 2]);
    await expect(embedder.embed(['a'], AbortSignal.abort())).rejects.toSatisfy(isAbort);
    await client.load('tiny', never);
    expect(unloaded()).toBe(2);
    await expect(embedder.embed(['a'], never)).rejects.toMatchObject({ code: 'worker-died' });
    await expect(client.loadEmbedder('other', never)).rejects.toMatchObject({ code: 'bad-language-model' });
  });

  test('an embedding model is loaded again where its worker died, and a hung one is given up', async () => {
    const host = hosted(freshRows);
    let embeds = 0;
    const client = clientOf((message, answer, worker) => {
      if (message.type === 'call' && message.kind === 'embed') {
        embeds++;
        if (embeds === 1) return worker.fail({ type: 'error', message: 'boom' });
        if (embeds === 3) return; // silent
      }
      host.script(message, answer, worker);
    });
    const embedder = await client.loadEmbedder('vectors', never);
    await expect(embedder.embed(['a'], never)).rejects.toMatchObject({ code: 'worker-died' });
    expect([...(await embedder.embed(['ab'], never))]).toEqual([2, 1]);
    expect(host.opened()).toBe(2);
    const hung = embedder.embed(['a'], never);
    const given = expect(hung).rejects.toMatchObject({ code: 'worker-died' });
    await vi.advanceTimersByTimeAsync(2000);
    await given;
  });

  test('a tier is written to its end across a crash and a hang, no row twice and none lost', async () => {
    vi.useRealTimers();
    const host = hosted(freshRows);
    let chats = 0;
    const client = clientOf((message, answer, worker) => {
      if (message.type === 'call' && message.kind === 'chat') {
        chats++;
        // The second dies half-way, the fourth hangs.
        if (chats === 2) {
          const delta = '["a row that was finished", "a row that was n';
          answer({ type: 'progress', id: message.id, progress: { type: 'text', delta, replyTokens: 9 } });
          return worker.fail({ type: 'error', message: 'boom' });
        }
        if (chats === 4) return;
      }
      host.script(message, answer, worker);
    });
    const engine = await client.load('tiny', never);
    const generator = new WebLlmGenerator({
      engine,
      task: trial.task,
      prompts: { ...trial.prompts, examplesPerRequest: 4 },
    });
    const rows: string[] = [];
    for await (const batch of generator.generate({ ...trial.generation, count: 12 }, never))
      rows.push(...batch.map((row) => row.text));
    expect(rows.length).toBe(12);
    expect(new Set(rows).size).toBe(12);
    expect(rows[4]).toBe('a row that was finished');
    expect(host.opened()).toBe(3);
  });
});
