/**
 * @file The handle on the language model's worker, for the page and for the study worker. Every request is watched: a
 * worker that dies, or says nothing for too long, is ended and replaced, and a model that was loaded is loaded again
 * with the next request. Nothing waits for ever.
 */
import { fromFailure, LabError, shown } from '../core/errors';
import type { GpuName } from '../core/gpu-name';
import type { ChatEngine, ChatMessage, ChatReply, ChatRequest, EmbeddingEngine } from '../core/llm-engine';
import type { LanguageModel } from '../core/llm-model';
import type { LoadProgress } from '../core/llm-loading';
import type { GenerationReport, RequestRecord } from '../core/llm-report';
import type {
  CachedModelInfo,
  EmbedderInfo,
  EngineAbout,
  FromLlmWorker,
  LlmEvent,
  LlmRequest,
  LlmResults,
  ModelList,
  ModelPurpose,
  ToLlmWorker,
  TrialRequest,
} from './llm-protocol';

/** How long a worker may be silent, by what it does, before it counts as hung. Milliseconds. */
interface SilenceLimits {
  readonly start: number;
  readonly models: number;
  /** The downloader tries again by itself for a while. */
  readonly download: number;
  readonly load: number;
  /** Until the first token: the prompt is read without a word. */
  readonly firstToken: number;
  readonly nextToken: number;
  /** After *cancel*. */
  readonly stop: number;
}

/** A GPU that the processor stands in for is so many times slower: a study is out of the question, a few rows are not. */
const SOFTWARE_PATIENCE = 20;

/** Timers of a hidden tab come up to a minute late; one that is later still has slept with the machine. */
const ASLEEP_MS = 90_000;

const SILENCE_LIMITS: SilenceLimits = {
  start: 20_000,
  models: 30_000,
  download: 240_000,
  load: 180_000,
  firstToken: 120_000,
  nextToken: 30_000,
  stop: 3_000,
};

export interface LlmClientOptions {
  /** Starts the worker; another one in tests. */
  readonly startWorker?: () => Worker;
  /** Where the site's files lie, ending in a slash. */
  readonly siteUrl: string;
  readonly limits?: Partial<SilenceLimits>;
}

interface Told {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly onText?: ((delta: string, replyTokens: number) => void) | undefined;
  readonly onRecord?: ((record: RequestRecord) => void) | undefined;
  readonly onDone?: ((numDone: number) => void) | undefined;
}

/** Every method rejects with a `LabError`, or with an `AbortError` when aborted; the client stays usable. */
export interface LlmClient {
  /** What can be run here and what is here already; of models that chat, where nothing else is asked for. */
  models(purpose?: ModelPurpose): Promise<ModelList>;
  /** Brings a model into the cache, from its addresses or from files of a folder; goes on with a stopped download. */
  download(
    model: LanguageModel,
    signal: AbortSignal,
    told?: Pick<Told, 'onProgress'> & { readonly files?: readonly File[] },
  ): Promise<CachedModelInfo>;
  remove(modelId: string): Promise<void>;
  /** Forgets the rows that models wrote for studies. */
  forgetRows(): Promise<void>;
  /** A cached model that is loaded with its first request: where nothing is asked of it, it never is. */
  open(modelId: string, signal: AbortSignal, told?: Pick<Told, 'onProgress'>): Promise<ChatEngine>;
  /** Loads a cached model onto the GPU. Stopping it ends the worker. */
  load(
    modelId: string,
    signal: AbortSignal,
    told?: Pick<Told, 'onProgress'> & { readonly isTriedOut?: boolean },
  ): Promise<ChatEngine>;
  /** The same for an embedding model; a model that chats leaves the GPU for it, and the other way round. */
  loadEmbedder(
    modelId: string,
    signal: AbortSignal,
    told?: Pick<Told, 'onProgress'>,
  ): Promise<EmbeddingEngine>;
  /** Frees the GPU. */
  unload(): Promise<void>;
  /** The messages a request would send. */
  promptOf(trial: TrialRequest): Promise<readonly ChatMessage[]>;
  /** Writes a few rows with the loaded model; `onRecord` gets them, request by request. */
  tryOut(
    trial: TrialRequest,
    signal: AbortSignal,
    told?: Pick<Told, 'onText' | 'onRecord'>,
  ): Promise<GenerationReport>;
  /** Holds back the next request of `tryOut`, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the worker; the next request starts another. */
  close(): void;
}

type LoadRequest = LlmRequest & { readonly kind: 'load' | 'load-embedder' };

interface Pending extends Told {
  readonly request: LlmRequest;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export function createLlmClient({
  startWorker = () => new Worker(new URL('./llm.worker.ts', import.meta.url), { type: 'module' }),
  siteUrl,
  limits: given = {},
}: LlmClientOptions): LlmClient {
  const limits = { ...SILENCE_LIMITS, ...given };
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let startTimer: ReturnType<typeof setTimeout> | undefined;
  let nextId = 1;
  /** The model the caller believes to be loaded, and whether the worker of now has it. */
  let wanted: { readonly modelId: string; readonly load: LoadRequest; isLive: boolean } | null = null;
  let isPaused = false;
  /** How much longer than a GPU the one at hand may take. */
  let patience = 1;
  /** What the model that was loaded last runs on. */
  let gpu: GpuName | null = null;

  const giveUp = (reason: unknown): void => {
    clearTimeout(startTimer);
    worker?.terminate();
    worker = null;
    if (wanted) wanted.isLive = false;
    const waiting = [...pending.values()];
    pending.clear();
    for (const { reject, timer } of waiting) {
      clearTimeout(timer);
      reject(reason);
    }
  };

  const watch = (id: number, milliseconds: number): void => {
    const request = pending.get(id);
    if (!request) return;
    clearTimeout(request.timer);
    const due = Date.now() + milliseconds;
    request.timer = setTimeout(() => {
      // The worker slept as well, so its silence says nothing.
      const hasSlept = Date.now() - due > ASLEEP_MS;
      if (hasSlept || (isPaused && request.request.kind === 'try')) return watch(id, milliseconds);
      giveUp(died(`it said nothing for ${Math.round(milliseconds / 1000)} s (${request.request.kind})`));
    }, milliseconds);
  };

  const limitOf = ({ kind }: LlmRequest): number => {
    // The first batch of vectors waits for the GPU's programs, as a prompt does.
    if (kind === 'chat' || kind === 'try' || kind === 'embed') return patience * limits.firstToken;
    if (isLoad({ kind })) return patience * limits.load;
    return kind === 'download' ? limits.download : limits.models;
  };

  const onEvent = (id: number, event: LlmEvent, request: Pending): void => {
    if (event.type === 'gpu') {
      patience = event.isSoftware ? SOFTWARE_PATIENCE : 1;
      gpu = event.gpu;
    }
    // Between two requests of a trial the model reads a prompt again.
    watch(id, event.type === 'text' ? patience * limits.nextToken : limitOf(request.request));
    if (event.type === 'progress') request.onProgress?.(event.progress);
    else if (event.type === 'text') request.onText?.(event.delta, event.replyTokens);
    else if (event.type === 'embedded') request.onDone?.(event.numDone);
    else if (event.type === 'record') request.onRecord?.(event.record);
  };

  const connect = (): Worker => {
    if (worker) return worker;
    const started = startWorker();
    worker = started;
    startTimer = setTimeout(() => giveUp(died('it did not start')), limits.start);
    started.onmessage = ({ data }: MessageEvent<FromLlmWorker>) => {
      if (worker !== started) return;
      clearTimeout(startTimer);
      if (data.type === 'alive') return;
      const request = pending.get(data.id);
      if (!request) return;
      if (data.type === 'event') return onEvent(data.id, data.event, request);
      clearTimeout(request.timer);
      pending.delete(data.id);
      if (data.type === 'result') return request.resolve(data.result as never);
      request.reject(fromFailure(data.failure));
      // A GPU that is lost does not come back to the thread that lost it; and what a model that did not load has taken of
      // one, only the end of the thread gives back.
      const { code, message } = data.failure;
      if (code === 'device-lost' || code === 'out-of-memory' || isLoad(request.request))
        giveUp(died(message));
    };
    const onDeath = (event: Event): void => {
      // Unless it is dealt with here, it ends the worker that started this one as well.
      event.preventDefault();
      if (worker === started) giveUp(died((event as Partial<ErrorEvent>).message ?? event.type));
    };
    started.onerror = onDeath;
    started.onmessageerror = onDeath;
    post(started, { type: 'hello' });
    if (isPaused) post(started, { type: 'pause' });
    return started;
  };

  const ask = <K extends LlmRequest['kind']>(
    request: LlmRequest & { readonly kind: K },
    signal: AbortSignal | null,
    told: Told = {},
  ): Promise<LlmResults[K]> => {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const id = nextId++;
    const asked = new Promise<LlmResults[K]>((resolve, reject) => {
      pending.set(id, {
        ...told,
        request,
        resolve: resolve,
        reject,
        timer: undefined,
      });
    });
    const stop = (): void => {
      if (!pending.has(id) || !worker) return;
      const stopped = new DOMException('stopped', 'AbortError');
      // Loading heeds no signal (see the engine), so its thread is ended at once.
      if (isLoad(request)) return giveUp(stopped);
      post(worker, { type: 'abort', id });
      const timer = setTimeout(() => {
        if (pending.has(id)) giveUp(stopped);
      }, limits.stop);
      asked.catch(() => undefined).finally(() => clearTimeout(timer));
    };
    try {
      post(connect(), { type: 'request', id, request });
      watch(id, limitOf(request));
      signal?.addEventListener('abort', stop, { once: true });
    } catch (error) {
      pending.get(id)?.reject(error);
      pending.delete(id);
    }
    return asked.finally(() => signal?.removeEventListener('abort', stop));
  };

  /** Loads the model again where the worker that had it is gone. */
  const revive = async (signal: AbortSignal): Promise<void> => {
    const revived = wanted;
    if (!revived || revived.isLive) return;
    await ask(revived.load, signal);
    if (wanted !== revived) throw died(`the model ${revived.modelId} was unloaded`);
    revived.isLive = true;
  };

  const engineOf = (info: EngineAbout): ChatEngine => ({
    ...info,
    get gpu() {
      return gpu;
    },
    chat: async (chat: ChatRequest, signal: AbortSignal, onText): Promise<ChatReply> => {
      if (wanted?.modelId !== info.id) throw died(`the model ${info.id} was unloaded`);
      await revive(signal);
      return ask({ kind: 'chat', chat }, signal, { onText });
    },
  });

  const embedderOf = (info: EmbedderInfo): EmbeddingEngine => ({
    ...info,
    embed: async (texts, signal, onDone) => {
      if (wanted?.modelId !== info.id) throw died(`the model ${info.id} was unloaded`);
      await revive(signal);
      return ask({ kind: 'embed', texts }, signal, { onDone });
    },
  });

  const load: LlmClient['load'] = async (modelId, signal, { isTriedOut = true, onProgress } = {}) => {
    wanted = null;
    const request: LoadRequest & { kind: 'load' } = { kind: 'load', modelId, isTriedOut };
    const info = await ask(request, signal, { onProgress });
    wanted = { modelId, load: request, isLive: true };
    return engineOf(info);
  };

  return {
    models: (purpose = 'chat') => {
      const touchPoints = typeof document === 'undefined' ? 0 : navigator.maxTouchPoints;
      return ask({ kind: 'models', siteUrl, purpose, touchPoints }, null);
    },
    download: async (model, signal, { files, onProgress } = {}) => {
      // Only a page may ask that what is stored be kept; where it is refused the model is stored all the same.
      if (typeof document !== 'undefined') await navigator.storage?.persist?.().catch(() => false);
      return ask({ kind: 'download', model, files: files ?? null }, signal, { onProgress });
    },
    remove: async (modelId) => {
      if (wanted?.modelId === modelId) wanted = null;
      await ask({ kind: 'remove', modelId }, null);
    },
    forgetRows: async () => {
      await ask({ kind: 'forget-rows' }, null);
    },
    open: async (modelId, signal, told) => {
      const about = await ask({ kind: 'about', modelId }, signal);
      let loading: Promise<ChatEngine> | null = null;
      const loaded = (signal: AbortSignal): Promise<ChatEngine> => {
        loading ??= load(modelId, signal, told);
        loading.catch(() => (loading = null));
        return loading;
      };
      return {
        ...about,
        get gpu() {
          return gpu;
        },
        prepare: async (signal) => {
          await loaded(signal);
          // So that a worker that was replaced loads before the clock of the writing runs.
          await revive(signal);
        },
        chat: async (request, signal, onText) => (await loaded(signal)).chat(request, signal, onText),
      };
    },
    load,
    loadEmbedder: async (modelId, signal, { onProgress } = {}) => {
      wanted = null;
      const load: LoadRequest & { kind: 'load-embedder' } = { kind: 'load-embedder', modelId };
      const info = await ask(load, signal, { onProgress });
      wanted = { modelId, load, isLive: true };
      return embedderOf(info);
    },
    unload: async () => {
      wanted = null;
      if (worker) await ask({ kind: 'unload' }, null);
    },
    promptOf: (trial) => ask({ kind: 'prompt', trial }, null),
    tryOut: async (trial, signal, told) => {
      await revive(signal);
      return ask({ kind: 'try', trial }, signal, told);
    },
    pause: () => {
      isPaused = true;
      if (worker) post(worker, { type: 'pause' });
    },
    resume: () => {
      isPaused = false;
      if (worker) post(worker, { type: 'resume' });
    },
    close: () => {
      wanted = null;
      giveUp(new DOMException('closed', 'AbortError'));
    },
  };
}

function isLoad({ kind }: Pick<LlmRequest, 'kind'>): boolean {
  return kind === 'load' || kind === 'load-embedder';
}

function post(worker: Worker, message: ToLlmWorker): void {
  worker.postMessage(message);
}

function died(detail: string): LabError {
  return new LabError(
    'worker-died',
    `llm worker: ended unexpectedly: ${shown(detail)} — go on: finished rows are kept; if it happens again, choose a smaller model`,
  );
}
