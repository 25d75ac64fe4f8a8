/** @file The language model as a study's generator: it writes everything first, and then leaves the GPU to the training. */
import type { Dataset } from '../core/example';
import type { LoadProgress } from '../core/llm-loading';
import { DEFAULT_WRITING, type Writing } from '../core/llm-writing';
import type { PauseGate } from '../core/pause';
import type { TextGenerator } from '../core/ports';
import { writeAhead, type WriteAhead } from '../experiment';
import { openLlm, type OpenedLlm } from './open-llm';

export interface WriterOptions {
  readonly siteUrl: string;
  readonly modelId: string;
  /** Null for the lab's own way. */
  readonly writing: Writing | null;
  readonly dataset: Dataset;
  /** Topics of each class that the study may ask for, and the seed by which the model names those that are missing. */
  readonly topics: number;
  readonly seed: number;
  readonly gate: PauseGate;
  readonly onProgress: (progress: LoadProgress) => void;
}

export interface OpenedWriter {
  readonly generator: TextGenerator;
  readonly writeAhead: WriteAhead;
  /** What the study cannot have, in sentences. */
  readonly shortfalls: readonly string[];
  /** Loads the model where anything of the study is still to be asked of it. */
  readonly prepare: OpenedLlm['prepare'];
  /** Frees the GPU, where writing has not done so. */
  close(): void;
}

/** The model must be in the cache. @throws LabError */
export async function openWriter(
  { writing, ...options }: WriterOptions,
  signal: AbortSignal,
): Promise<OpenedWriter> {
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
          return yield* writeAhead(study, tools, llm.writer, signal);
        } finally {
          llm.unload();
        }
      },
    },
  };
}
