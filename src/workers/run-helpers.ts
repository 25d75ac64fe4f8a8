/** @file Further threads that make runs of a study. One that dies or hangs never leaves the study waiting. */
import { fromFailure, LabError, shown } from '../core/errors';
import { EventQueue } from '../core/event-queue';
import type { Run } from '../core/run';
import type { Arm, StudySettings } from '../core/study';
import type { BackendName } from '../engine/backend';
import type { RunWorker, RunStep } from '../experiment';
import type { FromHelper, ToHelper } from './helper-protocol';
import type { ToWorker } from './study-protocol';

/**
 * A helper says that it is alive every two seconds; one that has not, in so many looks, is dead. So is one that is not ready
 * by then: what it waits for, a download say, may never come.
 */
const LOOK_EVERY_MS = 5_000;
const MOST_SILENT_LOOKS = 12;

export interface HelperOptions {
  readonly settings: StudySettings;
  readonly backend: BackendName;
  /** What all runs of the study are made from (`partsOf`). */
  readonly parts: readonly string[];
  /** Where the site's files lie, ending in a slash. */
  readonly siteUrl: string;
  /** Starts the worker; another one in tests. */
  readonly startWorker?: () => Worker;
}

export interface Helper extends RunWorker {
  /** Ends its thread. */
  close(): void;
}

/** Another worker of this worker's own script, which opens the study by itself; it starts with its first run. */
export function startHelper({
  settings,
  backend,
  parts,
  siteUrl,
  startWorker = () => new Worker(self.location.href, { type: 'module' }),
}: HelperOptions): Helper {
  const { port1: port, port2 } = new MessageChannel();
  const post = (message: ToHelper): void => port.postMessage(message);
  let worker: Worker | null = null;
  let death: LabError | null = null;
  let silentLooks = 0;
  let isReady = false;
  let look: ReturnType<typeof setInterval> | undefined;
  let nextId = 1;
  /** The one run that is being made. */
  let current: { readonly id: number; readonly steps: EventQueue<RunStep>; run: Run | null } | null = null;

  const die = (reason: string): void => {
    death ??= helperDied(reason);
    current?.steps.fail(death);
    close();
  };
  const close = (): void => {
    clearInterval(look);
    worker?.terminate();
    worker = null;
    port.close();
  };

  /** Once, when the first run is asked for. */
  const open = (): void => {
    if (worker || death) return;
    try {
      worker = startWorker();
      worker.onerror = (event) => die((event as Partial<ErrorEvent>).message ?? event.type);
      worker.onmessageerror = ({ type }) => die(type);
      const messages: readonly ToWorker[] = [
        { type: 'hello', siteUrl },
        { type: 'help', port: port2 },
      ];
      worker.postMessage(messages[0]);
      worker.postMessage(messages[1], [port2]);
      post({ type: 'open', settings, backend, parts });
      look = setInterval(() => {
        if (++silentLooks > MOST_SILENT_LOOKS) die('it no longer answers');
      }, LOOK_EVERY_MS);
    } catch (error) {
      die(error instanceof Error ? error.message : String(error));
    }
  };

  port.onmessage = ({ data }: MessageEvent<FromHelper>) => {
    isReady ||= data.type !== 'alive';
    if (isReady) silentLooks = 0;
    if (data.type === 'alive' || data.type === 'ready' || data.id !== current?.id) return;
    if (data.type === 'step') return current.steps.push(data.step);
    if (data.type === 'failed') return current.steps.fail(fromFailure(data.failure));
    current.run = data.run;
    current.steps.end();
  };
  return {
    close,
    async *make({ id: arm }: Arm, replicate: number, signal: AbortSignal): AsyncGenerator<RunStep, Run> {
      signal.throwIfAborted();
      open();
      if (death) throw death;
      const id = nextId++;
      const mine = { id, steps: new EventQueue<RunStep>(), run: null as Run | null };
      current = mine;
      const stop = (): void => {
        post({ type: 'abort', id });
        mine.steps.fail(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        post({ type: 'make', id, arm, replicate });
        yield* mine.steps;
        return mine.run!;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

function helperDied(reason: string): LabError {
  return new LabError(
    'worker-died',
    `startHelper: dead worker: ${shown(reason)} — its runs are made by the others`,
  );
}
