import type { BrowserContext, Route } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGS } from '../../scripts/browser';
import { openLab, testId, type Lab } from '../../scripts/lab';
import { QUICK, run, runAndCancel, runToRecord, textsOf, visit } from './visit';

const TINY = { ...QUICK, values: [0.2, 1.1], replicates: 1 };
const NUM_RUNS = 4;

let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ args: CHROMIUM_ARGS });
});
afterAll(() => lab?.close());

/** Codes of the warnings on the page. */
async function warnings(page: Parameters<typeof testId>[0]): Promise<(string | null)[]> {
  return testId(page, 'warning').evaluateAll((all) => all.map((one) => one.getAttribute('data-code')));
}

describe('without a place to keep runs', () => {
  test('a full disk costs a warning, not the study', async () => {
    const { context, page } = await visit(lab, TINY);
    const devtools = await context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(lab.url).origin, quotaSize: 1 });
    const record = await runToRecord(page);
    expect(record.runs).toHaveLength(NUM_RUNS);
    await expect.poll(() => warnings(page)).toContain('storage-full');
    await context.close();
  });

  test('storage that is refused costs a warning, not the study', async () => {
    const { context, page } = await visit(lab, TINY);
    // What a browser does that is told to block site data; init scripts do not reach workers, so their code is changed.
    const refuse =
      "Object.defineProperty(self, 'indexedDB', { get() { throw new DOMException('denied', 'SecurityError'); } });";
    let changed = 0;
    await context.route(/worker.*\.js$/, async (route) => {
      const response = await route.fetch();
      changed++;
      await route.fulfill({ response, body: `${refuse}\n${await response.text()}` });
    });
    // The worker that looked for unfinished studies is there already; it must be started anew.
    await page.reload();
    const record = await runToRecord(page);
    expect(changed).toBeGreaterThan(0);
    expect(record.runs).toHaveLength(NUM_RUNS);
    await expect.poll(() => warnings(page)).toContain('storage-refused');
    await context.close();
  });
});

describe('a file that does not arrive as it should', () => {
  const answers: Readonly<Record<string, (route: Route) => Promise<void>>> = {
    'cut short': async (route) => {
      const response = await route.fetch();
      const body = await response.body();
      await route.fulfill({ response, body: body.subarray(0, Math.floor(body.length / 2)) });
    },
    'full of garbage': async (route) => {
      const response = await route.fetch();
      const { length } = await response.body();
      await route.fulfill({ response, body: Buffer.alloc(length, 0xa5) });
    },
    'not found': (route) => route.fulfill({ status: 404, contentType: 'text/plain', body: 'not found' }),
    'a page of a login': (route) =>
      route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><title>Log in</title>' }),
    'never answered': (route) => route.abort('connectionfailed'),
  };

  async function failWith(context: BrowserContext, pattern: RegExp, answer: string): Promise<void> {
    await context.route(pattern, answers[answer]!);
  }

  test.each([
    ...Object.keys(answers).map((answer) => ['encoder.bin', answer] as const),
    ['encoder.json', 'cut short'] as const,
    ['encoder.json', 'a page of a login'] as const,
  ])('the model’s %s %s: the page says so in words', async (file, answer) => {
    const { context, page } = await visit(lab, TINY);
    await failWith(context, new RegExp(`/models/${file}`), answer);
    const ending = await run(page);
    expect(ending).toMatchObject({
      state: 'failed',
      code: expect.stringMatching(/^(bad-model|no-network)$/) as string,
    });
    await testId(page, 'failure').waitFor();
    expect(await textsOf(testId(page, 'failure'))).toEqual([expect.stringMatching(/\w+ \w+ \w+/)]);
    await context.close();
  });

  test.each(['cut short', 'not found', 'a page of a login'])(
    'the dataset %s: the page says so in words',
    async (answer) => {
      const { context, page } = await visit(lab, TINY);
      await failWith(context, /\/data\//, answer);
      expect(await run(page)).toMatchObject({
        state: 'failed',
        code: expect.stringMatching(/^(bad-dataset|no-network)$/) as string,
      });
      await context.close();
    },
  );

  test('once it arrives, the same page runs the study', async () => {
    const { context, page } = await visit(lab, TINY);
    await failWith(context, /\/models\//, 'not found');
    expect(await run(page)).toMatchObject({ state: 'failed' });
    await context.unroute(/\/models\//);
    const record = await runToRecord(page);
    expect(record.runs).toHaveLength(NUM_RUNS);
    expect(await testId(page, 'failure').count()).toBe(0);
    await context.close();
  });

  test.each(['not found', 'full of garbage'])(
    'WebAssembly %s: the study goes on more slowly and says so',
    async (answer) => {
      const { context, page } = await visit(lab, TINY);
      await failWith(context, /\.wasm$/, answer);
      expect(await runAndCancel(page, 1)).toEqual({ state: 'stopped' });
      await expect.poll(() => warnings(page)).toEqual(['slow-backend']);
      await context.close();
    },
  );
});
