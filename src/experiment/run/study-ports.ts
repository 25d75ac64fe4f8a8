/** @file All that a study needs from outside, gathered in one place. */
import type { Phase, StudyWarning } from '../../core/events';
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
  /** Pre-trains the encoders of classifiers, for studies whose arms differ in them; otherwise null. */
  readonly preTrainer: PreTrainer | null;
  /** Null where the browser gives the page no storage. */
  readonly store: RunStore | null;
  readonly clock: Clock;
  readonly appVersion: string;
  readonly browser: string;
  /** Workers that make runs at the same time, each on its own thread; their runs equal those of this thread. */
  readonly helpers: readonly RunWorker[];
  /** Generates all rows before the first run, for a generator that shares the GPU with training; otherwise null. */
  readonly prefetch: Prefetch | null;
  /** Warnings known before the start, such as a slow backend. */
  readonly notices: readonly StudyWarning[];
}

/** All that one run needs. */
export type RunPorts = Omit<StudyPorts, 'store' | 'prefetch' | 'notices' | 'helpers'>;
