import fc from 'fast-check';
import { expect, test } from 'vitest';
import { windowsOf } from '../../../src/training/nano/batches';

const [START, END] = [100, 101];

test('a text that fits is one sequence', () => {
  expect(windowsOf(START, [1, 2, 3], END, 4)).toEqual([
    { inputs: [START, 1, 2, 3], targets: [1, 2, 3, END], from: 0 },
  ]);
  expect(windowsOf(START, [], END, 4)).toEqual([{ inputs: [START], targets: [END], from: 0 }]);
});

test('a longer one overlaps by half a context', () => {
  expect(windowsOf(START, [1, 2, 3, 4, 5, 6], END, 4)).toEqual([
    { inputs: [START, 1, 2, 3], targets: [1, 2, 3, 4], from: 0 },
    { inputs: [START, 3, 4, 5], targets: [3, 4, 5, 6], from: 2 },
    { inputs: [START, 5, 6], targets: [5, 6, END], from: 2 },
  ]);
});

test('every token is predicted once and every piece read once, in order, from half a context at least', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 2, max: 12 }), (length, contextLength) => {
      const pieces = Array.from({ length }, (_, i) => i);
      const windows = windowsOf(START, pieces, END, contextLength);
      expect(windows.flatMap(({ targets, from }) => targets.slice(from))).toEqual([...pieces, END]);
      expect(windows.flatMap(({ inputs, from }) => inputs.slice(Math.max(1, from)))).toEqual(pieces);
      windows.forEach(({ inputs, targets, from }, i) => {
        expect(inputs.length).toBe(targets.length);
        expect(inputs.length).toBeLessThanOrEqual(contextLength);
        expect(inputs[0]).toBe(START);
        expect(inputs.slice(1)).toEqual(targets.slice(0, -1));
        expect(from).toBe(i === 0 ? 0 : Math.floor(contextLength / 2));
      });
    }),
  );
});
