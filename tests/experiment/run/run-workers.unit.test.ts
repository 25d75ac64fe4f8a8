import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import type { Run } from '../../../src/core/run';
import type { Study } from '../../../src/core/study';
import { makeRuns, type RunWorkerStep } from '../../../src/experiment/run/run-workers';
import { RunQueue } from '../../../src/experiment/run/run-queue';
import { studyOf } from '../../../src/experiment/run/study-of';
import type { RunWorker } from '../../../src/experiment/run/study-ports';
import { settings } from '../fakes';

const study: Study = studyOf(settings, 'fake');
const total = study.arms.length * study.replicates;
const never = new AbortController().signal;

/** A hand that takes `ms` for a run, and fails at the run of this number. */
function handOf(ms: number, failsAt = Infinity): RunWorker & { readonly begun: string[]; ended: number } {
  const hand = {
    begun: [] as string[],
    ended: 0,
    async *make(...[arm, replicate, signal]: Parameters<RunWorker['make']>) {
      hand.begun.push(`${arm.id} ${replicate}`);
      try {
        for (const within of [0, 0.5]) {
          yield { kind: 'phase' as const, phase: 'train' as const, within };
          await new Promise((resolve) => setTimeout(resolve, ms / 2));
          signal.throwIfAborted();
        }
        if (hand.begun.length === failsAt) throw new Error('no memory');
        return { arm: arm.id, replicate } as Run;
      } finally {
        hand.ended++;
      }
    },
  };
  return hand;
}

/** Lets the clock of the hands run until there is nothing more to wait for, and gives what the work then gives. */
async function onTheClock<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  await vi.runAllTimersAsync();
  return work;
}

function collect(own: RunWorker, helpers: readonly RunWorker[], signal = never): Promise<RunWorkerStep[]> {
  const read = async (): Promise<RunWorkerStep[]> => {
    const steps: RunWorkerStep[] = [];
    for await (const step of makeRuns(new RunQueue(study, 2, []), own, helpers, signal)) steps.push(step);
    return steps;
  };
  return onTheClock(read());
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const madeIn = (steps: readonly RunWorkerStep[]): string[] =>
  steps.flatMap((step) => (step.kind === 'run' ? `${step.run.arm} ${step.run.replicate}` : []));

test('every run is made once, by the faster hand more of them', async () => {
  const [own, fast] = [handOf(12), handOf(2)];
  const made = madeIn(await collect(own, [fast]));
  expect(new Set(made).size).toBe(total);
  expect(made.length).toBe(total);
  expect(own.begun.length).toBeGreaterThan(0);
  expect(fast.begun.length).toBeGreaterThan(own.begun.length);
});

test('of runs made at the same time one is shown: that of this thread, while it has one', async () => {
  const [own, slow] = [handOf(2), handOf(60)];
  const steps = await collect(own, [slow]);
  const ofOwn = (step: RunWorkerStep): boolean => own.begun.includes(`${step.arm.id} ${step.replicate}`);
  expect(steps.filter(ofOwn).every(({ isShown }) => isShown)).toBe(true);
  const others = steps.filter((step) => !ofOwn(step));
  expect(others[0]!.isShown).toBe(false);
  // The own hand has long finished when the slow one does.
  expect(others.at(-1)!.isShown).toBe(true);
});

test('the first run is made before any helper is called', async () => {
  const [own, helper] = [handOf(4), handOf(4)];
  const begun: string[][] = [];
  const read = async (): Promise<void> => {
    for await (const step of makeRuns(new RunQueue(study, 2, []), own, [helper], never)) {
      if (step.kind === 'run') break;
      begun.push([...helper.begun]);
    }
  };
  await onTheClock(read());
  expect(begun).toEqual([[], []]);
});

test('a helper that fails is not asked again, and another makes its run', async () => {
  const [own, bad] = [handOf(2), handOf(2, 2)];
  const steps = await collect(own, [bad]);
  expect(steps.filter(({ kind }) => kind === 'dropped').length).toBe(1);
  expect(new Set(madeIn(steps)).size).toBe(total);
  expect(bad.begun.length).toBe(2);
  expect(own.begun).toContain(bad.begun[1]);
});

test('a helper that fails when all else is done leaves its run to the own hand', async () => {
  const [own, bad] = [handOf(1), handOf(100, 1)];
  const steps = await collect(own, [bad]);
  expect(new Set(madeIn(steps)).size).toBe(total);
  expect(own.begun.at(-1)).toBe(bad.begun[0]);
});

test('a failure on this thread ends all workers', async () => {
  const helper = handOf(20);
  await expect(collect(handOf(2, 2), [helper])).rejects.toThrow('no memory');
  const begun = helper.begun.length;
  await vi.advanceTimersByTimeAsync(60);
  expect(helper.begun.length).toBe(begun);
  expect(helper.ended).toBe(begun);
});

test('an abort, and a reader who leaves, stop all hands', async () => {
  const abort = new AbortController();
  const [own, helper] = [handOf(20), handOf(20)];
  setTimeout(() => abort.abort(), 10);
  await expect(collect(own, [helper], abort.signal)).rejects.toSatisfy(isAbort);

  const [left, right] = [handOf(10), handOf(10)];
  const leave = async (): Promise<number[]> => {
    for await (const step of makeRuns(new RunQueue(study, 2, []), left, [right], never))
      if (step.kind === 'run') break;
    return [left, right].map((hand) => hand.begun.length);
  };
  const begun = await onTheClock(leave());
  await vi.advanceTimersByTimeAsync(60);
  expect([left, right].map((hand) => hand.begun.length)).toEqual(begun);
});

test('where one hand ends at once, an abort still waits for the others to have stopped', async () => {
  const abort = new AbortController();
  const own = handOf(60);
  const prompt: RunWorker = {
    // eslint-disable-next-line require-yield
    async *make(_arm, _replicate, signal) {
      setTimeout(() => abort.abort(), 0); // the own hand is at its second run
      return new Promise<Run>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    },
  };
  await expect(collect(own, [prompt], abort.signal)).rejects.toSatisfy(isAbort);
  expect(own.begun.length).toBe(2);
  expect(own.ended).toBe(2);
});
