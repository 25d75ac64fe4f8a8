/** @file What the language model's worker makes of its requests, with the browser's own storage and locks, and no GPU. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../src/core/errors';
import type { Device, GpuReport } from '../../src/core/llm-fit';
import { LIBRARY_VERSION } from '../../src/core/llm-model';
import type { RowJournal } from '../../src/core/llm-report';
import { memoryJournal } from '../../src/engine/web-llm/memory-journal';
import { ModelCache } from '../../src/engine/web-llm/model-cache';
import { isMobileByName } from '../../src/engine/web-llm/probe-device';
import { LlmHost, type LlmParts, type RunningEngine } from '../../src/workers/llm-worker-host';
import type { LlmCalls } from '../../src/workers/llm-protocol';
import type { AnswerContext } from '../../src/workers/rpc';
import { freshRows, ScriptedEngine } from '../generation/llm/scripted-engine';
import { modelFiles as files, unlinkableModel as model } from '../fixtures/unlinkable-model';
import { madeUpModel } from '../fixtures/scripted-llm-client';

const never = new AbortController().signal;
const siteUrl = 'https://site.test/';
const cache = new ModelCache(caches);
const device: Device = { gpu: { isSoftware: false } as GpuReport, memoryGB: 8, isMobile: false };

/** As it is in a tab of its own. */
function tab(over: Partial<LlmParts> = {}) {
  const host = new LlmHost({
    probe: () => Promise.resolve(device),
    journal: () => Promise.resolve(memoryJournal()),
    openEngine: () => {
      const engine = new ScriptedEngine(freshRows) as ScriptedEngine & RunningEngine;
      Object.assign(engine, { id: model.id, unload: () => Promise.resolve() });
      return Promise.resolve(engine);
    },
    ...over,
  });
  return <K extends keyof LlmCalls>(
    kind: K,
    request: LlmCalls[K]['request'],
    signal = never,
  ): Promise<LlmCalls[K]['result']> => {
    const context: AnswerContext<LlmCalls[K]['progress']> = { signal, progress: () => undefined, siteUrl };
    return host.answers[kind](request, context) as Promise<LlmCalls[K]['result']>;
  };
}
const listed = madeUpModel('Listed', { libraryUrl: `https://models.test/${LIBRARY_VERSION}/listed.wasm` });
const catalogue = JSON.stringify({
  version: 1,
  madeFrom: 'a test',
  libraryVersion: LIBRARY_VERSION,
  models: [listed],
});
/** A file that stands still while it is read, until it is told to go on. */
function stalled(name: string): { readonly file: File; readonly goOn: () => void } {
  const file = new File([], name);
  let goOn: () => void = () => undefined;
  const content = new Promise<ArrayBuffer>((resolve) => {
    goOn = () => resolve(new ArrayBuffer(0));
  });
  file.arrayBuffer = () => content;
  return { file, goOn };
}

beforeEach(() => {
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(new Response(catalogue)));
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const one of await cache.list()) await cache.remove(one.model.id);
  await cache.remove(model.id);
});

test('a model that another tab has loaded is not deleted, nor fetched anew; once it has left the GPU it is', async () => {
  const [one, other] = [tab(), tab()];
  await one('download', { model, files });
  await one('load', { modelId: model.id, isTriedOut: false });
  await other('load', { modelId: model.id, isTriedOut: false }); // two may have it
  await expect(other('unload', null)).resolves.toBeUndefined();
  await expect(other('remove', model.id)).rejects.toMatchObject({ code: 'in-use' });
  expect(await cache.find(model.id)).not.toBeNull();
  await one('remove', model.id); // its own is no obstacle
  expect(await cache.find(model.id)).toBeNull();
  await expect(other('load', { modelId: model.id, isTriedOut: false })).rejects.toMatchObject({
    code: 'bad-language-model',
  });
});

test('a model that failed to load can be deleted', async () => {
  const one = tab({
    openEngine: () => Promise.reject(new LabError('gpu-unsuitable', 't: w')),
  });
  await one('download', { model, files });
  await expect(one('load', { modelId: model.id, isTriedOut: false })).rejects.toMatchObject({
    code: 'gpu-unsuitable',
  });
  await tab()('remove', model.id);
  expect(await cache.find(model.id)).toBeNull();
});

test.each<[string, Partial<GpuReport>, RegExp]>([
  ['16-bit arithmetic', { hasF16: false }, /shader-f16.*f32/],
  ['large buffers', { hasF16: true, maxStorageBufferBytes: 128 * 2 ** 20 }, /buffers of 150 MB.*smaller/],
])(
  'a model that needs %s where the GPU has none is refused before its weights are copied',
  async (_, over, words) => {
    const limits = {
      maxStorageBuffersPerStage: 10,
      maxWorkgroupStorageBytes: 32_768,
      maxBufferBytes: 2 ** 30,
    };
    const gpu = { maxStorageBufferBytes: 2 ** 30, ...limits, ...over } as GpuReport;
    const named = (name: string): File => files.find((file) => file.name === name)!;
    const json = async (name: string, more: object): Promise<File> =>
      new File([JSON.stringify({ ...(JSON.parse(await named(name).text()) as object), ...more })], name);
    const shard = { dataPath: 'params_shard_0.bin', nbytes: 1000, records: [{ nbytes: 150 * 2 ** 20 }] };
    const picked = [
      await json('mlc-chat-config.json', { quantization: 'q4f16_1' }),
      await json('tensor-cache.json', { records: [shard] }),
      named('tokenizer.json'),
      named('lib.wasm'),
    ];
    const one = tab({ probe: () => Promise.resolve({ ...device, gpu }) });
    await expect(one('download', { model, files: picked })).rejects.toMatchObject({
      code: 'gpu-unsuitable',
      message: expect.stringMatching(words) as string,
    });
    expect(await cache.listIncomplete()).not.toContain(model.id);
  },
);

test('two tabs do not fetch one model at once, and none deletes what another fetches', async () => {
  const [one, other] = [tab(), tab()];
  const abort = new AbortController();
  const name = 'params_shard_0.bin';
  const { file, goOn } = stalled(name);
  const halting = [...files.filter((one) => one.name !== name), file];
  const fetching = one('download', { model, files: halting }, abort.signal);
  fetching.catch(() => undefined);
  await expect.poll(() => cache.listIncomplete()).toContain(model.id);
  await expect(other('download', { model, files })).rejects.toMatchObject({ code: 'in-use' });
  await expect(other('remove', model.id)).rejects.toMatchObject({ code: 'in-use' });
  abort.abort();
  goOn();
  await expect(fetching).rejects.toSatisfy(isAbort);
  await other('remove', model.id);
  expect(await cache.listIncomplete()).not.toContain(model.id);
});

test('a model that was stored for an older engine counts as begun, and is not loaded', async () => {
  const libraryUrl = listed.libraryUrl.replace(LIBRARY_VERSION, 'v0_2_80');
  const stored = { sizeBytes: 1, cachedAt: '2026-01-01', fingerprint: 'f' };
  await cache.complete({ model: { ...listed, libraryUrl }, ...stored });
  const list = await tab()('models', { purpose: 'chat', touchPoints: 0 });
  expect(list.cached).toEqual([]);
  expect(list.incomplete).toEqual([listed.id]);
  expect(list.fits.find((fit) => fit.model.id === listed.id)!.model.libraryUrl).toBe(listed.libraryUrl);
  const load = () => tab()('load', { modelId: listed.id, isTriedOut: false });
  const about = () => tab()('about', listed.id);
  for (const ask of [load, about]) {
    await expect(ask()).rejects.toMatchObject({
      code: 'model-incompatible',
      message: expect.stringContaining('v0_2_86, this one is for v0_2_80') as string,
    });
  }
});

test('a journal that is taken away costs the list of models nothing, and is opened anew', async () => {
  let opened = 0;
  const journal = (): Promise<RowJournal> => {
    const isBroken = ++opened === 1;
    const closed = (): Promise<never> =>
      Promise.reject(new DOMException('The database connection is closing.', 'InvalidStateError'));
    return Promise.resolve({ ...memoryJournal(), ...(isBroken ? { size: closed } : {}) });
  };
  const one = tab({ journal });
  expect((await one('models', { purpose: 'chat', touchPoints: 0 })).journal).toBeNull();
  expect((await one('models', { purpose: 'chat', touchPoints: 0 })).journal).toEqual({ bytes: 0, rows: 0 });
});

test('a tablet that calls itself a desktop is known by its screen', () => {
  const safari =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1';
  expect(isMobileByName(safari, 5)).toBe(true);
  expect(isMobileByName(safari, 0)).toBe(false);
  expect(isMobileByName('Mozilla/5.0 (Windows NT 10.0) Chrome/156.0', 10)).toBe(false);
  expect(isMobileByName('Mozilla/5.0 (Linux; Android 15) Chrome/156.0 Mobile', 5)).toBe(true);
});

test('a stopped download leaves the model to others', async () => {
  const abort = new AbortController();
  abort.abort();
  await expect(tab()('download', { model, files }, abort.signal)).rejects.toSatisfy(isAbort);
  await expect(tab()('download', { model, files })).resolves.toMatchObject({
    sizeBytes: expect.any(Number) as number,
  });
});
