/** @file Reads a visitor's labelled table into a task, and tells what became of its rows. */
import { LabError, shown } from '../../core/errors';
import type { TaskColumns, TaskDraft, TaskReport } from '../../core/read-task';
import { guessLabelColumn, guessTextColumn, type TableColumn } from '../../core/table-columns';
import { taskInfoOf, type UnnamedDataset } from '../../core/task';
import { describeColumns } from '../../dataset/describe-columns';
import { nameDataset } from '../../dataset/own-task';
import { taskOfRows, type LabelledRow } from '../../dataset/task-of-rows';
import { readRows, type TableSource } from './read-tables';

/** Rows that are shown as they were read. */
const PREVIEWED = 8;
/** Labels by more names than this name no classes. */
const MOST_CLASSES = 1000;

export interface TaskSources {
  readonly file: TableSource;
  readonly testFile: TableSource | null;
}

export interface ReadTaskSettings {
  readonly columns: TaskColumns | null;
  readonly mergesSpellings: boolean;
  readonly seed: number;
  readonly title: string;
}

/** What the file would become, with the task itself; null where its rows make none. */
export async function readTask(
  { file, testFile }: TaskSources,
  { columns: wanted, mergesSpellings, seed, title }: ReadTaskSettings,
  signal: AbortSignal,
): Promise<{ readonly draft: TaskDraft; readonly task: UnnamedDataset | null }> {
  const columns = await describeColumns(readRows(file, signal), Infinity);
  const chosen = wanted ?? guessColumns(file.name, columns);
  const read = await labelledRows(file, chosen, false, signal);
  const ofTest = testFile ? await labelledRows(testFile, chosen, true, signal) : null;
  const rows = [...read.rows, ...(ofTest?.rows ?? [])];
  const { classNames, splits, report: own } = taskOfRows(rows, { mergesSpellings, seed });
  const sum = (key: 'withoutText' | 'withoutLabel' | 'ragged'): number => read[key] + (ofTest?.[key] ?? 0);
  const report: TaskReport = {
    ...own,
    withoutText: sum('withoutText'),
    withoutLabel: sum('withoutLabel'),
    ragged: sum('ragged'),
  };
  const isTask = classNames.length >= 2 && classNames.length <= MOST_CLASSES;
  const source = `The visitor’s own texts, from ${file.name}.`;
  const task: UnnamedDataset | null = isTask ? { title, classNames, splits, source } : null;
  const info = task && taskInfoOf(nameDataset(task));
  return { draft: { columns, chosen, preview: read.preview, report, task: info }, task };
}

/** @throws LabError `bad-dataset` where there is no column of texts and one of labels */
function guessColumns(name: string, columns: readonly TableColumn[]): TaskColumns {
  const text = guessTextColumn(columns);
  if (text === null)
    throw new LabError(
      'bad-dataset',
      `${name}: missing rows: 0 (wanted a heading and rows) — choose another file`,
    );
  const label = guessLabelColumn(columns, text);
  if (label !== null) return { text, label };
  const names = columns.map((column) => column.name);
  throw new LabError(
    'bad-dataset',
    `${name}: missing column of labels: ${shown(names)} (wanted one with few different values, beside ${shown(text)}) — add a column that says what class each text belongs to`,
  );
}

interface LabelledRows {
  readonly rows: readonly LabelledRow[];
  readonly preview: TaskDraft['preview'];
  readonly withoutText: number;
  readonly withoutLabel: number;
  readonly ragged: number;
}

/** @throws LabError `bad-dataset` where a column is not there */
async function labelledRows(
  source: TableSource,
  columns: TaskColumns,
  isTest: boolean,
  signal: AbortSignal,
): Promise<LabelledRows> {
  const rows: LabelledRow[] = [];
  const preview: TaskDraft['preview'][number][] = [];
  let [withoutText, withoutLabel, ragged, total] = [0, 0, 0, 0];
  const found = { text: false, label: false };
  for await (const { line, cells, isRagged } of readRows(source, signal)) {
    total++;
    if (isRagged) ragged++;
    const [text, label] = [cells.get(columns.text), cells.get(columns.label)];
    found.text ||= text !== undefined;
    found.label ||= label !== undefined;
    if (preview.length < PREVIEWED) preview.push({ line, text: text ?? '', label: label ?? '' });
    if (isBlank(text)) withoutText++;
    else if (isBlank(label)) withoutLabel++;
    else rows.push({ text, label, isTest });
  }
  for (const role of ['text', 'label'] as const) {
    if (!found[role] && total > 0)
      throw new LabError(
        'bad-dataset',
        `${source.name}: missing column: ${shown(columns[role])} (wanted the column of the ${role}s) — choose another column`,
      );
  }
  return { rows, preview, withoutText, withoutLabel, ragged };
}

/** What programs write where nothing is. */
const NOTHING = /^(|nan|none|null|n\/a|na|-)$/i;

function isBlank(cell: string | undefined): cell is undefined {
  return cell === undefined || NOTHING.test(cell.trim());
}
