/** @file What a visitor takes home: the record as JSON, the table as CSV. */
import { measureInterval } from '../analysis/measure-interval';
import type { StudyRecord } from '../core/run';
import { isOfSomeRows, rowsUsedBy } from './rows-used';
import { runsOf, seriesOf, type StudyView } from './study-view';

export function fileName(view: StudyView, extension: 'json' | 'csv' | 'runs.csv'): string {
  return `goldilocks-${view.study.experiment}-seed${view.study.seed}.${extension}`;
}

/** The record in a file, with the rows of its runs or without: whoever keeps their texts to themselves can still pass it on. */
export function recordJson(record: StudyRecord, hasTexts: boolean): string {
  const written = hasTexts
    ? record
    : { ...record, rowsKept: 0, runs: record.runs.map((run) => ({ ...run, rows: [] })) };
  return `${JSON.stringify(written)}\n`;
}

/**
 * The table of arms, RFC 4180; with a column for the curve where the study has several. Names of columns are ids, so that
 * a script can rely on them. Each measure is followed by its 95 % interval over other seeds, in columns that end in `_low`
 * and `_high`; empty below two replicates. Balanced accuracy has an interval where the study is judged by it. Spreadsheets run a cell that begins with = + - @ as a formula: such cells get an apostrophe in
 * front, plain numbers stay numbers.
 */
export function tableCsv(view: StudyView): string {
  const hasSeries = seriesOf(view).length > 0;
  const header = [
    'arm',
    'label',
    'kind',
    ...(hasSeries ? ['series'] : []),
    'value',
    'replicates',
    'accuracy',
    'accuracy_low',
    'accuracy_high',
    'balanced_accuracy',
    'balanced_accuracy_low',
    'balanced_accuracy_high',
    'macro_f1',
    'final_loss',
    'training_accuracy',
    ...view.measures.flatMap(({ id }) => [id, `${id}_low`, `${id}_high`]),
  ];
  const lines = view.arms.flatMap((arm) => {
    const summary = view.analysis.arms.find((candidate) => candidate.arm === arm.id);
    if (!summary) return [];
    const { mean, low, high } = summary.accuracy;
    const runs = runsOf(view, arm.id);
    const measures = view.measures.flatMap(({ id, range }) => {
      const interval = measureInterval(
        runs.map((run) => run.measures[id]),
        range,
      );
      return [summary.measures[id] ?? '', interval?.low ?? '', interval?.high ?? ''];
    });
    return [
      [
        arm.id,
        arm.label,
        arm.kind,
        ...(hasSeries ? [arm.series ?? ''] : []),
        arm.value ?? '',
        summary.replicates,
        mean,
        low,
        high,
        summary.lead?.mean ?? summary.balancedAccuracy ?? '',
        summary.lead?.low ?? '',
        summary.lead?.high ?? '',
        summary.macroF1,
        summary.finalLoss ?? '',
        summary.trainingAccuracy ?? '',
        ...measures,
      ],
    ];
  });
  return csvOf([header, ...lines]);
}

/**
 * The runs, one a line, RFC 4180: what R, pandas or a spreadsheet reads at once, and files of several studies can be put
 * one below the other. Every measure has a column under its id; a cell is empty where a run does not have it or where it is
 * no number. After them stand the numbers of rows that values were taken of, in columns that end in `_rows`, for measures
 * that do not always take all. Accuracies and F1 are shares, times are in milliseconds, losses in nats.
 */
export function runsCsv(record: StudyRecord): string {
  const measureIds = record.measures.map(({ id }) => id);
  const sampledIds = record.measures.filter(isOfSomeRows).map(({ id }) => id);
  const header = [
    ...['experiment', 'dataset', 'generator', 'arm', 'label', 'kind', 'series', 'value', 'replicate', 'seed'],
    ...[
      'accuracy',
      'balanced_accuracy',
      'macro_f1',
      'generated_rows',
      'real_rows',
      'steps',
      'final_loss',
      'training_accuracy',
      'backend',
    ],
    ...['generate_ms', 'measure_ms', 'train_ms', 'evaluate_ms'],
    ...measureIds,
    ...sampledIds.map((id) => `${id}_rows`),
  ];
  const { experiment, datasetId, generator } = record.study;
  const arms = new Map(record.arms.map((arm) => [arm.id, arm]));
  const lines = record.runs.map((run) => {
    const { label = '', kind = '', series = '', value = null } = arms.get(run.arm) ?? {};
    const { generateMs, measureMs, trainMs, evaluateMs } = run.durations;
    return [
      ...[
        experiment,
        datasetId,
        generator,
        run.arm,
        label,
        kind,
        series,
        value ?? '',
        run.replicate,
        run.seed,
      ],
      ...[
        run.accuracy,
        run.balancedAccuracy ?? '',
        run.macroF1,
        run.trainingRows.generated,
        run.trainingRows.real,
      ],
      ...[run.steps, run.finalLoss, run.trainingAccuracy ?? '', run.backend],
      ...[generateMs, measureMs, trainMs, evaluateMs],
      ...measureIds.map((id) => run.measures[id] ?? ''),
      ...sampledIds.map((id) => rowsUsedBy(run, id) ?? ''),
    ];
  });
  return csvOf([header, ...lines]);
}

function csvOf(lines: readonly (readonly (string | number)[])[]): string {
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** A text in quotes where it needs them; a number in full, and nothing where it is none. */
export function csvCell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const isPlainNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
  const safe = !isPlainNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text, or bytes, to the browser as a file. */
export function download(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click; revoking at once would cut it off in some.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
