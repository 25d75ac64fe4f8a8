/** @file Counts for `npm test`: a Vitest reporter that adds up the tests of each project and keeps every failure. */
import type { Reporter, TestCase, TestModule } from 'vitest/node';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One stage of `npm test`: a command, which counts as one, or a project of tests. */
export interface StageResult extends Counts {
  readonly name: string;
  readonly seconds: number;
  /** A line for each failure, shown once more at the end. */
  readonly failures: readonly string[];
}

/** A stage without tests of its own: it passed, or failed for `reason`. */
export function oneCheck(name: string, seconds: number, reason: string | null): StageResult {
  const failures = reason === null ? [] : [`${name}: ${reason}`];
  return { name, seconds, passed: reason === null ? 1 : 0, failed: failures.length, skipped: 0, failures };
}

/**
 * A module that failed without a failed test (it could not be loaded, a hook threw) counts as one failure, and so does
 * an error outside all tests.
 */
export class CountReporter implements Reporter {
  readonly #begun = new Map<string, number>();
  readonly #ended = new Map<string, number>();
  #results: StageResult[] = [];

  /** One result a project, in the order in which they ran; complete when the run has ended. */
  get results(): readonly StageResult[] {
    return this.#results;
  }

  onTestModuleQueued({ project }: TestModule): void {
    if (!this.#begun.has(project.name)) this.#begun.set(project.name, performance.now());
  }

  onTestModuleEnd({ project }: TestModule): void {
    this.#ended.set(project.name, performance.now());
  }

  onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly { readonly message: string; readonly VITEST_TEST_PATH?: string }[],
  ): void {
    this.#results = [...this.#begun].map(([name, begun]) => {
      const ofProject = modules.filter(({ project }) => project.name === name);
      const tests = ofProject.flatMap((module) => [...module.children.allTests()]);
      const failures = ofProject.flatMap((module) => failuresOf(module).map((line) => `${name}: ${line}`));
      const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
      return {
        name,
        seconds: ((this.#ended.get(name) ?? begun) - begun) / 1000,
        passed: count('passed'),
        failed: failures.length,
        skipped: tests.length - count('passed') - count('failed'),
        failures,
      };
    });
    for (const { message } of errors) this.#results.push(oneCheck('outside tests', 0, firstLine(message)));
  }
}

function failuresOf(module: TestModule): string[] {
  const tests = [...module.children.allTests('failed')];
  const file = module.relativeModuleId;
  if (tests.length > 0)
    return tests.map((test) => `${file} > ${test.fullName}: ${firstLine(messageOf(test))}`);
  if (module.state() !== 'failed') return [];
  const suites = [...module.children.allSuites()];
  const error = [module, ...suites].flatMap((one) => one.errors())[0];
  return [`${file}: ${firstLine(error?.message)}`];
}

function messageOf(test: TestCase): string | undefined {
  return test.result().errors?.[0]?.message;
}

function firstLine(message = 'failed'): string {
  return message.split('\n', 1)[0]!.slice(0, 200);
}

/** The projects whose needs all passed, and a failure for each of the others. */
export function dividedByNeeds(
  projects: readonly { readonly name: string; readonly needs: readonly string[] }[],
  checks: readonly StageResult[],
): { readonly ready: string[]; readonly notRun: StageResult[] } {
  const failed = new Set(checks.filter((check) => check.failed > 0).map(({ name }) => name));
  const ready: string[] = [];
  const notRun: StageResult[] = [];
  for (const { name, needs } of projects) {
    const missing = needs.find((need) => failed.has(need));
    if (missing === undefined) ready.push(name);
    else notRun.push(oneCheck(name, 0, `not run: it needs ${missing}, which failed`));
  }
  return { ready, notRun };
}

/** The end of the log: every failure once more, a line a stage, and the sum as the last line. */
export function summary(results: readonly StageResult[]): {
  readonly text: string;
  readonly isPassed: boolean;
} {
  const failures = results.flatMap((one) => one.failures);
  const total = (key: keyof Counts): number => results.reduce((sum, one) => sum + one[key], 0);
  const sum: Counts = { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
  const lines = [
    ...(failures.length > 0 ? ['', 'failed:', ...failures] : []),
    '',
    ...results.map(
      (one) => `${one.name.padEnd(20)}${one.seconds.toFixed(1).padStart(7)} s   ${countsText(one)}`,
    ),
    '',
    countsText(sum),
  ];
  return { text: lines.join('\n'), isPassed: sum.failed === 0 };
}

function countsText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
