import { gzipSync } from 'node:zlib';
import type { Locator, Page, Response } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLab, testId, type Lab } from '../../scripts/lab';
import { newContext, visit } from './visit';

/** JavaScript a visitor gets before they ask for anything, gzipped. */
const MOST_SCRIPT_BYTES = 60_000;

const exampleOn = (page: Page): Locator => page.locator('[data-testid="verdict"]:not([data-kind="none"])');

describe('what a visitor first meets', () => {
  let lab: Lab;
  const responses: Response[] = [];

  beforeAll(async () => {
    lab = await openLab();
    const context = await newContext(lab);
    context.on('response', (response) => responses.push(response));
    const page = await context.newPage();
    await page.goto(lab.url);
    // What the page fetches after its first paint counts as well: the example, and the worker that is asked then.
    await exampleOn(page).waitFor();
    await page.waitForLoadState('networkidle');
  });
  afterAll(() => lab?.close());

  const scripts = (): Response[] =>
    responses.filter((response) => /\.js$/.test(new URL(response.url()).pathname));

  test(`is at most ${MOST_SCRIPT_BYTES / 1000} kB of JavaScript`, async () => {
    // Packed here: for a worker's script Chromium reports no size.
    const sizes = await Promise.all(
      scripts().map(async (response) => gzipSync(await response.body()).length),
    );
    expect(sizes.length).toBeGreaterThan(0);
    const total = sizes.reduce((a, b) => a + b, 0);
    expect(total).toBeGreaterThan(1000);
    expect(total).toBeLessThanOrEqual(MOST_SCRIPT_BYTES);
  });

  test('holds neither TF.js nor WebLLM, no model and no WebAssembly', async () => {
    const texts = await Promise.all(scripts().map((response) => response.text()));
    expect(
      texts
        .filter((text) => /tensorflow|tfjs|MLCEngine|tvmjs|xgrammar/i.test(text))
        .map((text) => text.slice(0, 80)),
    ).toEqual([]);
    const paths = responses.map((response) => new URL(response.url()).pathname);
    expect(paths.filter((path) => /\.wasm$|\/models\//.test(path))).toEqual([]);
  });

  test('is all there, and all from here', () => {
    const missing = responses.filter((response) => response.status() >= 400);
    expect(missing.map((response) => response.url())).toEqual([]);
    expect(
      responses.filter((response) => !response.url().startsWith(lab.url)).map((response) => response.url()),
    ).toEqual([]);
  });

  test('comes with the strict policy on every answer', async () => {
    const policies = await Promise.all(
      responses.map((response) => response.headerValue('content-security-policy')),
    );
    expect(new Set(policies).size).toBe(1);
    expect(policies[0]).toContain("default-src 'none'");
  });

  test('is a finished example to read, before anything is asked for', async () => {
    const { context, page } = await visit(lab);
    await exampleOn(page).waitFor();
    await expect.poll(() => testId(page, 'point').count()).toBeGreaterThan(10);
    expect(await testId(page, 'results').locator('tr[data-arm]').count()).toBeGreaterThan(3);
    expect(await page.locator('main').getAttribute('data-state')).toBe('idle');
    await context.close();
  });

  test('in a fresh profile offers nothing to resume', async () => {
    const { context, page, trouble } = await visit(lab);
    await exampleOn(page).waitFor();
    // Storage is asked once the example is there; what it says is seen nowhere but here.
    await page.waitForTimeout(1500);
    expect(await testId(page, 'resume').count()).toBe(0);
    expect(await page.locator('main').getAttribute('data-state')).toBe('idle');
    expect(trouble).toEqual([]);
    await context.close();
  });

  test('the settings of a link that make no sense are refused in a sentence, and the page still works', async () => {
    const context = await newContext(lab);
    const page = await context.newPage();
    await page.goto(`${lab.url}#study?replicates=lots`);
    const words = testId(page, 'link-failure');
    await words.waitFor();
    expect(await words.textContent()).toContain(
      'invalid replicates: "lots" (wanted a whole number from 1 to 100)',
    );
    expect(await testId(page, 'run').isEnabled()).toBe(true);
    await context.close();
  });
});
