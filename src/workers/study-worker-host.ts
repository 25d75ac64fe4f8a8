/** @file What the study worker does with each request; TF.js and the data are loaded only when a study begins. */
import { LabError } from '../core/errors';
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
import type { ModelAnswer, ModelQuestion, ModelTrainingEvent, ModelTrainingRequest } from '../core/model-lab';
import { PauseGate } from '../core/pause';
import type { RunStore, StoredStudy } from '../core/ports';
import type { StudyRecord } from '../core/run';
import type { StudySettings } from '../core/study';
import { openIndexedDbStore } from '../engine/indexed-db-store';
import type { ModelLab } from './model-lab';

/** Set by the page's first message: the address the site's files lie under, ending in a slash. */
let siteUrl = '';
let modelLab: Promise<ModelLab> | null = null;
/** Shut while the visitor wants a language model to pause. */
export const gate = new PauseGate();
let store: Promise<RunStore | null> | null = null;

export function setSiteUrl(url: string): void {
  siteUrl = url;
}

/** The store, opened once; null where the browser refuses. */
function openStore(): Promise<RunStore | null> {
  return (store ??= openIndexedDbStore().catch(() => null));
}

export async function* run(
  settings: StudySettings,
  writing: GenerationSettings | null,
  signal: AbortSignal,
): AsyncGenerator<StudyEvent> {
  // Loading the two sides at once: code and data.
  const [{ openStudy }, storeOrNull] = await Promise.all([import('./open-study'), openStore()]);
  signal.throwIfAborted();
  await releaseJudge();
  yield* openStudy(settings, writing, { siteUrl, store: storeOrNull, gate }, signal);
}

/** Makes runs for the worker at the other end. */
export async function help(port: MessagePort): Promise<void> {
  const { serveRuns } = await import('./serve-runs');
  serveRuns(port, siteUrl);
}

export async function list(): Promise<readonly StoredStudy[]> {
  return (await openStore())?.list() ?? [];
}

export async function record(key: string): Promise<StudyRecord | null> {
  return (await openStore())?.recordOf(key) ?? null;
}

export async function remove(key: string): Promise<void> {
  const opened = await openStore();
  if (!opened) {
    throw new LabError(
      'storage-refused',
      'remove: missing storage — nothing is kept, so nothing is to delete',
    );
  }
  await opened.remove(key);
}

export async function columns(file: FileToMeasure, signal: AbortSignal): Promise<readonly TableColumn[]> {
  const { columnsOf } = await import('./measure-files');
  return columnsOf(file, signal);
}

export async function measure(
  request: MeasureFilesRequest,
  signal: AbortSignal,
  onProgress: (progress: MeasureProgress) => void,
): Promise<FilesMeasured> {
  const { measureFiles } = await import('./measure-files');
  signal.throwIfAborted();
  return measureFiles(request, siteUrl, signal, onProgress);
}

export async function prepareJudge(
  request: JudgeFilesRequest,
  signal: AbortSignal,
  onProgress: (progress: JudgeProgress) => void,
): Promise<JudgeReady> {
  const judging = await loadJudging();
  signal.throwIfAborted();
  return judging.prepareJudge(request, siteUrl, signal, onProgress);
}

export async function judge(
  request: JudgeFilesRequest,
  signal: AbortSignal,
  onProgress: (progress: JudgeProgress) => void,
): Promise<FilesJudged> {
  const judging = await loadJudging();
  signal.throwIfAborted();
  return judging.judgeFiles(request, siteUrl, signal, onProgress);
}

export async function ablate(
  request: AblateFilesRequest,
  signal: AbortSignal,
  onDone: (fraction: number) => void,
): Promise<FilesAblated> {
  const { ablateFiles } = await import('./judge-files');
  signal.throwIfAborted();
  return ablateFiles(request, siteUrl, signal, onDone);
}

/** Whether a language model may be on the GPU for a judgement. */
let mayJudge = false;

function loadJudging() {
  mayJudge = true;
  return import('./judge-files');
}

/** Frees the GPU of a judge that was made ready and not asked. */
export async function releaseJudge(): Promise<void> {
  if (!mayJudge) return;
  mayJudge = false;
  (await import('./gpu-models')).releaseModels();
}

export async function explain(request: ExplainRequest, signal: AbortSignal): Promise<Explanation> {
  const { openExplanation } = await import('./open-study');
  signal.throwIfAborted();
  return openExplanation(request, siteUrl, signal);
}

export async function askModel(question: ModelQuestion, signal: AbortSignal): Promise<ModelAnswer> {
  return (await openModelLab()).answer(question, signal);
}

export async function trainModel(
  training: ModelTrainingRequest | null,
  emit: (event: ModelTrainingEvent) => void,
  signal: AbortSignal,
): Promise<null> {
  return (await openModelLab()).train(training, emit, signal);
}

function openModelLab(): Promise<ModelLab> {
  const opening = (modelLab ??= import('./model-lab').then(({ ModelLab }) => new ModelLab(siteUrl)));
  opening.catch(() => (modelLab = null));
  return opening;
}
