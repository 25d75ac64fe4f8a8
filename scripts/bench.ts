/**
 * @file `npm run bench`: measurements, a JSON line each. The study of the page as it is built, and every module in
 * `bench/`, which exports `name` and `run`. `npm run bench -- markov study` runs only those whose name holds a word.
 */
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Response } from 'playwright';
import { DEFAULT_SETTINGS } from '../src/experiment/settings.js';
import type { RunDurations, StudyRecord } from '../src/core/run.js';
import { awaitEnd, downloadRecord, openLab, studyUrl, testId } from './lab.js';
import { ensureBuilt } from './site-build.js';

/** What a file of `bench/` exports. */
interface Bench {
  readonly name: string;
  /** Figures by name; the unit is part of the name: `seconds`, `rowsPerSecond`, `sizeBytes`. */
  readonly run: () => Promise<Record<string, number | string>>;
}

const FOLDER = fileURLToPath(new URL('../bench', import.meta.url));

/** The default study in the built page, from the button to the verdict. */
async function benchStudy(): Promise<Record<string, number | string>> {
  ensureBuilt((line) => process.stderr.write(`${line}\n`));
  const lab = await openLab();
  try {
    const context = await lab.browser.newContext({ acceptDownloads: true });
    const scripts: Response[] = [];
    let isStarted = false;
    context.on('response', (response) => {
      if (!isStarted && new URL(response.url()).pathname.endsWith('.js')) scripts.push(response);
    });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const tasks: number[] = [];
      Object.assign(window, { longTasks: tasks });
      new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map((entry) => entry.duration)),
      ).observe({
        type: 'longtask',
        buffered: true,
      });
    });
    await page.goto(studyUrl(lab.url, DEFAULT_SETTINGS));
    await testId(page, 'run').waitFor();
    // What the page fetches after its first paint counts as loading.
    await page.waitForTimeout(1500);
    const longTasks = (): Promise<number[]> =>
      page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks);
    const tasksOfLoad = await longTasks();
    await page.evaluate(() => ((window as unknown as { longTasks: number[] }).longTasks.length = 0));
    isStarted = true;
    // Packed here: for a worker's script Chromium reports no size.
    const packed = await Promise.all(scripts.map(async (response) => gzipSync(await response.body()).length));
    const begun = performance.now();
    await testId(page, 'run').click();
    let firstPointMs = NaN;
    const firstPoint = page
      .locator('[data-testid="progress"]:not([data-finished="0"])')
      .waitFor({ state: 'attached', timeout: 0 })
      .then(() => (firstPointMs = performance.now() - begun));
    firstPoint.catch(() => undefined);
    const ending = await awaitEnd(page);
    const totalMs = performance.now() - begun;
    if (ending.state !== 'finished') throw new Error(`bench: the study ended as ${ending.state}`);
    const tasks = await longTasks();
    const record = (await downloadRecord(page)) as StudyRecord;
    const seconds = (part: keyof RunDurations): number =>
      round(record.runs.reduce((total, run) => total + (run.durations[part] ?? 0), 0) / 1000);
    return {
      totalSeconds: round(totalMs / 1000),
      firstPointSeconds: round(firstPointMs / 1000),
      runs: record.runs.length,
      generateSeconds: seconds('generateMs'),
      measureSeconds: seconds('measureMs'),
      trainSeconds: seconds('trainMs'),
      evaluateSeconds: seconds('evaluateMs'),
      // Tasks under 50 ms are not reported by the browser: 0 means that none was longer.
      longestTaskWhileLoadingMs: round(Math.max(0, ...tasksOfLoad)),
      longestTaskWhileRunningMs: round(Math.max(0, ...tasks)),
      firstLoadScriptBytes: packed.reduce((a, b) => a + b, 0),
      backend: record.manifest.backends.join(','),
      verdict: record.verdict.kind,
    };
  } finally {
    await lab.close();
  }
}

function round(value: number): number {
  return Number(value.toFixed(3));
}

async function readBenches(): Promise<Bench[]> {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.bench.ts')) : [];
  const benches: Bench[] = [];
  for (const file of files.sort()) {
    const bench = (await import(pathToFileURL(join(FOLDER, file)).href)) as Partial<Bench>;
    if (typeof bench.name !== 'string' || typeof bench.run !== 'function') {
      throw new Error(
        `bench: invalid module: bench/${file} (wanted the exports \`name\` and \`run\`) — add what is missing`,
      );
    }
    benches.push(bench as Bench);
  }
  return benches;
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const benches = [...(await readBenches()), { name: 'study', run: benchStudy }];
  const chosen = benches.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  if (chosen.length === 0) {
    throw new Error(
      `bench: unknown name: "${words.join(' ')}" (wanted one of ${benches.map(({ name }) => name).join(', ')})`,
    );
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
  for (const { name, run } of chosen) {
    try {
      console.log(JSON.stringify({ bench: name, ...(await run()), node: process.version, machine }));
    } catch (error) {
      process.exitCode = 1;
      console.log(
        JSON.stringify({ bench: name, error: error instanceof Error ? error.message : String(error) }),
      );
    }
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
