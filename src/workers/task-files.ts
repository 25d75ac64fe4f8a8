/** @file Makes tasks of the visitor's own files in the worker; they never leave the tab. */
import { LabError } from '../core/errors';
import type { Datasets } from '../core/ports';
import type { ImportTaskRequest, TaskDraft, TaskFileRequest } from '../core/read-task';
import type { TaskInfo, UnnamedDataset } from '../core/task';
import { nameDataset } from '../dataset/own-task';
import { readTask } from '../experiment/files/read-task';
import { sourceOf } from './file-sources';

export async function readTaskFile(request: TaskFileRequest, signal: AbortSignal): Promise<TaskDraft> {
  return (await read(request, request.file.name, signal)).draft;
}

/** @throws LabError `bad-dataset` where the file makes no task */
export async function importTaskFile(
  request: ImportTaskRequest,
  tasks: Datasets,
  signal: AbortSignal,
): Promise<TaskInfo> {
  const { task, draft } = await read(request, request.title, signal);
  if (task) return tasks.import(nameDataset(task), request.isKept);
  const found = draft.report.classes.length;
  const wayOut = 'choose another column of labels, or bring more rows';
  throw new LabError(
    'bad-dataset',
    `${request.file.name}: missing classes: ${found} (wanted two or more with rows enough) — ${wayOut}`,
  );
}

function read(
  { file, testFile, ...settings }: TaskFileRequest,
  title: string,
  signal: AbortSignal,
): Promise<{ readonly draft: TaskDraft; readonly task: UnnamedDataset | null }> {
  const sources = { file: sourceOf(file), testFile: testFile && sourceOf(testFile) };
  return readTask(sources, { ...settings, title }, signal);
}
