/** @file Greedy subsets against a plain program that looks at all distances anew in each step. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { greedySubset } from '../../../src/generation/edits';

type Point = readonly number[];

function naive(points: readonly Point[], count: number, spread: number, first: number): number[] {
  const chosen = [first];
  const distance = (a: number, b: number): number =>
    points[a]!.reduce((sum, value, k) => sum + (value - points[b]![k]!) ** 2, 0);
  while (chosen.length < Math.min(count, points.length)) {
    const left = points.map((_, i) => i).filter((i) => !chosen.includes(i));
    const nearest = (i: number): number => Math.min(...chosen.map((c) => distance(i, c)));
    left.sort((a, b) => nearest(a) - nearest(b) || a - b);
    chosen.push(left[Math.round(spread * (left.length - 1))]!);
  }
  return chosen;
}

const points = fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -5, max: 5 })), {
  minLength: 1,
  maxLength: 30,
});
const spreads = fc.integer({ min: 0, max: 20 }).map((twentieths) => twentieths / 20);

test('is what a plain program chooses, ties and all', () => {
  fc.assert(
    fc.property(
      points,
      fc.integer({ min: 1, max: 35 }),
      spreads,
      fc.integer(),
      (list, count, spread, seed) => {
        const chosen = greedySubset(list.flat(), 2, count, spread, stream(seed));
        expect(chosen).toEqual(naive(list, count, spread, chosen[0]!));
        expect(new Set(chosen).size).toBe(Math.min(count, list.length));
      },
    ),
  );
});

test('by hand: on a line, spread 0 goes to the neighbours and spread 1 to the ends', () => {
  const line = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  // The seed draws the first row.
  const seed = Array.from({ length: 100 }, (_, i) => i).find(
    (i) => greedySubset(line, 1, 1, 0, stream(i))[0] === 0,
  )!;
  expect(greedySubset(line, 1, 4, 0, stream(seed))).toEqual([0, 1, 2, 3]);
  expect(greedySubset(line, 1, 4, 1, stream(seed))).toEqual([0, 10, 5, 8]);
});

test('nothing to choose from gives nothing', () => {
  expect(greedySubset([], 3, 5, 0.5, stream('x'))).toEqual([]);
});
