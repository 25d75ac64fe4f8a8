/** @file The page's handle on the study worker. A worker that dies or hangs never leaves the page waiting. */
import { fromFailure, LabError, shown } from '../core/errors';
import { EventQueue } from '../core/event-queue';
import type { StudyEvent } from '../core/events';
import type { Explanation } from '../core/explain';
import type { FilesAblated, FilesJudged, JudgeProgress, JudgeReady } from '../core/judged-set';
import type { GenerationSettings } from '../core/generation-settings';
import type { FilesMeasured, MeasureProgress, TableColumn } from '../core/measured-set';
import type { ModelAnswer, ModelAnswers, ModelQuestion, ModelTrainingEvent } from '../core/model-lab';
import type { StoredStudy } from '../core/ports';
import type { Run, StudyRecord } from '../core/run';
import type { StudySettings } from '../core/study';
import type { FileProgress, FromWorker, Request, Result, StudyClient, ToWorker } from './study-protocol';

/** A worker that has not said a word in this time will not start: its script is missing or blocked. */
const START_TIMEOUT_MS = 20_000;
/** How long a worker may take to stop by itself after *cancel*, before it is ended from outside. */
const STOP_TIMEOUT_MS = 3_000;

interface Pending {
  readonly onRun?: (run: Run) => unknown;
  readonly onTraining?: (event: ModelTrainingEvent) => void;
  readonly onEvent: (event: StudyEvent) => void;
  readonly onProgress?: ((progress: FileProgress) => void) | undefined;
  readonly onResult: (result: Result) => void;
  readonly onError: (error: unknown) => void;
}

export interface ClientOptions {
  /** Starts the worker; another one in tests. */
  readonly startWorker?: () => Worker;
  /** Where the site's files lie, ending in a slash. */
  readonly siteUrl?: string;
}

/** The client; its worker starts with the first request, and again after one that died. */
export function createStudyClient({
  startWorker = () => new Worker(new URL('./study.worker.ts', import.meta.url), { type: 'module' }),
  siteUrl = new URL('./', document.baseURI).href,
}: ClientOptions = {}): StudyClient {
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let nextId = 1;

  const giveUp = (reason: unknown): void => {
    worker?.terminate();
    worker = null;
    const waiting = [...pending.values()];
    pending.clear();
    for (const { onError } of waiting) onError(reason);
  };

  const connect = (): Worker => {
    if (worker) return worker;
    const started = startWorker();
    worker = started;
    const startTimer = setTimeout(() => {
      // Not of one that was ended in the meantime: another may be at work.
      if (worker === started) giveUp(workerDied('it did not start'));
    }, START_TIMEOUT_MS);
    let isAlive = false;
    started.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      clearTimeout(startTimer);
      isAlive = true;
      if (data.type === 'alive') return;
      const request = pending.get(data.id);
      if (!request) return;
      if (data.type === 'run') return void request.onRun?.(data.run);
      if (data.type === 'event') return request.onEvent(data.event);
      if (data.type === 'progress') return request.onProgress?.(data.progress);
      if (data.type === 'training') return request.onTraining?.(data.event);
      pending.delete(data.id);
      if (data.type === 'result') request.onResult(data.result);
      else request.onError(fromFailure(data.failure));
    };
    const onDeath = (event: Event): void => {
      clearTimeout(startTimer);
      const { message } = event as Partial<ErrorEvent>;
      // A script that was never fetched fails without a word; one that was says why.
      const isMissing = !isAlive && !message;
      if (worker === started) giveUp(isMissing ? noScript() : workerDied(message || event.type));
    };
    started.onerror = onDeath;
    started.onmessageerror = onDeath;
    post(started, { type: 'hello', siteUrl });
    return started;
  };

  const ask = (request: Request, waiting: Pending): number => {
    const id = nextId++;
    pending.set(id, waiting);
    try {
      post(connect(), { type: 'request', id, request });
    } catch (error) {
      pending.delete(id);
      waiting.onError(error);
    }
    return id;
  };

  /** Passes an abort on, and ends the worker where it does not stop by itself; gives a function that stops listening. */
  const stopOnAbort = (id: number, signal: AbortSignal): (() => void) => {
    const stop = (): void => {
      if (!worker || !pending.has(id)) return;
      post(worker, { type: 'abort', id });
      setTimeout(() => {
        if (pending.has(id)) giveUp(new DOMException('the worker was ended', 'AbortError'));
      }, STOP_TIMEOUT_MS);
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    return () => signal.removeEventListener('abort', stop);
  };

  /** The events of a request, which is stopped with the signal, and when the reader leaves before the end. */
  async function* untilLeft<T>(id: number, events: EventQueue<T>, signal: AbortSignal): AsyncGenerator<T> {
    const stopListening = stopOnAbort(id, signal);
    try {
      yield* events;
    } finally {
      stopListening();
      if (worker && pending.has(id)) post(worker, { type: 'abort', id });
    }
  }

  const askOnce = <T extends Result, P extends FileProgress = never>(
    request: Request,
    signal?: AbortSignal,
    onProgress?: (progress: P) => void,
  ): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const id = ask(request, {
        onEvent: () => {},
        onProgress: onProgress as ((progress: FileProgress) => void) | undefined,
        onResult: (result) => resolve(result as T),
        onError: reject,
      });
      if (signal) stopOnAbort(id, signal);
    });

  return {
    async *run(
      settings: StudySettings,
      signal: AbortSignal,
      writing: GenerationSettings | null = null,
    ): AsyncGenerator<StudyEvent> {
      signal.throwIfAborted();
      if (worker) post(worker, { type: 'resume' });
      const events = new EventQueue<StudyEvent>();
      // By name: a run is told again when more is known of it.
      const runs = new Map<string, Run>();
      const keep = (run: Run): unknown => runs.set(`${run.arm} ${run.replicate}`, run);
      const id = ask(
        { kind: 'run', settings, writing },
        {
          onRun: keep,
          onEvent: (event) => {
            if (event.type === 'run') keep(event.run);
            events.push(withRuns(event, [...runs.values()]));
          },
          onResult: () => events.end(),
          onError: (error) => events.fail(error),
        },
      );
      yield* untilLeft(id, events, signal);
    },
    pause: () => {
      if (worker) post(worker, { type: 'pause' });
    },
    resume: () => {
      if (worker) post(worker, { type: 'resume' });
    },
    list: () => askOnce<readonly StoredStudy[]>({ kind: 'list' }),
    record: (key) => askOnce<StudyRecord | null>({ kind: 'record', key }),
    remove: async (key) => {
      await askOnce<null>({ kind: 'remove', key });
    },
    columns: (file) => askOnce<readonly TableColumn[]>({ kind: 'columns', file }),
    measure: (request, signal, onProgress) =>
      askOnce<FilesMeasured, MeasureProgress>({ kind: 'measure', request }, signal, onProgress),
    prepareJudge: (request, signal, onProgress) =>
      askOnce<JudgeReady, JudgeProgress>({ kind: 'prepare-judge', request }, signal, onProgress),
    judge: (request, signal, onProgress) =>
      askOnce<FilesJudged, JudgeProgress>({ kind: 'judge', request }, signal, onProgress),
    releaseJudge: async () => {
      if (worker) await askOnce<null>({ kind: 'release-judge' });
    },
    explain: async (request, signal) => {
      signal.throwIfAborted();
      return askOnce<Explanation>({ kind: 'explain', request }, signal);
    },
    ablate: (request, signal, onDone) =>
      askOnce<FilesAblated, number>({ kind: 'ablate', request }, signal, onDone),
    askModel: async <Q extends ModelQuestion>(question: Q, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      const answer = await askOnce<ModelAnswer>({ kind: 'model', question }, signal);
      return answer as ModelAnswers[Q['ask']];
    },
    async *trainModel(training, signal) {
      signal.throwIfAborted();
      const events = new EventQueue<ModelTrainingEvent>();
      const id = ask(
        { kind: 'train', training },
        {
          onEvent: () => {},
          onTraining: (event) => events.push(event),
          onResult: () => events.end(),
          onError: (error) => events.fail(error),
        },
      );
      yield* untilLeft(id, events, signal);
    },
  };
}

/** The event as it was before the worker took its runs out: all so far in `started`, arm by arm in `finished`. */
function withRuns(event: StudyEvent, runs: readonly Run[]): StudyEvent {
  if (event.type === 'started') return { ...event, resumedRuns: runs };
  if (event.type !== 'finished') return event;
  const order = new Map(event.record.arms.map((arm, i) => [arm.id, i]));
  const sorted = [...runs].sort((a, b) => order.get(a.arm)! - order.get(b.arm)! || a.replicate - b.replicate);
  return { ...event, record: { ...event.record, runs: sorted } };
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}

function noScript(): LabError {
  return new LabError('no-network', 'study worker: missing script — check the connection and try again');
}

function workerDied(detail: string): LabError {
  return new LabError(
    'worker-died',
    `study worker: ended unexpectedly: ${shown(detail)} — resume: finished runs are kept; close other tabs if memory is short`,
  );
}
