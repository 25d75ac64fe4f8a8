import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf, gateOf, settle, type Claim } from '../../src/analysis/claims';
import { holm, inFixedOrder } from '../../src/analysis/holm';

const claim = (pValue: number): Claim => ({
  kind: 'rise',
  series: null,
  estimate: null,
  pValue,
  states: (pValue) => ({ says: 'slope', curve: null, change: { mean: 0, low: 0, high: 0 }, pValue }),
});
const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('holm', () => {
  test('multiplies the smallest by their number, the next by one less, and never falls', () => {
    // by hand: sorted 0.01 0.012 0.03 0.2 → ×4 ×3 ×2 ×1 = 0.04 0.036 0.06 0.2, made monotone
    expect(holm([0.03, 0.01, 0.2, 0.012])).toEqual([0.06, 0.04, 0.2, 0.04]);
    expect(holm([0.4, 0.9])).toEqual([0.8, 0.9]);
    expect(holm([])).toEqual([]);
  });

  test('lies between the p-value and Bonferroni’s, and keeps their order', () => {
    fc.assert(
      fc.property(pValues, (list) => {
        const corrected = holm(list);
        list.forEach((p, i) => {
          expect(corrected[i]).toBeGreaterThanOrEqual(p);
          expect(corrected[i]).toBeLessThanOrEqual(Math.min(1, list.length * p));
          list.forEach((q, j) => {
            if (p < q) expect(corrected[i]).toBeLessThanOrEqual(corrected[j]!);
          });
        });
      }),
    );
  });
});

test('tests in a fixed order stop at the first that shows nothing', () => {
  expect(inFixedOrder([0.01, 0.04, 0.2, 0.001])).toEqual([0.01, 0.04, 0.2, 0.2]);
});

describe('claims', () => {
  test('are gated by the smallest of the chief kinds, times their number', () => {
    // by hand: Holm gives 0.02 and 0.5 at the least, so 2 × 0.02
    expect(gateOf([[claim(0.01), claim(0.3)], [claim(0.5)]])).toBeCloseTo(0.04, 14);
    expect(gateOf([[claim(0.01), claim(0.3)], []])).toBeCloseTo(0.02, 14);
    expect(gateOf([])).toBe(1);
    expect(gateOf([[claim(0.7)], [claim(0.9)]])).toBe(1);
  });

  test('are shown where both their own corrected p-value and the gate are small enough', () => {
    const shown = (list: readonly number[], gate: number): boolean[] =>
      settle(list.map(claim), gate).map((one) => one.isShown);
    expect(shown([0.02, 0.04], 0.001)).toEqual([true, true]);
    expect(shown([0.02, 0.06], 0.001)).toEqual([true, false]);
    expect(shown([0.0001], 0.06)).toEqual([false]);
    expect(findingOf(settle([claim(0.001)], 0.03)[0]!)).toEqual({
      kind: 'rise',
      series: null,
      estimate: null,
      pValue: 0.03,
      statement: { says: 'slope', curve: null, change: { mean: 0, low: 0, high: 0 }, pValue: 0.03 },
    });
  });
});
