/**
 * @file Calls between two threads: the side that asks. No call waits for ever: a worker that does not start, falls silent
 * or does not stop is ended, and its calls fail.
 */
import { fromFailure, LabError, shown } from '../core/errors';
import { EventQueue } from '../core/event-queue';
import type { CallTable, FromWorker, ToWorker } from './rpc';

/** Milliseconds. */
export interface Limits {
  /** From the first call to the worker's first message: its script is missing or blocked. */
  readonly startMs: number;
  /**
   * Without any message while a call is open. A worker can send none during one synchronous piece of work; the longest of a
   * study, or of a measurement of twice 1,000 texts, took 5 s on two busy cores.
   */
  readonly silenceMs: number;
  /** From the abort of a call to its answer. */
  readonly stopMs: number;
  /**
   * Silence is counted in looks of this length, not by the clock: the clock runs on while a hidden tab delays timers or
   * the machine sleeps, and a worker that is alive must not be ended for that.
   */
  readonly lookMs: number;
}

const LIMITS: Limits = { startMs: 20_000, silenceMs: 60_000, stopMs: 3_000, lookMs: 5_000 };

export interface CallOptions<P> {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: P) => void) | undefined;
  /**
   * How long the worker may send nothing about this call, by the progress it sent last (null: none yet). For work that
   * can hang while the worker's heartbeat goes on, such as work on the GPU. Default: for ever.
   */
  readonly silenceMs?: ((last: P | null) => number) | undefined;
  /** While true, silence about this call is not counted: the caller has paused the work. */
  readonly isPaused?: (() => boolean) | undefined;
  /** Instead of the connection's; 0 for work that cannot stop by itself. */
  readonly stopMs?: number | undefined;
}

export interface Caller<C extends CallTable<C>> {
  /** @throws LabError; AbortError when the signal aborts */
  call<K extends keyof C & string>(
    kind: K,
    request: C[K]['request'],
    options?: CallOptions<C[K]['progress']>,
  ): Promise<C[K]['result']>;
  /** The progress of a call, one by one, and its result; a reader who leaves early stops the call. */
  stream<K extends keyof C & string>(
    kind: K,
    request: C[K]['request'],
    options: Omit<CallOptions<C[K]['progress']>, 'onProgress'> & { readonly signal: AbortSignal },
  ): AsyncGenerator<C[K]['progress'], C[K]['result']>;
}

export interface ConnectionOptions {
  /** Names the worker in messages. */
  readonly name: string;
  readonly start: () => Pick<
    Worker,
    'postMessage' | 'terminate' | 'onmessage' | 'onmessageerror' | 'onerror'
  >;
  readonly siteUrl: string;
  /** What can be done after the worker died, for messages. */
  readonly wayOut: string;
  readonly limits?: Partial<Limits> | undefined;
  /** Called after the worker ended, for whatever reason. */
  readonly onEnd?: (reason: unknown) => void;
}

interface OpenCall {
  readonly kind: string;
  readonly options: CallOptions<never>;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  last: unknown;
  silentMs: number;
}

/** The caller's side. Its worker starts with the first call, and again with the first call after it ended. */
export class Connection<C extends CallTable<C>> implements Caller<C> {
  readonly #options: ConnectionOptions;
  readonly #limits: Limits;
  readonly #open = new Map<number, OpenCall>();
  /** Calls that were stopped and whose answer is still to come; it is dropped. */
  readonly #stopped = new Set<number>();
  #worker: ReturnType<ConnectionOptions['start']> | null = null;
  #hasSpoken = false;
  #silentMs = 0;
  #looking: ReturnType<typeof setInterval> | undefined;
  #nextId = 1;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
  }

  get isRunning(): boolean {
    return this.#worker !== null;
  }

  call<K extends keyof C & string>(
    kind: K,
    request: C[K]['request'],
    options: CallOptions<C[K]['progress']> = {},
  ): Promise<C[K]['result']> {
    const { signal } = options;
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const id = this.#nextId++;
    const stop = (): void => this.#stop(id);
    const answered = new Promise<C[K]['result']>((resolve, reject) => {
      this.#open.set(id, { kind, options, resolve, reject, last: null, silentMs: 0 });
    });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      this.#post({ type: 'call', id, kind, request });
      this.#looking ??= setInterval(() => this.#look(), this.#limits.lookMs);
    } catch (error) {
      this.#close(id)?.reject(error);
    }
    return answered.finally(() => signal?.removeEventListener('abort', stop));
  }

  async *stream<K extends keyof C & string>(
    kind: K,
    request: C[K]['request'],
    options: Omit<CallOptions<C[K]['progress']>, 'onProgress'> & { readonly signal: AbortSignal },
  ): AsyncGenerator<C[K]['progress'], C[K]['result']> {
    options.signal.throwIfAborted();
    const left = new AbortController();
    const signal = AbortSignal.any([options.signal, left.signal]);
    const queue = new EventQueue<C[K]['progress']>();
    const onProgress = (progress: C[K]['progress']): void => queue.push(progress);
    const answered = this.call(kind, request, { ...options, signal, onProgress });
    queue.endWith(answered);
    try {
      yield* queue;
      return await answered;
    } finally {
      left.abort();
    }
  }

  /** Ends the worker; open calls fail for this reason. */
  end(reason: unknown): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#stopped.clear();
    for (const id of [...this.#open.keys()]) this.#close(id)?.reject(reason);
    this.#options.onEnd?.(reason);
  }

  #post(message: ToWorker): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): ReturnType<ConnectionOptions['start']> {
    const { start, siteUrl } = this.#options;
    let worker: ReturnType<ConnectionOptions['start']>;
    try {
      worker = start();
    } catch (error) {
      throw this.#died(error instanceof Error ? error.message : String(error));
    }
    this.#hasSpoken = false;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (this.#worker === worker) this.#receive(data);
    };
    worker.onerror = worker.onmessageerror = (event: Event) => {
      // An error nobody handles would also reach the thread that started this one, and end it.
      event.preventDefault();
      if (this.#worker !== worker) return;
      const { message } = event as Partial<ErrorEvent>;
      // A script that could not be fetched fails without a message.
      const isMissing = !this.#hasSpoken && !message && event.type === 'error';
      this.end(isMissing ? this.#missing() : this.#died(message || event.type));
    };
    worker.postMessage({ type: 'start', siteUrl } satisfies ToWorker);
    return worker;
  }

  #receive(message: FromWorker): void {
    this.#hasSpoken = true;
    this.#silentMs = 0;
    if (message.type === 'alive') return;
    const { id } = message;
    if (message.type === 'progress') {
      const call = this.#open.get(id);
      if (!call) return;
      call.last = message.progress;
      call.silentMs = 0;
      return call.options.onProgress?.(message.progress as never);
    }
    this.#stopped.delete(id);
    const call = this.#close(id);
    if (message.type === 'result') call?.resolve(message.result as never);
    else call?.reject(fromFailure(message.failure));
    this.#endIfUseless();
  }

  #close(id: number): OpenCall | undefined {
    const call = this.#open.get(id);
    this.#open.delete(id);
    if (this.#open.size === 0) {
      clearInterval(this.#looking);
      this.#looking = undefined;
      this.#silentMs = 0;
    }
    return call;
  }

  /** Asks the worker to stop, and waits a little for its answer. Other calls are not touched. */
  #stop(id: number): void {
    const call = this.#open.get(id);
    if (!call) return;
    this.#post({ type: 'abort', id });
    const { stopMs = this.#limits.stopMs } = call.options;
    const giveUp = (): void => {
      const late = this.#close(id);
      if (!late) return;
      late.reject(new DOMException('stopped', 'AbortError'));
      this.#stopped.add(id);
      this.#endIfUseless();
    };
    if (stopMs === 0) giveUp();
    else setTimeout(giveUp, stopMs);
  }

  /** A worker that only does what nobody wants any more holds memory and a processor for nothing. */
  #endIfUseless(): void {
    if (this.#open.size > 0 || this.#stopped.size === 0) return;
    this.end(new DOMException('stopped', 'AbortError'));
  }

  #look(): void {
    const { startMs, silenceMs, lookMs } = this.#limits;
    this.#silentMs += lookMs;
    if (!this.#hasSpoken && this.#silentMs > startMs) return this.end(this.#died('it did not start'));
    if (this.#silentMs > silenceMs) return this.end(this.#died('it no longer answers'));
    for (const call of this.#open.values()) {
      if (call.options.isPaused?.()) call.silentMs = 0;
      else call.silentMs += lookMs;
      const limit = call.options.silenceMs?.(call.last as never) ?? Infinity;
      if (call.silentMs <= limit) continue;
      return this.end(this.#died(`it said nothing for ${Math.round(limit / 1000)} s (${call.kind})`));
    }
  }

  #missing(): LabError {
    const { name } = this.#options;
    return new LabError('no-network', `${name}: missing script — check the connection and try again`);
  }

  #died(detail: string): LabError {
    const { name, wayOut } = this.#options;
    return new LabError('worker-died', `${name}: ended unexpectedly: ${shown(detail)} — ${wayOut}`);
  }
}
