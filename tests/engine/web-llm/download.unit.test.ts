/** @file Downloads of a model from a server on this machine that is slow, lies, breaks off or is not what it seems. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../../src/core/errors';
import type { LanguageModel } from '../../../src/core/llm-model';
import type { LoadProgress } from '../../../src/core/llm-loading';
import { fetchModel } from '../../../src/engine/web-llm/download-model';
import { ModelCache } from '../../../src/engine/web-llm/model-cache';
import { folderSource, webSource } from '../../../src/engine/web-llm/model-source';
import { MemoryCaches } from './memory-caches';
import { FILES, json, ModelServer, TOTAL_BYTES, type Mischief } from './model-server';

let server: ModelServer;
let caches: MemoryCaches;
let cache: ModelCache;
let progress: LoadProgress[];
const never = new AbortController().signal;

beforeEach(async () => {
  server = new ModelServer();
  await server.start();
  caches = new MemoryCaches();
  cache = new ModelCache(caches as unknown as CacheStorage);
  progress = [];
});
afterEach(() => {
  server.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const download = (
  signal = never,
  over: Partial<LanguageModel> = {},
  storage: Parameters<typeof fetchModel>[1]['storage'] = null,
  // A machine that is busy for a moment must not pass for a server that is silent.
  stallMs = 60_000,
) => {
  const model = { ...server.model, ...over };
  const source = webSource(model, { partials: cache.partialsOf(model.id), retryMs: 1, stallMs });
  // On this clock every change is old enough to be told.
  let clock = 0;
  const now = (): number => (clock += 1000);
  return fetchModel(model, { cache, source, signal, storage, now, onProgress: (one) => progress.push(one) });
};

/** The error's code; its message must say what was wanted or what to do. */
const failureOf = async (work: Promise<unknown>): Promise<[string, string]> => {
  const error: unknown = await work.then(
    () => 'nothing thrown',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).message).toMatch(/ — /);
  return [(error as LabError).code, (error as LabError).message];
};

test('a model arrives whole, is found under addresses of its own, and is not fetched twice', async () => {
  const cached = await download();
  expect(cached).toMatchObject({
    sizeBytes: TOTAL_BYTES,
    model: { id: 'tiny', downloadBytes: TOTAL_BYTES, isSizeExact: true, contextTokens: 2048 },
  });
  for (const [name, bytes] of FILES) {
    const kept = await cache.read('tiny', name === 'lib.wasm' ? 'library.wasm' : name);
    expect(Buffer.from(kept!).equals(bytes)).toBe(true);
  }
  expect(
    caches.urls.every((url) => url.startsWith('https://language-model.invalid/tiny/resolve/local/')),
  ).toBe(true);
  const { length } = server.requests;
  expect(await download()).toEqual(cached);
  expect(server.requests.length).toBe(length);
  expect((await cache.list()).map((one) => one.model.id)).toEqual(['tiny']);
  expect(await cache.listIncomplete()).toEqual([]);
});

test('progress rises to the end and ends there', async () => {
  await download();
  expect(progress.at(-1)).toMatchObject({
    phase: 'download',
    fraction: 1,
    doneBytes: TOTAL_BYTES,
    totalBytes: TOTAL_BYTES,
    remainingMs: 0,
  });
});

test('a model of unknown size is not said to be nearly here before its files are listed', async () => {
  await download(never, { downloadBytes: 1, isSizeExact: false });
  const fractions = progress.map(({ fraction }) => fraction);
  expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
  expect(fractions[0]).toBe(0);
  expect(progress[0]!.remainingMs).toBeNull();
  expect(progress.every(({ doneBytes, totalBytes }) => doneBytes <= totalBytes)).toBe(true);
});

test('deleting leaves nothing behind', async () => {
  await download();
  await cache.remove('tiny');
  expect(caches.urls).toEqual([]);
  expect(await cache.find('tiny')).toBeNull();
});

/** Once for that file, then the server behaves. */
const once = (file: string, mischief: (...args: Parameters<Mischief>) => void): Mischief => {
  let isDone = false;
  return (name, ...rest) => {
    if (name !== file || isDone) return false;
    isDone = true;
    mischief(name, ...rest);
    return true;
  };
};
const always =
  (file: string, mischief: (...args: Parameters<Mischief>) => void): Mischief =>
  (name, ...rest) => {
    if (name !== file) return false;
    mischief(name, ...rest);
    return true;
  };
const SHARD = 'params_shard_3.bin';

/** Waits in real time, whatever clock the download goes by. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await nextTurn();
}

describe('a connection that', () => {
  test('breaks off in a shard is gone on with from that byte', async () => {
    server.mischief = once(SHARD, (_name, _request, response, bytes) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 400_000), () => setTimeout(() => response.destroy(), 20));
    });
    await download();
    expect(server.ranges.length).toBe(1);
    expect(server.ranges[0]![0]).toBe(SHARD);
    expect(Number(/\d+/.exec(server.ranges[0]![1])![0])).toBeGreaterThan(0);
  });

  test('breaks off, on a server that cannot go on, starts again', async () => {
    server.hasRanges = false;
    server.mischief = once(SHARD, (_name, _request, response, bytes) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 400_000), () => setTimeout(() => response.destroy(), 20));
    });
    expect((await download()).sizeBytes).toBe(TOTAL_BYTES);
  });

  test('stalls is dropped and tried again', async () => {
    server.mischief = once(SHARD, (_name, _request, response, bytes) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000));
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const downloading = download();
    const tries = (): number => server.requests.filter((name) => name === SHARD).length;
    // All else is here; this one waits for its server, and nothing but the clock can end that.
    await until(() => progress.at(-1)?.doneBytes === TOTAL_BYTES - 699_000);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(tries()).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    while (tries() < 2) await vi.advanceTimersByTimeAsync(1); // the pause before it tries again
    expect((await downloading).sizeBytes).toBe(TOTAL_BYTES);
  });

  test('is slow is waited for', async () => {
    let at = 0;
    let write: () => void = () => undefined;
    server.mischief = once(SHARD, (_name, _request, response, bytes) => {
      response.writeHead(200, { 'content-length': bytes.length });
      write = () => response.write(bytes.subarray(at, (at += 100_000)));
      write();
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const downloading = download();
    // 7 pieces: longer in all than the limit on silence.
    for (let piece = 1; piece <= 7; piece++) {
      await until(() => progress.at(-1)?.doneBytes === TOTAL_BYTES - 700_000 + 100_000 * piece);
      if (piece === 7) break;
      await vi.advanceTimersByTimeAsync(50_000);
      write();
    }
    expect((await downloading).sizeBytes).toBe(TOTAL_BYTES);
    expect(server.ranges).toEqual([]);
  });

  test('is busy is tried again', async () => {
    server.mischief = once(SHARD, (_name, _request, response) => response.writeHead(503).end());
    expect((await download()).sizeBytes).toBe(TOTAL_BYTES);
  });

  test('does not exist is the network', async () => {
    server.stop();
    expect((await failureOf(download()))[0]).toBe('no-network');
  });
});

describe('never kept as good:', () => {
  const isUnfinished = async (): Promise<void> => {
    expect(await cache.find('tiny')).toBeNull();
    expect(caches.urls.filter((url) => url.endsWith(SHARD))).toEqual([]);
  };

  test.each<[string, string, string, (...args: Parameters<Mischief>) => void]>([
    [
      'a web page with status 200',
      'web page',
      'download-broken',
      (_n, _q, response) =>
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>log in'),
    ],
    [
      'a shard that is missing',
      'status 404',
      'download-broken',
      (_n, _q, response) => response.writeHead(404).end(),
    ],
    [
      'a shard cut short',
      'truncated',
      'download-broken',
      (_n, _q, response, bytes) =>
        response.writeHead(200, { 'content-length': 1000 }).end(bytes.subarray(0, 1000)),
    ],
    [
      'a shard that is too long',
      'got more',
      'download-broken',
      (_n, _q, response, bytes) => response.writeHead(200).end(Buffer.concat([bytes, bytes])),
    ],
    [
      'a shard with one byte changed',
      'MD5',
      'download-broken',
      (_n, _q, response, bytes) => {
        const changed = Buffer.from(bytes);
        changed[12345]! ^= 1;
        response.writeHead(200).end(changed);
      },
    ],
  ])('%s', async (_, words, code, mischief) => {
    server.mischief = always(SHARD, mischief);
    const [found, message] = await failureOf(download());
    expect([found, message]).toEqual([code, expect.stringContaining(words)]);
    await isUnfinished();
    // The other shards may stay: they were checked. Once the server behaves, only the missing ones are fetched.
    server.mischief = () => false;
    expect((await download()).sizeBytes).toBe(TOTAL_BYTES);
  });

  test('a page of plain text with status 200 in place of the configuration', async () => {
    server.mischief = always('mlc-chat-config.json', (_n, _q, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('<html>'),
    );
    expect((await failureOf(download()))[0]).toBe('bad-language-model');
    expect(caches.urls).toEqual([]);
  });

  test('a shard whose hash the catalogue knows better than the model’s own list', async () => {
    const [code, message] = await failureOf(download(never, { sha256: { [SHARD]: '0'.repeat(64) } }));
    expect([code, message]).toEqual(['download-broken', expect.stringContaining('SHA-256')]);
    await isUnfinished();
  });

  test('a library that is no WebAssembly, and one for another version', async () => {
    server.mischief = always('lib.wasm', (_n, _q, response) => response.writeHead(200).end('not wasm'));
    expect((await failureOf(download()))[0]).toBe('bad-language-model');
    const { length } = server.requests;
    const [code, message] = await failureOf(download(never, { libraryUrl: `${server.url}v0_2_80/lib.wasm` }));
    expect([code, message]).toEqual([
      'model-incompatible',
      expect.stringContaining('v0_2_86, this one is for v0_2_80'),
    ]);
    expect(server.requests.length).toBe(length); // known before anything is fetched
  });

  test('a tokenizer of another model', async () => {
    server.mischief = always('tokenizer.json', (_n, _q, response) =>
      response.writeHead(200).end(json({ model: { vocab: { a: 0, b: 900 } } })),
    );
    expect((await failureOf(download()))[0]).toBe('model-incompatible');
  });

  test('a list of weights that leads elsewhere', async () => {
    server.mischief = always('tensor-cache.json', (_n, _q, response) =>
      response.writeHead(200).end(json({ records: [{ dataPath: '../../x', nbytes: 1 }] })),
    );
    expect((await failureOf(download()))[0]).toBe('bad-language-model');
  });
});

test('a server that answers, but not to other sites, is distinguished from one that is not there', async () => {
  // As a browser does it: without leave only a request that cannot be read goes through.
  vi.stubGlobal('fetch', (_url: string, { mode }: RequestInit) =>
    mode === 'no-cors'
      ? Promise.resolve({ type: 'opaque' })
      : Promise.reject(new TypeError('Failed to fetch')),
  );
  const [code, message] = await failureOf(download());
  expect([code, message]).toEqual(['download-broken', expect.stringContaining('CORS')]);
});

test('an address without a model is found out in one request', async () => {
  server.mischief = (_n, _q, response) => {
    response.writeHead(404).end();
    return true;
  };
  expect((await failureOf(download()))[0]).toBe('download-broken');
  expect(server.requests.length).toBe(1);
});

test('a stopped download ends at once and is resumed where it stopped, within a shard as well', async () => {
  server.mischief = (name, _request, response, bytes) => {
    if (!name.startsWith('params')) return false;
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 400_000));
    return true;
  };
  const abort = new AbortController();
  const downloading = download(abort.signal);
  downloading.catch(() => undefined);
  const small = TOTAL_BYTES - 6 * 700_000;
  await vi.waitFor(() => expect(progress.at(-1)?.doneBytes).toBe(small + 4 * 400_000), 50_000);
  abort.abort();
  await expect(downloading).rejects.toSatisfy(isAbort);
  expect(await cache.listIncomplete()).toEqual(['tiny']);
  server.mischief = () => false;
  await download();
  expect(server.ranges.filter(([, range]) => range === 'bytes=400000-').length).toBe(4);
  await cache.remove('tiny');
  expect(caches.urls).toEqual([]);
});

test('a full disk is reported before the download where the browser knows, otherwise when it happens', async () => {
  const storage = (quota: number) => ({
    persisted: () => Promise.resolve(true),
    estimate: () => Promise.resolve({ quota, usage: 0 }),
  });
  const [code, message] = await failureOf(download(never, {}, storage(1e6)));
  expect([code, message]).toEqual(['storage-full', expect.stringContaining('(wanted 38 MB)')]);
  caches.roomBytes = 2_000_000;
  expect((await failureOf(download(never, {}, storage(1e12))))[0]).toBe('storage-full');
  expect(await cache.find('tiny')).toBeNull();
});

test('what is here already needs no room, and is no speed', async () => {
  const estimate = (free: number) => ({
    persisted: () => Promise.resolve(true),
    estimate: () => Promise.resolve({ quota: 1e9, usage: 1e9 - free }),
  });
  // Answered once all others are kept.
  const others = [...FILES.keys()].filter((name) => name.startsWith('params_') && name !== SHARD);
  const areKept = (): boolean => others.every((name) => caches.urls.some((url) => url.endsWith(name)));
  server.mischief = always(SHARD, (_n, _q, response) => {
    void until(areKept).then(() => response.writeHead(404).end());
  });
  await failureOf(download());
  server.mischief = () => false;
  progress = [];
  // Room for one shard, not for two.
  await download(never, {}, estimate(34.5e6));
  // On this clock a file takes a second.
  expect(Math.max(...progress.map(({ bytesPerSecond }) => bytesPerSecond))).toBeLessThanOrEqual(700_000);
});

test('other weights make another fingerprint, also where the list gives no hashes of them', async () => {
  const manifest = json({ records: [{ dataPath: SHARD, nbytes: 700_000 }] });
  const fingerprints = new Set<string>();
  for (const fill of [1, 2, 2]) {
    server.mischief = (name, _q, response) => {
      if (name !== 'tensor-cache.json' && name !== SHARD) return false;
      response.writeHead(200).end(name === SHARD ? Buffer.alloc(700_000, fill) : manifest);
      return true;
    };
    fingerprints.add((await download()).fingerprint);
    await cache.remove('tiny');
  }
  expect(fingerprints.size).toBe(2);
});

test('a model is described before its weights are fetched, and none are fetched where it cannot run', async () => {
  const refusal = new LabError('gpu-unsuitable', 't: w — x');
  server.mischief = (name, _q, response) => {
    const shard = { dataPath: SHARD, nbytes: 700_000, records: [{ nbytes: 300_000 }, { nbytes: 400_000 }] };
    const bytes = {
      'tensor-cache.json': json({
        records: [shard, { ...shard, dataPath: 'params_shard_1.bin', records: 7 }],
      }),
      'mlc-chat-config.json': json({
        ...(JSON.parse(FILES.get('mlc-chat-config.json')!.toString()) as object),
        quantization: 'q4f16_1',
      }),
    }[name];
    if (bytes) response.writeHead(200).end(bytes);
    return bytes !== undefined;
  };
  const model = { ...server.model, quantisation: 'unknown' };
  const told: LanguageModel[] = [];
  const fetching = fetchModel(model, {
    cache,
    source: webSource(model, { retryMs: 1 }),
    signal: never,
    onKnown: (one) => {
      told.push(one);
      throw refusal;
    },
  });
  await expect(fetching).rejects.toBe(refusal);
  expect(told).toMatchObject([{ quantisation: 'q4f16_1', needsF16: true, bufferBytes: 400_000 }]);
  expect(server.requests.filter((name) => name.startsWith('params'))).toEqual([]);
});

test('a model that is deleted while it arrives does not count as complete, and can be resumed', async () => {
  server.mischief = once(SHARD, (name, request, response, bytes) => {
    void cache.remove('tiny').then(() => server.answer(request, response, bytes));
  });
  const [code, message] = await failureOf(download());
  expect([code, message]).toEqual(['download-broken', expect.stringContaining('missing file')]);
  expect(await cache.find('tiny')).toBeNull();
  expect((await download()).sizeBytes).toBe(TOTAL_BYTES);
});

test('a model of an older engine gets its new library, and no weights again', async () => {
  await download();
  const receipt = (await cache.find('tiny'))!;
  const libraryUrl = `${server.url}v0_2_80/lib.wasm`;
  await cache.complete({ ...receipt, model: { ...receipt.model, libraryUrl } });
  server.requests.length = 0;
  expect((await download()).model.libraryUrl).toBe(server.model.libraryUrl);
  expect(server.requests).toContain('lib.wasm');
  expect(server.requests.filter((name) => name.startsWith('params'))).toEqual([]);
});

describe('a folder from the disk', () => {
  const fileOf = (name: string, bytes: Buffer): File => new File([new Uint8Array(bytes)], name);
  const files = [...FILES].map(([name, bytes]) => fileOf(name, bytes));
  const take = (picked: readonly File[]) =>
    fetchModel(server.model, { cache, source: folderSource(picked), signal: never });

  test('becomes a model without any network', async () => {
    expect((await take([...files, fileOf('README.md', Buffer.from('x'))])).sizeBytes).toBe(TOTAL_BYTES);
    expect(server.requests).toEqual([]);
  });

  test('with two models in it, or with a file that can no longer be read, is refused', async () => {
    const config = files.find(({ name }) => name === 'mlc-chat-config.json')!;
    expect((await failureOf(take([...files, config])))[1]).toContain('too many models');
    const gone = new File(['x'], SHARD);
    gone.arrayBuffer = () => Promise.reject(new DOMException('The file is gone.', 'NotReadableError'));
    const [code, message] = await failureOf(take(files.map((file) => (file.name === SHARD ? gone : file))));
    expect([code, message]).toEqual(['bad-language-model', expect.stringContaining('NotReadableError')]);
  });

  test('that holds none, lacks a shard, or has a damaged one, is refused', async () => {
    expect((await failureOf(take([])))[0]).toBe('bad-language-model');
    expect((await failureOf(take(files.filter((file) => file.name !== SHARD))))[1]).toContain(SHARD);
    const damaged = files.map((file) => (file.name === SHARD ? fileOf(SHARD, Buffer.alloc(700_000)) : file));
    expect((await failureOf(take(damaged)))[1]).toContain('altered file');
    expect((await failureOf(take([...files, fileOf('other.wasm', Buffer.alloc(8))])))[1]).toContain(
      'too many model libraries',
    );
    expect(await cache.find('tiny')).toBeNull();
  });
});
