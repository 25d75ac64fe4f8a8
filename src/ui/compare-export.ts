/** @file What a visitor takes home of compared files. */
import type { FilesMeasured } from '../core/measured-set';
import { compareLines } from './compare-rows';
import { csvCell } from './export';

export const COMPARE_FILE_NAME = 'goldilocks-compare';

const HEADER = [
  'measure',
  'label',
  'kind',
  'unit',
  'file',
  'against',
  'value',
  'low',
  'high',
  'p_value',
  'note',
  'missing',
];

export function measuredJson(measured: FilesMeasured): string {
  return `${JSON.stringify(measured, null, 1)}\n`;
}

/** A line for each measure of each file, and of the pair for measures of shift; numbers in full. See `csvCell`. */
export function measuredCsv(measured: FilesMeasured): string {
  const [first, second] = measured.files.map((file) => file.name);
  const lines = compareLines(measured).flatMap(({ measure, kind, cells, pValue }) =>
    cells.map(({ value, interval, note, missing }, i) => [
      measure.id,
      measure.label,
      kind,
      measure.unit,
      measured.files[i]?.name ?? first ?? '',
      kind === 'shift' ? (second ?? '') : '',
      value ?? '',
      interval?.low ?? '',
      interval?.high ?? '',
      pValue ?? '',
      note ?? '',
      missing ?? '',
    ]),
  );
  return [HEADER, ...lines].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}
