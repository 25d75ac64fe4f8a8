/** @file All that a study needs from outside, gathered in one place. */
import type { Phase, WarningCode } from '../../core/events';
import type { Example } from '../../core/example';
import type { LabelChecks, TierReport, PrefetchedGeneration } from '../../core/llm-report';
import type { ResolvedGenerationSettings } from '../../core/generation-settings';
import type { Clock, PreTrainer, RunStore, TextClassifier } from '../../core/ports';
import type { Run } from '../../core/run';
import type { Arm, Study } from '../../core/study';
import type { EditTools } from '../rows/row-edits';

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
export type PrefetchStep =
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

export interface Prefetch {
  readonly writing: ResolvedGenerationSettings;
  /** Ends with all rows in the generator's journal, and the GPU free. */
  write(
    study: Study,
    tools: EditTools,
    signal: AbortSignal,
  ): AsyncGenerator<PrefetchStep, PrefetchedGeneration>;
}

/** What happens while a run is made. */
export type RunStep =
  /** `within`: share of the phase that is done, 0 to 1. */
  | { readonly kind: 'phase'; readonly phase: Phase; readonly within: number }
  /** A few of the rows just written; all of them are in the run. */
  | {
      readonly kind: 'rows';
      readonly rows: readonly Example[];
      readonly done: number;
      readonly total: number;
    };

/** Makes runs of one study one after the other, on this thread or on another. */
export interface RunWorker {
  /**
   * Equal arms and replicates give equal runs, on any worker and after any other runs.
   * @throws AbortError when the signal aborts, LabError when a step fails
   */
  make(arm: Arm, replicate: number, signal: AbortSignal): AsyncGenerator<RunStep, Run>;
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
  /** Others who make runs at the same time, each on a thread of its own; they make just what this thread would. */
  readonly helpers: readonly RunWorker[];
  /** Writes all rows before the first run, for a generator that shares the GPU with the training; null for the others. */
  readonly writeAhead: Prefetch | null;
  /** What the visitor should know of how this study runs: a slow backend, say. */
  readonly notices: readonly { readonly code: WarningCode; readonly message: string }[];
}

/** What single runs are made with. */
export type RunPorts = Omit<StudyPorts, 'store' | 'writeAhead' | 'notices' | 'helpers'>;
