/** @file What the language model's worker answers; WebLLM itself is loaded with the first model. */
import { LabError, shown } from '../core/errors';
import { gpuNameOf } from '../core/gpu-name';
import type { ChatEngine, EmbeddingEngine } from '../core/llm-engine';
import { fitEmbedders, fitModels, obstacleTo, type Device } from '../core/llm-fit';
import type { LoadProgress } from '../core/llm-loading';
import { readCatalogue } from '../core/llm-catalogue';
import { checkLibraryVersion, type LanguageModel } from '../core/llm-model';
import type { GenerationReport, JournalSize, RowJournal } from '../core/llm-report';
import { PauseGate } from '../core/pause';
import { fetchSiteFile } from '../engine/site-files';
import { fetchModel, reportStorage } from '../engine/web-llm/download-model';
import { identityOf, ModelCache, type CachedModel } from '../engine/web-llm/model-cache';
import { folderSource, webSource } from '../engine/web-llm/model-source';
import { holdModel, whileChanging } from '../engine/web-llm/model-lock';
import { probeDevice } from '../engine/web-llm/probe-device';
import { openRowJournal } from '../engine/web-llm/row-journal';
import { WebLlmGenerator } from '../generation/llm/web-llm-generator';
import type {
  DownloadRequest,
  EmbedderInfo,
  EngineAbout,
  LlmCalls,
  LoadEvent,
  LoadRequest,
  ModelList,
  ModelsRequest,
  RecordEvent,
  TextEvent,
  TrialRequest,
} from './llm-protocol';
import type { AnswerContext, Answers } from './rpc';

/** A model that is loaded and can be unloaded. */
export interface RunningEngine extends ChatEngine {
  unload(): Promise<void>;
}

export interface RunningEmbedder extends EmbeddingEngine {
  unload(): Promise<void>;
}

/** What the worker is made of; other parts in tests. */
export interface LlmParts {
  readonly cache: () => ModelCache;
  readonly probe: (touchPoints?: number) => Promise<Device>;
  readonly journal: () => Promise<RowJournal>;
  readonly openEngine: (
    cached: CachedModel,
    options: { isTriedOut: boolean; onProgress: (progress: LoadProgress) => void; cache: ModelCache },
  ) => Promise<RunningEngine>;
  readonly openEmbedder: (
    cached: CachedModel,
    onProgress: (progress: LoadProgress) => void,
  ) => Promise<RunningEmbedder>;
}

/** Below the site's address. */
const CATALOGUE = 'models/catalogue/web-llm.json';

const PARTS: LlmParts = {
  probe: probeDevice,
  journal: () => openRowJournal(),
  cache: () => {
    if (typeof caches === 'undefined') {
      const wayOut = 'open the page by https, or on this machine by localhost';
      throw new LabError('storage-refused', `llm worker: missing cache — ${wayOut}`);
    }
    return new ModelCache(caches);
  },
  openEngine: async (cached, options) => {
    const { openWebLlm } = await import('../engine/web-llm/web-llm-engine');
    return openWebLlm(cached, options);
  },
  openEmbedder: async (cached, onProgress) => {
    const { openWebLlmEmbedder } = await import('../engine/web-llm/web-llm-embedder');
    return openWebLlmEmbedder(cached, { onProgress });
  },
};

export class LlmHost {
  readonly answers: Answers<LlmCalls> = {
    models: (request, context) => this.#models(request, context),
    download: (request, context) => this.#download(request, context),
    remove: (modelId) => this.#remove(modelId),
    'forget-rows': () => this.#forgetRows(),
    about: async (modelId) => identityOf(await findModel(this.#parts.cache(), modelId)),
    load: (request, { progress }) => this.#load(request, progress),
    'load-embedder': (modelId, { progress }) => this.#loadEmbedder(modelId, progress),
    embed: async (texts, { signal, progress }) => {
      if (!this.#embedder) throw missingModel();
      return this.#embedder.embed(texts, signal, progress);
    },
    unload: () => this.#unload(),
    chat: async (request, { signal, progress }) =>
      this.#running().chat(request, signal, (delta, replyTokens) =>
        progress({ type: 'text', delta, replyTokens }),
      ),
    try: (trial, context) => this.#try(trial, context),
    prompt: async (trial) => generatorOf(trial, UNLOADED).promptOf(trial.generation, 0).messages,
    pause: async () => this.#gate.pause(),
    resume: async () => this.#gate.resume(),
  };
  readonly #gate = new PauseGate();
  readonly #parts: LlmParts;
  /** One model is loaded at a time, to chat or to embed. */
  #engine: RunningEngine | null = null;
  #embedder: RunningEmbedder | null = null;
  /** Releases the lock on the loaded model's files. */
  #release: (() => Promise<void>) | null = null;
  #journal: Promise<RowJournal> | null = null;

  constructor(parts: Partial<LlmParts> = {}) {
    this.#parts = { ...PARTS, ...parts };
  }

  async #download({ model, files }: DownloadRequest, { signal, progress }: AnswerContext<LoadProgress>) {
    const cache = this.#parts.cache();
    const source = files ? folderSource(files) : webSource(model, { partials: cache.partialsOf(model.id) });
    const device = await this.#parts.probe();
    return whileChanging(model.id, () =>
      fetchModel(model, {
        cache,
        source,
        signal,
        storage: navigator.storage ?? null,
        onProgress: progress,
        onKnown: (known) => needGpuFor(known, device),
      }),
    );
  }

  async #remove(modelId: string): Promise<void> {
    if ([this.#engine?.id, this.#embedder?.id].includes(modelId)) await this.#unload();
    await whileChanging(modelId, () => this.#parts.cache().remove(modelId));
  }

  async #forgetRows(): Promise<void> {
    try {
      await (await this.#rows()).clear();
    } catch (error) {
      this.#journal = null;
      throw error;
    }
  }

  async #models(
    { purpose, touchPoints }: ModelsRequest,
    { signal, siteUrl }: AnswerContext<never>,
  ): Promise<ModelList> {
    const [text, device, storage, journal] = await Promise.all([
      fetchSiteFile(siteUrl + CATALOGUE, 'bad-model', signal),
      this.#parts.probe(touchPoints),
      reportStorage(navigator.storage ?? null),
      this.#sizeOfRows(),
    ]);
    const cache = this.#parts.cache();
    const [allCached, incomplete] = await Promise.all([cache.list(), cache.listIncomplete()]);
    const isAsked = (model: LanguageModel): boolean => (purpose === 'embedding') === !!model.embedding;
    const catalogued = readCatalogue(new TextDecoder().decode(text)).models.filter(isAsked);
    // Stored for an older engine: the weights serve, the library has to be fetched anew.
    const isOutdated = ({ model }: CachedModel): boolean =>
      catalogued.some(({ id, libraryUrl }) => id === model.id && libraryUrl !== model.libraryUrl);
    const cached = allCached.filter((one) => isAsked(one.model) && !isOutdated(one));
    // A cached model's own figures are exact.
    const models = catalogued.map((model) => cached.find((one) => one.model.id === model.id)?.model ?? model);
    const fits = (purpose === 'embedding' ? fitEmbedders : fitModels)(models, device);
    const begun = [...incomplete, ...allCached.filter(isOutdated).map(({ model }) => model.id)];
    return { device, fits, cached, incomplete: begun, storage, journal };
  }

  /** Null where nothing is kept; a journal that the browser closed is opened again the next time. */
  async #sizeOfRows(): Promise<JournalSize | null> {
    try {
      return await (await this.#rows()).size();
    } catch {
      this.#journal = null;
      return null;
    }
  }

  /** Rows that were written for studies; opened again after a failure. */
  #rows(): Promise<RowJournal> {
    const opening = (this.#journal ??= this.#parts.journal());
    opening.catch(() => (this.#journal = null));
    return opening;
  }

  async #load(
    { modelId, isTriedOut }: LoadRequest,
    onEvent: (event: LoadEvent) => void,
  ): Promise<EngineAbout> {
    if (this.#engine?.id !== modelId) {
      await this.#unload();
      const cache = this.#parts.cache();
      const cached = await findModel(cache, modelId);
      this.#engine = await this.#holding(modelId, async () => {
        const isSoftware = await this.#reportGpu(onEvent);
        return this.#parts.openEngine(cached, {
          // In software a trial answer takes longer than a download.
          isTriedOut: isTriedOut && !isSoftware,
          onProgress: (progress) => onEvent({ type: 'progress', progress }),
          cache,
        });
      });
    }
    const { id, description, fingerprint, contextTokens } = this.#engine;
    return { id, description, fingerprint, contextTokens };
  }

  /** Opens the model; its files cannot be changed until it is unloaded. */
  async #holding<T>(modelId: string, open: () => Promise<T>): Promise<T> {
    const release = await holdModel(modelId);
    try {
      const opened = await open();
      this.#release = release;
      return opened;
    } catch (error) {
      await release();
      throw error;
    }
  }

  async #reportGpu(onEvent: (event: LoadEvent) => void): Promise<boolean> {
    const { gpu } = await this.#parts.probe();
    const isSoftware = gpu?.isSoftware ?? false;
    onEvent({ type: 'gpu', isSoftware, gpu: gpuNameOf(gpu) });
    return isSoftware;
  }

  async #loadEmbedder(modelId: string, onEvent: (event: LoadEvent) => void): Promise<EmbedderInfo> {
    if (this.#embedder?.id !== modelId) {
      await this.#unload();
      const cached = await findModel(this.#parts.cache(), modelId);
      this.#embedder = await this.#holding(modelId, async () => {
        await this.#reportGpu(onEvent);
        return this.#parts.openEmbedder(cached, (progress) => onEvent({ type: 'progress', progress }));
      });
    }
    const { id, title, description, fingerprint, dimensions } = this.#embedder;
    return { id, title, description, fingerprint, dimensions };
  }

  async #try(
    trial: TrialRequest,
    { signal, progress }: AnswerContext<TextEvent | RecordEvent>,
  ): Promise<GenerationReport> {
    let report: GenerationReport | null = null;
    const generator = generatorOf(trial, this.#running(), {
      gate: this.#gate,
      onText: (delta, replyTokens) => progress({ type: 'text', delta, replyTokens }),
      onRecord: (record) => progress({ type: 'record', record }),
      onReport: (said) => (report = said),
    });
    for await (const rows of generator.generate(trial.generation, signal)) void rows;
    return report!;
  }

  #running(): RunningEngine {
    if (this.#engine) return this.#engine;
    throw missingModel();
  }

  async #unload(): Promise<void> {
    const [engine, embedder] = [this.#engine, this.#embedder];
    this.#engine = null;
    this.#embedder = null;
    try {
      await engine?.unload();
      await embedder?.unload();
    } finally {
      await this.#release?.();
      this.#release = null;
    }
  }
}

async function findModel(cache: ModelCache, modelId: string): Promise<CachedModel> {
  const cached = await cache.find(modelId);
  if (cached) {
    checkLibraryVersion(cached.model.libraryUrl);
    return cached;
  }
  throw new LabError(
    'bad-language-model',
    `llm worker: missing model: ${shown(modelId)} — download it first`,
  );
}

/** Some obstacles are known only from a model's own files: the width of its numbers, and its largest tensor. */
function needGpuFor(model: LanguageModel, device: Device): void {
  const { unsuitable, reason } = obstacleTo(model, device);
  if (unsuitable !== 'no-f16' && unsuitable !== 'buffer-too-small') return;
  throw new LabError(
    'gpu-unsuitable',
    `llm worker: unsuitable GPU: ${shown(reason)} — ${unsuitable === 'no-f16' ? 'choose a model with f32 in its name' : 'choose a smaller model'}`,
  );
}

function missingModel(): LabError {
  return new LabError('worker-died', 'llm worker: missing model — load it again');
}

function generatorOf(
  { task, prompts }: TrialRequest,
  engine: ChatEngine,
  told: Partial<ConstructorParameters<typeof WebLlmGenerator>[0]> = {},
): WebLlmGenerator {
  return new WebLlmGenerator({ engine, task, prompts, ...told });
}

/** A placeholder where a prompt is only shown. */
const UNLOADED: ChatEngine = {
  id: 'none',
  description: 'no model',
  fingerprint: 'none',
  contextTokens: 4096,
  chat: () => Promise.reject(new Error('no model is loaded')),
};
