/** @file The real worker with the real WebLLM in a real browser, as far as that goes without a model: cache, loading, refusal. */
import { afterEach, expect, test } from 'vitest';
import { customModel } from '../../src/core/llm-model';
import { createLlmClient } from '../../src/workers/llm-client';

const client = createLlmClient({ siteUrl: new URL('/', location.href).href });
const never = new AbortController().signal;

afterEach(async () => {
  await client.remove(model.id);
  client.close();
});

/** (module (import "env" "NotThere" (func))): asks for a function that no version of WebLLM has. */
const LIBRARY = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 2, 16, 1, 3, 0x65, 0x6e, 0x76, 8, 0x4e, 0x6f, 0x74,
  0x54, 0x68, 0x65, 0x72, 0x65, 0, 0,
]);
const json = (name: string, value: unknown): File => new File([JSON.stringify(value)], name);
const vocab = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t${i}`, i]));
const files = [
  json('mlc-chat-config.json', {
    vocab_size: 20,
    tokenizer_files: ['tokenizer.json'],
    conv_template: {},
    context_window_size: 512,
  }),
  json('tensor-cache.json', { records: [{ dataPath: 'params_shard_0.bin', nbytes: 1000, records: [] }] }),
  json('tokenizer.json', { model: { vocab } }),
  new File([new Uint8Array(1000)], 'params_shard_0.bin'),
  new File([LIBRARY], 'lib.wasm'),
];
const model = customModel({
  title: 'Tiny',
  weightsUrl: 'https://folder.invalid/m/',
  libraryUrl: 'https://folder.invalid/lib.wasm',
  isThinking: false,
});

test('a folder goes into the cache, and WebLLM finds it there but refuses a library of another version', async () => {
  const cached = await client.download(model, never, { files });
  expect(cached.sizeBytes).toBe(files.reduce((sum, file) => sum + file.size, 0));
  // WebLLM looks under these very addresses: it gets as far as linking the library, and no request leaves the browser.
  await expect(client.load(model.id, never)).rejects.toMatchObject({
    name: 'LabError',
    code: 'model-incompatible',
    message: expect.stringContaining('built for another WebLLM version') as string,
  });
});

test('a model that was never downloaded is refused, and the worker goes on', async () => {
  await expect(client.load(model.id, never)).rejects.toMatchObject({ code: 'bad-language-model' });
  await expect(client.download(model, never, { files: files.slice(1) })).rejects.toMatchObject({
    code: 'bad-language-model',
    message: expect.stringContaining('mlc-chat-config.json') as string,
  });
  await client.download(model, never, { files });
});

test('rows are kept in the browser’s database in the order of their requests', async () => {
  const { openRowJournal } = await import('../../src/engine/web-llm/row-journal');
  const journal = await openRowJournal();
  const record = (request: number) => ({
    request,
    seed: 5,
    promptHash: 'h',
    rows: [],
    rejections: {
      empty: 0,
      'too-short': 0,
      'too-long': 0,
      truncated: 0,
      'repeats-prompt': 0,
      'repeats-example': 0,
      duplicate: 0,
      'wrong-form': 0,
      'no-rows': 0,
    },
    promptTokens: 1,
    replyTokens: 1,
    durationMs: 1,
    isInterrupted: false,
  });
  await journal.clear();
  for (const request of [1, 0, 10, 2]) await journal.append('a', record(request));
  await journal.append('b', record(7));
  expect((await journal.read('a')).map((one) => one.request)).toEqual([0, 1, 2, 10]);
  await journal.clear();
  expect(await journal.read('b')).toEqual([]);
});
