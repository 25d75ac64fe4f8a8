/**
 * @file `npm test`: every check there is, in order, each stage with its seconds. A failed stage does not stop the
 * others, unless they need what it makes. The last line reads `N passed, N failed`: every single test counts one,
 * and so does every stage that is not made of tests.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBrowser } from './browser.js';
import { countTests, failedTests, NOTHING, sum, type Counts } from './test-counts.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const PASSED: Counts = { ...NOTHING, passed: 1 };
const FAILED: Counts = { ...NOTHING, failed: 1 };

interface Stage {
  readonly name: string;
  /** Stages that make what this one needs; where one failed, this one is not run and counts as failed. */
  readonly needs: readonly string[];
  readonly run: () => Promise<Counts>;
}

/** A line for each single test that failed, for the end, where a cut-off log still shows them. */
const failures: string[] = [];
const reports = mkdtempSync(join(tmpdir(), 'goldilocks-test-'));

const STAGES: readonly Stage[] = [
  { name: 'data', needs: [], run: () => tool('tsx/dist/cli.mjs', 'scripts/data.ts') },
  { name: 'types', needs: [], run: () => tool('typescript/bin/tsc') },
  { name: 'components', needs: [], run: () => tool('svelte-check/bin/svelte-check', '--fail-on-warnings') },
  { name: 'lint', needs: [], run: () => tool('eslint/bin/eslint.js', '.') },
  { name: 'format', needs: [], run: () => tool('prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'unit', needs: ['data'], run: () => tests('unit') },
  { name: 'build', needs: ['data'], run: () => tool('vite/bin/vite.js', 'build') },
  { name: 'chromium', needs: [], run: findChromium },
  { name: 'browser', needs: ['chromium'], run: () => tests('browser') },
  { name: 'e2e', needs: ['build', 'chromium'], run: () => tests('e2e') },
];

/** Runs an installed tool with this Node; passes where it exits with 0. */
async function tool(script: string, ...args: string[]): Promise<Counts> {
  return (await exitCode(script, args)) === 0 ? PASSED : FAILED;
}

/** Runs the tests of one Vitest project and counts them. */
async function tests(project: string): Promise<Counts> {
  const report = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await exitCode('vitest/vitest.mjs', ['run', '--project', project, ...reporters]);
  let text: string;
  try {
    text = readFileSync(report, 'utf8');
  } catch {
    console.log(`test: missing report of ${project}: Vitest ended with ${code} before it wrote one`);
    return FAILED;
  }
  failures.push(...failedTests(text).map((line) => `${project}: ${line}`));
  return countTests(text, code);
}

function exitCode(script: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const path = join(root, 'node_modules', ...script.split('/'));
    const child = spawn(process.execPath, [path, ...args], { cwd: root, stdio: 'inherit' });
    child.on('error', (error) => {
      console.log(`test: ${script} did not start: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function findChromium(): Promise<Counts> {
  try {
    // The stages after this one read the variable, so that all drive the same browser.
    process.env.CHROMIUM = ensureBrowser((line) => console.log(line));
    console.log(process.env.CHROMIUM);
    return PASSED;
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
    return FAILED;
  }
}

async function main(): Promise<void> {
  const results = new Map<string, { counts: Counts; seconds: number; reason: string }>();
  for (const stage of STAGES) {
    const missing = stage.needs.find((need) => results.get(need)!.counts.failed > 0);
    console.log(`\n── ${stage.name} ${'─'.repeat(60 - stage.name.length)}`);
    const begun = performance.now();
    if (missing !== undefined) console.log(`not run: it needs "${missing}", which failed`);
    const counts = missing === undefined ? await stage.run() : FAILED;
    const seconds = (performance.now() - begun) / 1000;
    results.set(stage.name, { counts, seconds, reason: missing === undefined ? '' : ` (needs ${missing})` });
    console.log(`${stage.name}: ${counts.failed === 0 ? 'passed' : 'failed'} in ${seconds.toFixed(1)} s`);
  }
  rmSync(reports, { recursive: true, force: true });
  if (failures.length > 0) console.log(`\n── failed ${'─'.repeat(54)}\n${failures.join('\n')}`);
  console.log(`\n── all ${'─'.repeat(57)}`);
  for (const [name, { counts, seconds, reason }] of results) {
    const words = `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
    console.log(`${name.padEnd(12)}${seconds.toFixed(1).padStart(7)} s   ${words}${reason}`);
  }
  const all = sum([...results.values()].map(({ counts }) => counts));
  console.log(
    `\n${all.passed} passed, ${all.failed} failed${all.skipped > 0 ? `, ${all.skipped} skipped` : ''}`,
  );
  process.exitCode = all.failed > 0 ? 1 : 0;
}

await main();
