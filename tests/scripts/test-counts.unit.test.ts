import { describe, expect, test } from 'vitest';
import { countTests, failedTests, sum } from '../../scripts/test-counts';

/** A report in the form Vitest writes, with the status of each test of each file. */
function report(files: readonly { status: string; tests: readonly string[] }[]): string {
  const all = files.flatMap((file) => file.tests);
  const number = (status: string): number => all.filter((one) => one === status).length;
  return JSON.stringify({
    numPassedTests: number('passed'),
    numFailedTests: number('failed'),
    numPendingTests: number('skipped'),
    numTodoTests: number('todo'),
    testResults: files.map(({ status, tests }) => ({
      status,
      assertionResults: tests.map((one) => ({ status: one })),
    })),
  });
}

describe('countTests', () => {
  test('counts what passed, failed and was left out', () => {
    const text = report([
      { status: 'passed', tests: ['passed', 'passed', 'skipped', 'todo'] },
      { status: 'failed', tests: ['passed', 'failed'] },
    ]);
    expect(countTests(text, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 });
  });

  test('counts a file that could not be loaded', () => {
    const text = report([
      { status: 'passed', tests: ['passed'] },
      { status: 'failed', tests: [] },
    ]);
    expect(countTests(text, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test('never lets a bad exit code pass for success', () => {
    expect(countTests(report([{ status: 'passed', tests: ['passed'] }]), 1).failed).toBe(1);
    expect(countTests(report([]), 1).failed).toBe(1);
    expect(countTests(report([{ status: 'passed', tests: ['passed'] }]), 0).failed).toBe(0);
  });
});

test('failedTests names each test that failed and each file that could not be run, with the first line of the error', () => {
  const text = JSON.stringify({
    testResults: [
      { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'fine' }] },
      {
        name: 'b.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'fine' },
          {
            status: 'failed',
            fullName: 'adds up',
            failureMessages: ['expected 1 to be 2\n  at b.test.ts:3'],
          },
        ],
      },
      { name: 'c.test.ts', status: 'failed', message: 'no such module', assertionResults: [] },
    ],
  });
  expect(failedTests(text)).toEqual(['b.test.ts > adds up: expected 1 to be 2', 'c.test.ts: no such module']);
});

test('sum adds each count', () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ]),
  ).toEqual({
    passed: 11,
    failed: 22,
    skipped: 33,
  });
});
