import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../src/experiment/settings';
import { csvCell, fileName, recordJson, runsCsv, tableCsv } from '../../src/ui/export';
import { viewOfRecord } from '../../src/ui/study-view';
import { syntheticRecord } from '../fixtures/synthetic-record';

const record = syntheticRecord({ rowsKept: 1 });
const view = viewOfRecord(record, 'live');

describe('the table as CSV', () => {
  const lines = tableCsv(view).split('\r\n');

  test('has a line for every arm, and the measures under their ids', () => {
    expect(lines).toHaveLength(1 + record.arms.length + 1);
    expect(lines[0]).toBe(
      'arm,label,kind,value,replicates,accuracy,accuracy_low,accuracy_high,macro_f1,' +
        'distinct2,selfBleu,compressionRatio,vendiScore,frechetDistance,label-noise',
    );
    expect(lines.at(-1)).toBe('');
  });

  test('holds the numbers of the analysis in full', () => {
    const summary = record.analysis.arms.find(({ arm }) => arm === 't1.1')!;
    const cells = lines.find((line) => line.startsWith('t1.1,'))!.split(',');
    expect(Number(cells[5])).toBe(summary.accuracy.mean);
    expect(Number(cells[12])).toBe(summary.measures.vendiScore);
    expect(lines.find((line) => line.startsWith('few,'))).toMatch(/,,,,,,$/);
  });
});

test('of several curves the table says which one each arm is of', () => {
  const settings = { ...defaultSettings('label-repair'), rowsPerClass: 1, replicates: 1 };
  const lines = tableCsv(viewOfRecord(syntheticRecord({ settings }), 'live')).split('\r\n');
  expect(lines[0]).toMatch(/^arm,label,kind,series,value,replicates,/);
  expect(lines[1]!.split(',').slice(-13, -10)).toEqual(['0.8', '0', '1']);
  expect(lines.find((line) => line.startsWith('few,'))).toMatch(/,baseline,,,1,/);
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
  expect(JSON.parse(recordJson(record))).toEqual(record);
});
