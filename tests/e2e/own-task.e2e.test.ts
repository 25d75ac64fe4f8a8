import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGS } from '../../scripts/browser';
import { bringTask, openLab, testId, type Lab } from '../../scripts/lab';
import { begin, openPage, QUICK, run, runToRecord, textsOf, visit } from './visit';

const TINY = { ...QUICK, values: [0.2, 1.1], replicates: 1, rowsPerClass: 6 };
const MESSAGES = 'examples/messages.csv';

let lab: Lab;
beforeAll(async () => {
  lab = await openLab({ args: CHROMIUM_ARGS });
});
afterAll(() => lab?.close());

const panelOf = (page: Page) => testId(page, 'texts');
const useButton = (page: Page) => page.getByRole('button', { name: 'Use these texts' });
const files = { test: null, text: null, label: null };

/** Gives the page a file of this text and waits for what it is read as. */
async function give(page: Page, name: string, text: string): Promise<void> {
  const input = testId(page, 'file-task');
  if (!(await input.isVisible())) await panelOf(page).locator('summary').first().click();
  await input.setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await useButton(page).or(testId(page, 'task-failure')).first().waitFor();
}

describe('a visitor’s own labelled texts', () => {
  test('are brought, studied, and gone with the tab', async () => {
    const { context, page, trouble } = await visit(lab, TINY);
    await bringTask(page, { ...files, train: MESSAGES });
    const record = await runToRecord(page);
    expect(record.classNames).toEqual(['delivery', 'fault', 'payment', 'praise']);
    expect(record.manifest.dataset.id).toMatch(/^own:[0-9a-f]{64}$/);
    expect(record.yTrue).toHaveLength(4 * 7);
    const real = record.arms.filter(({ kind }) => kind === 'baseline').map(({ id }) => id);
    // The smallest class has seven rows to train on: the page asks for no more.
    expect(real).toEqual(['real7']);
    expect(trouble).toEqual([]);
    // Texts go along only where that is asked for.
    expect(record.runs.flatMap(({ rows }) => rows)).toEqual([]);
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the record with the texts (JSON)' }).click();
    const whole = JSON.parse(readFileSync(await (await waiting).path(), 'utf8')) as typeof record;
    expect(whole.runs.flatMap(({ rows }) => rows).length).toBeGreaterThan(4 * 6);

    await page.reload();
    await testId(page, 'run').waitFor();
    const ending = await run(page);
    expect(ending).toMatchObject({ state: 'failed', code: 'bad-dataset' });
    expect((await textsOf(testId(page, 'failure')))[0]).toMatch(
      /texts of this study are not in this browser/,
    );
    // The same file is the same task.
    await bringTask(page, { ...files, train: MESSAGES });
    expect(await run(page)).toEqual({ state: 'finished' });
    await context.close();
  });

  test('stay in the browser where that is wished, until they are deleted', async () => {
    const { context, page } = await visit(lab, TINY);
    await give(page, 'messages.csv', readFileSync(MESSAGES, 'utf8'));
    await page.getByLabel('Name of the task').fill('To a shop');
    await page.getByLabel('Keep these texts in this browser').check();
    await useButton(page).click();
    await panelOf(page).getByText('The texts: To a shop').waitFor();
    const again = await openPage(lab, context, TINY);
    await panelOf(again).locator('summary').first().click();
    await again.getByRole('radio', { name: 'To a shop' }).check();
    await begin(again, 'run');
    await again.getByRole('button', { name: 'Stop' }).click();
    await testId(again, 'run').waitFor();
    await again.getByRole('button', { name: 'Delete “To a shop” from this browser' }).click();
    await expect.poll(() => again.getByRole('radio', { name: 'To a shop' }).count()).toBe(0);
    await page.reload();
    await panelOf(page).locator('summary').first().click();
    await expect.poll(() => page.getByRole('radio').filter({ visible: true }).count()).toBeGreaterThan(0);
    expect(await page.getByRole('radio', { name: 'To a shop' }).count()).toBe(0);
    await context.close();
  });

  test('are read with doubt: what is wrong is told, and columns are changed by hand', async () => {
    const { context, page } = await visit(lab, TINY);
    await give(page, 'empty.csv', 'text,label\n');
    await testId(page, 'task-failure').getByText('No task can be made of this file').waitFor();
    const rows = Array.from({ length: 60 }, (_, i) => {
      const words = ['a', 'b', 'c'].map((letter) => `${letter}${i}`).join(' ');
      return `${['north', 'North ', 'south', ''][i % 4]},see ${words} there,${i % 2}`;
    });
    await give(page, 'places.csv', ['region,remark,part', ...rows].join('\n'));
    await useButton(page).waitFor();
    const label = page.getByLabel('Column of the labels');
    expect(await label.inputValue()).toBe('part');
    await label.selectOption('region');
    const notes = testId(page, 'task-notes');
    await notes.getByText('Taken as one label each: “north”, “North ”.').waitFor();
    await notes.getByText('15 rows without a label left out.').waitFor();
    await page.getByLabel('Labels that differ only in case or spaces are one').uncheck();
    await expect.poll(() => notes.getByText('Taken as one label').count()).toBe(0);
    expect(await panelOf(page).getByRole('rowheader').allTextContents()).toEqual(['North', 'north', 'south']);
    await context.close();
  });
});
