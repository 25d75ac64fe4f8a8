import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGS } from '../../scripts/browser';
import { openLab, testId, type Lab } from '../../scripts/lab';
import type { StudyRecord } from '../../src/core/run';
import { numThreads } from '../../src/core/threads';
import { runToRecord, SMALL, textsOf, visit, type Visit } from './visit';

describe('a visitor who runs a study', () => {
  let lab: Lab;
  let visitor: Visit;
  let record: StudyRecord;

  let numWorkers = 0;

  beforeAll(async () => {
    lab = await openLab({ args: CHROMIUM_ARGS });
    visitor = await visit(lab);
    // A worker that was started by a worker is told of by the browser, not by the page.
    const browser = await lab.browser.newBrowserCDPSession();
    browser.on('Target.targetCreated', ({ targetInfo }) => {
      if (targetInfo.type === 'worker') numWorkers++;
    });
    await browser.send('Target.setDiscoverTargets', { discover: true });
    record = await runToRecord(visitor.page);
  });
  afterAll(() => lab?.close());

  test('gets every run of every arm, as asked', () => {
    expect(record.study.seed).toBe(SMALL.seed);
    expect(record.arms.filter((arm) => arm.kind === 'tier').map((arm) => arm.value)).toEqual(SMALL.values);
    const names = record.runs.map(({ arm, replicate }) => `${arm} ${replicate}`);
    expect(names.sort()).toEqual(record.arms.flatMap(({ id }) => [`${id} 0`, `${id} 1`]).sort());
  });

  test('has its runs made by as many threads as the computer has cores for', () => {
    expect(numWorkers).toBe(numThreads({ hardwareConcurrency: availableParallelism() }));
    expect(record.warnings).toEqual([]);
  });

  test('has them computed by the processor, not by a GPU in software, and the record says so', async () => {
    expect(await visitor.page.evaluate(async () => (await navigator.gpu.requestAdapter()) !== null)).toBe(
      true,
    );
    expect(record.manifest.backends).toEqual(['wasm']);
    expect(record.manifest.adapter).toBeNull();
  });

  test('can trust the setting: equal steps in all arms, balanced rows, one fixed test set', () => {
    expect(new Set(record.runs.map((run) => run.steps)).size).toBe(1);
    const numClasses = record.classNames.length;
    for (const { id, recipe } of record.study.arms) {
      for (const run of record.runs.filter(({ arm }) => arm === id)) {
        expect(run.trainingRows).toEqual({
          generated: (recipe.generated?.rowsPerClass ?? 0) * numClasses,
          real: recipe.realRowsPerClass * numClasses,
        });
      }
    }
    expect(record.yTrue.length).toBeGreaterThanOrEqual(100 * numClasses);
  });

  test('gets a classifier that learned something, in every arm with real rows enough', () => {
    const chance = 1 / record.classNames.length;
    for (const { accuracy } of record.analysis.arms) expect(accuracy.mean).toBeGreaterThan(1.5 * chance);
  });

  test('reads the verdict of the record on the page', async () => {
    const verdict = testId(visitor.page, 'verdict');
    expect(await verdict.getAttribute('data-kind')).toBe(record.verdict.kind);
    expect(await textsOf(verdict)).toEqual([
      expect.stringContaining(record.verdict.text.replace(/\s+/g, ' ')),
    ]);
  });

  test('reads the figures of the record in the table, a line an arm', async () => {
    const lines = testId(visitor.page, 'results').locator('tr[data-arm]');
    const arms = await lines.evaluateAll((all) => all.map((line) => line.getAttribute('data-arm')));
    expect([...arms].sort()).toEqual(record.arms.map(({ id }) => id).sort());
    for (const { arm, accuracy } of record.analysis.arms) {
      const [text] = await textsOf(lines.locator(`xpath=self::*[@data-arm="${arm}"]`));
      expect(text).toContain((accuracy.mean * 100).toFixed(1));
    }
  });

  test('sees a point for every run', async () => {
    const points = testId(visitor.page, 'point');
    const shown = await points.evaluateAll((all) =>
      all.map((point) => `${point.getAttribute('data-arm')} ${point.getAttribute('data-replicate')}`),
    );
    expect(shown.sort()).toEqual(record.runs.map(({ arm, replicate }) => `${arm} ${replicate}`).sort());
  });

  test('clicks a point and reads the rows of that arm, as text', async () => {
    const { page } = visitor;
    const arm = record.arms.find(({ kind }) => kind === 'tier')!.id;
    const point = page.locator(`[data-testid="point"][data-arm="${arm}"]`).first();
    await point.scrollIntoViewIfNeeded();
    const box = (await point.boundingBox())!;
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    const rows = testId(page, 'rows');
    await rows.waitFor();
    expect(await rows.getAttribute('data-arm')).toBe(arm);
    const replicate = Number(await rows.getAttribute('data-replicate'));
    const shown = record.runs.find((run) => run.arm === arm && run.replicate === replicate)!;
    expect(await textsOf(rows)).toEqual([expect.stringContaining(shown.rows[0]!.text)]);
    await page.keyboard.press('Escape');
    await rows.waitFor({ state: 'detached' });
  });

  test('does the same with the keyboard alone', async () => {
    const { page } = visitor;
    await page.locator('[data-testid="point"][tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    const chosen = await page.evaluate(() => document.activeElement?.getAttribute('data-arm'));
    await page.keyboard.press('Enter');
    await testId(page, 'rows').waitFor();
    expect(await testId(page, 'rows').getAttribute('data-arm')).toBe(chosen);
    await page.keyboard.press('Escape');
    await testId(page, 'rows').waitFor({ state: 'detached' });
  });

  test('puts another measure on the axis, and the tiers move', async () => {
    const { page } = visitor;
    const axis = page.getByLabel('Show accuracy against');
    const tier = record.arms.find(({ kind }) => kind === 'tier')!.id;
    const places = (): Promise<(string | null)[]> =>
      page
        .locator(`[data-testid="point"][data-arm="${tier}"]`)
        .evaluateAll((all) => all.map((point) => point.getAttribute('transform')));
    const before = await places();
    const offered = await axis
      .locator('option')
      .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
    expect(offered).toEqual(expect.arrayContaining(record.measures.map(({ id }) => id)));
    await axis.selectOption(record.measures[0]!.id);
    await expect.poll(places).not.toEqual(before);
    expect(await places()).toHaveLength(before.length);
    await axis.selectOption(offered[0]!);
    await expect.poll(places).toEqual(before);
  });

  test('sends nothing away, and meets no error and no breach of the content policy', () => {
    expect(visitor.trouble).toEqual([]);
  });

  test('the watch that says so sees a foreign request and a breach of the policy', async () => {
    const { context, page, trouble } = await visit(lab);
    await page.evaluate(() => fetch('http://example.invalid/').catch(() => undefined));
    await page.evaluate(() => new Image().setAttribute('src', 'https://example.invalid/a.png'));
    await expect.poll(() => trouble.some((one) => one.includes('Content Security Policy'))).toBe(true);
    await context.close();
  });
});
