import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { drawHalves, halfSampleInterval } from '../../../src/measures/shift/half-samples';

describe('drawHalves', () => {
  test('draws half of the rows of either set, each row once, in ascending order', () => {
    for (const numRows of [6, 7, 40]) {
      for (const { real, generated } of drawHalves(numRows, 5, stream(1))) {
        for (const rows of [real, generated]) {
          expect(rows).toHaveLength(Math.floor(numRows / 2));
          expect([...rows]).toEqual([...new Set(rows)].sort((a, b) => a - b));
          expect(Math.max(...rows)).toBeLessThan(numRows);
        }
      }
    }
  });

  test('draws every row in half of the cases', () => {
    const counts = new Float64Array(9);
    for (const { real } of drawHalves(9, 2000, stream(2))) for (const row of real) counts[row]! += 1 / 2000;
    for (const share of counts) expect(Math.abs(share - 4 / 9)).toBeLessThan(0.05);
  });

  test.each([0, 1, 2.5, NaN])('refuses %s halves', (count) => {
    expect(() => drawHalves(10, count, stream(1))).toThrow('drawHalves: invalid number of half samples');
  });
});

describe('halfSampleInterval', () => {
  test('is value ± 1.96 standard deviations of the halves', () => {
    // Mean 4, variance (1 + 0 + 1) / 2 = 1.
    const { low, high } = halfSampleInterval(10, [3, 4, 5], 8, [null, null]);
    expect(low).toBeCloseTo(10 - 1.959963984540054, 12);
    expect(high).toBeCloseTo(10 + 1.959963984540054, 12);
  });

  test('stays in the range of the measure', () => {
    expect(halfSampleInterval(0.9, [0, 1, 0, 1], 8, [0, 1])).toMatchObject({ high: 1 });
    expect(halfSampleInterval(0.1, [0, 1, 0, 1], 8, [0, null])).toMatchObject({ low: 0 });
  });

  test.each([20, 21])(
    'holds the true value of a difference of means in 95 of 100 cases, at %i rows',
    (numRows) => {
      const runs = 600;
      let held = 0;
      for (let i = 0; i < runs; i++) {
        const rng = stream('coverage', numRows, i);
        const real = Float64Array.from({ length: numRows }, () => rng.normal());
        const generated = Float64Array.from({ length: numRows }, () => rng.normal() + 1);
        const difference = (a: Iterable<number>, b: Iterable<number>): number =>
          mean(b, generated) - mean(a, real);
        const halves = drawHalves(numRows, 60, rng).map((half) => difference(half.real, half.generated));
        const { low, high } = halfSampleInterval(difference(real.keys(), generated.keys()), halves, numRows, [
          null,
          null,
        ]);
        if (low <= 1 && 1 <= high) held++;
      }
      // 600 runs: a share of 0.95 has a standard error of 0.009.
      expect(held / runs).toBeGreaterThan(0.95 - 3 * 0.009);
      expect(held / runs).toBeLessThan(0.95 + 3 * 0.009);
    },
  );
});

function mean(rows: Iterable<number>, values: Float64Array): number {
  const chosen = [...rows];
  return chosen.reduce((sum, row) => sum + values[row]!, 0) / chosen.length;
}
