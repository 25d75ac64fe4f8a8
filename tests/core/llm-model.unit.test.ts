/** @file The catalogue as it ships, and which of its models a device is offered. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { ModelType, modelLibURLPrefix, modelVersion, prebuiltAppConfig } from '@mlc-ai/web-llm';
import { describe, expect, test } from 'vitest';
import {
  classOf,
  fitEmbedders,
  fitModels,
  obstacleTo,
  recommend,
  smallerThan,
  type Device,
  type GpuReport,
} from '../../src/core/llm-fit';
import {
  checkLibraryVersion,
  customModel,
  folderModel,
  LIBRARY_VERSION,
  libraryVersionOf,
} from '../../src/core/llm-model';
import { readCatalogue } from '../../src/core/llm-catalogue';

const installed = JSON.parse(readFileSync('node_modules/@mlc-ai/web-llm/package.json', 'utf8')) as {
  readonly version: string;
};
const text = readFileSync(join(import.meta.dirname, '../../models/catalogue/web-llm.json'), 'utf8');
const catalogued = readCatalogue(text).models;
const models = catalogued.filter((model) => !model.embedding);
const embedders = catalogued.filter((model) => model.embedding);
const MB = 2 ** 20;

const gpu: GpuReport = {
  vendor: 'v',
  architecture: 'a',
  description: '',
  isSoftware: false,
  hasF16: true,
  maxBufferBytes: 4096 * MB,
  maxStorageBufferBytes: 2048 * MB,
  maxStorageBuffersPerStage: 10,
  maxWorkgroupStorageBytes: 32768,
};
const laptop: Device = { gpu, memoryGB: 8, isMobile: false };
const withGpu = (over: Partial<GpuReport>): Device => ({ ...laptop, gpu: { ...gpu, ...over } });

describe('the catalogue', () => {
  test('is for the version of WebLLM that is installed, and agrees with its own list', () => {
    expect(modelVersion.split('/')[0]).toBe(LIBRARY_VERSION);
    for (const model of catalogued) {
      const record = prebuiltAppConfig.model_list.find((one) => one.model_id === model.id)!;
      expect(model.libraryUrl).toBe(record.model_lib);
      expect(model.vramMB).toBe(record.vram_required_MB);
      expect(libraryVersionOf(model.libraryUrl)).toBe(LIBRARY_VERSION);
      expect(record.model_type === ModelType.embedding).toBe(model.embedding !== undefined);
    }
  });

  test('was made from the very package that is installed, which the project pins', () => {
    const { madeFrom, libraryVersion } = readCatalogue(text);
    expect(madeFrom).toBe(
      `@mlc-ai/web-llm ${installed.version}, libraries ${modelVersion} at ${modelLibURLPrefix}`,
    );
    expect(libraryVersion).toBe(LIBRARY_VERSION);
    expect(packageJson.dependencies['@mlc-ai/web-llm']).toBe(installed.version);
    for (const { libraryUrl } of catalogued)
      expect(libraryUrl.startsWith(`${modelLibURLPrefix}${modelVersion}/`)).toBe(true);
  });

  test('leaves out no setting of a model that WebLLM’s list has', () => {
    for (const { id, contextTokens, bufferBytes, needsF16 } of catalogued) {
      const record = prebuiltAppConfig.model_list.find((one) => one.model_id === id)!;
      const { context_window_size = contextTokens, ...others } = record.overrides ?? {};
      expect(contextTokens).toBe(context_window_size);
      expect(others).toEqual({});
      expect(bufferBytes).toBe(record.buffer_size_required_bytes ?? null);
      if (record.required_features?.includes('shader-f16')) expect(needsF16).toBe(true);
    }
  });

  test('holds embedding models, of which a device is recommended the smallest', () => {
    expect(embedders.map(({ family, embedding }) => [family, embedding!.dimensions])).toEqual([
      ['Arctic Embed S', 384],
      ['Arctic Embed M', 768],
    ]);
    // The batch is part of the library's name, and the context of the model's limits.
    for (const { libraryUrl, embedding, contextTokens } of embedders)
      expect(libraryUrl).toContain(`ctx${contextTokens}_cs${contextTokens}_batch${embedding!.batchSize}-`);
    const fits = fitEmbedders(embedders, laptop);
    expect(fits.map(({ isRecommended }) => isRecommended)).toEqual([true, false]);
    const none = fitEmbedders(embedders, { ...laptop, gpu: null });
    expect(none.every((fit) => fit.unsuitable === 'no-gpu' && !fit.isRecommended)).toBe(true);
  });

  test('offers each family for GPUs without 16-bit arithmetic as well, but for one', () => {
    const families = [...new Set(models.map((model) => model.family))];
    const withoutF32 = families.filter(
      (family) => !models.some((model) => model.family === family && !model.needsF16),
    );
    expect(families.length).toBeGreaterThanOrEqual(10);
    expect(withoutF32).toEqual(['Gemma 3 1B']);
  });

  test.each<[string, (catalogue: Record<string, unknown> & { models: Record<string, unknown>[] }) => void]>([
    ['an unknown version', (catalogue) => (catalogue.version = 2)],
    ['libraries for another engine', (catalogue) => (catalogue.libraryVersion = 'v0_2_80')],
    ['no models', (catalogue) => (catalogue.models = [])],
    ['an id twice', (catalogue) => catalogue.models.push(catalogue.models[0]!)],
    ['a missing field', (catalogue) => delete catalogue.models[0]!.vramMB],
    ['a size that is no number', (catalogue) => (catalogue.models[0]!.downloadBytes = '1')],
    ['an address that runs code', (catalogue) => (catalogue.models[0]!.weightsUrl = 'javascript:alert(1)')],
    ['a hash that is none', (catalogue) => (catalogue.models[0]!.sha256 = { 'a.bin': 'xyz' })],
  ])('with %s is refused', (_, spoil) => {
    const catalogue = JSON.parse(text) as Parameters<typeof spoil>[0];
    spoil(catalogue);
    expect(() => readCatalogue(JSON.stringify(catalogue))).toThrow(/^readCatalogue: .* — /);
  });

  test('that is no JSON is refused', () => {
    expect(() => readCatalogue('<!doctype html>')).toThrow(/invalid JSON/);
  });
});

describe('on a device', () => {
  const f16 = models.find((model) => model.needsF16)!;
  const f32 = models.find((model) => !model.needsF16)!;

  test.each<[string, Device, string | null, RegExp]>([
    ['with a good GPU', laptop, null, /^$/],
    ['without a GPU', { ...laptop, gpu: null }, 'no-gpu', /no access/],
    [
      'with small buffers',
      withGpu({ maxBufferBytes: 128 * MB }),
      'buffer-too-small',
      /needs buffers of 256 MB, has 128 MB/,
    ],
    [
      'with small storage buffers',
      withGpu({ maxStorageBufferBytes: 64 * MB }),
      'buffer-too-small',
      /needs buffers of 128 MB, has 64 MB/,
    ],
    [
      'with eight storage buffers',
      withGpu({ maxStorageBuffersPerStage: 8 }),
      'too-few-storage-buffers',
      /needs 10 storage buffers, has 8/,
    ],
    [
      'with little workgroup storage',
      withGpu({ maxWorkgroupStorageBytes: 16384 }),
      'workgroup-too-small',
      /needs 32 KiB of workgroup storage, has 16 KiB/,
    ],
  ])('%s, every model stands with its reason', (_, device, unsuitable, reason) => {
    expect(obstacleTo(f32, device)).toEqual({ unsuitable, reason: expect.stringMatching(reason) as string });
  });

  test('without 16-bit arithmetic only the f32 half of each pair is offered', () => {
    const device = withGpu({ hasF16: false });
    expect(obstacleTo(f16, device).unsuitable).toBe('no-f16');
    expect(obstacleTo(f32, device).unsuitable).toBeNull();
  });

  test('a model that binds larger buffers than are granted is not offered', () => {
    const large = { ...f32, bufferBytes: 200 * MB };
    // 512 MB are there, but WebLLM asks for 1 GB or else for 128 MB.
    expect(obstacleTo(large, withGpu({ maxStorageBufferBytes: 512 * MB })).unsuitable).toBe(
      'buffer-too-small',
    );
    expect(obstacleTo(large, laptop).unsuitable).toBeNull();
  });

  test('all models are listed, and at most one is recommended, one that can run', () => {
    const devices: Device[] = [
      laptop,
      { ...laptop, isMobile: true },
      withGpu({ hasF16: false }),
      withGpu({ isSoftware: true, hasF16: false }),
      { ...laptop, gpu: null },
    ];
    const chosen = devices.map((device) => {
      const fits = fitModels(models, device);
      expect(fits.length).toBe(models.length);
      expect(fits.every((fit) => (fit.unsuitable === null) === (fit.reason === ''))).toBe(true);
      const recommended = fits.filter((fit) => fit.isRecommended);
      expect(recommended.every((fit) => fit.unsuitable === null)).toBe(true);
      expect(recommended.length).toBeLessThanOrEqual(1);
      return recommended[0]?.model.id ?? null;
    });
    expect(devices.map(classOf)).toEqual(['strong', 'phone', 'modest', 'software', 'none']);
    expect(chosen).toEqual([
      'Qwen2.5-1.5B-Instruct-q4f16_1-MLC',
      'Qwen2.5-0.5B-Instruct-q4f16_1-MLC',
      'Qwen2.5-0.5B-Instruct-q4f32_1-MLC',
      'SmolLM2-135M-Instruct-q0f32-MLC',
      null,
    ]);
  });

  test('a smaller model is offered where one ran out of memory', () => {
    const fits = fitModels(models, laptop);
    const smaller = smallerThan(
      models.find((model) => model.id === 'Llama-3.2-1B-Instruct-q4f16_1-MLC')!,
      fits,
    )!;
    expect(smaller.vramMB).toBeLessThan(879);
    const least = models.reduce((a, b) => (a.vramMB < b.vramMB ? a : b));
    expect(smallerThan(least, fits)).toBeNull();
    expect(recommend([], 'strong')).toBeNull();
  });
});

describe('a model of one’s own', () => {
  const at = (weightsUrl: string, libraryUrl: string) =>
    customModel({ title: 'Mine', weightsUrl, libraryUrl, isThinking: false });

  test('is read from its two addresses', () => {
    expect(
      at('http://192.168.1.9/Qwen-q4f16_1-MLC', 'http://192.168.1.9/v0_2_86/base/lib.wasm'),
    ).toMatchObject({
      weightsUrl: 'http://192.168.1.9/Qwen-q4f16_1-MLC/',
      quantisation: 'q4f16_1',
      needsF16: true,
    });
  });

  test('has an id of its own, the same each time', () => {
    expect(at('http://x/a', 'http://x/l.wasm').id).toBe(at('http://x/a', 'http://x/l.wasm').id);
    expect(at('http://x/a', 'http://x/l.wasm').id).not.toBe(at('http://x/b', 'http://x/l.wasm').id);
  });

  test('in a folder needs a library, of the right version', () => {
    expect(folderModel('My model', ['a.bin', 'm-q4f32_1.wasm'], false)).toMatchObject({
      title: 'My model',
      needsF16: false,
    });
    expect(() => folderModel('x', ['a.bin'], false)).toThrow(/missing model library/);
    expect(() => folderModel('x', ['x-v0_2_80.wasm'], false)).toThrow(/this one is for v0_2_80/);
  });

  test('with a wrong address, or a library of another version, is refused at once', () => {
    expect(() => at('my disk', 'http://x/lib.wasm')).toThrow(/invalid address: "my disk"/);
    expect(() => at('file:///m/', 'http://x/lib.wasm')).toThrow(/invalid address/);
    expect(() => at('http://x/', 'http://x/v0_2_80/lib.wasm')).toThrow(
      /one built for WebLLM v0_2_86, this one is for v0_2_80/,
    );
    expect(() => checkLibraryVersion('http://x/lib.wasm')).not.toThrow();
  });
});
