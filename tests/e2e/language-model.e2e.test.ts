/** @file The built site and a language model: no GPU, a GPU in software, a mirror on this machine that misbehaves. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CHROMIUM_ARGS } from '../../scripts/browser';
import { openLab, testId, type Lab } from '../../scripts/lab';
import { FILES, FOR_ANY_SITE, ModelServer, TOTAL_BYTES, type Mischief } from '../engine/web-llm/model-server';
import { QUICK, runToRecord, textsOf, visit } from './visit';

const TINY = { ...QUICK, values: [0.2, 1.1], replicates: 1 };
const SHARD = 'params_shard_3.bin';

async function openSection(page: Page): Promise<void> {
  await testId(page, 'use-webllm').click();
  await page.locator('[data-testid="llm"][data-activity="idle"]').waitFor();
}

test('without a GPU the page says so in words, and the built-in generator runs the study', async () => {
  const lab = await openLab();
  try {
    const { page, trouble } = await visit(lab, TINY);
    expect(await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) ?? null)).toBeNull();
    await openSection(page);
    expect(await testId(page, 'device').getAttribute('data-class')).toBe('none');
    expect(await testId(page, 'device').textContent()).toContain('no access to a graphics processor');
    await testId(page, 'back-to-markov').click();
    expect((await runToRecord(page)).runs).toHaveLength(4);
    expect(trouble).toEqual([]);
  } finally {
    await lab.close();
  }
});

describe('with a GPU in software', () => {
  const mirror = new ModelServer();
  let lab: Lab;
  let page: Page;
  beforeAll(async () => {
    await mirror.start();
    lab = await openLab({ args: CHROMIUM_ARGS, modelHosts: [mirror.origin] });
    ({ page } = await visit(lab, TINY));
    await openSection(page);
  });
  afterAll(async () => {
    await lab?.close();
    mirror.stop();
  });

  const failure = (): Promise<string | null> =>
    testId(page, 'fetch').locator('[data-testid="llm-failure"]').textContent();

  /** Presses the button; the server does that to the fourth shard. */
  async function download(mischief: Mischief): Promise<void> {
    mirror.mischief = (name, ...rest) => name === SHARD && mischief(name, ...rest);
    mirror.requests.length = 0;
    await testId(page, 'download').click();
    // The click has begun it; one that fails at once may be over before anybody could see it under way.
    await page.locator('[data-testid="llm"][data-activity="idle"]').waitFor();
  }

  const cached = (): Promise<string[]> =>
    page.evaluate(async () => {
      const urls: string[] = [];
      for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) urls.push(url.split('/').at(-1)!);
      return urls;
    });

  test('the list holds what can run here, and the rest with the reason', async () => {
    expect(await testId(page, 'device').getAttribute('data-class')).toBe('software');
    const suitable = await textsOf(testId(page, 'models').locator('[data-testid="model"]'));
    expect(suitable.length).toBeGreaterThan(0);
    expect(suitable.join()).not.toMatch(/16-bit sums/);
    expect(suitable.filter((text) => text.includes('Recommended'))).toHaveLength(1);
    await testId(page, 'unsuitable').locator('summary').click();
    const reasons = await textsOf(testId(page, 'unsuitable').locator('[data-testid="why"]'));
    expect(reasons.length).toBeGreaterThan(10);
    expect(reasons.every((text) => /^(No 16-bit arithmetic|Too large|Buffers too small)/.test(text))).toBe(
      true,
    );
  });

  test('a host that the policy of the site does not allow is told at once', async () => {
    await testId(page, 'own-model').locator('summary').click();
    await testId(page, 'weights-url').fill('http://127.0.0.1:9/m/');
    await testId(page, 'library-url').fill('http://127.0.0.1:9/m/lib.wasm');
    await testId(page, 'add-model').click();
    await testId(page, 'download').click();
    await testId(page, 'fetch').locator('[data-testid="llm-failure"]').waitFor();
    expect(await failure()).toMatch(/forbidden host .*GOLDILOCKS_MODEL_HOSTS/);
  });

  test('a download that fails is told by its kind; what is not whole is never kept, what is whole stays', async () => {
    await testId(page, 'weights-url').fill(mirror.url);
    await testId(page, 'library-url').fill(`${mirror.url}lib.wasm`);
    await testId(page, 'add-model').click();

    // A lane that fails stops the others: it does so once they have brought theirs.
    const others = [...FILES.keys()].filter((name) => /shard/.test(name) && name !== SHARD);
    await download((_, __, response) => {
      void vi
        .waitFor(async () => expect(await cached()).toEqual(expect.arrayContaining(others)), 120_000)
        .finally(() => response.writeHead(404, FOR_ANY_SITE).end());
      return true;
    });
    expect(await failure()).toMatch(/status 404/);
    expect(await cached()).toEqual(expect.arrayContaining(others));

    await download((_, __, response) => {
      response.writeHead(200, { ...FOR_ANY_SITE, 'content-type': 'text/html' }).end('<title>Log in</title>');
      return true;
    });
    expect(await failure()).toMatch(/got a web page/);
    expect(mirror.requests.filter((name) => others.includes(name))).toEqual([]);

    await download((_, request, response, bytes) => {
      mirror.answer(request, response, Buffer.from(bytes.map((byte) => byte ^ 1)));
      return true;
    });
    expect(await failure()).toMatch(/altered file/);
    expect(await cached()).not.toContain(SHARD);
    expect(await testId(page, 'download').textContent()).toContain('Go on');
  });

  test('one that breaks off goes on by itself, and the model is here, without its server too', async () => {
    let breaks = 0;
    await download((_, request, response, bytes) => {
      if (++breaks > 2) return false;
      response.writeHead(200, { ...FOR_ANY_SITE, 'content-length': bytes.length });
      response.write(bytes.subarray(0, 300_000), () => response.destroy());
      void request;
      return true;
    });
    expect(breaks).toBe(3);
    expect(await testId(page, 'here').textContent()).toContain(`${(TOTAL_BYTES / 1e6).toFixed(1)}\u202fMB`);
    expect(await cached()).toContain(SHARD);
    mirror.stop();
    await page.reload();
    await openSection(page);
    await testId(page, 'here').waitFor();
  });

  test('a library of no use is told in words; the page goes on', async () => {
    await testId(page, 'trial').locator('summary').first().click();
    await testId(page, 'write').click();
    await page.locator('[data-testid="trial"][data-phase="failed"]').waitFor();
    const box = testId(page, 'trial').locator('[data-testid="llm-failure"]');
    expect(await box.getAttribute('data-code')).toMatch(/^(model-incompatible|bad-language-model|internal)$/);
    await testId(page, 'remove').click();
    await testId(page, 'do-remove').click();
    await testId(page, 'here').waitFor({ state: 'detached' });
    expect(await cached()).toEqual([]);
    await page.getByRole('radio', { name: /built-in/ }).click();
    expect((await runToRecord(page)).runs).toHaveLength(4);
  });
});

test('npm run study with a language model ends with a sentence where there is no GPU', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'goldilocks-'));
  try {
    const args = `--generator webllm --model SmolLM2-135M-Instruct-q0f32-MLC --profile ${profile}`;
    const { code, words } = await study(args.split(' '));
    // With a GPU the model would be fetched, which is no business of a test.
    expect(words).toMatch(/missing GPU: this browser gives no access to one .* add --software/);
    expect(code).toBe(1);
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});

function study(args: readonly string[]): Promise<{ code: number | null; words: string }> {
  const root = join(import.meta.dirname, '../..');
  const child = spawn(
    process.execPath,
    [join(root, 'node_modules/tsx/dist/cli.mjs'), join(root, 'scripts/study.ts'), ...args],
    { cwd: root },
  );
  let words = '';
  child.stderr.on('data', (piece: Buffer) => (words += piece.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, words })));
}
