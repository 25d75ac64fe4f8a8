/** @file Makes the runs of a study on several workers at once. */
import { EventQueue } from '../../core/event-queue';
import { isAbort } from '../../core/errors';
import type { Run } from '../../core/run';
import type { RunQueue, RunToDo } from './run-queue';
import type { RunWorker, RunStep } from './study-ports';

type QueueMessage =
  | RunStep
  | { readonly kind: 'run'; readonly run: Run }
  /** A helper gave up; another makes the run. */
  | { readonly kind: 'dropped'; readonly reason: unknown };

/** What happens to one run while several are made. */
export type RunWorkerStep = RunToDo &
  QueueMessage & {
    /** Whether the page shows this run: of several runs made at once, only one is shown. */
    readonly isShown: boolean;
  };

/**
 * Makes all runs of the queue, and yields what happens, in the order in which it does. A failure of `own` is a failure of
 * the study; a helper that fails gets no more runs, and its runs are made by the others.
 * @param own the worker of this thread
 * @throws what `own` throws; AbortError. Nothing is made afterwards, by anyone.
 */
export async function* makeRuns(
  queue: RunQueue,
  own: RunWorker,
  helpers: readonly RunWorker[],
  signal: AbortSignal,
): AsyncGenerator<RunWorkerStep> {
  const stop = new AbortController();
  const anySignal = AbortSignal.any([signal, stop.signal]);
  const steps = new EventQueue<RunWorkerStep>();
  const busy = new Set<RunWorker>();
  /** @returns whether there may be more for this worker */
  const makeOne = async (worker: RunWorker, index: number): Promise<boolean> => {
    const todo = queue.take(index);
    if (!todo) return false;
    busy.add(worker);
    const tell = (step: QueueMessage): void => {
      const [shown] = busy;
      steps.push({ ...todo, ...step, isShown: busy.has(own) ? worker === own : worker === shown });
    };
    try {
      const making = worker.make(todo.arm, todo.replicate, anySignal);
      let next = await making.next();
      for (; !next.done; next = await making.next()) tell(next.value);
      tell({ kind: 'run', run: next.value });
      return true;
    } catch (error) {
      if (worker === own || isAbort(error)) throw error;
      queue.giveUp(index, todo);
      tell({ kind: 'dropped', reason: error });
      return false;
    } finally {
      busy.delete(worker);
    }
  };
  const makeAll = async (worker: RunWorker, index: number): Promise<void> => {
    while (await makeOne(worker, index));
  };
  const workAll = async (): Promise<void> => {
    // The curve has its first point soonest where helpers do not make themselves ready at the same time.
    await makeOne(own, 0);
    await allOrNone([own, ...helpers].map(makeAll), stop);
    // What a helper dropped when the others had already finished.
    await makeAll(own, 0);
  };
  const working = workAll();
  steps.endWith(working);
  try {
    yield* steps;
  } finally {
    stop.abort();
    await working.catch(() => undefined);
  }
}

/** Waits for all parts. If one fails, stops the others and throws the first failure. */
async function allOrNone(parts: readonly Promise<void>[], stop: AbortController): Promise<void> {
  for (const part of parts) part.catch(() => stop.abort());
  try {
    await Promise.all(parts);
  } finally {
    await Promise.allSettled(parts);
  }
}
