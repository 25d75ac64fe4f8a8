import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startVitest } from 'vitest/node';
import { CountReporter, dividedByNeeds, oneCheck, summary } from '../../scripts/count-reporter';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldilocks-count-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the given test files with Vitest itself; returns what the reporter saw. */
async function resultsOf(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { exitCode } = process;
  const reporter = new CountReporter();
  const options = { root: folder, config: false as const, globals: true, include: ['*.check.js'], run: true };
  await startVitest('test', [], { ...options, name: 'unit', reporters: [reporter] });
  // The inner run failed on purpose; this one did not.
  process.exitCode = exitCode;
  return reporter.results;
}

describe('CountReporter', () => {
  test('counts tests, files that cannot be loaded, hooks that throw and errors outside tests', async () => {
    const [unit, outside] = await resultsOf({
      'a.check.js': `
        test('fine', () => {});
        test('adds up', () => { expect(1).toBe(2); });
        test.skip('later', () => {});
        test.todo('one day');`,
      'b.check.js': `throw new Error('no such part\\nsecond line');`,
      'c.check.js': `describe('group', () => {
        beforeAll(() => { throw new Error('hook broke'); });
        test('never runs', () => {});
      });`,
      'd.check.js': `test('fine too', () => { Promise.reject(new Error('nobody caught this')); });`,
    });
    expect(unit).toMatchObject({ name: 'unit', passed: 2, failed: 3, skipped: 3 });
    expect(unit!.seconds).toBeGreaterThan(0);
    expect([...unit!.failures].sort()).toEqual([
      'unit: a.check.js > adds up: expected 1 to be 2 // Object.is equality',
      'unit: b.check.js: no such part',
      'unit: c.check.js: hook broke',
    ]);
    expect(outside).toMatchObject({ passed: 0, failed: 1, failures: ['outside tests: nobody caught this'] });
  });

  test('has nothing to say against a run in which all passed', async () => {
    const results = await resultsOf({ 'a.check.js': `test('fine', () => {});` });
    expect(results).toMatchObject([{ passed: 1, failed: 0, skipped: 0, failures: [] }]);
    expect(results).toHaveLength(1);
  });
});

test('tests whose needs failed are not run, and count as failed', () => {
  const checks = [oneCheck('build', 9, 'ended with 1'), oneCheck('chromium', 1, null)];
  const projects = [
    { name: 'unit', needs: [] },
    { name: 'browser', needs: ['chromium'] },
    { name: 'e2e', needs: ['build', 'chromium'] },
  ];
  const { ready, notRun } = dividedByNeeds(projects, checks);
  expect(ready).toEqual(['unit', 'browser']);
  expect(notRun).toEqual([oneCheck('e2e', 0, 'not run: it needs build, which failed')]);
  expect(notRun[0]!.failed).toBe(1);
});

describe('summary', () => {
  const unit = { name: 'unit', seconds: 80.04, passed: 20, failed: 0, skipped: 0, failures: [] };

  test('ends with the sum, and names nothing as failed where nothing failed', () => {
    const { text, isPassed } = summary([oneCheck('tsc', 12, null), unit]);
    expect(isPassed).toBe(true);
    expect(text).toBe(
      [
        '',
        'tsc                    12.0 s   1 passed, 0 failed',
        'unit                   80.0 s   20 passed, 0 failed',
        '',
        '21 passed, 0 failed',
      ].join('\n'),
    );
  });

  test('names each failure once more and counts what was skipped', () => {
    const e2e = { ...unit, name: 'e2e', failed: 1, skipped: 2, failures: ['e2e: a.ts > opens: no page'] };
    const { text, isPassed } = summary([oneCheck('tsc', 12, '`tsc` ended with 2'), unit, e2e]);
    expect(isPassed).toBe(false);
    expect(text.split('\n').slice(1, 4)).toEqual([
      'failed:',
      'tsc: `tsc` ended with 2',
      'e2e: a.ts > opens: no page',
    ]);
    expect(text.split('\n').at(-1)).toBe('40 passed, 2 failed, 2 skipped');
  });
});
