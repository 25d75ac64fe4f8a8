/** @file All that a study needs from outside, gathered in one place. */
import type { WarningCode } from '../core/events';
import type { Dataset, Example } from '../core/example';
import type {
  Clock,
  GeneratorFitter,
  LabelOracle,
  RunStore,
  TextClassifier,
  TextEmbedder,
  TextGenerator,
} from '../core/ports';
import type { Study } from '../core/study';

/** Rows as they are written ahead of all runs. */
export interface WrittenAhead {
  readonly arm: string;
  readonly replicate: number;
  readonly rows: readonly Example[];
  /** Rows of the whole study. */
  readonly done: number;
  readonly total: number;
}

export interface WriteAhead {
  /** Ends with all rows in the generator's journal, and the GPU free. */
  write(study: Study, numClasses: number, signal: AbortSignal): AsyncIterable<WrittenAhead>;
  /** Tiers for which fewer rows could be written than were asked for, a sentence each; known once all is written. */
  shortfalls(): readonly string[];
}

export interface StudyPorts {
  readonly dataset: Dataset;
  readonly generator: TextGenerator;
  /** Fits generators of the same kind; null where that cannot be done. */
  readonly fitter: GeneratorFitter | null;
  /** Trained when first asked for. */
  readonly oracle: (signal: AbortSignal) => Promise<LabelOracle>;
  readonly embedder: TextEmbedder;
  readonly classifier: TextClassifier;
  /** Null where this browser keeps nothing. */
  readonly store: RunStore | null;
  readonly clock: Clock;
  readonly appVersion: string;
  readonly browser: string;
  /** Writes all rows before the first run, for a generator that shares the GPU with the training; null for the others. */
  readonly writeAhead: WriteAhead | null;
  /** What the visitor should know of how this study runs: a slow backend, say. */
  readonly notices: readonly { readonly code: WarningCode; readonly message: string }[];
}
