/** @file The built page in a browser nobody sees: opened, started, watched and emptied by a script. */
import { readFile } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright';
import { formatSettings } from '../src/experiment/settings.js';
import type { StudySettings } from '../src/core/study.js';
import { enTasks as taskMessages } from '../src/words/en/tasks.js';
import type { OwnTaskFiles } from './study-command.js';
import { needBrowser, PLAIN_ARGS } from './browser.js';
import { serveSite, type ServeOptions } from './serve.js';

/** Longest time in which a running study may show no progress; a page that hangs must not hang the terminal. */
export const STALLED_MS = 10 * 60_000;
const POLL_MS = 200;
/** Longest wait for the browser to start, on a machine that is busy. */
const LAUNCH_MS = 180_000;

export interface Lab {
  /** Address of the page, with a slash at its end. */
  readonly url: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** Serves the built site on a free port and starts a browser for it. */
export async function openLab({
  args = PLAIN_ARGS,
  ...options
}: { args?: readonly string[] } & Pick<ServeOptions, 'folder' | 'modelHosts'> = {}): Promise<Lab> {
  const executablePath = needBrowser();
  const site = await serveSite(options);
  try {
    // The caller decides what Ctrl-C does.
    const browser = await chromium.launch({
      executablePath,
      args: [...args],
      handleSIGINT: false,
      timeout: LAUNCH_MS,
    });
    return {
      url: site.url,
      browser,
      close: async () => {
        await browser.close();
        await site.close();
      },
    };
  } catch (error) {
    await site.close();
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Error(`browser: ${executablePath} did not start: ${words} — set CHROMIUM to another Chrome`, {
      cause: error,
    });
  }
}

/** Address at which the page stands with these settings filled in. */
export function studyUrl(url: string, settings: StudySettings): string {
  return `${url}#study?${new URLSearchParams(formatSettings(settings)).toString()}`;
}

export interface Progress {
  readonly finishedRuns: number;
  readonly totalRuns: number;
  /** 0 to 1. */
  readonly fraction: number;
  /** What the page says beside its bar. */
  readonly words: string;
}

export type Ending =
  | { readonly state: 'finished' | 'stopped' }
  | { readonly state: 'failed'; readonly code: string; readonly words: string };

export function testId(page: Page, id: string): ReturnType<Page['locator']> {
  return page.locator(`[data-testid="${id}"]`);
}

function mainState(page: Page): Promise<string | null> {
  return page.locator('main').getAttribute('data-state');
}

/**
 * Waits until the study on the page has ended, and tells its progress whenever that changes.
 * @throws Error where the page crashes or shows nothing new for `stalledMs`.
 */
export async function awaitEnd(
  page: Page,
  onProgress: (progress: Progress) => void = () => undefined,
  stalledMs: number = STALLED_MS,
): Promise<Ending> {
  let crashed = false;
  page.once('crash', () => (crashed = true));
  let last = '';
  let lastChange = performance.now();
  for (;;) {
    if (crashed) throw new Error('study: the page crashed — try fewer rows, or close other programs');
    const state = await mainState(page);
    if (state === 'finished' || state === 'stopped') return { state };
    if (state === 'failed') {
      const box = testId(page, 'failure');
      const code = (await box.getAttribute('data-code')) ?? 'internal';
      return { state, code, words: ((await box.textContent()) ?? '').replace(/\s+/g, ' ').trim() };
    }
    const progress = await readProgress(page);
    const shown = JSON.stringify(progress);
    if (shown !== last) {
      last = shown;
      lastChange = performance.now();
      if (progress) onProgress(progress);
    } else if (performance.now() - lastChange > stalledMs) {
      throw new Error(`study: no progress for ${Math.round(stalledMs / 60_000)} minutes — start it again`);
    }
    await page.waitForTimeout(POLL_MS);
  }
}

/** Null while the page shows no progress: before the study starts and after it ends. */
async function readProgress(page: Page): Promise<Progress | null> {
  return page.evaluate(() => {
    const bar = document.querySelector<HTMLProgressElement>('[data-testid="progress"]');
    if (!bar) return null;
    // Before the first run the line above the bar says more than how many runs are done.
    const wanted = bar.dataset.ahead === 'true' ? 'strong, span.small, p.small' : 'p.small';
    const parts = [...(bar.closest('.line')?.querySelectorAll(wanted) ?? [])];
    return {
      finishedRuns: Number(bar.dataset.finished),
      totalRuns: Number(bar.dataset.total),
      fraction: bar.value,
      words: parts
        .map((part) => (part.textContent ?? '').replace(/\s+/g, ' ').trim())
        .filter((part) => part !== '')
        .join(' · '),
    };
  });
}

/**
 * Makes a task of files on the page, and chooses it. Gives what the page says of it: what is to be known of the rows.
 * @throws Error with the page's words where no task can be made of them
 */
export async function bringTask(page: Page, { train, test, text, label }: OwnTaskFiles): Promise<string> {
  const use = page.getByRole('button', { name: taskMessages.use });
  const failure = testId(page, 'task-failure');
  const settled = async (): Promise<void> => {
    await use.or(failure).first().waitFor();
    await page.getByText(taskMessages.reading, { exact: true }).waitFor({ state: 'detached' });
    if (await failure.isVisible())
      throw new Error(`study: ${(await failure.locator('code').innerText()).trim()}`);
  };
  await testId(page, 'texts').locator('summary').first().click();
  await testId(page, 'file-task').setInputFiles(train);
  await settled();
  if (test !== null) {
    await page.getByText(taskMessages.testFile.title).click();
    await testId(page, 'file-task-test').setInputFiles(test);
    await settled();
  }
  for (const [words, column] of [
    [taskMessages.textColumn.label, text],
    [taskMessages.labelColumn.label, label],
  ] as const) {
    if (column === null) continue;
    const options = await page
      .getByLabel(words)
      .locator('option')
      .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));
    if (!options.includes(column))
      throw new Error(
        `study: unknown column: "${column}" (wanted one of ${options.join(', ')}) — name another`,
      );
    await page.getByLabel(words).selectOption(column);
    await settled();
  }
  const notes = await testId(page, 'task-notes').locator('li').allInnerTexts();
  await use.click();
  await page.waitForFunction(() => location.hash.includes('data=own'));
  return notes.join('\n');
}

/** The record that the page hands out as a file. */
export async function downloadRecord(page: Page): Promise<unknown> {
  const waiting = page.waitForEvent('download', { timeout: 60_000 });
  await testId(page, 'download-record').click();
  const download = await waiting;
  return JSON.parse(await readFile(await download.path(), 'utf8')) as unknown;
}
