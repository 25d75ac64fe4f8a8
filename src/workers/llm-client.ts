/**
 * @file The handle on the language model's worker, for the page and for the study worker. A model whose worker died is
 * loaded again, in a new worker, with the next request.
 */
import { LabError, shown, type FailureCode } from '../core/errors';
import type { GpuName } from '../core/gpu-name';
import type { ChatEngine, ChatMessage, EmbeddingEngine } from '../core/llm-engine';
import type { LanguageModel } from '../core/llm-model';
import type { LoadProgress } from '../core/llm-loading';
import type { GenerationReport, RequestRecord } from '../core/llm-report';
import { Connection, type CallOptions, type Limits } from './connection';
import type {
  CachedModelInfo,
  EmbedderInfo,
  EngineAbout,
  LlmCalls,
  LoadEvent,
  ModelList,
  ModelPurpose,
  TrialRequest,
} from './llm-protocol';

/**
 * How long the worker may send nothing about a call, by what it does, before it counts as hung. Milliseconds. The worker's
 * heartbeat does not count: its thread keeps running while the GPU hangs.
 */
interface SilenceLimits {
  /** All that is not named below. */
  readonly models: number;
  /** The downloader tries again by itself for a while. */
  readonly download: number;
  readonly load: number;
  /** Until the first token: nothing is sent while the prompt is read. */
  readonly firstToken: number;
  readonly nextToken: number;
}

const SILENCE_LIMITS: SilenceLimits = {
  models: 30_000,
  download: 240_000,
  load: 180_000,
  firstToken: 120_000,
  nextToken: 30_000,
};

/** A GPU that the processor stands in for is so many times slower: a study is out of the question, a few rows are not. */
const SOFTWARE_PATIENCE = 20;

export interface LlmClientOptions {
  /** Starts the worker; another one in tests. */
  readonly startWorker?: () => Worker;
  /** The address of the site's files, ending in a slash. */
  readonly siteUrl: string;
  readonly silence?: Partial<SilenceLimits>;
  readonly limits?: Partial<Limits>;
}

interface Callbacks {
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  readonly onText?: ((delta: string, replyTokens: number) => void) | undefined;
  readonly onRecord?: ((record: RequestRecord) => void) | undefined;
}

/** Every method rejects with a `LabError`, or with an `AbortError` when aborted; the client stays usable. */
export interface LlmClient {
  /** What can be run here and what is here already; `purpose` defaults to chat. */
  models(purpose?: ModelPurpose): Promise<ModelList>;
  /** Brings a model into the cache, from its addresses or from files of a folder; resumes a stopped download. */
  download(
    model: LanguageModel,
    signal: AbortSignal,
    callbacks?: Pick<Callbacks, 'onProgress'> & { readonly files?: readonly File[] },
  ): Promise<CachedModelInfo>;
  remove(modelId: string): Promise<void>;
  /** Deletes the rows that models wrote for studies. */
  forgetRows(): Promise<void>;
  /** A cached model that is loaded with its first request, and never without one. */
  open(modelId: string, signal: AbortSignal, callbacks?: Pick<Callbacks, 'onProgress'>): Promise<ChatEngine>;
  /** Loads a cached model onto the GPU. Stopping it ends the worker. */
  load(
    modelId: string,
    signal: AbortSignal,
    callbacks?: Pick<Callbacks, 'onProgress'> & { readonly isTriedOut?: boolean },
  ): Promise<ChatEngine>;
  /** The same for an embedding model. One model at a time is on the GPU. */
  loadEmbedder(
    modelId: string,
    signal: AbortSignal,
    callbacks?: Pick<Callbacks, 'onProgress'>,
  ): Promise<EmbeddingEngine>;
  /** Frees the GPU. */
  unload(): Promise<void>;
  /** The messages a request would send. */
  promptOf(trial: TrialRequest): Promise<readonly ChatMessage[]>;
  /** Writes a few rows with the loaded model; `onRecord` gets them, request by request. */
  tryOut(
    trial: TrialRequest,
    signal: AbortSignal,
    callbacks?: Pick<Callbacks, 'onText' | 'onRecord'>,
  ): Promise<GenerationReport>;
  /** Holds back the next request of `tryOut`, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends the worker; the next request starts another. */
  close(): void;
}

/** A model that the caller believes to be loaded. */
interface WantedModel {
  readonly modelId: string;
  readonly load: (signal: AbortSignal) => Promise<unknown>;
  /** Whether the present worker has it. */
  isLive: boolean;
}

export function createLlmClient({
  startWorker = () => new Worker(new URL('./llm.worker.ts', import.meta.url), { type: 'module' }),
  siteUrl,
  silence = {},
  limits,
}: LlmClientOptions): LlmClient {
  const most = { ...SILENCE_LIMITS, ...silence };
  let wanted: WantedModel | null = null;
  let isPaused = false;
  /** How much longer than a GPU the one at hand may take. */
  let patience = 1;
  /** What the model that was loaded last runs on. */
  let gpu: GpuName | null = null;

  const connection = new Connection<LlmCalls>({
    name: 'llm worker',
    start: startWorker,
    siteUrl,
    wayOut: WAY_OUT,
    // Every call has a limit of its own; loading a model may keep the thread busy for longer than the usual one.
    limits: { silenceMs: Infinity, ...limits },
    onEnd: () => {
      if (wanted) wanted.isLive = false;
    },
  });

  const ask = async <K extends keyof LlmCalls>(
    kind: K,
    request: LlmCalls[K]['request'],
    options: CallOptions<LlmCalls[K]['progress']> = {},
  ): Promise<LlmCalls[K]['result']> => {
    const isLoad = kind === 'load' || kind === 'load-embedder';
    try {
      // Loading cannot be stopped from inside (see the engine), so its thread is ended at once.
      const stopMs = isLoad ? 0 : undefined;
      return await connection.call(kind, request, { silenceMs: () => most.models, stopMs, ...options });
    } catch (error) {
      // A lost GPU does not come back to the thread that lost it; and what a model that did not load has taken of the GPU,
      // only the end of the thread gives back.
      const isBroken = error instanceof LabError && (isLoad || LOST.includes(error.code));
      if (isBroken && error.code !== 'worker-died') connection.end(died(error.message));
      throw error;
    }
  };

  const replyLimit = (last: LlmCalls['try']['progress'] | null): number =>
    // Between two requests of a trial the model reads a prompt again.
    patience * (last?.type === 'text' ? most.nextToken : most.firstToken);

  const loading = (signal: AbortSignal, onProgress: Callbacks['onProgress']): CallOptions<LoadEvent> => ({
    signal,
    silenceMs: () => patience * most.load,
    onProgress: (event) => {
      if (event.type === 'progress') return onProgress?.(event.progress);
      patience = event.isSoftware ? SOFTWARE_PATIENCE : 1;
      gpu = event.gpu;
    },
  });

  /** Loads a model, and remembers how, for a worker that takes the place of this one. */
  const hold = async <T>(
    modelId: string,
    load: (signal: AbortSignal, onProgress?: Callbacks['onProgress']) => Promise<T>,
    signal: AbortSignal,
    onProgress: Callbacks['onProgress'],
  ): Promise<T> => {
    wanted = null;
    const info = await load(signal, onProgress);
    wanted = { modelId, load, isLive: true };
    return info;
  };

  /** Loads the model again where the worker that had it has ended. */
  const revive = async (signal: AbortSignal): Promise<void> => {
    const revived = wanted;
    if (!revived || revived.isLive) return;
    await revived.load(signal);
    if (wanted !== revived) throw died(`the model ${revived.modelId} was unloaded`);
    revived.isLive = true;
  };

  const needLoaded = async (modelId: string, signal: AbortSignal): Promise<void> => {
    if (wanted?.modelId !== modelId) throw died(`the model ${modelId} was unloaded`);
    await revive(signal);
  };

  const engineOf = (info: EngineAbout): ChatEngine => ({
    ...info,
    get gpu() {
      return gpu;
    },
    chat: async (request, signal, onText) => {
      await needLoaded(info.id, signal);
      const onProgress = ({ delta, replyTokens }: LlmCalls['chat']['progress']): void =>
        onText?.(delta, replyTokens);
      return ask('chat', request, { signal, onProgress, silenceMs: replyLimit });
    },
  });

  const embedderOf = (info: EmbedderInfo): EmbeddingEngine => ({
    ...info,
    embed: async (texts, signal, onProgress) => {
      await needLoaded(info.id, signal);
      // The first batch of vectors waits for the GPU's programs, as a prompt does.
      return ask('embed', texts, { signal, onProgress, silenceMs: () => patience * most.firstToken });
    },
  });

  const load: LlmClient['load'] = async (modelId, signal, { isTriedOut = true, onProgress } = {}) => {
    const request = { modelId, isTriedOut };
    return engineOf(
      await hold(modelId, (...how) => ask('load', request, loading(...how)), signal, onProgress),
    );
  };

  return {
    models: (purpose = 'chat') => {
      const touchPoints = typeof document === 'undefined' ? 0 : navigator.maxTouchPoints;
      return ask('models', { purpose, touchPoints });
    },
    download: async (model, signal, { files = null, onProgress } = {}) => {
      // Only a page may ask the browser to keep what is stored; where it refuses, the model is stored all the same.
      if (typeof document !== 'undefined') await navigator.storage?.persist?.().catch(() => false);
      return ask('download', { model, files }, { signal, onProgress, silenceMs: () => most.download });
    },
    remove: async (modelId) => {
      if (wanted?.modelId === modelId) wanted = null;
      await ask('remove', modelId);
    },
    forgetRows: () => ask('forget-rows', null),
    open: async (modelId, signal, callbacks) => {
      const about = await ask('about', modelId, { signal });
      let loading: Promise<ChatEngine> | null = null;
      const loaded = (signal: AbortSignal): Promise<ChatEngine> => {
        loading ??= load(modelId, signal, callbacks);
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
          // So that a worker that was replaced loads before the time of the writing is taken.
          await revive(signal);
        },
        chat: async (request, signal, onText) => (await loaded(signal)).chat(request, signal, onText),
      };
    },
    load,
    loadEmbedder: async (modelId, signal, { onProgress } = {}) =>
      embedderOf(
        await hold(modelId, (...how) => ask('load-embedder', modelId, loading(...how)), signal, onProgress),
      ),
    unload: async () => {
      wanted = null;
      if (connection.isRunning) await ask('unload', null);
    },
    promptOf: (trial) => ask('prompt', trial),
    tryOut: async (trial, signal, { onText, onRecord } = {}) => {
      await revive(signal);
      if (isPaused) await ask('pause', null);
      return ask('try', trial, {
        signal,
        silenceMs: replyLimit,
        isPaused: () => isPaused,
        onProgress: (event) => {
          if (event.type === 'text') onText?.(event.delta, event.replyTokens);
          else onRecord?.(event.record);
        },
      });
    },
    pause: () => {
      isPaused = true;
      if (connection.isRunning) void ask('pause', null).catch(() => undefined);
    },
    resume: () => {
      isPaused = false;
      if (connection.isRunning) void ask('resume', null).catch(() => undefined);
    },
    close: () => {
      wanted = null;
      connection.end(new DOMException('closed', 'AbortError'));
    },
  };
}

/** Failures after which the thread is of no more use. */
const LOST: readonly FailureCode[] = ['device-lost', 'out-of-memory'];

const WAY_OUT = 'go on: finished rows are kept; if it happens again, choose a smaller model';

function died(detail: string): LabError {
  return new LabError('worker-died', `llm worker: ended unexpectedly: ${shown(detail)} — ${WAY_OUT}`);
}
