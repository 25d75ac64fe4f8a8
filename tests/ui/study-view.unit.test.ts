import { describe, expect, test } from 'vitest';
import { exampleRows, findRun, isWhole, runsOf, tiersOf, viewOfRecord } from '../../src/ui/study-view';
import { measureGroups } from '../../src/ui/measure-kinds';
import { MEASURES, syntheticRecord } from '../fixtures/synthetic-record';

const record = syntheticRecord({ rowsKept: 2 });
const view = viewOfRecord({ ...record, runs: record.runs.slice().reverse() }, 'example');

describe('what the page shows of a study', () => {
  test('is its tiers from cold to hot, without the baselines', () => {
    expect(tiersOf(view).map((arm) => arm.value)).toEqual([0.2, 0.5, 0.8, 1.1, 1.5, 2.2]);
  });

  test('is the runs of an arm by replicate, in whatever order they came', () => {
    expect(runsOf(view, 'few').map((run) => run.replicate)).toEqual([0, 1, 2, 3, 4]);
  });

  test('is no run where there is none', () => {
    expect(findRun(view, { arm: 'few', replicate: 9 })).toBeNull();
    expect(findRun(view, { arm: 'few', replicate: 2 })?.replicate).toBe(2);
  });

  test('is whole where a run keeps all rows that were made, however many were trained on', () => {
    const [run] = runsOf(viewOfRecord(syntheticRecord(), 'live'), 't0.5');
    const made = run!.rows.length;
    expect(isWhole(run!)).toBe(true);
    expect(isWhole({ ...run!, trainingRows: { generated: made + 1, real: 4 } })).toBe(false);
    expect(isWhole({ ...run!, trainingRows: { generated: made + 1, real: 4, made } })).toBe(true);
    expect(isWhole(findRun(view, { arm: 't0.5', replicate: 2 })!)).toBe(false);
    expect(isWhole(findRun(view, { arm: 'few', replicate: 2 })!)).toBe(true);
  });

  test('is rows of the same classes for every tier, so that tiers can be compared', () => {
    const labels = tiersOf(view).map((arm) => exampleRows(view, arm.id).map((row) => row.label));
    expect(labels).toEqual(Array.from({ length: 6 }, () => [0, 2, 4]));
    expect(exampleRows(view, 'few')).toEqual([]);
  });

  test('sorts the measures by what they speak of, and loses none', () => {
    const groups = measureGroups(MEASURES);
    expect(groups.shift.map(({ id }) => id)).toEqual(['frechetDistance']);
    expect(groups.other.map(({ id }) => id)).toEqual(['label-noise']);
    expect([...groups.diversity, ...groups.shift, ...groups.other]).toHaveLength(MEASURES.length);
  });
});
