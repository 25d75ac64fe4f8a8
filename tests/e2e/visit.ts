/** @file A visitor of the built site for the end-to-end tests, and what may not happen while they are there. */
import type { BrowserContext, Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { awaitEnd, downloadRecord, studyUrl, testId, type Ending, type Lab } from '../../scripts/lab';
import { faultsOfRecord } from '../../src/core/record-schema';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import type { StudyRecord } from '../../src/core/run';
import type { StudySettings } from '../../src/core/study';

/** Small enough for a test, large enough for every step: 3 tiers and 2 baselines, twice. */
export const SMALL: StudySettings = {
  ...DEFAULT_SETTINGS,
  values: [0.2, 1.1, 2.2],
  rowsPerClass: 20,
  manyRealRowsPerClass: 20,
  replicates: 2,
};

/** Trained for a moment only: for tests to which it does not matter what was learned. */
export const QUICK: StudySettings = { ...SMALL, training: { ...SMALL.training, steps: 20 } };

/** Longest wait for one thing to appear on the page. */
const PATIENCE_MS = 300_000;

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What should not have happened: foreign requests, errors in the console, breaches of the content policy. */
  readonly trouble: string[];
}

/** A fresh profile with nothing in its storage. */
export async function newContext(lab: Lab): Promise<BrowserContext> {
  const context = await lab.browser.newContext({
    acceptDownloads: true,
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(PATIENCE_MS);
  return context;
}

/** A fresh profile and a page at the given settings, not started yet. */
export async function visit(lab: Lab, settings: StudySettings = SMALL): Promise<Visit> {
  const context = await newContext(lab);
  const trouble: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(lab.url) && !/^(blob|data):/.test(url)) trouble.push(`request to ${url}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') trouble.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => trouble.push(`error: ${error.error().message}`));
  return { context, page: await openPage(lab, context, settings), trouble };
}

/** Another tab of the same profile. */
export async function openPage(
  lab: Lab,
  context: BrowserContext,
  settings: StudySettings = SMALL,
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(studyUrl(lab.url, settings));
  await testId(page, 'run').waitFor();
  return page;
}

/**
 * Presses a button that starts a study and waits for it to begin. That the page changes its state is noted from within,
 * so that neither a study that ended before nor one that ends at once is mistaken.
 */
export async function begin(page: Page, button: 'run' | 'resume'): Promise<void> {
  const change = await page.evaluateHandle(() => {
    const noted = { isSeen: false };
    const observer = new MutationObserver(() => (noted.isSeen = true));
    observer.observe(document.querySelector('main')!, { attributeFilter: ['data-state'] });
    return noted;
  });
  await testId(page, button).click();
  await page.waitForFunction((noted) => noted.isSeen, change);
}

export async function run(page: Page, button: 'run' | 'resume' = 'run'): Promise<Ending> {
  await begin(page, button);
  return awaitEnd(page, undefined, PATIENCE_MS);
}

/** The record the page hands out, found to be whole. */
export async function takeRecord(page: Page): Promise<StudyRecord> {
  const record = await downloadRecord(page);
  expect(faultsOfRecord(record)).toEqual([]);
  return record as StudyRecord;
}

/** Presses the button and takes the record of a study that must finish. */
export async function runToRecord(page: Page): Promise<StudyRecord> {
  expect(await run(page)).toEqual({ state: 'finished' });
  return takeRecord(page);
}

/**
 * From now on the page itself acts at the very change that shows so many runs as finished: a test that came to it from
 * outside might find the study at its end.
 */
async function actAt(page: Page, finishedRuns: number, act: 'cancel' | 'leave'): Promise<void> {
  await page.evaluate(
    ([wanted, what]) => {
      const find = (id: string): HTMLElement | null => document.querySelector(`[data-testid="${id}"]`);
      const observer = new MutationObserver(() => {
        if (!(Number(find('progress')?.dataset.finished) >= wanted)) return;
        observer.disconnect();
        if (what === 'leave') location.replace('about:blank');
        else find('cancel')!.click();
      });
      observer.observe(document.body, { subtree: true, childList: true, attributes: true });
    },
    [finishedRuns, act] as const,
  );
}

/** Starts a study that is cancelled once so many runs are finished. */
export async function runAndCancel(page: Page, finishedRuns: number): Promise<Ending> {
  await actAt(page, finishedRuns, 'cancel');
  return run(page);
}

/** Starts a study whose page is left, and its tab closed, once so many runs are finished. */
export async function runAndClose(page: Page, finishedRuns: number): Promise<void> {
  await actAt(page, finishedRuns, 'leave');
  await testId(page, 'run').click();
  await page.waitForURL('about:blank');
  await page.close();
}

/** What must be equal when a study is done again: all but times and names of machines. */
export function numbersOf({ study, runs, analysis, verdict, yTrue }: StudyRecord): unknown {
  const ordered = [...runs].sort((a, b) => a.arm.localeCompare(b.arm) || a.replicate - b.replicate);
  return { study, analysis, verdict, yTrue, runs: ordered.map(({ durations: _durations, ...run }) => run) };
}

export async function textsOf(locator: Locator): Promise<string[]> {
  return (await locator.allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
}
