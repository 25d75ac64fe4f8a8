/** @file One file from a server that changes it half-way, says nothing, or answers with something else. */
import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import {
  downloadFile,
  type Beginning,
  type DownloadOptions,
  type PartialFiles,
} from '../../../src/engine/web-llm/download-file';

const HALF = 300_000;
const fileOf = (seed: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: 2 * HALF }, (_, i) => (i * seed + (i >> 8)) & 255);
const [old, changed] = [fileOf(31), fileOf(37)];
const md5 = createHash('md5').update(changed).digest('hex');
const url = 'https://models.test/tokenizer.json';

interface Asked {
  readonly from: number;
  readonly signal: AbortSignal;
  readonly isProbe: boolean;
}
type Answer = (asked: Asked) => Response | Promise<Response>;

let asked: Asked[] = [];
let beginnings = new Map<string, Beginning>();
const partials: PartialFiles = {
  load: (name) => Promise.resolve(beginnings.get(name) ?? null),
  save: (name, beginning) => Promise.resolve(void beginnings.set(name, beginning)),
  remove: (name) => Promise.resolve(void beginnings.delete(name)),
};

function serve(...answers: Answer[]): void {
  asked = [];
  vi.stubGlobal('fetch', async (_url: string, { headers, signal, mode }: RequestInit) => {
    const from = Number(/\d+/.exec((headers as Record<string, string> | undefined)?.range ?? '')?.[0] ?? 0);
    const one: Asked = { from, signal: signal!, isProbe: mode === 'no-cors' };
    asked.push(one);
    return answers[Math.min(asked.length, answers.length) - 1]!(one);
  });
}

const download = (checks: { md5?: string; sizeBytes?: number } = {}, over: Partial<DownloadOptions> = {}) =>
  downloadFile(
    { url, sizeBytes: checks.sizeBytes ?? null, md5: checks.md5 ?? null, sha256: null },
    { signal: new AbortController().signal, partials, retryMs: 1, stallMs: 50, mostTries: 3, ...over },
  );

/** As a server that goes on does it. */
const whole =
  (bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Answer =>
  ({ from }) =>
    new Response(bytes.subarray(from), { status: from > 0 ? 206 : 200, headers });

/** Its first half, then the connection breaks. */
const half =
  (bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Answer =>
  () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(bytes.slice(0, HALF)),
        pull: (controller) => controller.error(new TypeError('network error')),
      }),
      { headers },
    );

const page: Answer = () => new Response('log in', { headers: { 'content-type': 'text/html' } });

afterEach(() => {
  vi.unstubAllGlobals();
  beginnings = new Map();
});

test('a file that nothing vouches for is not put together from two halves', async () => {
  serve(half(old), whole(changed));
  expect(Buffer.from(await download()).equals(Buffer.from(changed))).toBe(true);
  expect(asked.map(({ from }) => from)).toEqual([0, 0]);
});

test('a kept beginning is resumed where the server says that the file is the same', async () => {
  const headers = { etag: '"7"' };
  serve(half(changed, headers), whole(changed, headers));
  expect(Buffer.from(await download()).equals(Buffer.from(changed))).toBe(true);
  expect(asked.map(({ from }) => from)).toEqual([0, HALF]);
});

test.each<[string, Record<string, string>, Record<string, string>]>([
  ['another version', { etag: '"7"' }, { etag: '"8"' }],
  ['another date', { 'last-modified': 'Mon, 02 Nov 2026' }, { 'last-modified': 'Tue, 03 Nov 2026' }],
  ['another place in it', { etag: '"7"' }, { etag: '"7"', 'content-range': 'bytes 5-599999/600000' }],
])('one whose server gives %s is begun again, in this visit and in the next', async (_, before, after) => {
  const rest: Answer = (one) => whole(changed, one.from > 0 ? after : {})(one);
  serve(half(old, before), rest);
  expect(Buffer.from(await download()).equals(Buffer.from(changed))).toBe(true);
  expect(asked.map(({ from }) => from)).toEqual([0, HALF, 0]);

  serve(half(old, before));
  await expect(download({}, { mostTries: 1 })).rejects.toMatchObject({ code: 'download-broken' });
  serve(rest);
  expect(Buffer.from(await download()).equals(Buffer.from(changed))).toBe(true);
  expect(asked.map(({ from }) => from)).toEqual([HALF, 0]);
  expect(beginnings.size).toBe(0);
});

test('halves of two files are found out by the checksum, and the file is begun again', async () => {
  serve(half(old), whole(changed));
  expect(Buffer.from(await download({ md5, sizeBytes: 2 * HALF })).equals(Buffer.from(changed))).toBe(true);
  expect(asked.map(({ from }) => from)).toEqual([0, HALF, 0]);
});

test.each<[string, Answer]>([
  ['a log-in page', page],
  ['nothing', () => new Response(null, { status: 404 })],
])('a beginning outlasts %s in place of the rest', async (_, instead) => {
  serve(half(changed), instead);
  await expect(download({ md5 })).rejects.toMatchObject({ code: 'download-broken' });
  expect(beginnings.get(url)!.bytes.length).toBe(HALF);
  serve(whole(changed));
  await download({ md5 });
  expect(asked.map(({ from }) => from)).toEqual([HALF]);
});

test('what is altered leaves nothing behind', async () => {
  serve(whole(old));
  await expect(download({ md5 })).rejects.toMatchObject({
    message: expect.stringContaining('MD5') as string,
  });
  expect(beginnings.size).toBe(0);
});

test('an answer without content is no file', async () => {
  serve(() => new Response(null, { status: 204 }));
  await expect(download()).rejects.toMatchObject({ code: 'download-broken' });
});

const silent: Answer = ({ signal }) =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );

test('a server that says nothing, not to any question, is given up in time', async () => {
  serve(silent);
  await expect(download()).rejects.toMatchObject({ code: 'no-network' });
  // It is not asked in another way, which would be waited for without end.
  expect(asked.map(({ isProbe }) => isProbe)).toEqual([false, false, false]);
});

test('an abort ends the check whether a server refuses all readers', async () => {
  serve((one) => (one.isProbe ? silent(one) : Promise.reject(new TypeError('Failed to fetch'))));
  const abort = new AbortController();
  const downloading = download({}, { signal: abort.signal });
  downloading.catch(() => undefined);
  await vi.waitFor(() => expect(asked.at(-1)?.isProbe).toBe(true));
  abort.abort();
  await expect(downloading).rejects.toSatisfy(isAbort);
});
