/** @file What a running study says; the page draws these and nothing else. */
import type { Example } from './example';
import type { LoadProgress } from './llm-loading';
import type { LabelChecks, TierReport } from './llm-report';
import type { MeasureInfo } from './measure';
import type { Analysis, Run, StudyRecord, Verdict } from './run';
import type { Study } from './study';

/**
 * `preTrain`: a body is trained that classifiers then begin with. `check`: a language model is asked for the labels of what
 * it wrote. `oracle`: the classifier that stands for the truth about labels is trained, once for all runs.
 */
export type Phase =
  'prepare' | 'preTrain' | 'oracle' | 'generate' | 'check' | 'measure' | 'train' | 'evaluate';

export type StudyEvent =
  /** Before the start: the language model is made ready. */
  | { readonly type: 'loading'; readonly progress: LoadProgress }
  | {
      readonly type: 'started';
      readonly studyKey: string;
      readonly study: Study;
      readonly classNames: readonly string[];
      readonly measures: readonly MeasureInfo[];
      readonly backend: string;
      readonly totalRuns: number;
      /** Runs found in storage from an earlier, interrupted go. */
      readonly resumedRuns: readonly Run[];
    }
  | {
      readonly type: 'progress';
      readonly phase: Phase;
      readonly arm: string;
      readonly replicate: number;
      readonly finishedRuns: number;
      readonly totalRuns: number;
      /** Before the first run, where a language model writes all rows first: rows of the study written, or checked. */
      readonly ahead?: { readonly done: number; readonly total: number };
      /** Share of the whole study that is done, 0 to 1, never falling. */
      readonly fraction: number;
      /** Null until there is something to estimate it from. */
      readonly remainingMs: number | null;
    }
  | {
      readonly type: 'rows';
      readonly arm: string;
      readonly replicate: number;
      /** A few of the rows just written; all of them are in the run. */
      readonly rows: readonly Example[];
      readonly done: number;
      readonly total: number;
    }
  /** A language model speaks: what has been heard since the last event of this kind. */
  | { readonly type: 'writing'; readonly delta: string; readonly tokensPerSecond: number }
  | { readonly type: 'generation'; readonly report: TierReport }
  | { readonly type: 'labels'; readonly checks: LabelChecks }
  | { readonly type: 'run'; readonly run: Run; readonly analysis: Analysis; readonly verdict: Verdict }
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string }
  | { readonly type: 'finished'; readonly record: StudyRecord };

export type WarningCode =
  | 'storage-refused'
  | 'storage-full'
  | 'slow-backend'
  | 'backend-changed'
  | 'helper-lost'
  | 'short-tier'
  | 'few-topics';
