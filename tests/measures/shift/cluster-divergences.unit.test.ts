import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jensenShannonDivergence, klDivergence } from '../../../src/measures/shift/cluster-divergences';

const P = [3, 0, 5, 2, 10, 0, 7, 1];
const Q = [1, 4, 5, 0, 2, 0, 9, 3];

const anyPair = fc
  .array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 12 })
  .filter((pairs) => pairs.some(([p]) => p > 0) && pairs.some(([, q]) => q > 0))
  .map((pairs) => [pairs.map(([p]) => p), pairs.map(([, q]) => q)] as const);

describe('the divergences of cluster histograms', () => {
  // scipy 1.10.1, numpy 1.24.2, with p = (P + 0.5) / (P + 0.5).sum(), q likewise:
  //   entropy(p, q, base=2), entropy(q, p, base=2), jensenshannon(p, q, base=2) ** 2
  // and without smoothing entropy(P, Q, base=2), jensenshannon(P, Q, base=2) ** 2
  test('are SciPy’s', () => {
    expect(klDivergence(P, Q)).toBeCloseTo(0.6150409732534423, 12);
    expect(klDivergence(Q, P)).toBeCloseTo(0.6788008172789767, 12);
    expect(jensenShannonDivergence(P, Q)).toBeCloseTo(0.14516299892882242, 12);
    expect(klDivergence(P, Q, 0)).toBe(Infinity);
    expect(jensenShannonDivergence(P, Q, 0)).toBeCloseTo(0.22477668704100864, 12);
  });

  test('are 0 for equal histograms, and 1 bit where nothing is shared and nothing smoothed', () => {
    expect(klDivergence(P, P)).toBe(0);
    expect(jensenShannonDivergence(P, P)).toBe(0);
    expect(jensenShannonDivergence([4, 0], [0, 7], 0)).toBe(1);
  });

  test('lie in their range and are finite once smoothed; Jensen and Shannon’s is symmetric and at most KL / 2', () => {
    fc.assert(
      fc.property(anyPair, ([p, q]) => {
        const [forth, back, js] = [klDivergence(p, q), klDivergence(q, p), jensenShannonDivergence(p, q)];
        for (const value of [forth, back, js]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThan(Infinity);
        }
        expect(js).toBeLessThanOrEqual(1);
        expect(jensenShannonDivergence(q, p)).toBeCloseTo(js, 12);
        expect(js).toBeLessThanOrEqual((forth + back) / 4 + 1e-12);
      }),
    );
  });

  test('tell missing from straying: a set that leaves clusters out is far seen from the real one', () => {
    const everything = [10, 10, 10, 10];
    const half = [20, 20, 0, 0];
    expect(klDivergence(everything, half)).toBeGreaterThan(klDivergence(half, everything));
  });

  test.each([
    ['an empty histogram', [0, 0], [1, 2], 'missing rows of the real histogram: 0'],
    [
      'histograms of different lengths',
      [1, 2],
      [1],
      'invalid length of the generated histogram: 1 (wanted 2)',
    ],
    ['an infinite count', [1, Infinity], [1, 2], 'invalid count of the real histogram'],
  ])('refuse %s', (_, p, q, sentence) => {
    expect(() => klDivergence(p, q)).toThrow(sentence);
    expect(() => jensenShannonDivergence(p, q)).toThrow(sentence);
  });
});
