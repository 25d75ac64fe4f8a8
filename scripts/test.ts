/**
 * @file `npm test`: the checks of the sources two at a time, then the tests of Vitest's projects. A failed check stops
 * nothing but the tests that need what it makes; those count as failed. The last line reads `N passed, N failed`: every
 * test counts one, and so does every check.
 */
import concurrently, { type CloseEvent } from 'concurrently';
import { startVitest } from 'vitest/node';
import { ensureBrowser } from './browser.js';
import { CountReporter, dividedByNeeds, oneCheck, summary, type StageResult } from './count-reporter.js';

/** Each keeps one core busy. The longest first, so that the others fit beside it. */
const CHECKS = [
  { name: 'eslint', command: 'eslint .' },
  { name: 'build', command: 'npm run build' },
  { name: 'svelte-check', command: 'svelte-check --fail-on-warnings' },
  { name: 'prettier', command: 'prettier --check .' },
  { name: 'tsc', command: 'tsc' },
  { name: 'knip', command: 'knip' },
];

/** Vitest's projects, with the checks without which each cannot run. */
const PROJECTS = [
  { name: 'unit', needs: ['data'] },
  { name: 'browser', needs: ['chromium'] },
  { name: 'e2e', needs: ['build', 'chromium'] },
];

async function runCommands(commands: readonly { name: string; command: string }[]): Promise<StageResult[]> {
  // It rejects with the same list where one of them failed.
  const { result } = concurrently([...commands], { maxProcesses: 2, group: true, prefix: 'name' });
  const closed = await result.catch((thrown: unknown) => thrown as CloseEvent[]);
  return commands.map(({ name, command }) => {
    const end = closed.find((event) => event.command.name === name);
    const reason =
      end?.exitCode === 0 ? null : `\`${command}\` ended with ${end?.exitCode ?? 'no exit code'}`;
    return oneCheck(name, end?.timings.durationSeconds ?? 0, reason);
  });
}

function findChromium(): StageResult {
  const begun = performance.now();
  let reason: string | null = null;
  try {
    // The tests read the variable, so that all drive the same browser.
    process.env.CHROMIUM = ensureBrowser((line) => console.log(line));
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  return oneCheck('chromium', (performance.now() - begun) / 1000, reason);
}

async function runTests(checks: readonly StageResult[]): Promise<StageResult[]> {
  const { ready, notRun } = dividedByNeeds(PROJECTS, checks);
  if (ready.length === 0) return notRun;
  const reporter = new CountReporter();
  await startVitest('test', [], { project: ready, run: true, reporters: ['default', reporter] });
  const results = [...reporter.results, ...notRun];
  // A run that broke off before its end explains itself in the log alone.
  const isExplained = !process.exitCode || results.some((one) => one.failed > 0);
  return isExplained ? results : [...results, oneCheck('vitest', 0, 'ended with an error')];
}

const data = await runCommands([{ name: 'data', command: 'npm run data' }]);
const checks = [...data, ...(await runCommands(CHECKS)), findChromium()];
const { text, isPassed } = summary([...checks, ...(await runTests(checks))]);
console.log(text);
process.exitCode = isPassed ? 0 : 1;
