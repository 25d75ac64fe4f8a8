import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isAbort, LabError, toFailure } from '../../src/core/errors';
import { fetchSiteFile, fetchSiteFileIfThere } from '../../src/engine/site-files';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

const never = new AbortController().signal;
const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => 'nothing thrown',
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).message).toMatch(/ — /);
  return toFailure(error).code;
};

test('gives the bytes of a file', async () => {
  const url = await serve((_, response) =>
    response.setHeader('content-type', 'application/json').end('{"a":1}'),
  );
  expect(new TextDecoder().decode(await fetchSiteFile(url, 'bad-dataset', never))).toBe('{"a":1}');
});

test('a missing file, and a front page in its place, are distinguished from a network failure', async () => {
  const missing = await serve((_, response) => response.writeHead(404).end());
  expect(await codeOf(fetchSiteFile(missing, 'bad-model', never))).toBe('bad-model');
  server!.close();
  const page = await serve((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html>'),
  );
  expect(await codeOf(fetchSiteFile(page, 'bad-dataset', never))).toBe('bad-dataset');
});

test('no answer, or one that breaks off, is the network', async () => {
  expect(await codeOf(fetchSiteFile('http://127.0.0.1:9/nothing', 'bad-model', never))).toBe('no-network');
  const broken = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/octet-stream' });
    response.write('half', () => response.destroy());
  });
  expect(await codeOf(fetchSiteFile(broken, 'bad-model', never))).toBe('no-network');
});

test('an abort is an abort, before and while downloading', async () => {
  const abort = new AbortController();
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half', () => abort.abort());
  });
  const downloading = fetchSiteFile(url, 'bad-model', abort.signal);
  await expect(downloading).rejects.toSatisfy(isAbort);
  await expect(fetchSiteFile(url, 'bad-model', abort.signal)).rejects.toSatisfy(isAbort);
});

test('a file that need not be there is null where it is missing, and the network is still the network', async () => {
  const missing = await serve((_, response) => response.writeHead(404).end());
  expect(await fetchSiteFileIfThere(missing, never)).toBeNull();
  server!.close();
  const page = await serve((_, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html>'),
  );
  expect(await fetchSiteFileIfThere(page, never)).toBeNull();
  server!.close();
  const there = await serve((_, response) =>
    response.setHeader('content-type', 'application/json').end('{}'),
  );
  expect((await fetchSiteFileIfThere(there, never))!.byteLength).toBe(2);
  expect(await codeOf(fetchSiteFileIfThere('http://127.0.0.1:9/nothing', never))).toBe('no-network');
});
