import { describe, expect, test } from 'vitest';
import { countTests, sum } from '../../scripts/test-counts';

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
