/** @file Pinning a model against a hub on this machine that lists its files as the real one does. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptPins, pinModel } from '../../scripts/catalogue-pins';
import { readCatalogue } from '../../src/core/llm-catalogue';
import type { LanguageModel } from '../../src/core/llm-model';
import { FILES, TOTAL_BYTES } from '../engine/web-llm/model-server';
import catalogue from '../../models/catalogue/web-llm.json' with { type: 'json' };

const COMMIT = 'c0ffee'.padEnd(40, '0');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
let server: Server;
let origin = '';
let isShort = false;

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    if (url === '/api/models/maker/tiny') return response.end(JSON.stringify({ sha: COMMIT }));
    if (url === `/api/models/maker/tiny/tree/${COMMIT}`) {
      const list = [...FILES]
        .filter(([name]) => name !== 'lib.wasm')
        .map(([path, bytes]) => ({
          type: 'file',
          path,
          oid: 'a git object',
          size: bytes.length - (isShort && path === 'params_shard_2.bin' ? 1 : 0),
          ...(path.endsWith('.bin') ? { lfs: { oid: sha256(bytes), size: bytes.length } } : {}),
        }));
      return response.end(JSON.stringify(list));
    }
    const name = new RegExp(`^/(?:maker/tiny/resolve/${COMMIT}|lib)/([\\w.-]+)$`).exec(url)?.[1] ?? '';
    const bytes = name.endsWith('.bin') ? undefined : FILES.get(name);
    return bytes ? response.end(bytes) : response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const model = (): LanguageModel => ({
  ...(catalogue.models[0] as LanguageModel),
  weightsUrl: `${origin}/maker/tiny/resolve/main/`,
  libraryUrl: `${origin}/lib/lib.wasm`,
});

test('commit, exact size and every hash are filled in, and no weights are downloaded', async () => {
  const pinned = await pinModel(model());
  expect(pinned).toMatchObject({
    revision: COMMIT,
    weightsUrl: `${origin}/maker/tiny/resolve/${COMMIT}/`,
    downloadBytes: TOTAL_BYTES,
    isSizeExact: true,
  });
  const expected = [...FILES].map(([name, bytes]) => [
    name === 'lib.wasm' ? 'library.wasm' : name,
    sha256(bytes),
  ]);
  expect(pinned.sha256).toEqual(Object.fromEntries(expected));
  expect(() => readCatalogue(JSON.stringify({ ...catalogue, models: [pinned] }))).not.toThrow();
});

test('a new library keeps the pins of the weights, and not the hash of the old one', async () => {
  const pinned = await pinModel(model());
  const { revision, sha256: hashes, downloadBytes } = pinned;
  expect(keptPins(pinned, pinned.libraryUrl)).toEqual({ revision, sha256: hashes, downloadBytes });
  const { 'library.wasm': old, ...others } = hashes;
  expect(old).toMatch(/^[0-9a-f]{64}$/);
  expect(keptPins(pinned, `${origin}/new/lib.wasm`)).toEqual({
    revision,
    sha256: others,
    downloadBytes: null,
  });
  expect(keptPins(undefined, 'x')).toEqual({ revision: null, sha256: {}, downloadBytes: null });
});

test('a list that contradicts the model, a missing file and an unreachable hub are reported', async () => {
  isShort = true;
  await expect(pinModel(model())).rejects.toThrow(/invalid size of params_shard_2\.bin/);
  isShort = false;
  await expect(pinModel({ ...model(), libraryUrl: `${origin}/lib/other.wasm` })).rejects.toThrow(
    /status 404/,
  );
  await expect(pinModel({ ...model(), weightsUrl: 'http://127.0.0.1:9/a/b/resolve/main/' })).rejects.toThrow(
    /no answer from .* hub is reachable/,
  );
});
