/**
 * @file Calls between two threads: what crosses, and the side that answers. The other side is in `connection.ts`, apart
 * because a worker that only answers must start with little code. Every call has an id, so that many can be open at once.
 */
import { LabError, shown, toFailure, type Failure } from '../core/errors';

/** What one kind of call takes and gives. All three must survive `postMessage`. */
export interface Kind<Request, Result, Progress = never> {
  readonly request: Request;
  readonly result: Result;
  /** Sent any number of times before the result; `never` where nothing is. */
  readonly progress: Progress;
}
export type CallTable<C> = { readonly [K in keyof C]: Kind<unknown, unknown, unknown> };

export type ToWorker =
  /** The first message: the address of the site's files, ending in a slash. */
  | { readonly type: 'start'; readonly siteUrl: string }
  | { readonly type: 'call'; readonly id: number; readonly kind: string; readonly request: unknown }
  | { readonly type: 'abort'; readonly id: number };

export type FromWorker =
  /** At the start, and every few seconds while a call is open. */
  | { readonly type: 'alive' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: unknown }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure };

/** The global object of a worker, or one end of a `MessageChannel`. */
export interface Scope {
  postMessage(message: unknown, options?: StructuredSerializeOptions): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
}

export interface AnswerContext<P> {
  /** Aborts when the caller no longer wants the result. */
  readonly signal: AbortSignal;
  /** Sends progress to the caller. */
  readonly progress: (progress: P) => void;
  /** The address of the site's files, ending in a slash. */
  readonly siteUrl: string;
}

/** How each kind is answered: a function of the request, or a generator that yields progress and returns the result. */
export type Answers<C extends CallTable<C>> = {
  readonly [K in keyof C]: (
    request: C[K]['request'],
    context: AnswerContext<C[K]['progress']>,
  ) => Promise<C[K]['result']> | AsyncGenerator<C[K]['progress'], C[K]['result']>;
};

const HEARTBEAT_MS = 2_000;

/** Answers calls until the worker ends. A result that is a typed array is handed over, not copied. */
export function serve<C extends CallTable<C>>(scope: Scope, answers: Answers<C>): void {
  const open = new Map<number, AbortController>();
  const send = (message: FromWorker, transfer: Transferable[] = []): void =>
    scope.postMessage(message, { transfer });
  let siteUrl = '';
  let heartbeat: ReturnType<typeof setInterval> | undefined;

  const resultOf = async (id: number, kind: string, request: unknown, signal: AbortSignal) => {
    if (!Object.hasOwn(answers, kind))
      throw new LabError('internal', `serve: unknown kind: ${shown(kind)} — reload the page`);
    const progress = (progress: unknown): void => send({ type: 'progress', id, progress });
    const answering = answers[kind as keyof C](request, { signal, progress, siteUrl });
    if (!(Symbol.asyncIterator in answering)) return answering;
    let step = await answering.next();
    for (; !step.done; step = await answering.next()) progress(step.value);
    return step.value;
  };

  const answer = async (id: number, kind: string, request: unknown): Promise<void> => {
    const abort = new AbortController();
    open.set(id, abort);
    heartbeat ??= setInterval(() => send({ type: 'alive' }), HEARTBEAT_MS);
    try {
      const result: unknown = await resultOf(id, kind, request, abort.signal);
      send({ type: 'result', id, result }, ArrayBuffer.isView(result) ? [result.buffer as ArrayBuffer] : []);
    } catch (error) {
      send({ type: 'failed', id, failure: toFailure(error) });
    }
    open.delete(id);
    if (open.size > 0) return;
    clearInterval(heartbeat);
    heartbeat = undefined;
  };

  scope.onmessage = ({ data }) => {
    switch (data.type) {
      case 'start':
        siteUrl = data.siteUrl;
        send({ type: 'alive' });
        break;
      case 'call':
        void answer(data.id, data.kind, data.request);
        break;
      case 'abort':
        open.get(data.id)?.abort();
        break;
      default:
        data satisfies never;
    }
  };
}
