/** @file All that a study needs from outside, gathered in one place. */
import type { WarningCode } from '../core/events';
import type { Dataset } from '../core/example';
import type { Clock, RunStore, TextClassifier, TextEmbedder, TextGenerator } from '../core/ports';

export interface StudyPorts {
  readonly dataset: Dataset;
  readonly generator: TextGenerator;
  readonly embedder: TextEmbedder;
  readonly classifier: TextClassifier;
  /** Null where this browser keeps nothing. */
  readonly store: RunStore | null;
  readonly clock: Clock;
  readonly appVersion: string;
  readonly browser: string;
  /** What the visitor should know of how this study runs: a slow backend, say. */
  readonly notices: readonly { readonly code: WarningCode; readonly message: string }[];
}
