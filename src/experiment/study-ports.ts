/** @file All that a study needs from outside, gathered in one place. */
import type { WarningCode } from '../core/events';
import type { Example } from '../core/example';
import type { Generation, LabelChecks, TierReport } from '../core/llm-report';
import type { ResolvedWriting } from '../core/llm-writing';
import type { Clock, PreTrainer, RunStore, TextClassifier } from '../core/ports';
import type { Study } from '../core/study';
import type { EditTools } from './row-edits';

/** How far the writing, or the checking of labels, of a whole study is. */
interface Advance {
  readonly arm: string;
  readonly replicate: number;
  /** Rows of the whole study. */
  readonly done: number;
  readonly total: number;
  /** Null until there is something to estimate it from. */
  readonly remainingMs: number | null;
}

/** What happens while a language model writes ahead of all runs. */
export type WritingStep =
  | (Advance & {
      readonly kind: 'rows';
      readonly rows: readonly Example[];
      /** Rows of this run. */
      readonly ofRun: { readonly done: number; readonly total: number };
    })
  | (Advance & { readonly kind: 'checked' })
  | { readonly kind: 'heard'; readonly delta: string; readonly tokensPerSecond: number }
  | { readonly kind: 'report'; readonly report: TierReport }
  | { readonly kind: 'labels'; readonly checks: LabelChecks };

export interface WriteAhead {
  readonly writing: ResolvedWriting;
  /** Ends with all rows in the generator's journal, and the GPU free. */
  write(study: Study, tools: EditTools, signal: AbortSignal): AsyncGenerator<WritingStep, Generation>;
}

export interface StudyPorts extends EditTools {
  readonly classifier: TextClassifier;
  /** Makes the bodies of classifiers, for studies whose arms differ in them; null for the others. */
  readonly preTrainer: PreTrainer | null;
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
