/** @file What the page, or the study worker, can ask of the language model's worker. */
import type { GpuName } from '../core/gpu-name';
import type { ChatMessage, ChatReply, ChatRequest } from '../core/llm-engine';
import type { Device, ModelFit } from '../core/llm-fit';
import type { LanguageModel } from '../core/llm-model';
import type { LoadProgress, StorageReport } from '../core/llm-loading';
import type { GenerationReport, JournalSize, RequestRecord } from '../core/llm-report';
import type { LlmTask, PromptSettings } from '../core/llm-task';
import type { GenerationRequest } from '../core/ports';
import type { Kind } from './rpc';

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
  /** Rows that models wrote for studies, kept so that these can be resumed; null where nothing is kept. */
  readonly journal: JournalSize | null;
}

/** Identifies a model that chats, before it is loaded and after. */
export interface EngineAbout {
  readonly id: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly contextTokens: number;
}

/** Identifies a loaded embedding model. */
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

export interface LlmCalls {
  readonly models: Kind<ModelsRequest, ModelList>;
  readonly download: Kind<DownloadRequest, CachedModelInfo, LoadProgress>;
  /** Deletes a model by its id. */
  readonly remove: Kind<string, void>;
  /** Deletes the rows that models wrote for studies. */
  readonly 'forget-rows': Kind<null, void>;
  /** A cached model by its id; it is not loaded. */
  readonly about: Kind<string, EngineAbout>;
  readonly load: Kind<LoadRequest, EngineAbout, LoadEvent>;
  /** Loads an embedding model by its id. */
  readonly 'load-embedder': Kind<string, EmbedderInfo, LoadEvent>;
  /** (n, d) row-major; progress: texts that are done. */
  readonly embed: Kind<readonly string[], Float32Array<ArrayBuffer>, number>;
  readonly unload: Kind<null, void>;
  readonly chat: Kind<ChatRequest, ChatReply, TextEvent>;
  /** Writes a few rows. */
  readonly try: Kind<TrialRequest, GenerationReport, TextEvent | RecordEvent>;
  /** The messages that a trial would begin with. */
  readonly prompt: Kind<TrialRequest, readonly ChatMessage[]>;
  /** A trial waits before its next request, until `resume`. */
  readonly pause: Kind<null, void>;
  readonly resume: Kind<null, void>;
}

export interface ModelsRequest {
  readonly purpose: ModelPurpose;
  /** How many fingers the screen can tell apart. */
  readonly touchPoints: number;
}

export interface DownloadRequest {
  readonly model: LanguageModel;
  /** Where it comes from; null for its addresses. */
  readonly files: readonly File[] | null;
}

export interface LoadRequest {
  readonly modelId: string;
  /** Whether it has to answer once before it counts as loaded. */
  readonly isTriedOut: boolean;
}

export type LoadEvent =
  /** Sent first: what the model will run on, null where the browser does not say; in software all is many times slower. */
  | { readonly type: 'gpu'; readonly isSoftware: boolean; readonly gpu: GpuName | null }
  | { readonly type: 'progress'; readonly progress: LoadProgress };

export interface TextEvent {
  readonly type: 'text';
  readonly delta: string;
  /** So far. */
  readonly replyTokens: number;
}

export interface RecordEvent {
  readonly type: 'record';
  readonly record: RequestRecord;
}
