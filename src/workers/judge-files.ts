/** @file Scores the visitor's own files with a judge, in the worker; they never leave the tab. */
import type {
  AblateFilesRequest,
  FilesAblated,
  FilesJudged,
  JudgeFilesRequest,
  JudgeProgress,
  JudgeReady,
} from '../core/judged-set';
import type { FileToMeasure } from '../core/measured-set';
import {
  ablateSets,
  checkJudgeable,
  judgeSets,
  readTextSets,
  timeJudge,
} from '../experiment/files/judge-tables';
import { MOST_TEXTS, sourceOf } from './file-sources';
import { loadOwnTools } from './measure-files';

const SEED = 1;

function readSets(files: readonly FileToMeasure[], textColumn: string, signal: AbortSignal) {
  const settings = { by: null, textColumn, labelColumn: '', mostTexts: MOST_TEXTS, seed: SEED };
  return readTextSets(files.map(sourceOf), settings, signal);
}

/** Loads the judge and times its first answers, so that the time of the rest can be estimated. It stays loaded. */
export async function prepareJudge(
  { files, textColumn, modelId, settings }: JudgeFilesRequest,
  siteUrl: string,
  signal: AbortSignal,
  onProgress: (progress: JudgeProgress) => void,
): Promise<JudgeReady> {
  const sets = await readSets(files, textColumn, signal);
  checkJudgeable(sets, settings); // before minutes of loading
  const { openJudge, releaseModels } = await import('./gpu-models');
  try {
    const judge = await openJudge(modelId, siteUrl, signal, (done) => onProgress(loading(done)));
    return await timeJudge(sets, judge, settings.textsPerRound, signal);
  } catch (error) {
    releaseModels();
    throw error;
  }
}

/** Frees the GPU afterwards. */
export async function judgeFiles(
  { files, textColumn, modelId, settings }: JudgeFilesRequest,
  siteUrl: string,
  signal: AbortSignal,
  onProgress: (progress: JudgeProgress) => void,
): Promise<FilesJudged> {
  const { openJudge, releaseModels } = await import('./gpu-models');
  try {
    const sets = await readSets(files, textColumn, signal);
    checkJudgeable(sets, settings);
    const tools = await loadOwnTools(siteUrl, signal);
    const judge = await openJudge(modelId, siteUrl, signal, (done) => onProgress(loading(done)));
    return await judgeSets(sets, judge, tools, settings, SEED, signal, onProgress);
  } finally {
    releaseModels();
  }
}

export async function ablateFiles(
  { files, textColumn }: AblateFilesRequest,
  siteUrl: string,
  signal: AbortSignal,
  onDone: (fraction: number) => void,
): Promise<FilesAblated> {
  const sets = await readSets(files, textColumn, signal);
  return ablateSets(sets, await loadOwnTools(siteUrl, signal), SEED, signal, onDone);
}

function loading(done: number): JudgeProgress {
  return { phase: 'load', done, total: 1, remainingMs: null };
}
