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
import { runStages, type Say, type Stage } from './test-stages.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const PASSED: Counts = { ...NOTHING, passed: 1 };
const FAILED: Counts = { ...NOTHING, failed: 1 };

/** A line for each single test that failed, for the end, where a cut-off log still shows them. */
const failures: string[] = [];
const reports = mkdtempSync(join(tmpdir(), 'goldilocks-test-'));

const STAGES: readonly Stage[] = [
  { name: 'data', needs: [], run: tool('tsx/dist/cli.mjs', 'scripts/data.ts') },
  // The longest first, so that the others fit beside it.
  { name: 'lint', needs: [], isOneThread: true, run: tool('eslint/bin/eslint.js', '.') },
  {
    name: 'components',
    needs: [],
    isOneThread: true,
    run: tool('svelte-check/bin/svelte-check', '--fail-on-warnings'),
  },
  { name: 'format', needs: [], isOneThread: true, run: tool('prettier/bin/prettier.cjs', '--check', '.') },
  { name: 'types', needs: [], isOneThread: true, run: tool('typescript/bin/tsc') },
  { name: 'unit', needs: ['data'], run: tests('unit') },
  { name: 'build', needs: ['data'], run: tool('vite/bin/vite.js', 'build') },
  { name: 'chromium', needs: [], run: findChromium },
  { name: 'browser', needs: ['chromium'], run: tests('browser') },
  { name: 'e2e', needs: ['build', 'chromium'], run: tests('e2e') },
];

/** Runs an installed tool with this Node; passes where it exits with 0. */
function tool(script: string, ...args: string[]): Stage['run'] {
  return async (say) => ((await exitCode(script, args, say)) === 0 ? PASSED : FAILED);
}

/** Runs the tests of one Vitest project and counts them. */
function tests(project: string): Stage['run'] {
  return async (say) => {
    const report = join(reports, `${project}.json`);
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await exitCode('vitest/vitest.mjs', ['run', '--project', project, ...reporters], say);
    let text: string;
    try {
      text = readFileSync(report, 'utf8');
    } catch {
      console.log(`test: missing report of ${project}: Vitest ended with ${code} before it wrote one`);
      return FAILED;
    }
    failures.push(...failedTests(text).map((line) => `${project}: ${line}`));
    return countTests(text, code);
  };
}

function exitCode(script: string, args: readonly string[], say: Say | null): Promise<number> {
  return new Promise((resolve) => {
    const path = join(root, 'node_modules', ...script.split('/'));
    const output = say === null ? 'inherit' : 'pipe';
    const child = spawn(process.execPath, [path, ...args], { cwd: root, stdio: ['inherit', output, output] });
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => say!(text));
    child.on('error', (error) => {
      console.log(`test: ${script} did not start: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
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

function wordsOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

async function main(): Promise<void> {
  const begun = performance.now();
  const results = await runStages(STAGES, (text) => process.stdout.write(text));
  rmSync(reports, { recursive: true, force: true });
  if (failures.length > 0) console.log(`\n── failed ${'─'.repeat(54)}\n${failures.join('\n')}`);
  console.log(`\n── all ${'─'.repeat(57)}`);
  const line = (name: string, seconds: number, words: string): void =>
    console.log(`${name.padEnd(12)}${seconds.toFixed(1).padStart(7)} s   ${words}`.trimEnd());
  for (const { name, counts, seconds, missing } of results)
    line(name, seconds, `${wordsOf(counts)}${missing === null ? '' : ` (needs ${missing})`}`);
  line('in all', (performance.now() - begun) / 1000, '');
  const all = sum(results.map(({ counts }) => counts));
  console.log(`\n${wordsOf(all)}`);
  process.exitCode = all.failed > 0 ? 1 : 0;
}

await main();
