/** @file What a running study says; the page draws these and nothing else. */
import type { Example } from './example';
import type { MeasureInfo } from './measure';
import type { Analysis, Run, StudyRecord, Verdict } from './run';
import type { Study } from './study';

export type Phase = 'prepare' | 'generate' | 'measure' | 'train' | 'evaluate';

export type StudyEvent =
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
  | { readonly type: 'run'; readonly run: Run; readonly analysis: Analysis; readonly verdict: Verdict }
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string }
  | { readonly type: 'finished'; readonly record: StudyRecord };

export type WarningCode =
  'storage-refused' | 'storage-full' | 'slow-backend' | 'backend-changed' | 'short-tier';
