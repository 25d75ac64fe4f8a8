/** @file The wire between real threads: one that never yields, and the study worker's heartbeat while it works. */
import { expect, test } from 'vitest';
import { isAbort } from '../../src/core/errors';
import type { ModelTrainingRequest } from '../../src/core/model-lab';
import type { FromWorker } from '../../src/workers/rpc';
import { createStudyClient } from '../../src/workers/study-client';

const siteUrl = new URL('/', location.href).href;

test('a worker that computes without end is noticed and replaced', async () => {
  const script = `onmessage = ({ data }) => {
    if (data.type === 'start') postMessage({ type: 'alive' });
    else for (;;);
  };`;
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  let started = 0;
  const startWorker = (): Worker => {
    started++;
    return new Worker(url, { type: 'module' });
  };
  const limits = { silenceMs: 200, lookMs: 50 };
  const client = createStudyClient({ siteUrl, startWorker, limits });
  for (let i = 1; i <= 2; i++) {
    await expect(client.call('list', null)).rejects.toMatchObject({ code: 'worker-died' });
    expect(started).toBe(i);
  }
  URL.revokeObjectURL(url);
});

test('the study worker says that it is alive while it trains', async () => {
  let beats = 0;
  const startWorker = (): Worker => {
    const worker = new Worker(new URL('../../src/workers/study.worker.ts', import.meta.url), {
      type: 'module',
    });
    worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
      if (data.type === 'alive') beats++;
    });
    return worker;
  };
  const client = createStudyClient({ siteUrl, startWorker });
  const lines = Array.from({ length: 40 }, (_, i) => `a small bird of the sea number ${i}`);
  const content = new Blob([lines.join('\n')]);
  const texts = { kind: 'lines', name: 'birds.txt', content } as const;
  const request: ModelTrainingRequest = { texts, size: 'small', epochs: 500, seed: 1 };
  const abort = new AbortController();
  const training = async (): Promise<void> => {
    for await (const event of client.stream('train', request, { signal: abort.signal })) {
      // The first is the answer to the start.
      if (event.type === 'progress' && beats > 1) abort.abort();
    }
  };
  await expect(training()).rejects.toSatisfy(isAbort);
  expect(beats).toBeGreaterThan(1);
  await client.call('delete-model', 'training');
});
