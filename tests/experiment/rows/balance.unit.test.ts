import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Example } from '../../../src/core/example';
import type { RowEdit } from '../../../src/core/study';
import { balanceClasses, rowsToTrainOn } from '../../../src/experiment/rows/balance';

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

test('only arms whose edits change labels are balanced', () => {
  const rows = rowsOf([4, 0, 2]);
  const armWith = (...edits: readonly RowEdit[]) => ({
    recipe: { generated: { rowsPerClass: 2, temperature: 1, topP: 1, edits }, realRowsPerClass: 8 },
  });
  expect(rowsToTrainOn(armWith(), rows, 3, [1])).toBe(rows);
  expect(rowsToTrainOn(armWith({ kind: 'shuffled-words', share: 1 }), rows, 3, [1])).toBe(rows);
  expect(rowsToTrainOn({ recipe: { generated: null, realRowsPerClass: 8 } }, [], 3, [1])).toEqual([]);
  for (const edit of [
    { kind: 'label-repair', share: 1 },
    { kind: 'label-noise', share: 0.5 },
  ] as const)
    expect(countsOf(rowsToTrainOn(armWith(edit), rows, 3, [1]), 3)).toEqual([2, 0, 2]);
});
