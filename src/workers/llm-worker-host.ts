/** @file What the language model's worker does with each request; WebLLM itself is loaded with the first model. */
import { LabError } from '../core/errors';
import { gpuNameOf } from '../core/gpu-name';
import type { ChatEngine, EmbeddingEngine } from '../core/llm-engine';
import { fitEmbedders, fitModels, type Device } from '../core/llm-fit';
import { readCatalogue, type LanguageModel } from '../core/llm-model';
import type { GenerationReport, RowJournal } from '../core/llm-report';
import { PauseGate } from '../core/pause';
import { fetchSiteFile } from '../engine/site-files';
import { fetchModel, reportStorage } from '../engine/web-llm/download-model';
import { identityOf } from '../engine/web-llm/identity';
import { ModelCache, type CachedModel } from '../engine/web-llm/model-cache';
import { folderSource, webSource } from '../engine/web-llm/model-source';
import { probeDevice } from '../engine/web-llm/probe-device';
import { openRowJournal } from '../engine/web-llm/row-journal';
import { WebLlmGenerator } from '../experiment/llm-laboratory';
import type {
  EmbedderInfo,
  EngineAbout,
  LlmEvent,
  LlmRequest,
  LlmResult,
  ModelList,
  ModelPurpose,
  TrialRequest,
} from './llm-protocol';

/** A model that runs and can be let go. */
export interface RunningEngine extends ChatEngine {
  unload(): Promise<void>;
}

export interface RunningEmbedder extends EmbeddingEngine {
  unload(): Promise<void>;
}

/** What the worker is made of; other parts in tests. */
export interface LlmParts {
  readonly cache: () => ModelCache;
  readonly probe: () => Promise<Device>;
  readonly journal: () => Promise<RowJournal>;
  readonly openEngine: (
    cached: CachedModel,
    options: { isTriedOut: boolean; onEvent: (event: LlmEvent) => void; cache: ModelCache },
  ) => Promise<RunningEngine>;
  readonly openEmbedder: (
    cached: CachedModel,
    onEvent: (event: LlmEvent) => void,
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
      throw new LabError({ code: 'storage-refused', place: 'llm worker', what: 'missing cache', wayOut });
    }
    return new ModelCache(caches);
  },
  openEngine: async (cached, { cache, isTriedOut, onEvent }) => {
    const { openWebLlm } = await import('../engine/web-llm/web-llm-engine');
    return openWebLlm(cached, {
      cache,
      isTriedOut,
      onProgress: (progress) => onEvent({ type: 'progress', progress }),
    });
  },
  openEmbedder: async (cached, onEvent) => {
    const { openWebLlmEmbedder } = await import('../engine/web-llm/web-llm-embedder');
    return openWebLlmEmbedder(cached, {
      onProgress: (progress) => onEvent({ type: 'progress', progress }),
    });
  },
};

export class LlmHost {
  readonly gate = new PauseGate();
  readonly #parts: LlmParts;
  /** One model is loaded at a time, to chat or to embed. */
  #engine: RunningEngine | null = null;
  #embedder: RunningEmbedder | null = null;
  #journal: Promise<RowJournal> | null = null;

  constructor(parts: Partial<LlmParts> = {}) {
    this.#parts = { ...PARTS, ...parts };
  }

  async answer(
    request: LlmRequest,
    signal: AbortSignal,
    onEvent: (event: LlmEvent) => void,
  ): Promise<LlmResult> {
    switch (request.kind) {
      case 'models':
        return this.#models(request.siteUrl, request.purpose, signal);
      case 'download': {
        const { model, files } = request;
        const cache = this.#parts.cache();
        const source = files
          ? folderSource(files)
          : webSource(model, { partials: cache.partialsOf(model.id) });
        const onProgress = (progress: LlmEvent & { type: 'progress' }): void => onEvent(progress);
        return fetchModel(model, {
          cache,
          source,
          signal,
          storage: navigator.storage ?? null,
          onProgress: (progress) => onProgress({ type: 'progress', progress }),
        });
      }
      case 'remove':
        if ([this.#engine?.id, this.#embedder?.id].includes(request.modelId)) await this.#unload();
        await this.#parts.cache().remove(request.modelId);
        return null;
      case 'forget-rows':
        await (await this.#rows()).clear();
        return null;
      case 'about':
        return identityOf(await findModel(this.#parts.cache(), request.modelId));
      case 'load':
        return this.#load(request.modelId, request.isTriedOut, onEvent);
      case 'load-embedder':
        return this.#loadEmbedder(request.modelId, onEvent);
      case 'embed':
        if (!this.#embedder) throw missingModel();
        return this.#embedder.embed(request.texts, signal, (numDone) =>
          onEvent({ type: 'embedded', numDone }),
        );
      case 'unload':
        await this.#unload();
        return null;
      case 'chat':
        return this.#running().chat(request.chat, signal, (delta, replyTokens) =>
          onEvent({ type: 'text', delta, replyTokens }),
        );
      case 'try':
        return this.#try(request.trial, signal, onEvent);
      case 'prompt':
        return generatorOf(request.trial, UNLOADED).promptOf(request.trial.generation, 0).messages;
    }
  }

  async #models(siteUrl: string, purpose: ModelPurpose, signal: AbortSignal): Promise<ModelList> {
    const [text, device, storage, journal] = await Promise.all([
      fetchSiteFile(siteUrl + CATALOGUE, 'bad-model', signal),
      this.#parts.probe(),
      reportStorage(navigator.storage ?? null),
      this.#rows().then(
        (rows) => rows.size(),
        () => null,
      ),
    ]);
    const cache = this.#parts.cache();
    const [allCached, incomplete] = await Promise.all([cache.list(), cache.listIncomplete()]);
    const isAsked = (model: LanguageModel): boolean => (purpose === 'embedding') === !!model.embedding;
    const cached = allCached.filter(({ model }) => isAsked(model));
    // A cached model's own figures are exact.
    const models = readCatalogue(new TextDecoder().decode(text))
      .models.filter(isAsked)
      .map((model) => cached.find((one) => one.model.id === model.id)?.model ?? model);
    const fits = (purpose === 'embedding' ? fitEmbedders : fitModels)(models, device);
    return { device, fits, cached, incomplete, storage, journal };
  }

  /** What was written for studies; opened anew where it could not be, or was taken away by another tab. */
  #rows(): Promise<RowJournal> {
    const opening = (this.#journal ??= this.#parts.journal());
    opening.catch(() => (this.#journal = null));
    return opening;
  }

  async #load(
    modelId: string,
    isTriedOut: boolean,
    onEvent: (event: LlmEvent) => void,
  ): Promise<EngineAbout> {
    if (this.#engine?.id !== modelId) {
      await this.#unload();
      const cache = this.#parts.cache();
      const cached = await findModel(cache, modelId);
      const isSoftware = await this.#tellGpu(onEvent);
      this.#engine = await this.#parts.openEngine(cached, {
        // To be tried out there takes longer than a download.
        isTriedOut: isTriedOut && !isSoftware,
        onEvent,
        cache,
      });
    }
    const { id, description, fingerprint, contextTokens } = this.#engine;
    return { id, description, fingerprint, contextTokens };
  }

  async #tellGpu(onEvent: (event: LlmEvent) => void): Promise<boolean> {
    const { gpu } = await this.#parts.probe();
    const isSoftware = gpu?.isSoftware ?? false;
    onEvent({ type: 'gpu', isSoftware, gpu: gpuNameOf(gpu) });
    return isSoftware;
  }

  async #loadEmbedder(modelId: string, onEvent: (event: LlmEvent) => void): Promise<EmbedderInfo> {
    if (this.#embedder?.id !== modelId) {
      await this.#unload();
      const cached = await findModel(this.#parts.cache(), modelId);
      await this.#tellGpu(onEvent);
      this.#embedder = await this.#parts.openEmbedder(cached, onEvent);
    }
    const { id, title, description, fingerprint, dimensions } = this.#embedder;
    return { id, title, description, fingerprint, dimensions };
  }

  async #try(
    trial: TrialRequest,
    signal: AbortSignal,
    onEvent: (event: LlmEvent) => void,
  ): Promise<GenerationReport> {
    let report: GenerationReport | null = null;
    const generator = generatorOf(trial, this.#running(), {
      gate: this.gate,
      onText: (delta, replyTokens) => onEvent({ type: 'text', delta, replyTokens }),
      onRecord: (record) => onEvent({ type: 'record', record }),
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
    await engine?.unload();
    await embedder?.unload();
  }
}

async function findModel(cache: ModelCache, modelId: string): Promise<CachedModel> {
  const cached = await cache.find(modelId);
  if (cached) return cached;
  throw new LabError({
    code: 'bad-language-model',
    place: 'llm worker',
    what: 'missing model',
    value: modelId,
    wayOut: 'download it first',
  });
}

function missingModel(): LabError {
  return new LabError({
    code: 'worker-died',
    place: 'llm worker',
    what: 'missing model',
    wayOut: 'load it again',
  });
}

function generatorOf(
  { task, prompts }: TrialRequest,
  engine: ChatEngine,
  told: Partial<ConstructorParameters<typeof WebLlmGenerator>[0]> = {},
): WebLlmGenerator {
  return new WebLlmGenerator({ engine, task, prompts, ...told });
}

/** Stands in where a prompt is only to be shown. */
const UNLOADED: ChatEngine = {
  id: 'none',
  description: 'no model',
  fingerprint: 'none',
  contextTokens: 4096,
  chat: () => Promise.reject(new Error('no model is loaded')),
};
