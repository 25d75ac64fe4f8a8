/** @file The language model as a study's generator: it writes everything first, and then leaves the GPU to the training. */
import type { Dataset } from '../core/example';
import type { LoadProgress } from '../core/llm-loading';
import { DEFAULT_WRITING, type GenerationSettings } from '../core/generation-settings';
import type { PauseGate } from '../core/pause';
import type { TextGenerator } from '../core/ports';
import { prefetchRows, type Prefetch } from '../experiment';
import { openLlm, type OpenedLlm } from './open-llm';

export interface LlmGeneratorOptions {
  readonly siteUrl: string;
  readonly modelId: string;
  /** Null for the lab's own way. */
  readonly writing: GenerationSettings | null;
  readonly dataset: Dataset;
  /** Topics of each class that the study may ask for, and the seed by which the model names those that are missing. */
  readonly topics: number;
  readonly seed: number;
  readonly gate: PauseGate;
  readonly onProgress: (progress: LoadProgress) => void;
}

export interface OpenedLlmGenerator {
  readonly generator: TextGenerator;
  readonly writeAhead: Prefetch;
  /** What the study cannot have, in sentences. */
  readonly shortfalls: readonly string[];
  /** Loads the model where anything of the study is still to be asked of it. */
  readonly prepare: OpenedLlm['prepare'];
  /** Frees the GPU, where writing has not done so. */
  close(): void;
}

/** The model must be in the cache. @throws LabError */
export async function openLlmGenerator(
  { writing, ...options }: LlmGeneratorOptions,
  signal: AbortSignal,
): Promise<OpenedLlmGenerator> {
  const llm = await openLlm({ ...options, writing: writing ?? DEFAULT_WRITING }, signal);
  return {
    generator: llm.generator,
    shortfalls: llm.shortfalls,
    prepare: llm.prepare,
    close: () => llm.unload(),
    writeAhead: {
      writing: llm.writer.writing,
      async *write(study, tools, signal) {
        try {
          return yield* prefetchRows(study, tools, llm.writer, signal);
        } finally {
          llm.unload();
        }
      },
    },
  };
}
