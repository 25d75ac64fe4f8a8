/**
 * @file A language model as a study's generator: brings model, journal and prompts together. All rows are written before
 * the first run, and then the model leaves the GPU to the training.
 */
import type { StudyWarning } from '../core/events';
import type { Dataset } from '../core/example';
import type { LoadProgress } from '../core/llm-loading';
import { DEFAULT_WRITING, resolveWriting, type GenerationSettings } from '../core/generation-settings';
import type { PauseGate } from '../core/pause';
import type { TextGenerator } from '../core/ports';
import type { Study } from '../core/study';
import { memoryJournal, sturdyJournal } from '../engine/web-llm/memory-journal';
import { openRowJournal } from '../engine/web-llm/row-journal';
import type { EditTools } from '../experiment/rows/row-edits';
import { isInJournal, prefetchRows } from '../experiment/run/prefetch';
import type { LlmGeneratorPort } from '../experiment/run/llm-generator-port';
import { withTopics } from '../experiment/run/more-topics';
import type { Prefetch } from '../experiment/run/study-ports';
import { patientEngine } from '../generation/llm/patient-engine';
import { WebLlmGenerator } from '../generation/llm/web-llm-generator';
import { createLlmClient } from './llm-client';

export interface LlmGeneratorOptions {
  /** The address of the site's files, ending in a slash. */
  readonly siteUrl: string;
  readonly modelId: string;
  /** Null for the lab's own way. */
  readonly writing: GenerationSettings | null;
  readonly dataset: Dataset;
  /** Topics of each class that the study may ask for; where the task has fewer, the model names more, by this seed. */
  readonly topics: number;
  readonly seed: number;
  /** Holds back the next request while it is closed. */
  readonly gate: PauseGate;
  readonly onProgress: (progress: LoadProgress) => void;
}

export interface OpenedLlmGenerator {
  /** Rows in the journal can still be read through it after `close`. */
  readonly generator: TextGenerator;
  readonly prefetch: Prefetch;
  /** What the study asked for and the model did not give. */
  readonly shortfalls: readonly StudyWarning[];
  /** Loads the model where anything of the study is still to be asked of it. */
  readonly prepare: (
    study: Study,
    tools: EditTools,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Frees the GPU, where writing has not done so. */
  close(): void;
}

/**
 * The model must be in the cache; it is loaded when topics are missing, or by `prepare`, so that a study whose rows are
 * all in the journal does without.
 * @throws LabError
 */
export async function openLlmGenerator(
  { siteUrl, modelId, writing: settings, dataset, gate, topics, seed, onProgress }: LlmGeneratorOptions,
  signal: AbortSignal,
): Promise<OpenedLlmGenerator> {
  const resolved = resolveWriting(settings ?? DEFAULT_WRITING, dataset);
  const client = createLlmClient({ siteUrl });
  let onLoading = onProgress;
  try {
    const [engine, journal] = await Promise.all([
      client.open(modelId, signal, { onProgress: (progress) => onLoading(progress) }),
      openRowJournal().then(sturdyJournal, memoryJournal),
    ]);
    const tools = {
      engine: patientEngine(engine, gate),
      journal,
      seed,
      onProgress: (done: number, total: number): void => onLoading(namingTopics(done / total)),
    };
    const { writing, shortfalls } = await withTopics(resolved, topics, tools, signal);
    const { task, prompts } = writing;
    const open: LlmGeneratorPort['open'] = (callbacks) =>
      new WebLlmGenerator({ engine, task, prompts, journal, gate, ...callbacks });
    const writer: LlmGeneratorPort = { engine, writing, journal, gate, open };
    return {
      generator: open({}),
      shortfalls,
      prefetch: {
        writing,
        async *write(study, tools, signal) {
          try {
            return yield* prefetchRows(study, tools, writer, signal);
          } finally {
            client.close();
          }
        },
      },
      prepare: async (study, tools, onProgress, signal) => {
        onLoading = onProgress;
        if (!(await isInJournal(study, tools, writer, signal))) await engine.prepare?.(signal);
      },
      close: () => client.close(),
    };
  } catch (error) {
    client.close();
    throw error;
  }
}

function namingTopics(fraction: number): LoadProgress {
  return { phase: 'topics', fraction, doneBytes: 0, totalBytes: 0, bytesPerSecond: 0, remainingMs: null };
}
