/** @file The messages between the page and the study worker: one discriminated union each way. */
import type { Failure } from '../core/errors';
import type { StudyEvent } from '../core/events';
import type { ExplainRequest, Explanation } from '../core/explain';
import type {
  AblateFilesRequest,
  FilesAblated,
  FilesJudged,
  JudgeFilesRequest,
  JudgeProgress,
  JudgeReady,
} from '../core/judged-set';
import type { GenerationSettings } from '../core/generation-settings';
import type {
  FilesMeasured,
  FileToMeasure,
  MeasureFilesRequest,
  MeasureProgress,
  TableColumn,
} from '../core/measured-set';
import type {
  ModelAnswer,
  ModelAnswers,
  ModelQuestion,
  ModelTrainingEvent,
  ModelTrainingRequest,
} from '../core/model-lab';
import type { StoredStudy } from '../core/ports';
import type { Run, StudyRecord } from '../core/run';
import type { StudySettings } from '../core/study';

/** What can be asked, and what comes back. A study answers with events until it is `done`. */
export type Request =
  /** `writing`: how a language model writes; null for the lab's own way, and for other generators. */
  | { readonly kind: 'run'; readonly settings: StudySettings; readonly writing: GenerationSettings | null }
  | { readonly kind: 'list' }
  | { readonly kind: 'record'; readonly key: string }
  | { readonly kind: 'remove'; readonly key: string }
  | { readonly kind: 'columns'; readonly file: FileToMeasure }
  | { readonly kind: 'measure'; readonly request: MeasureFilesRequest }
  | { readonly kind: 'prepare-judge' | 'judge'; readonly request: JudgeFilesRequest }
  | { readonly kind: 'release-judge' }
  | { readonly kind: 'ablate'; readonly request: AblateFilesRequest }
  | { readonly kind: 'explain'; readonly request: ExplainRequest }
  | { readonly kind: 'model'; readonly question: ModelQuestion }
  /** Answers with `training` until it is done. Null: the training that was interrupted. */
  | { readonly kind: 'train'; readonly training: ModelTrainingRequest | null };

export type ToWorker =
  /** The first message: the address the site's files lie under, ending in a slash. */
  | { readonly type: 'hello'; readonly siteUrl: string }
  | { readonly type: 'request'; readonly id: number; readonly request: Request }
  | { readonly type: 'abort'; readonly id: number }
  /** To a worker that another worker started: makes runs for it, asked over the port (see `helper-protocol.ts`). */
  | { readonly type: 'help'; readonly port: MessagePort }
  /** A language model is to wait before its next request, until it is to go on. */
  | { readonly type: 'pause' }
  | { readonly type: 'resume' };

export type FromWorker =
  | { readonly type: 'alive' }
  /**
   * A run of a study, one a message: a message with all runs of a study would hold up the page while it is unpacked.
   * The events `started` and `finished` cross without their runs, and the client puts them back.
   */
  | { readonly type: 'run'; readonly id: number; readonly run: Run }
  | { readonly type: 'event'; readonly id: number; readonly event: StudyEvent }
  | { readonly type: 'progress'; readonly id: number; readonly progress: FileProgress }
  | { readonly type: 'training'; readonly id: number; readonly event: ModelTrainingEvent }
  | { readonly type: 'result'; readonly id: number; readonly result: Result }
  | { readonly type: 'failed'; readonly id: number; readonly failure: Failure };

/** Of what is done with files; of ablations a share, 0 to 1. */
export type FileProgress = MeasureProgress | JudgeProgress | number;

export type Result =
  | null
  | readonly StoredStudy[]
  | StudyRecord
  | readonly TableColumn[]
  | FilesMeasured
  | JudgeReady
  | FilesJudged
  | FilesAblated
  | Explanation
  | ModelAnswer;

/** The page's handle on the worker. Every method rejects with a `LabError`, or with an `AbortError` when aborted. */
export interface StudyClient {
  /** Runs a study, or goes on with one that storage holds runs of; ends after the event `finished`. */
  run(
    settings: StudySettings,
    signal: AbortSignal,
    writing?: GenerationSettings | null,
  ): AsyncIterable<StudyEvent>;
  /** Holds a language model back before its next request, until `resume`; a new study begins without. */
  pause(): void;
  resume(): void;
  /** Studies in this browser's storage, newest first; empty where storage is refused. */
  list(): Promise<readonly StoredStudy[]>;
  record(key: string): Promise<StudyRecord | null>;
  remove(key: string): Promise<void>;
  /** Why one run of a study did as it did; learns from its rows once more. */
  explain(request: ExplainRequest, signal: AbortSignal): Promise<Explanation>;
  /** The columns of a table, as far as its beginning tells. */
  columns(file: FileToMeasure): Promise<readonly TableColumn[]>;
  /** Every measure of one file, or of two compared. */
  measure(
    request: MeasureFilesRequest,
    signal: AbortSignal,
    onProgress?: (progress: MeasureProgress) => void,
  ): Promise<FilesMeasured>;
  /** Loads a language model and times its first answers; it stays on the GPU until it has judged, or is released. */
  prepareJudge(
    request: JudgeFilesRequest,
    signal: AbortSignal,
    onProgress?: (progress: JudgeProgress) => void,
  ): Promise<JudgeReady>;
  /** The cluster-agent score by a language model. */
  judge(
    request: JudgeFilesRequest,
    signal: AbortSignal,
    onProgress?: (progress: JudgeProgress) => void,
  ): Promise<FilesJudged>;
  releaseJudge(): Promise<void>;
  /** The cluster-agent score at other settings and without some of its steps, by the surrogate. */
  ablate(
    request: AblateFilesRequest,
    signal: AbortSignal,
    onDone?: (fraction: number) => void,
  ): Promise<FilesAblated>;
  /** Answers about the small language models. */
  askModel<Q extends ModelQuestion>(question: Q, signal?: AbortSignal): Promise<ModelAnswers[Q['ask']]>;
  /** Trains a transformer, or goes on with the training that was interrupted; ends after the event `finished`. */
  trainModel(training: ModelTrainingRequest | null, signal: AbortSignal): AsyncIterable<ModelTrainingEvent>;
}
