import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveSite, type SiteServer } from '../../scripts/serve';

const outside = mkdtempSync(join(tmpdir(), 'goldilocks-serve-'));
const folder = join(outside, 'dist');
const script = `export const words = '${'word '.repeat(1000)}';`;
let site: SiteServer;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  mkdirSync(join(folder, 'wasm'));
  writeFileSync(join(outside, 'secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>site</title>');
  writeFileSync(join(folder, '_headers'), '/*');
  writeFileSync(join(folder, '.hidden'), 'hidden');
  writeFileSync(join(folder, 'assets', 'index-1a2b.js'), script);
  writeFileSync(join(folder, 'wasm', 'a.wasm'), new Uint8Array(2000));
  symlinkSync(join(outside, 'secret.txt'), join(folder, 'link.txt'));
  site = await serveSite({ folder });
});

afterAll(async () => {
  await site.close();
  rmSync(outside, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A request whose path reaches the server as written; `fetch` would tidy away `..` first. */
function ask(path: string, { method = 'GET', headers = {} } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: 'localhost', port: site.port, path, method, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () =>
        resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject).end();
  });
}

describe('the static server', () => {
  test('answers / with the page and the strict policy', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body.toString()).toContain('<title>site</title>');
    expect(headers['content-type']).toBe('text/html;charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-cache');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    // Only what is fetched may come from elsewhere, and only from hosts that keep models.
    const rules = policy.split('; ');
    const connect = rules.find((rule) => rule.startsWith('connect-src'));
    const others = rules.filter((rule) => rule !== connect).join('; ');
    expect(others).not.toMatch(/'unsafe-(inline|eval)'|\*|https?:|blob:/);
    expect(connect).toMatch(
      /^connect-src 'self'( https:\/\/(\*\.)?(huggingface\.co|hf\.co|raw\.githubusercontent\.com))*$/,
    );
  });

  test('keeps hashed assets for good and compresses them for those who can read it', async () => {
    const packed = await ask('/assets/index-1a2b.js', { headers: { 'Accept-Encoding': 'br, gzip' } });
    expect(packed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.body.length).toBeLessThan(script.length / 10);
    expect(gunzipSync(packed.body).toString()).toBe(script);
    const plain = await ask('/assets/index-1a2b.js');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(script);
  });

  test('the policy stands on scripts too, since a worker obeys the one its own script came with', async () => {
    expect((await ask('/assets/index-1a2b.js')).headers['content-security-policy']).toContain(
      "connect-src 'self'",
    );
  });

  test('gives WebAssembly its own type', async () => {
    expect((await ask('/wasm/a.wasm')).headers['content-type']).toBe('application/wasm');
  });

  test('answers HEAD with the length and no body', async () => {
    const { status, headers, body } = await ask('/assets/index-1a2b.js', { method: 'HEAD' });
    expect([status, headers['content-length'], body.length]).toEqual([200, String(script.length), 0]);
  });

  test('answers 304 to one who has the file already', async () => {
    const { headers } = await ask('/');
    for (const encoding of ['', 'gzip']) {
      const again = { 'If-None-Match': String(headers.etag), 'Accept-Encoding': encoding };
      const { status, body } = await ask('/', { headers: again });
      expect([status, body.length]).toEqual([304, 0]);
    }
  });

  test('sends a part of a file as it is, never compressed', async () => {
    const headers = { Range: 'bytes=7-11', 'Accept-Encoding': 'gzip' };
    const answer = await ask('/assets/index-1a2b.js', { headers });
    expect([answer.status, answer.headers['content-encoding']]).toEqual([206, undefined]);
    expect(answer.body.toString()).toBe(script.slice(7, 12));
  });

  test.each(['/nowhere.bin', '/assets', '/assets/', '/.hidden', '/%', '/%00', '/index.html/'])(
    'answers %s with 404',
    async (path) => {
      const { status, headers, body } = await ask(path);
      expect([status, headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
      expect(body.toString()).not.toContain('<');
    },
  );

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '/link.txt',
  ])('does not let %s out of the folder', async (path) => {
    const { status, body } = await ask(path);
    expect([status, body.toString()]).toEqual([404, 'not found\n']);
  });

  test('refuses other methods', async () => {
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
  });

  test('takes the next port where one is taken, if told so, and says so if not', async () => {
    const next = await serveSite({ folder, port: site.port, orNext: true });
    expect(next.port).toBeGreaterThan(site.port);
    await next.close();
    await expect(serveSite({ folder, port: site.port })).rejects.toThrow(
      `invalid port: ${site.port} (wanted a free one)`,
    );
  });

  test('says what to do where nothing is built', async () => {
    await expect(serveSite({ folder: join(outside, 'none') })).rejects.toThrow('run `npm run build` first');
  });
});
