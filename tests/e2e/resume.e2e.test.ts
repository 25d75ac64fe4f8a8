import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLab, testId, type Lab } from '../../scripts/lab';
import type { StudyRecord } from '../../src/core/run';
import {
  numbersOf,
  openPage,
  QUICK,
  run,
  runAndCancel,
  runAndClose,
  runToRecord,
  takeRecord,
  visit,
} from './visit';

/** From now on, notes each number of finished runs that the page shows; the function it gives tells them in order. */
async function watchFinishedRuns(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { finishedRunsSeen: seen });
    new MutationObserver(() => {
      const shown = document.querySelector<HTMLElement>('[data-testid="progress"]')?.dataset.finished;
      if (shown !== undefined && seen.at(-1) !== Number(shown)) seen.push(Number(shown));
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  return () => page.evaluate(() => (window as unknown as { finishedRunsSeen: number[] }).finishedRunsSeen);
}

describe('a study', () => {
  let lab: Lab;
  let whole: StudyRecord;

  beforeAll(async () => {
    lab = await openLab();
    const { context, page } = await visit(lab, QUICK);
    whole = await runToRecord(page);
    await context.close();
  });
  afterAll(() => lab?.close());

  test('done again with the same seed gives the same record, rows and all, on the same page too', async () => {
    const { context, page } = await visit(lab, QUICK);
    for (let i = 0; i < 2; i++) expect(numbersOf(await runToRecord(page))).toEqual(numbersOf(whole));
    await context.close();
  });

  test('with another seed gives other rows', async () => {
    const { context, page } = await visit(lab, { ...QUICK, seed: 2 });
    const other = await runToRecord(page);
    expect(other.runs.map((one) => one.rows)).not.toEqual(whole.runs.map((one) => one.rows));
    await context.close();
  });

  test('whose tab is closed is offered again, and ends as if nothing had happened', async () => {
    const { context, page, trouble } = await visit(lab, QUICK);
    await runAndClose(page, 2);

    const again = await openPage(lab, context, QUICK);
    const counts = await watchFinishedRuns(again);
    expect(await run(again, 'resume')).toEqual({ state: 'finished' });
    expect(numbersOf(await takeRecord(again))).toEqual(numbersOf(whole));
    // What was finished is there from the start, not done again.
    expect((await counts()).filter((count) => count > 0)[0]).toBeGreaterThanOrEqual(2);
    // Once it is finished there is nothing left to go on with.
    await expect.poll(() => testId(again, 'resume').count()).toBe(0);
    expect(trouble).toEqual([]);
    await context.close();
  });

  test('that is cancelled keeps what was finished, on the page and for later', async () => {
    const { context, page, trouble } = await visit(lab, QUICK);
    expect(await runAndCancel(page, 2)).toEqual({ state: 'stopped' });
    const kept = await testId(page, 'point').count();
    expect(kept).toBeGreaterThanOrEqual(2);
    expect(kept).toBeLessThan(whole.runs.length);

    expect(await run(page, 'resume')).toEqual({ state: 'finished' });
    expect(numbersOf(await takeRecord(page))).toEqual(numbersOf(whole));
    expect(trouble).toEqual([]);
    await context.close();
  });
});
