import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../src/experiment/settings';
import { csvCell, fileName, recordJson, runsCsv, tableCsv } from '../../src/ui/export';
import { viewOfRecord } from '../../src/ui/study-view';
import { syntheticRecord } from '../fixtures/synthetic-record';
import { faultsOfRecord } from '../../src/core/record-schema';

const record = syntheticRecord({ rowsKept: 1 });
const view = viewOfRecord(record, 'live');

describe('the table as CSV', () => {
  const lines = tableCsv(view).split('\r\n');

  test('has a line for every arm, and the measures under their ids', () => {
    expect(lines).toHaveLength(1 + record.arms.length + 1);
    expect(lines[0]).toBe(
      'arm,label,kind,value,replicates,accuracy,accuracy_low,accuracy_high,balanced_accuracy,balanced_accuracy_low,balanced_accuracy_high,macro_f1,final_loss,training_accuracy,' +
        ['distinct2', 'selfBleu', 'compressionRatio', 'vendiScore', 'frechetDistance', 'label-noise']
          .flatMap((id) => [id, `${id}_low`, `${id}_high`])
          .join(','),
    );
    expect(lines.at(-1)).toBe('');
  });

  test('holds the numbers of the analysis in full', () => {
    const summary = record.analysis.arms.find(({ arm }) => arm === 't1.1')!;
    const cells = lines.find((line) => line.startsWith('t1.1,'))!.split(',');
    expect(Number(cells[5])).toBe(summary.accuracy.mean);
    expect(Number(cells[lines[0]!.split(',').indexOf('vendiScore')])).toBe(summary.measures.vendiScore);
    expect(lines.find((line) => line.startsWith('few,'))).toMatch(/\d,{20}$/);
  });
});

test('of several curves the table says which one each arm is of', () => {
  const settings = { ...defaultSettings('label-repair'), rowsPerClass: 1, replicates: 1 };
  const [header, first, ...others] = readCsv(tableCsv(viewOfRecord(syntheticRecord({ settings }), 'live')));
  expect(header!.slice(0, 6)).toEqual(['arm', 'label', 'kind', 'series', 'value', 'replicates']);
  expect(first!.slice(3, 6)).toEqual(['0.8', '0', '1']);
  expect(others.find(([arm]) => arm === 'few')!.slice(2, 6)).toEqual(['baseline', '', '', '1']);
});

describe('the runs as CSV', () => {
  const [header, ...lines] = runsCsv(record).trimEnd().split('\r\n');
  const columns = header!.split(',');

  test('have a line each, with their arm, accuracy and every measure in full', () => {
    expect(lines).toHaveLength(record.runs.length);
    record.runs.forEach((run, i) => {
      const cells = lines[i]!.split(',');
      const cell = (name: string): string => cells[columns.indexOf(name)]!;
      expect(cell('arm')).toBe(run.arm);
      expect(Number(cell('replicate'))).toBe(run.replicate);
      expect(Number(cell('accuracy'))).toBe(run.accuracy);
      expect(Number(cell('final_loss'))).toBe(run.finalLoss);
      for (const { id } of record.measures) expect(cell(id)).toBe(String(run.measures[id] ?? ''));
    });
  });

  test('are named apart from the table of arms', () => {
    expect(fileName(view, 'runs.csv')).toBe('goldilocks-temperature-seed1.runs.csv');
  });
});

describe('read back by the rules that R and pandas follow', () => {
  const odd = { ...record.arms[0]!, label: 'a "quoted", broken\r\nlabel' };
  const [first, ...others] = record.runs;
  const { vendiScore: _, ...withoutVendi } = first!.measures;
  const runs = [
    { ...first!, arm: odd.id, finalLoss: NaN, measures: { ...withoutVendi, distinct2: NaN } },
    ...others,
  ];
  const changed = { ...record, arms: [odd, ...record.arms.slice(1)], runs };

  test('the runs are one line each, with names that are unique, and numbers as they were', () => {
    const [header, ...lines] = readCsv(runsCsv(changed));
    expect(new Set(header).size).toBe(header!.length);
    expect(lines).toHaveLength(runs.length);
    expect(lines.every((cells) => cells.length === header!.length)).toBe(true);
    const column = (name: string): string[] => lines.map((cells) => cells[header!.indexOf(name)]!);
    expect(column('label')[0]).toBe(odd.label);
    expect(column('dataset')).toEqual(runs.map(() => record.study.datasetId));
    expect(numbersOf(column('seed'))).toEqual(runs.map(({ seed }) => seed));
    expect(numbersOf(column('accuracy'))).toEqual(runs.map(({ accuracy }) => accuracy));
    expect(numbersOf(column('final_loss'))).toEqual([null, ...others.map(({ finalLoss }) => finalLoss)]);
    expect(numbersOf(column('value'))).toEqual(
      runs.map((run) => changed.arms.find(({ id }) => id === run.arm)!.value),
    );
    for (const { id } of record.measures)
      expect(numbersOf(column(id))).toEqual(
        runs.map(({ measures }) => (Number.isFinite(measures[id]) ? measures[id] : null)),
      );
  });

  test('the runs say of how many rows a measure was taken that does not take all', () => {
    const measures = record.measures.map((info) =>
      info.id === 'frechetDistance' ? { ...info, limits: { rows: 192 } } : info,
    );
    const used = record.runs.map((run, i) => {
      if (run.trainingRows.generated === 0) return { ...run, rowsUsed: {} };
      return { ...run, rowsUsed: i % 2 === 0 ? { frechetDistance: 7 } : {} };
    });
    const [header, ...lines] = readCsv(runsCsv({ ...record, measures, runs: used }));
    expect(header!.filter((name) => name.endsWith('_rows'))).toEqual([
      'generated_rows',
      'real_rows',
      'frechetDistance_rows',
    ]);
    expect(numbersOf(lines.map((cells) => cells.at(-1)!))).toEqual(
      record.runs.map(({ trainingRows: { generated } }, i) =>
        generated === 0 ? null : i % 2 === 0 ? 7 : generated,
      ),
    );
  });

  test('the arms have the interval of every measure beside it', () => {
    const [header, ...lines] = readCsv(tableCsv(viewOfRecord(record, 'live')));
    const line = lines.find(([arm]) => arm === 't1.1')!;
    const cell = (name: string): number | null => numbersOf([line[header!.indexOf(name)]!])[0]!;
    const values = record.runs.filter(({ arm }) => arm === 't1.1').map((run) => run.measures['vendiScore']!);
    expect(values).toHaveLength(5);
    const mean = values.reduce((sum, value) => sum + value, 0) / 5;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
    // 97.5 % point of Student's t with 4 degrees of freedom, from a printed table
    const half = (2.776445 * sd) / Math.sqrt(5);
    expect(sd).toBeGreaterThan(0);
    expect(cell('vendiScore')).toBeCloseTo(mean, 10);
    expect(cell('vendiScore_low')).toBeCloseTo(mean - half, 5);
    expect(cell('vendiScore_high')).toBeCloseTo(mean + half, 5);
  });
});

/** Lines and cells of RFC 4180: quotes may hold commas, line breaks, and doubled quotes. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [[]];
  let rest = text;
  while (rest !== '') {
    const [, quoted, plain, end] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/.exec(rest)!;
    lines.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!);
    rest = rest.slice(/^(?:"(?:[^"]|"")*"|[^",\r\n]*)(?:,|\r\n)/.exec(rest)![0].length);
    if (end === '\r\n' && rest !== '') lines.push([]);
  }
  return lines;
}

/** A column of numbers: an empty cell is missing; anything else makes the whole column text, and throws here. */
function numbersOf(cells: readonly string[]): (number | null)[] {
  return cells.map((cell) => {
    if (cell === '') return null;
    if (!Number.isFinite(Number(cell))) throw new Error(`not a number: ${cell}`);
    return Number(cell);
  });
}

describe('a cell', () => {
  test.each(['=1+1', '+cmd', '-cmd', '@SUM(A1)', '\tx', '\rx'])(
    'that a spreadsheet would run is made harmless: %j',
    (text) => {
      expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/);
    },
  );

  test.each(['-3', '+0.5', '-1.5e-7', '.5', '12'])('that is a plain number stays one: %s', (text) => {
    expect(csvCell(text)).toBe(text);
  });

  test('reads back as what it was, but for the apostrophe', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const cell = csvCell(text);
        const read = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
        expect([text, `'${text}`]).toContain(read);
        if (!cell.startsWith('"')) expect(cell).not.toMatch(/[",\r\n]/);
      }),
    );
  });
});

test('the files are named by experiment and seed', () => {
  expect(fileName(view, 'json')).toBe('goldilocks-temperature-seed1.json');
});

test('the record as JSON reads back the same', () => {
  expect(JSON.parse(recordJson(record, true))).toEqual(record);
  const bare = JSON.parse(recordJson(record, false)) as typeof record;
  expect(bare).toEqual({ ...record, rowsKept: 0, runs: record.runs.map((run) => ({ ...run, rows: [] })) });
  // Rows that are not there are no fault.
  expect(faultsOfRecord(bare)).toEqual(faultsOfRecord(record));
});
