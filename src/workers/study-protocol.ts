/** @file What can be asked of the study worker: by the page, and by a study worker that has runs made on further threads. */
import type { StudyEvent } from '../core/events';
import type { Dataset } from '../core/example';
import type { ExplainRequest, Explanation } from '../core/explain';
import type { GenerationSettings } from '../core/generation-settings';
import type {
  AblateFilesRequest,
  FilesAblated,
  FilesJudged,
  JudgeFilesRequest,
  JudgeProgress,
  JudgeReady,
} from '../core/judged-set';
import type {
  FilesMeasured,
  FileToMeasure,
  MeasureFilesRequest,
  MeasureProgress,
} from '../core/measured-set';
import type {
  Continuation,
  ModelFiles,
  ModelLabState,
  ModelTrainingEvent,
  ModelTrainingPlan,
  ModelTrainingRequest,
  NextTokensAnswer,
  WrittenOn,
} from '../core/model-lab';
import type { StoredStudy } from '../core/ports';
import type { Run, StudyRecord } from '../core/run';
import type { StudySettings } from '../core/study';
import type { ImportTaskRequest, TaskDraft, TaskFileRequest } from '../core/read-task';
import type { TableColumn } from '../core/table-columns';
import type { TaskInfo, TrialTexts } from '../core/task';
import type { BackendName } from '../engine/backend';
import type { RunStep } from '../experiment/run/study-ports';
import type { Caller } from './connection';
import type { Kind } from './rpc';

export interface StudyCalls {
  /** Runs a study, or resumes one that storage holds runs of. */
  readonly run: Kind<StudyRequest, void, SentStudyEvent>;
  /** A language model waits before its next request, until `resume`; a new study begins without. */
  readonly pause: Kind<null, void>;
  readonly resume: Kind<null, void>;
  /** Studies in this browser's storage, newest first; empty where storage is refused. */
  readonly list: Kind<null, readonly StoredStudy[]>;
  /** A stored study by its key. */
  readonly record: Kind<string, StudyRecord | null>;
  /** Deletes a stored study by its key. */
  readonly remove: Kind<string, void>;
  /** Why one run of a study did as it did; trains on its rows once more. */
  readonly explain: Kind<ExplainRequest, Explanation>;

  /** The built-in task and the visitor's own. */
  readonly tasks: Kind<null, readonly TaskInfo[]>;
  /** What a file of labelled texts would become. */
  readonly 'read-task': Kind<TaskFileRequest, TaskDraft>;
  /** Makes a task of it, which is then in the list. */
  readonly 'import-task': Kind<ImportTaskRequest, TaskInfo>;
  /** Forgets a task of the visitor's by its id. */
  readonly 'remove-task': Kind<string, void>;
  /** Texts of a task, by its id, for trying a prompt. */
  readonly 'trial-texts': Kind<string, TrialTexts>;

  /** The columns of a table, as far as its beginning shows. */
  readonly columns: Kind<FileToMeasure, readonly TableColumn[]>;
  /** Every measure of one file, or of two compared. */
  readonly measure: Kind<MeasureFilesRequest, FilesMeasured, MeasureProgress>;
  /** Loads a language model and times its first answers; it stays on the GPU until it has judged, or is released. */
  readonly 'prepare-judge': Kind<JudgeFilesRequest, JudgeReady, JudgeProgress>;
  /** The cluster-agent score by a language model. */
  readonly judge: Kind<JudgeFilesRequest, FilesJudged, JudgeProgress>;
  readonly 'release-judge': Kind<null, void>;
  /** The cluster-agent score at other settings and without some of its steps, by the surrogate; progress from 0 to 1. */
  readonly ablate: Kind<AblateFilesRequest, FilesAblated, number>;

  /** The small language models that there are. */
  readonly 'model-state': Kind<null, ModelLabState>;
  readonly 'next-tokens': Kind<Continuation, NextTokensAnswer>;
  /** A whole text, or the rest of one; the same for the same seed. */
  readonly 'continue-text': Kind<Continuation & { readonly seed: number }, WrittenOn>;
  /** What a training would be. */
  readonly 'plan-training': Kind<ModelTrainingRequest, ModelTrainingPlan>;
  /** Trains a transformer, or, where the request is null, resumes the interrupted training. */
  readonly train: Kind<ModelTrainingRequest | null, void, ModelTrainingEvent>;
  /** The training makes no further step until `resume-training`. */
  readonly 'pause-training': Kind<null, void>;
  readonly 'resume-training': Kind<null, void>;
  /** The visitor's own model. */
  readonly 'model-files': Kind<null, ModelFiles>;
  /** Deletes the visitor's own model, or the interrupted training. */
  readonly 'delete-model': Kind<'model' | 'training', void>;
}

/** What a study worker asks of a further worker, which runs the same script. */
export interface HelperCalls {
  /** Loads all that runs of the study are made with; asked once, before the first run. */
  readonly 'open-runs': Kind<HelperStudy, void>;
  readonly 'make-run': Kind<{ readonly arm: string; readonly replicate: number }, Run, RunStep>;
}

export interface StudyRequest {
  readonly settings: StudySettings;
  /** How a language model writes; null for the lab's own way, and for other generators. */
  readonly writing: GenerationSettings | null;
}

/**
 * A study's events as they cross. Each run crosses once, in a message of its own: a message with all runs of a study would
 * hold up the page while it is unpacked. `started` and `finished` cross without their runs, and the client puts them back.
 */
export type SentStudyEvent = StudyEvent | { readonly type: 'earlier-run'; readonly run: Run };

export interface HelperStudy {
  readonly settings: StudySettings;
  /** The texts of a task of the visitor's; null for the built-in one, which each worker fetches by itself. */
  readonly dataset: Dataset | null;
  /** What the first worker trains on. */
  readonly backend: BackendName;
  /** What all runs of the study are made from (`partsOf`). */
  readonly parts: readonly string[];
}

/** The page's handle on the worker. Every call rejects with a `LabError`, or with an `AbortError` when aborted. */
export interface StudyClient extends Caller<StudyCalls> {
  /** Runs a study, or resumes one that storage holds runs of; ends after the event `finished`. */
  run(
    settings: StudySettings,
    signal: AbortSignal,
    writing?: GenerationSettings | null,
  ): AsyncIterable<StudyEvent>;
}
