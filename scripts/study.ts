/**
 * @file `npm run study`: the study a visitor would run, without a window. Drives the built page, shows its
 * progress, checks the record against the published schema, writes it, and prints the table and the verdict.
 */
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Page } from 'playwright';
import type { StudyRecord } from '../src/core/run.js';
import { runsCsv } from '../src/ui/export.js';
import { allowClosedPipe } from './closed-pipe.js';
import {
  awaitEnd,
  bringTask,
  downloadRecord,
  openLab,
  STALLED_MS,
  studyUrl,
  testId,
  type Progress,
} from './lab.js';
import { ensureBuilt } from './site-build.js';
import type { ModelWish } from './model-wish.js';
import { openModelLab, prepareModel } from './study-model.js';
import {
  formatDesign,
  formatTable,
  helpText,
  parseStudyCommand,
  type StudyCommand,
} from './study-command.js';
import { faultsOfRecord } from '../src/core/record-schema.js';

/** Exit codes, as the help text names them. */
const FAILED = 1;
const WRONG_ARGUMENTS = 2;
const INTERRUPTED = 130;

/** Longest time without progress where the processor stands in for a GPU: a first token takes minutes. */
const SOFTWARE_STALLED_MS = 60 * 60_000;

/** Between two lines of progress where the output is not a terminal. */
const LINE_EVERY_MS = 5_000;

allowClosedPipe();

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Says why nothing could be written there; before the study rather than after it. */
function checkOut(out: string, option = 'out'): void {
  const path = resolve(out);
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(
      `study: missing folder: "${folder}" (wanted for --${option} ${out}) — make it first, or name another`,
    );
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Error(
      `study: invalid ${option}: "${out}" is a folder (wanted a file) — for example --${option} ${out}/file`,
    );
  }
  try {
    accessSync(statSync(path, { throwIfNoEntry: false }) ? path : folder, constants.W_OK);
  } catch {
    throw new Error(`study: invalid ${option}: "${out}" (wanted a file that may be written) — name another`);
  }
}

/** Shows progress: one line that changes on a terminal, now and then a new line elsewhere. */
function progressShower(): {
  show: (progress: Progress) => void;
  say: (words: string) => void;
  end: () => void;
} {
  const isTerminal = process.stderr.isTTY;
  const begun = performance.now();
  let lastLine = -Infinity;
  let hasLine = false;
  const put = (line: string): void => {
    if (isTerminal) {
      hasLine = true;
      process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
    } else if (performance.now() - lastLine >= LINE_EVERY_MS) {
      lastLine = performance.now();
      say(line);
    }
  };
  return {
    say: put,
    show: ({ finishedRuns, totalRuns, fraction, words }) => {
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      const share = `${String(Math.round(fraction * 100)).padStart(3)} %`;
      put(`${share}  ${finishedRuns}/${totalRuns} runs  ${seconds} s  ${words}`);
    },
    end: () => {
      if (hasLine) process.stderr.write('\r\x1b[2K');
      hasLine = false;
    },
  };
}

/** A page of the lab, and how to close all of it. */
interface Opened {
  readonly url: string;
  readonly page: Page;
  close(): Promise<void>;
}

async function open(model: ModelWish | null): Promise<Opened> {
  if (model) return openModelLab(model, say);
  const lab = await openLab();
  const page = await lab.browser.newPage({ acceptDownloads: true });
  return { url: lab.url, page, close: () => lab.close() };
}

type RunCommand = Extract<StudyCommand, { readonly kind: 'run' }>;

async function runStudy(
  { url, page }: Opened,
  { settings, ownTask, model }: RunCommand,
): Promise<StudyRecord> {
  const pageErrors: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(error.message));
  await page.goto(studyUrl(url, settings));
  if (ownTask) say(await bringTask(page, ownTask));
  const progress = progressShower();
  if (model) await prepareModel(page, model, progress.say).finally(progress.end);
  await testId(page, 'run').click();
  const stalledMs = model?.isSoftware ? SOFTWARE_STALLED_MS : STALLED_MS;
  const ending = await awaitEnd(page, progress.show, stalledMs).finally(progress.end);
  if (ending.state === 'failed') throw new Error(`study: failed (${ending.code}): ${ending.words}`);
  if (ending.state === 'stopped') throw new Error('study: stopped before its end — start it again');
  for (const warning of await testId(page, 'warning').allTextContents()) say(`warning: ${warning.trim()}`);
  for (const error of pageErrors) say(`warning: the page reported an error: ${error}`);
  const record = await downloadRecord(page);
  const faults = faultsOfRecord(record);
  if (faults.length > 0)
    throw new Error(
      ['study: the page made a record that breaks its own schema', ...faults.slice(0, 10)].join('\n  '),
    );
  return record as StudyRecord;
}

async function main(): Promise<number> {
  let command: StudyCommand;
  try {
    command = parseStudyCommand(process.argv.slice(2));
    if (command.kind === 'run') {
      checkOut(command.out);
      if (command.runs !== null) checkOut(command.runs, 'runs');
    }
  } catch (error) {
    say(wordsOf(error));
    say('npm run study -- --help lists the settings');
    return WRONG_ARGUMENTS;
  }
  if (command.kind === 'help') {
    console.log(helpText());
    return 0;
  }
  let lab: Opened | null = null;
  let isStopping = false;
  let stoppedAt = 0;
  const stop = (): void => {
    // A terminal and npm may both pass on the same Ctrl-C; only a later one means "at once".
    if (isStopping && performance.now() - stoppedAt > 1000) process.exit(INTERRUPTED);
    if (isStopping) return;
    isStopping = true;
    stoppedAt = performance.now();
    say('\nstopping; nothing is written');
    void (lab?.close() ?? Promise.resolve()).finally(() => process.exit(INTERRUPTED));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    ensureBuilt(say);
    const design = formatDesign(command.settings);
    if (design !== null) console.log(design);
    lab = await open(command.model);
    const record = await runStudy(lab, command);
    writeFileSync(command.out, `${JSON.stringify(record)}\n`);
    if (command.runs !== null) writeFileSync(command.runs, runsCsv(record));
    console.log(formatTable(record));
    console.log(`\n${record.verdict.text}`);
    for (const { text } of record.analysis.findings ?? []) console.log(`- ${text}`);
    console.log(`\nThe record is in ${command.out}.`);
    if (command.runs !== null) console.log(`The runs are in ${command.runs}.`);
    return 0;
  } catch (error) {
    // Closing the browser under a running study makes it throw; that was asked for.
    if (isStopping) return INTERRUPTED;
    say(wordsOf(error));
    return FAILED;
  } finally {
    if (!isStopping) await lab?.close();
  }
}

process.exitCode = await main();
