/** @file Brings a language model, its journal and its prompts together as the generator of a study, in the study worker. */
import type { ChatEngine } from '../core/llm-engine';
import type { LoadProgress } from '../core/llm-loading';
import type { GenerationReport } from '../core/llm-report';
import { checkPromptSettings, checkTask, type LlmTask, type PromptSettings } from '../core/llm-task';
import type { Dataset } from '../core/example';
import type { PauseGate } from '../core/pause';
import type { GenerationRequest, TextGenerator } from '../core/ports';
import { memoryJournal, openRowJournal } from '../engine/web-llm/row-journal';
import { WebLlmGenerator } from '../experiment/llm-laboratory';
import { createLlmClient, type LlmClientOptions } from './llm-client';

export { DEFAULT_PROMPT_SETTINGS, defaultTask } from '../core/llm-task';
export { writeAhead as writeAllRows } from '../experiment/llm-laboratory';

export interface OpenLlmOptions extends LlmClientOptions {
  readonly modelId: string;
  readonly dataset: Dataset;
  readonly task: LlmTask;
  readonly prompts: PromptSettings;
  /** Real texts that may be shown for a request; the whole pool of the label where none is given. */
  readonly pool?: (request: GenerationRequest) => readonly string[];
  /** Holds back the next request while it is shut. */
  readonly gate?: PauseGate;
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface TierReport extends GenerationReport {
  readonly temperature: number;
}

export interface OpenedLlm {
  readonly generator: TextGenerator;
  /** For label checks and other judgements. */
  readonly engine: ChatEngine;
  /** What became of each label of each tier so far. */
  readonly reports: readonly TierReport[];
  /** Frees the GPU; rows in the journal can still be read through the generator. */
  unload(): void;
}

/** Loads the model, which must be in the cache. @throws LabError */
export async function openLlmGenerator(options: OpenLlmOptions, signal: AbortSignal): Promise<OpenedLlm> {
  const { modelId, dataset, onProgress } = options;
  const task = checkTask(options.task, dataset.classNames);
  const prompts = checkPromptSettings(options.prompts);
  const client = createLlmClient(options);
  const [engine, journal] = await Promise.all([
    client.load(modelId, signal, onProgress ? { onProgress } : {}),
    openRowJournal().catch(memoryJournal),
  ]);
  const reports: TierReport[] = [];
  const generator = new WebLlmGenerator({
    engine,
    task,
    prompts,
    pool: options.pool ?? (({ label }) => dataset.splits.pool[label]!),
    poolFingerprint: dataset.fingerprint,
    journal,
    ...(options.gate ? { gate: options.gate } : {}),
    onReport: (report, { temperature }) => reports.push({ ...report, temperature }),
  });
  return { generator, engine, reports, unload: () => client.close() };
}
