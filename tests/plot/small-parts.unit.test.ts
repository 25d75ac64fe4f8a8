import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PointMark } from '../../src/plot/marks';
import { neighbourOf, pointAt } from '../../src/plot/neighbour';
import { rampColour, rampPositions } from '../../src/plot/style';
import { breakLabel, columnsFor, spreadLabels } from '../../src/plot/place-labels';

describe('the ramp', () => {
  test('begins at its first stop and ends at its last', () => {
    expect(rampColour(0)).toBe('color-mix(in oklab, var(--ramp-1) 0%, var(--ramp-0))');
    expect(rampColour(1)).toBe('color-mix(in oklab, var(--ramp-3) 100%, var(--ramp-2))');
    expect(rampColour(0.5)).toBe('color-mix(in oklab, var(--ramp-2) 50%, var(--ramp-1))');
  });

  test('pulls in what lies outside', () => {
    expect(rampColour(-3)).toBe(rampColour(0));
    expect(rampColour(7)).toBe(rampColour(1));
  });

  test('places tiers by value, whatever their order, and no baseline', () => {
    const arms = [
      { id: 'hot', value: 9 },
      { id: 'real', value: null },
      { id: 'cold', value: 1 },
      { id: 'mild', value: 2 },
    ];
    expect([...rampPositions(arms)].sort()).toEqual([
      ['cold', 0],
      ['hot', 1],
      ['mild', 0.5],
    ]);
    expect(rampPositions([{ id: 'only', value: 1 }]).get('only')).toBe(0);
  });
});

describe('labels', () => {
  test('that have room stay where they are', () => {
    expect(spreadLabels([10, 50, 90], 16, 0, 100)).toEqual([10, 50, 90]);
  });

  test('keep their order, their gap and their frame where there is room for all', () => {
    const heights = fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(heights, (wanted) => {
        const placed = spreadLabels(wanted, 16, 0, 200);
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
        for (const height of placed) {
          expect(height).toBeGreaterThanOrEqual(0);
          expect(height).toBeLessThanOrEqual(200);
        }
        for (let i = 1; i < order.length; i++) {
          expect(placed[order[i]!]! - placed[order[i - 1]!]!).toBeGreaterThan(16 - 1e-9);
        }
      }),
    );
  });

  test('break between words and lose none', () => {
    expect(breakLabel('100 real rows a class only', 20)).toEqual(['100 real rows a', 'class only']);
    expect(breakLabel('short', 20)).toEqual(['short']);
    expect(breakLabel('an incomprehensibility here', 5)).toEqual(['an', 'incomprehensibility', 'here']);
  });
});

describe('points of one tier', () => {
  test('stay in the first column while they have room', () => {
    expect(columnsFor([0, 9, 18], 9, 4)).toEqual([0, 0, 0]);
    expect(columnsFor([0, 5, 9, 14], 9, 4)).toEqual([0, 1, 0, 1]);
  });

  test('never overlap in a column as long as a column is free, and never move for a newcomer', () => {
    const heights = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(heights, (ys) => {
        const columns = columnsFor(ys, 9, 4);
        ys.forEach((a, i) =>
          ys.forEach((b, j) => {
            if (i < j && columns[i] === columns[j]) expect(Math.abs(a - b)).toBeGreaterThanOrEqual(9);
          }),
        );
        expect(columnsFor(ys.slice(0, -1), 9, 4)).toEqual(columns.slice(0, -1));
      }),
    );
  });

  test('that are too many share the column with most room', () => {
    expect(columnsFor([0, 0, 4], 9, 2)).toEqual([0, 1, 0]);
  });
});

describe('arrow keys', () => {
  const at = (arm: string, replicate: number, x: number, accuracy: number): PointMark => ({
    key: `${arm}/${replicate}`,
    arm,
    replicate,
    x,
    y: 100 - accuracy,
    accuracy,
    position: 0,
    series: null,
  });
  const points = [
    at('b', 0, 52, 60),
    at('b', 1, 50, 70),
    at('a', 0, 10, 30),
    at('a', 1, 12, 20),
    at('c', 0, 90, 40),
  ];
  const go = (from: string, direction: Parameters<typeof neighbourOf>[2]): string =>
    neighbourOf(
      points,
      points.find(({ key }) => key === from)!,
      direction,
    ).key;

  test('left and right lead to the neighbouring arm, to the same replicate', () => {
    expect(go('a/1', 'right')).toBe('b/1');
    expect(go('b/0', 'left')).toBe('a/0');
  });

  test('where the replicate is missing, to the point nearest in height', () => {
    expect(go('b/1', 'right')).toBe('c/0');
    expect(neighbourOf(points, at('c', 7, 90, 58), 'left').key).toBe('b/0');
  });

  test('up leads to the better run of the arm, down to the worse', () => {
    expect(go('b/0', 'up')).toBe('b/1');
    expect(go('b/1', 'down')).toBe('b/0');
  });

  test('at an edge they stay', () => {
    expect(go('a/0', 'left')).toBe('a/0');
    expect(go('c/0', 'right')).toBe('c/0');
    expect(go('b/1', 'up')).toBe('b/1');
  });

  test('home and end lead to the outermost arms', () => {
    expect(go('b/0', 'first')).toBe('a/0');
    expect(go('a/0', 'last')).toBe('c/0');
  });
});

test('a pointer means the nearest point within reach', () => {
  const at = (x: number, y: number): PointMark => ({
    key: `${x} ${y}`,
    arm: 'a',
    replicate: 0,
    x,
    y,
    accuracy: 0,
    position: 0,
    series: null,
  });
  const points = [at(0, 0), at(10, 0)];
  expect(pointAt(points, 7, 1, 18)).toBe(points[1]);
  expect(pointAt(points, 40, 0, 18)).toBeNull();
  expect(pointAt([], 0, 0, 18)).toBeNull();
});
