/** @file The two ways in which intervals are found. */
import { describe, expect, test } from 'vitest';
import { stream, type Rng } from '../../src/core/random';
import { contextLength } from '../../src/measures/diversity/context-length';
import { distinctN } from '../../src/measures/diversity/distinct-n';
import { RESAMPLINGS } from '../../src/measures/resampling';
import { GramTable } from '../../src/text/gram-table';

const { jackknife, 'half samples': halfSamples } = RESAMPLINGS;

/** Parts of two sets of `numRows`, drawn one after the other. */
function pairsOfParts(
  { draw }: (typeof RESAMPLINGS)['jackknife'],
  numRows: number,
  rng: Rng,
): { real: Int32Array; generated: Int32Array }[] {
  const generated = draw(numRows, rng);
  return draw(numRows, rng).map((real, i) => ({ real, generated: generated[i]! }));
}

describe('the parts', () => {
  test('of half samples are half of the rows, each once, in ascending order', () => {
    for (const numRows of [6, 7, 40]) {
      const halves = halfSamples.draw(numRows, stream(1));
      expect(halves).toHaveLength(halfSamples.numParts);
      for (const rows of halves) {
        expect(rows).toHaveLength(Math.floor(numRows / 2));
        expect([...rows]).toEqual([...new Set(rows)].sort((a, b) => a - b));
        expect(Math.max(...rows)).toBeLessThan(numRows);
      }
    }
  });

  test('of half samples hold every row in half of the cases', () => {
    const counts = new Float64Array(9);
    for (let i = 0; i < 50; i++) {
      for (const rows of halfSamples.draw(9, stream(2, i))) for (const row of rows) counts[row]! += 1 / 2000;
    }
    for (const share of counts) expect(Math.abs(share - 4 / 9)).toBeLessThan(0.05);
  });

  test('of the jackknife leave out every row once, in groups of one size or one more', () => {
    const parts = jackknife.draw(47, stream(3));
    const left = new Float64Array(47).fill(parts.length);
    for (const rows of parts) {
      expect([44, 45]).toContain(rows.length);
      expect([...rows]).toEqual([...rows].sort((a, b) => a - b));
      for (const row of rows) left[row]!--;
    }
    expect(new Set(left)).toEqual(new Set([1]));
  });
});

describe('half samples', () => {
  test('is value ± 1.96 standard deviations of the halves', () => {
    // Mean 4, variance (1 + 0 + 1) / 2 = 1.
    const { low, high } = halfSamples.interval(10, [3, 4, 5], 8, [null, null]);
    expect(low).toBeCloseTo(10 - 1.959963984540054, 12);
    expect(high).toBeCloseTo(10 + 1.959963984540054, 12);
  });

  test('stays in the range of the measure', () => {
    expect(halfSamples.interval(0.9, [0, 1, 0, 1], 8, [0, 1])).toMatchObject({ high: 1 });
    expect(halfSamples.interval(0.1, [0, 1, 0, 1], 8, [0, null])).toMatchObject({ low: 0 });
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
        const halves = pairsOfParts(halfSamples, numRows, rng).map((half) =>
          difference(half.real, half.generated),
        );
        const { low, high } = halfSamples.interval(
          difference(real.keys(), generated.keys()),
          halves,
          numRows,
          [null, null],
        );
        if (low <= 1 && 1 <= high) held++;
      }
      // 600 runs: a share of 0.95 has a standard error of 0.009.
      expect(held / runs).toBeGreaterThan(0.95 - 3 * 0.009);
      expect(held / runs).toBeLessThan(0.95 + 3 * 0.009);
    },
  );
});

describe('the jackknife', () => {
  const some = stream('sets of texts');
  /** Texts of words drawn by Zipf's law, of uneven length. */
  const drawSet = (n: number): string[][] =>
    Array.from({ length: n }, () =>
      Array.from({ length: 4 + some.integer(12) }, () => `w${Math.floor(Math.exp(some.uniform() * 7))}`),
    );

  test('is the classical interval for a mean, with 19 degrees of freedom', () => {
    const texts = drawSet(2000);
    const lengths = texts.map((tokens) => tokens.length);
    const mean = lengths.reduce((a, b) => a + b) / 2000;
    const s = Math.sqrt(lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / 1999);
    const measure = (rows: Int32Array): number => contextLength(Array.from(rows, (row) => texts[row]!));
    const ratios: number[] = [];
    for (let i = 0; i < 30; i++) {
      const without = jackknife.draw(2000, stream('deal', i)).map(measure);
      const { low, high } = jackknife.interval(mean, without, 2000, [null, null]);
      expect((high + low) / 2).toBeCloseTo(mean, 12);
      ratios.push((high - low) / ((2 * 2.093 * s) / Math.sqrt(2000)));
    }
    expect(ratios.reduce((a, b) => a + b) / 30).toBeCloseTo(1, 1);
  });

  test('holds the mean of equal sets from the same source about 95 times in 100, where an ordinary bootstrap never does', () => {
    const n = 80;
    const sets = Array.from({ length: 300 }, () => drawSet(n));
    const values = sets.map((texts) => distinctN(texts, 2));
    const truth = values.reduce((a, b) => a + b) / values.length;
    let held = 0;
    let heldByBootstrap = 0;
    for (const [i, texts] of sets.slice(0, 200).entries()) {
      const table = GramTable.of(texts);
      const without = jackknife.draw(n, stream('deal', i)).map((rows) => distinctN(table.pick(rows), 2));
      const { low, high } = jackknife.interval(values[i]!, without, n, [0, 1]);
      if (low <= truth && truth <= high) held++;
      const random = stream('with replacement', i);
      const redrawn = Array.from({ length: 40 }, () =>
        distinctN(table.pick(Array.from({ length: n }, () => random.integer(n))), 2),
      ).sort((a, b) => a - b);
      if (redrawn[1]! <= truth && truth <= redrawn[38]!) heldByBootstrap++;
    }
    expect(held / 200).toBeGreaterThan(0.91);
    expect(held / 200).toBeLessThan(0.995);
    expect(heldByBootstrap).toBe(0);
  });

  test('stay in the range of the measure', () => {
    const without = Array.from({ length: 20 }, (_, i) => 0.9 + 0.01 * i);
    const { low, high } = jackknife.interval(0.99, without, 20, [0, 1]);
    expect(high).toBe(1);
    expect(low).toBeLessThan(0.99);
  });
});

function mean(rows: Iterable<number>, values: Float64Array): number {
  const chosen = [...rows];
  return chosen.reduce((sum, row) => sum + values[row]!, 0) / chosen.length;
}
