import type { BrowserContext, Locator, Page, Route } from 'playwright';
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

describe('a network that is gone right after the first load', () => {
  const whenStill = async (page: Page): Promise<void> => {
    await expect.poll(() => testId(page, 'point').count()).toBeGreaterThan(10);
    await page.waitForLoadState('networkidle');
  };
  /** Drawn by the style sheet of the part itself, in CSS pixels. */
  const borderOf = (locator: Locator): Promise<string> =>
    locator.evaluate((element) => getComputedStyle(element).borderLeftWidth);

  test('a study that is started then says what to do, loses nothing, and runs once the network is back', async () => {
    const { context, page } = await visit(lab, TINY);
    await whenStill(page);
    await context.setOffline(true);
    const ending = await run(page);
    expect(ending).toMatchObject({ state: 'failed', code: 'no-network' });
    const words = await textsOf(testId(page, 'failure'));
    expect(words).toEqual([
      expect.stringMatching(/could not be fetched\. Check the connection and try again/),
    ]);
    expect(words[0]).not.toMatch(/TypeError|module/);
    expect(await borderOf(testId(page, 'failure'))).toBe('4px');
    expect(await testId(page, 'point').count()).toBeGreaterThan(10);
    await context.setOffline(false);
    const record = await runToRecord(page);
    expect(record.runs).toHaveLength(NUM_RUNS);
    expect(await testId(page, 'failure').count()).toBe(0);
    await context.close();
  });

  test('parts of the page that are asked for then come, with their looks, once it is back', async () => {
    const { context, page } = await visit(lab, TINY);
    await whenStill(page);
    await context.setOffline(true);
    await testId(page, 'point').first().click();
    await testId(page, 'missing').getByRole('button', { name: 'Close' }).waitFor();
    await page.evaluate(() => void (location.hash = '#model'));
    await expect.poll(() => testId(page, 'missing').filter({ visible: true }).count()).toBe(1);
    await page.evaluate(() => void (location.hash = '#study'));
    await testId(page, 'point').first().click();
    await context.setOffline(false);
    const rows = testId(page, 'rows');
    await rows.waitFor();
    expect(await borderOf(rows)).toBe('6px');
    await expect.poll(() => testId(page, 'missing').count()).toBe(0);
    await context.close();
  });

  test('a file that is asked for then is told of, and comes once it is back', async () => {
    const { context, page } = await visit(lab, TINY);
    await whenStill(page);
    await context.setOffline(true);
    const table = page
      .getByRole('region')
      .filter({ has: testId(page, 'results') })
      .first();
    await table.getByRole('button', { name: 'Download the runs (CSV)' }).click();
    const missing = table.getByRole('alert');
    await missing.getByText(/could not be fetched/).waitFor();
    await context.setOffline(false);
    const download = await page.waitForEvent('download');
    expect(download.suggestedFilename()).toMatch(/\.runs\.csv$/);
    await expect.poll(() => missing.count()).toBe(0);
    await context.close();
  });

  test('a part that was on its way when the network came back is asked for again', async () => {
    const { context, page } = await visit(lab, TINY);
    await whenStill(page);
    const held: Route[] = [];
    await context.route(/RowsDialog.*\.js$/, (route) => void held.push(route), { times: 1 });
    await testId(page, 'point').first().click();
    await expect.poll(() => held.length).toBe(1);
    await page.evaluate(() => void dispatchEvent(new Event('online')));
    await held[0]!.abort('internetdisconnected');
    await testId(page, 'rows').waitFor();
    await context.close();
  });
});
