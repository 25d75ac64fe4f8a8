/** @file The events of a running study: all that the page knows of it. */
import type { Example } from './example';
import type { LoadProgress } from './llm-loading';
import type { LabelChecks, TierReport } from './llm-report';
import type { MeasureInfo } from './measure';
import type { Analysis, Run, StudyRecord, Verdict } from './run';
import type { Study } from './study';

/**
 * `preTrain`: an encoder is trained, from which classifiers then start. `check`: a language model labels the rows that it
 * generated. `oracle`: the classifier that stands for the true labels is trained, once for all runs.
 */
export type Phase =
  'prepare' | 'preTrain' | 'oracle' | 'generate' | 'check' | 'measure' | 'train' | 'evaluate';

export type StudyEvent =
  /** Before the start: the language model is loaded. */
  | { readonly type: 'loading'; readonly progress: LoadProgress }
  | {
      readonly type: 'started';
      readonly studyKey: string;
      readonly study: Study;
      readonly classNames: readonly string[];
      readonly measures: readonly MeasureInfo[];
      readonly backend: string;
      readonly totalRuns: number;
      /** Runs found in storage from an earlier, interrupted session. */
      readonly resumedRuns: readonly Run[];
    }
  | {
      readonly type: 'progress';
      readonly phase: Phase;
      readonly arm: string;
      readonly replicate: number;
      readonly finishedRuns: number;
      readonly totalRuns: number;
      /** Before the first run, where a language model generates all rows first: rows generated, or checked. */
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
      /** A few of the new rows; all of them are in the run. */
      readonly rows: readonly Example[];
      readonly done: number;
      readonly total: number;
    }
  /** Text that a language model generated since the last event of this kind. */
  | { readonly type: 'writing'; readonly delta: string; readonly tokensPerSecond: number }
  | { readonly type: 'generation'; readonly report: TierReport }
  | { readonly type: 'labels'; readonly checks: LabelChecks }
  | { readonly type: 'run'; readonly run: Run; readonly analysis: Analysis; readonly verdict: Verdict }
  | { readonly type: 'warning'; readonly code: WarningCode; readonly message: string }
  | { readonly type: 'finished'; readonly record: StudyRecord };

/** What a visitor should know of how a study ran. The record keeps it in words (`warningMessage`). */
export type StudyWarning =
  /** `reason` is null where the browser gives the page no storage at all. */
  | { readonly code: 'storage-refused'; readonly reason: string | null }
  | { readonly code: 'storage-full'; readonly reason: string }
  /** Training runs without WASM; `problems`: why no faster way could be used. */
  | { readonly code: 'slow-backend'; readonly problems: readonly string[] }
  | { readonly code: 'backend-changed'; readonly earlier: string; readonly now: string }
  | { readonly code: 'helper-lost'; readonly reason: string }
  /** Arms whose classifiers have not learned their own training rows: more steps may change their place. */
  | { readonly code: 'underfitted'; readonly arms: readonly string[]; readonly steps: number }
  /** The settings are not those that were fixed: the study does not count as fixed before the run. */
  | { readonly code: 'design-changed'; readonly fixedAt: string }
  /** A class of a tier for which fewer rows were generated than requested. */
  | {
      readonly code: 'short-tier';
      readonly tier: string;
      readonly replicate: number;
      readonly className: string;
      readonly numRows: number;
      readonly numRequested: number;
    }
  /** A class of a tier that had no generated row left to train on, and in which replicates, ascending. */
  | {
      readonly code: 'empty-class';
      readonly tier: string;
      readonly className: string;
      readonly replicates: readonly number[];
    }
  /** A class for which a language model named fewer topics than requested. */
  | {
      readonly code: 'few-topics';
      readonly className: string;
      readonly numTopics: number;
      readonly numRequested: number;
    };

export type WarningCode = StudyWarning['code'];
