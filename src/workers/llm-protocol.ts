/** @file The messages between a page, or the study worker, and the language model's worker: one union each way. */
import type { Failure } from '../core/errors';
import type { GpuName } from '../core/gpu-name';
import type { ChatMessage, ChatReply, ChatRequest } from '../core/llm-engine';
import type { Device, ModelFit } from '../core/llm-fit';
import type { LanguageModel } from '../core/llm-model';
import type { LoadProgress, StorageReport } from '../core/llm-loading';
import type { GenerationReport, JournalSize, RequestRecord } from '../core/llm-report';
import type { LlmTask, PromptSettings } from '../core/llm-task';
import type { GenerationRequest } from '../core/ports';

/** A model on this device. */
export interface CachedModelInfo {
  readonly model: LanguageModel;
  readonly sizeBytes: number;
  readonly cachedAt: string;
  readonly fingerprint: string;
}

/** Models that write and judge, or models that turn texts into vectors. */
export type ModelPurpose = 'chat' | 'embedding';

/** All that the page needs to offer models. */
export interface ModelList {
  readonly device: Device;
  /** The catalogue's models, with what keeps each from running here. */
  readonly fits: readonly ModelFit[];
  /** Complete on this device: they work offline. Custom ones stand here alone. */
  readonly cached: readonly CachedModelInfo[];
  /** Ids of models whose download was stopped half-way. */
  readonly incomplete: readonly string[];
  readonly storage: StorageReport;
  /** Rows that models wrote for studies, kept so that these can be gone on with; null where nothing is kept. */
  readonly journal: JournalSize | null;
}

/** What a model that chats is known by, before it is loaded and after. */
export interface EngineAbout {
  readonly id: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly contextTokens: number;
}

/** What a loaded embedding model says of itself. */
export interface EmbedderInfo {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly dimensions: number;
}

/** A few rows to try a prompt with. */
export interface TrialRequest {
  readonly task: LlmTask;
  readonly prompts: PromptSettings;
  readonly generation: GenerationRequest;
}

export type LlmRequest =
  | {
      readonly kind: 'models';
      readonly siteUrl: string;
      readonly purpose: ModelPurpose;
      /** Of the screen: how many fingers it feels. */
      readonly touchPoints: number;
    }
  | { readonly kind: 'download'; readonly model: LanguageModel; readonly files: readonly File[] | null }
  | { readonly kind: 'remove'; readonly modelId: string }
  | { readonly kind: 'forget-rows' }
  | { readonly kind: 'about'; readonly modelId: string }
  | { readonly kind: 'load'; readonly modelId: string; readonly isTriedOut: boolean }
  | { readonly kind: 'load-embedder'; readonly modelId: string }
  | { readonly kind: 'embed'; readonly texts: readonly string[] }
  | { readonly kind: 'unload' }
  | { readonly kind: 'chat'; readonly chat: ChatRequest }
  | { readonly kind: 'try'; readonly trial: TrialRequest }
  | { readonly kind: 'prompt'; readonly trial: TrialRequest };

/** What comes back for each kind of request. */
export interface LlmResults {
  readonly models: ModelList;
  readonly download: CachedModelInfo;
  readonly remove: null;
  readonly 'forget-rows': null;
  readonly about: EngineAbout;
  readonly load: EngineAbout;
  readonly 'load-embedder': EmbedderInfo;
  /** (n, d) row-major. */
  readonly embed: Float32Array<ArrayBuffer>;
  readonly unload: null;
  readonly chat: ChatReply;
  readonly try: GenerationReport;
  readonly prompt: readonly ChatMessage[];
}
export type LlmResult = LlmResults[keyof LlmResults];

/** What is said on the way to a result. */
export type LlmEvent =
  /**
   * Said before a model is loaded: what it will run on, null where the browser does not tell. Where the processor stands
   * in for a GPU all takes many times longer.
   */
  | { readonly type: 'gpu'; readonly isSoftware: boolean; readonly gpu: GpuName | null }
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  | { readonly type: 'text'; readonly delta: string; readonly replyTokens: number }
  | { readonly type: 'embedded'; readonly numDone: number }
  | { readonly type: 'record'; readonly record: RequestRecord };

export type ToLlmWorker =
  | { readonly type: 'hello' }
  | { readonly type: 'request'; readonly id: number; readonly request: LlmRequest }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' };

export type FromLlmWorker =
  | { readonly type: 'alive' }
  | { readonly type: 'event'; readonly id: number; readonly event: LlmEvent }
  | { readonly type: 'result'; readonly id: number; readonly result: LlmResult }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure };
