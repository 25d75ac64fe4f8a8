/** @file Brings a language model, its journal and its prompts together as the writer of a study, in the study worker. */
import type { Dataset } from '../core/example';
import type { LoadProgress } from '../core/llm-loading';
import { resolveWriting, type Writing } from '../core/llm-writing';
import type { PauseGate } from '../core/pause';
import type { TextGenerator } from '../core/ports';
import { memoryJournal, openRowJournal, sturdyJournal } from '../engine/web-llm/row-journal';
import type { LlmWriter } from '../experiment';
import { WebLlmGenerator } from '../experiment/llm-laboratory';
import { createLlmClient, type LlmClientOptions } from './llm-client';

export interface OpenLlmOptions extends LlmClientOptions {
  readonly modelId: string;
  readonly dataset: Dataset;
  readonly writing: Writing;
  /** Holds back the next request while it is shut. */
  readonly gate: PauseGate;
  readonly onProgress?: (progress: LoadProgress) => void;
}

export interface OpenedLlm {
  readonly generator: TextGenerator;
  readonly writer: LlmWriter;
  /** Frees the GPU; rows in the journal can still be read through the generator. */
  unload(): void;
}

/** Loads the model, which must be in the cache. @throws LabError */
export async function openLlm(options: OpenLlmOptions, signal: AbortSignal): Promise<OpenedLlm> {
  const { modelId, dataset, gate, onProgress } = options;
  const writing = resolveWriting(options.writing, dataset.id, dataset.classNames);
  const client = createLlmClient(options);
  try {
    const [engine, journal] = await Promise.all([
      client.load(modelId, signal, onProgress ? { onProgress } : {}),
      openRowJournal().then(sturdyJournal, memoryJournal),
    ]);
    const { task, prompts } = writing;
    const open: LlmWriter['open'] = (told) =>
      new WebLlmGenerator({ engine, task, prompts, journal, gate, ...told });
    const writer: LlmWriter = { engine, writing, journal, gate, open };
    return { generator: open({}), writer, unload: () => client.close() };
  } catch (error) {
    client.close();
    throw error;
  }
}
