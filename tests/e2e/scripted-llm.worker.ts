/**
 * @file Stands in the place of the language model's worker on the built site: the lab's own host, protocol, cache and
 * prompts, with a model that writes by rule at a set pace and fails on cue. What it is to do, and what was asked of it,
 * lies in a cache that the test reads and writes.
 */
import { LabError, type FailureCode } from '../../src/core/errors';
import type { ChatRequest } from '../../src/core/llm-engine';
import { stream } from '../../src/core/random';
import { identityOf, ModelCache } from '../../src/engine/web-llm/model-cache';
import { LlmHost, type RunningEngine } from '../../src/workers/llm-worker-host';
import { serve, type Scope } from '../../src/workers/rpc';

export interface WorkerScript {
  /** Milliseconds a token takes; default none. */
  readonly tokenMs?: number;
  /** Milliseconds that loading takes; default none. */
  readonly loadMs?: number;
  readonly failLoading?: FailureCode;
  /** The request of that number, from 0, fails, and no other. `crash` ends the thread instead of answering. */
  readonly failAt?: { readonly request: number; readonly with: FailureCode | 'crash' };
  /** Every so many rows the model writes one that is of no use. */
  readonly spoilt?: number;
}

/** What the test finds. */
export interface WorkerLog {
  readonly loads: number;
  readonly requests: number;
}

const NAME = 'scripted-llm';
const read = async <T>(name: string, otherwise: T): Promise<T> => {
  const found = await (await caches.open(NAME)).match(`https://${name}.invalid/`);
  return found ? ((await found.json()) as T) : otherwise;
};
const count = async (what: keyof WorkerLog): Promise<number> => {
  const log = await read<WorkerLog>('log', { loads: 0, requests: 0 });
  const next = { ...log, [what]: log[what] + 1 };
  await (await caches.open(NAME)).put('https://log.invalid/', Response.json(next));
  return log[what];
};
const pause = (ms = 0): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));

const WORDS =
  'small large old wooden bright quiet common rare used found kept made grown eaten worn built'.split(' ');

/** Rows that begin with their label; the judge goes by that, and errs now and then on real rows. */
function replyTo({ messages, seed, grammar }: ChatRequest, spoilt: number): string {
  const { content } = messages.at(-1)!;
  const rng = stream('scripted', seed);
  const pick = <T>(from: readonly T[]): T => from[rng.integer(from.length)]!;
  const texts = content.split('## Texts\n')[1]?.split('\n\n')[0]?.split('\n');
  if (texts) {
    const labels = [
      ...content
        .split('## Labels\n')[1]!
        .split('\n\n')[0]!
        .matchAll(/^- ([^:]+):/gm),
    ].map((match) => match[1]!);
    return list(texts.map((text) => labels.find((label) => text.includes(`${label} that`)) ?? pick(labels)));
  }
  const rows = Number(/row\)\{(\d+)\}/.exec(grammar ?? '')?.[1] ?? 0) + 1;
  const label = /with the label “([^”]+)”/.exec(content)?.[1] ?? 'topic';
  const row = (): string => {
    if (spoilt > 0 && rng.integer(spoilt) === 0) return pick(['...', 'Sure, here are some examples:', label]);
    return `${pick(WORDS)} ${label} that is ${pick(WORDS)}, ${pick(WORDS)} and number ${rng.integer(1e6)}`;
  };
  return list(Array.from({ length: rows }, row));
}

const list = (texts: readonly string[]): string =>
  `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;

const MB = 2 ** 20;
const host = new LlmHost({
  probe: () =>
    Promise.resolve({
      gpu: {
        vendor: 'acme',
        architecture: 'gen-1',
        description: 'Acme 1000',
        isSoftware: false,
        hasF16: true,
        maxBufferBytes: 2048 * MB,
        maxStorageBufferBytes: 2048 * MB,
        maxStorageBuffersPerStage: 16,
        maxWorkgroupStorageBytes: 32 * 1024,
      },
      memoryGB: 8,
      isMobile: false,
    }),
  cache: () => new ModelCache(caches),
  openEngine: async (cached, { onProgress }) => {
    const { loadMs = 0, failLoading } = await read<WorkerScript>('script', {});
    await count('loads');
    for (let step = 1; step <= 10; step++) {
      await pause(loadMs / 10);
      const { sizeBytes: totalBytes } = cached;
      const progress = {
        phase: step < 8 ? 'load' : 'compile',
        fraction: step / 10,
        doneBytes: (step / 10) * totalBytes,
        totalBytes,
        bytesPerSecond: loadMs > 0 ? totalBytes / (loadMs / 1000) : 0,
        remainingMs: ((10 - step) * loadMs) / 10,
      } as const;
      onProgress(progress);
      if (failLoading && step === 5) throw failure(failLoading);
    }
    const engine: RunningEngine = {
      ...identityOf(cached),
      unload: () => Promise.resolve(),
      chat: async (request, signal, onText) => {
        const { tokenMs = 0, failAt, spoilt = 0 } = await read<WorkerScript>('script', {});
        const number = await count('requests');
        const text = replyTo(request, spoilt);
        const pieces = text.match(/[^ ]+ ?/g) ?? [];
        const from = performance.now();
        for (const [i, piece] of pieces.entries()) {
          if (failAt?.request === number && i === Math.floor(pieces.length / 2)) {
            if (failAt.with !== 'crash') throw failure(failAt.with);
            setTimeout(() => {
              throw new Error('the scripted worker crashes');
            });
            await pause(60_000);
          }
          onText?.(piece, i + 1);
          const due = from + (i + 1) * tokenMs - performance.now();
          if (due > 4) await pause(due);
          signal.throwIfAborted();
        }
        const decodeMs = performance.now() - from;
        return {
          text,
          finish: 'stop',
          promptTokens: 200,
          replyTokens: pieces.length,
          prefillMs: 0,
          decodeMs,
        };
      },
    };
    return engine;
  },
});

function failure(code: FailureCode): LabError {
  return new LabError(code, 'scripted model: failure on cue — go on');
}

serve(self as Scope, host.answers);
