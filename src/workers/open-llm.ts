/** @file Brings a language model, its journal and its prompts together as the writer of a study, in the study worker. */
import type { Dataset } from '../core/example';
import type { LoadProgress } from '../core/llm-loading';
import { resolveWriting, type GenerationSettings } from '../core/generation-settings';
import type { PauseGate } from '../core/pause';
import type { TextGenerator } from '../core/ports';
import type { Study } from '../core/study';
import { memoryJournal, sturdyJournal } from '../engine/web-llm/memory-journal';
import { openRowJournal } from '../engine/web-llm/row-journal';
import { isWritten, withTopics, type EditTools, type LlmGeneratorPort } from '../experiment';
import { patientEngine, WebLlmGenerator } from '../experiment/llm-laboratory';
import { createLlmClient, type LlmClientOptions } from './llm-client';

export interface OpenLlmOptions extends LlmClientOptions {
  readonly modelId: string;
  readonly dataset: Dataset;
  readonly writing: GenerationSettings;
  /** Topics of each class that the study may ask for; where the task has fewer, the model names more, by this seed. */
  readonly topics: number;
  readonly seed: number;
  /** Holds back the next request while it is shut. */
  readonly gate: PauseGate;
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface OpenedLlm {
  readonly generator: TextGenerator;
  readonly writer: LlmGeneratorPort;
  /** What the study cannot have, in sentences. */
  readonly shortfalls: readonly string[];
  /** Loads the model where anything of the study is still to be asked of it. */
  readonly prepare: (
    study: Study,
    tools: EditTools,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Frees the GPU; rows in the journal can still be read through the generator. */
  unload(): void;
}

/**
 * The model must be in the cache; it is loaded when topics are missing, or by `prepare`, so that a study whose rows are
 * all in the journal does without.
 * @throws LabError
 */
export async function openLlm(options: OpenLlmOptions, signal: AbortSignal): Promise<OpenedLlm> {
  const { modelId, dataset, gate, topics, seed } = options;
  const resolved = resolveWriting(options.writing, dataset);
  const client = createLlmClient(options);
  let onLoading = options.onProgress;
  try {
    const [engine, journal] = await Promise.all([
      client.open(modelId, signal, { onProgress: (progress) => onLoading?.(progress) }),
      openRowJournal().then(sturdyJournal, memoryJournal),
    ]);
    const onProgress = (done: number, total: number): void => onLoading?.(namingTopics(done / total));
    const tools = { engine: patientEngine(engine, gate), journal, seed, onProgress };
    const { writing, shortfalls } = await withTopics(resolved, topics, tools, signal);
    const { task, prompts } = writing;
    const open: LlmGeneratorPort['open'] = (told) =>
      new WebLlmGenerator({ engine, task, prompts, journal, gate, ...told });
    const writer: LlmGeneratorPort = { engine, writing, journal, gate, open };
    const prepare: OpenedLlm['prepare'] = async (study, tools, onProgress, signal) => {
      onLoading = onProgress;
      if (!(await isWritten(study, tools, writer, signal))) await engine.prepare?.(signal);
    };
    return { generator: open({}), writer, shortfalls, prepare, unload: () => client.close() };
  } catch (error) {
    client.close();
    throw error;
  }
}

function namingTopics(fraction: number): LoadProgress {
  return { phase: 'topics', fraction, doneBytes: 0, totalBytes: 0, bytesPerSecond: 0, remainingMs: null };
}
