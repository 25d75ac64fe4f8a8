import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crossedMean } from '../../src/analysis/crossed-mean';
import { criticalDistance, intervalOf, upperPValue } from '../../src/analysis/two-variance-t';

/** Right and wrong, 1 to 5 replicates by 1 to 20 rows. */
const tables = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 20 }))
  .chain(([R, n]) =>
    fc.array(fc.array(fc.nat(1), { minLength: n, maxLength: n }), { minLength: R, maxLength: R }),
  );

function expectSame(a: ReturnType<typeof crossedMean>, b: ReturnType<typeof crossedMean>): void {
  expect(a.mean).toBeCloseTo(b.mean, 12);
  for (const share of ['overReplicates', 'overTestRows', 'addedByTestRows'] as const) {
    expect(a[share].variance).toBeCloseTo(b[share].variance, 12);
    expect(a[share].df).toBe(b[share].df);
  }
}

describe('crossedMean', () => {
  test('agrees with the mean squares of the two-way table', () => {
    // numpy 1.24.2, X as below:
    //   X.mean(), X.mean(1).var(ddof=1)/3, X.mean(0).var(ddof=1)/6, (e**2).sum()/10/18
    //   with e = X - X.mean(1, keepdims=True) - X.mean(0, keepdims=True) + X.mean()
    // → 0.7222222222222222 0.0030864197530864226 0.01790123456790123 0.01049382716049383
    const { mean, overReplicates, overTestRows, addedByTestRows } = crossedMean([
      [1, 0, 1, 1, 0, 1],
      [1, 0, 0, 1, 1, 1],
      [1, 1, 1, 1, 0, 1],
    ]);
    expect(mean).toBeCloseTo(0.7222222222222222, 15);
    // the replicates vary less than the residual alone would make them, so the residual share stands
    expect(overReplicates.variance).toBeCloseTo(0.01049382716049383, 15);
    expect(overTestRows.variance).toBeCloseTo(0.01790123456790123, 15);
    expect(addedByTestRows.variance).toBeCloseTo(0.01790123456790123 - 0.01049382716049383, 15);
    expect([overReplicates.df, overTestRows.df, addedByTestRows.df]).toEqual([2, 5, 5]);
  });

  test('of replicates that shift all rows alike has no residual: s²(0, ½, 1)/3 over replicates', () => {
    const { mean, overReplicates, addedByTestRows } = crossedMean([
      [0, 1, 2, 3],
      [0.5, 1.5, 2.5, 3.5],
      [1, 2, 3, 4],
    ]);
    expect(mean).toBe(2);
    expect(overReplicates.variance).toBeCloseTo(0.25 / 3, 14);
    expect(addedByTestRows.variance).toBeCloseTo(5 / 3 / 4, 14);
  });

  test('knows nothing of other seeds from one replicate', () => {
    const { overReplicates, overTestRows, addedByTestRows } = crossedMean([[1, 0, 1, 1]]);
    expect(overReplicates).toEqual({ variance: 0, df: 0 });
    expect(overTestRows.variance).toBeCloseTo(0.25 / 4, 15);
    expect(addedByTestRows).toEqual(overTestRows);
  });

  test('has variance exactly 0 where all numbers are equal', () => {
    for (const value of [0, 1, -1]) {
      const { mean, ...shares } = crossedMean(Array.from({ length: 5 }, () => new Int8Array(7).fill(value)));
      expect(mean).toBe(value);
      expect(shares.overReplicates.variance).toBe(0);
      expect(shares.overTestRows.variance).toBe(0);
      expect(shares.addedByTestRows.variance).toBe(0);
    }
  });

  test('puts all variance on the rows where replicates agree', () => {
    const line = [1, 0, 1, 1, 0, 1, 1];
    const { overReplicates, overTestRows, addedByTestRows } = crossedMean([line, line, line]);
    expect(overReplicates.variance).toBe(0);
    expect(addedByTestRows).toEqual(overTestRows);
  });

  test('does not change with the order of replicates or rows', () => {
    fc.assert(
      fc.property(tables, fc.infiniteStream(fc.nat()), (table, keys) => {
        const rowKeys = table[0]!.map(() => keys.next().value as number);
        const rowOrder = rowKeys.map((_, i) => i).sort((a, b) => rowKeys[a]! - rowKeys[b]!);
        expectSame(crossedMean([...table].reverse()), crossedMean(table));
        expectSame(crossedMean(table.map((line) => rowOrder.map((i) => line[i]!))), crossedMean(table));
      }),
    );
  });

  test('shifts with the table, and its variances do not', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: -5, max: 5 }), (table, by) => {
        const before = crossedMean(table);
        expectSame(crossedMean(table.map((line) => line.map((x) => x + by))), {
          ...before,
          mean: before.mean + by,
        });
      }),
    );
  });

  test('refuses a table without numbers or with lines of different length', () => {
    for (const table of [[], [[]], [[1, 0], [1]]])
      expect(() => crossedMean(table)).toThrow('crossedMean: invalid table');
  });
});

describe('criticalDistance, intervalOf and upperPValue', () => {
  const shares = [
    { variance: 4e-4, df: 2 },
    { variance: 1e-4, df: 100 },
  ];

  test('weigh the critical values by the shares (Cochran)', () => {
    // scipy 1.10.1: sum(v * stats.t.isf(a, d) for v, d in [(4e-4, 2), (1e-4, 100)]) / np.sqrt(5e-4) for a in (0.025, 0.01)
    expect(criticalDistance(shares, 0.025)).toBeCloseTo(0.08584078226260698, 8);
    expect(criticalDistance(shares, 0.01)).toBeCloseTo(0.13515887953782482, 8);
  });

  test('are Student’s own where there is one share, and no wider than its widest', () => {
    expect(criticalDistance([{ variance: 4, df: 4 }], 0.025)).toBeCloseTo(2 * 2.7764451051977943, 12);
    expect(criticalDistance(shares, 0.025)).toBeLessThan(
      criticalDistance([{ variance: 5e-4, df: 2 }], 0.025),
    );
    expect(criticalDistance(shares, 0.025)).toBeGreaterThan(
      criticalDistance([{ variance: 5e-4, df: 100 }], 0.025),
    );
  });

  test('say the same: the p-value of the critical distance is α', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            variance: fc.double({ min: 1e-9, max: 1, noNaN: true }),
            df: fc.integer({ min: 1, max: 3000 }),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        fc.double({ min: 1e-6, max: 0.45, noNaN: true }),
        (anyShares, alpha) => {
          expect(upperPValue(criticalDistance(anyShares, alpha), anyShares) / alpha).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test('have a p-value that falls with the mean and mirrors at 0', () => {
    const at = [-0.2, -0.05, 0, 0.05, 0.2, 5].map((mean) => upperPValue(mean, shares));
    expect(at).toEqual([...at].sort((a, b) => b - a));
    expect(at[2]).toBe(0.5);
    expect(upperPValue(1e-20, shares)).toBe(0.5);
    expect(at[1]! + at[3]!).toBeCloseTo(1, 14);
    expect(at.every((p) => p > 0 && p < 1)).toBe(true);
  });

  test('without variance have width 0, and are sure', () => {
    const none = [{ variance: 0, df: 4 }];
    expect(intervalOf(0.7, none, [0, 1])).toEqual({ mean: 0.7, low: 0.7, high: 0.7 });
    expect([upperPValue(0.1, none), upperPValue(0, none), upperPValue(-0.1, none)]).toEqual([0, 1, 1]);
  });

  test('hold the mean and stay within the range', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { mean, overReplicates, addedByTestRows } = crossedMean(table);
        const { low, high } = intervalOf(mean, [overReplicates, addedByTestRows], [0, 1]);
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });
});
