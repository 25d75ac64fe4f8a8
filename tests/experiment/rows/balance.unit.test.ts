import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Example } from '../../../src/core/example';
import type { Arm, RowEdit } from '../../../src/core/study';
import {
  balanceClasses,
  emptyClassesOf,
  rowsToTrainOn,
  shortClassesOf,
} from '../../../src/experiment/rows/balance';

const rowsOf = (counts: readonly number[]): Example[] =>
  counts.flatMap((count, label) =>
    Array.from({ length: count }, (_, i) => ({ text: `${label}-${i}`, label })),
  );
const countsOf = (rows: readonly Example[], numClasses: number): number[] =>
  Array.from({ length: numClasses }, (_, label) => rows.filter((row) => row.label === label).length);

test('classes as label repair leaves them come out with equally many rows', () => {
  const rows = rowsOf([34, 20, 6, 30, 8, 43, 6, 13]);
  const balanced = balanceClasses(rows, 8, 20, [1]);
  expect(countsOf(balanced, 8)).toEqual([20, 20, 20, 20, 20, 20, 20, 20]);
});

test('rows that are balanced already come back as they are', () => {
  const rows = rowsOf([5, 5, 5]);
  expect(balanceClasses(rows, 3, 5, [1])).toBe(rows);
});

test('a class without rows stays without', () => {
  expect(countsOf(balanceClasses(rowsOf([4, 0, 2]), 3, 3, [1]), 3)).toEqual([3, 0, 3]);
});

test('of any classes: equal numbers, no row of its own making, each row about as often as the others', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      (counts, perClass, seed) => {
        const rows = rowsOf(counts);
        const balanced = balanceClasses(rows, counts.length, perClass, [seed]);
        expect(countsOf(balanced, counts.length)).toEqual(
          counts.map((count) => (count === 0 ? 0 : perClass)),
        );
        const times = new Map<Example, number>();
        for (const row of balanced) times.set(row, (times.get(row) ?? 0) + 1);
        for (const row of times.keys()) expect(rows).toContain(row);
        counts.forEach((count, label) => {
          if (count === 0) return;
          const own = rows.filter((row) => row.label === label).map((row) => times.get(row) ?? 0);
          expect(Math.max(...own) - Math.min(...own)).toBeLessThanOrEqual(1);
        });
        expect(balanceClasses(rows, counts.length, perClass, [seed])).toEqual(balanced);
      },
    ),
  );
});

test('sets whose classes differ in size are balanced, whatever was done to them; others stay as they are', () => {
  const armWith = (...edits: readonly RowEdit[]) => ({
    id: 'a',
    label: 'tier a',
    recipe: { generated: { rowsPerClass: 2, temperature: 1, topP: 1, edits }, realRowsPerClass: 8 },
  });
  const unequal = rowsOf([4, 0, 1]);
  const equal = rowsOf([1, 1, 1]);
  for (const arm of [
    armWith(),
    armWith({ kind: 'shuffled-words', share: 1 }),
    armWith({ kind: 'label-repair', share: 1 }),
    armWith({ kind: 'label-noise', share: 0.5 }),
  ]) {
    expect(countsOf(rowsToTrainOn(arm, unequal, 3, [1]), 3)).toEqual([2, 0, 2]);
    expect(rowsToTrainOn(arm, equal, 3, [1])).toBe(equal);
  }
  expect(rowsToTrainOn({ recipe: { generated: null, realRowsPerClass: 8 } }, [], 3, [1])).toEqual([]);
});

describe('what is said of an arm', () => {
  const names = ['x', 'y', 'z'];
  const armWith = (...edits: readonly RowEdit[]): Arm => ({
    id: 'a',
    label: 'tier a',
    kind: 'tier',
    value: 1,
    recipe: { generated: { rowsPerClass: 2, temperature: 1, topP: 1, edits }, realRowsPerClass: 8 },
  });
  const runs = [
    { arm: 'a', replicate: 1, rows: rowsOf([4, 0, 1]) },
    { arm: 'b', replicate: 0, rows: [] },
    { arm: 'a', replicate: 0, rows: rowsOf([2, 0, 2]) },
  ];

  test('names each class without rows once, with its replicates in order', () => {
    expect(emptyClassesOf({ arms: [armWith()] }, runs, names)).toEqual([
      { code: 'empty-class', tier: 'tier a', className: 'y', replicates: [0, 1] },
    ]);
  });

  test('counts what is missing, but not where an edit moved rows from class to class', () => {
    const short = { code: 'short-tier', tier: 'tier a', numRequested: 2 };
    expect(shortClassesOf({ arms: [armWith()] }, runs, names)).toEqual([
      { ...short, replicate: 1, className: 'y', numRows: 0 },
      { ...short, replicate: 1, className: 'z', numRows: 1 },
      { ...short, replicate: 0, className: 'y', numRows: 0 },
    ]);
    expect(shortClassesOf({ arms: [armWith({ kind: 'label-noise', share: 1 })] }, runs, names)).toEqual([]);
  });

  test('is nothing of a baseline of real rows alone', () => {
    const real: Arm = { ...armWith(), id: 'b', recipe: { generated: null, realRowsPerClass: 8 } };
    expect(emptyClassesOf({ arms: [real] }, runs, names)).toEqual([]);
    expect(shortClassesOf({ arms: [real] }, runs, names)).toEqual([]);
  });
});
