import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRoot, tCdf, tQuantile, tUpperQuantile, tUpperTail } from '../../src/math/distributions';

function expectRelative(actual: number, wanted: number, tolerance: number): void {
  expect(Math.abs(actual / wanted - 1)).toBeLessThan(tolerance);
}

describe('tUpperTail', () => {
  // scipy 1.10.1: [[t, df, stats.t.sf(t, df)] for df in (1, 2.5, 4, 20, 399, 2399) for t in (0.1, 1, 2.5, 8)]
  const golden = [
    [0.1, 1, 0.4682744825694464], [1, 1, 0.24999999999999978], [2.5, 1, 0.12111894159084335], [8, 1, 0.03958342416056554],
    [0.1, 2.5, 0.4639032720312448], [1, 2.5, 0.20203051363913677], [2.5, 2.5, 0.052284981539077686], [8, 2.5, 0.0038283220655217225],
    [0.1, 4, 0.4625779204697266], [1, 4, 0.1869504831500295], [2.5, 4, 0.03338327240599406], [8, 4, 0.0006619484546085838],
    [0.1, 20, 0.46066997067280696], [1, 20, 0.1646282885858545], [2.5, 20, 0.010616772719566197], [8, 20, 5.8283141357442526e-8],
    [0.1, 399, 0.4601972752055996], [1, 399, 0.15895828532305764], [2.5, 399, 0.0064099370656398634], [8, 399, 6.82382647025717e-15],
    [0.1, 2399, 0.46017634051610773], [1, 2399, 0.1587056802563794], [2.5, 2399, 0.006242806574372376], [8, 2399, 9.58689938246363e-16],
  ] as const; // prettier-ignore

  test.each(golden)('P(T > %d) with %d degrees of freedom agrees with SciPy', (t, df, tail) => {
    expectRelative(tUpperTail(t, df), tail, 1e-10);
  });

  test('is Cauchy’s closed form at 1 degree of freedom and the normal tail at very many', () => {
    for (const t of [0.3, 1.7, 40, 1e9]) expectRelative(tUpperTail(t, 1), Math.atan(1 / t) / Math.PI, 1e-13);
    expect(tUpperTail(1.959963984540054, 1e7)).toBeCloseTo(0.025, 7);
  });

  test('is ½ at 0, 0 at infinity, and mirrors', () => {
    expect(tUpperTail(0, 3)).toBe(0.5);
    expect(tUpperTail(Infinity, 3)).toBe(0);
    expect(tUpperTail(-Infinity, 3)).toBe(1);
    expect(tUpperTail(-1.5, 3)).toBe(1 - tUpperTail(1.5, 3));
    expect(tCdf(1.5, 3)).toBe(1 - tUpperTail(1.5, 3));
    expect(tCdf(-1.5, 3)).toBe(tUpperTail(1.5, 3));
  });

  test('refuses degrees of freedom that are none', () => {
    for (const df of [0, -1, NaN, Infinity]) expect(() => tUpperTail(1, df)).toThrow('invalid df');
    expect(() => tUpperTail(NaN, 1)).toThrow('invalid t');
  });
});

describe('tUpperQuantile', () => {
  // scipy 1.17.1 (1.10.1 keeps only 8 digits here): [[q, df, stats.t.isf(q, df)] for df in (1, 1.3, 4, 20, 2399) for q in …]
  const golden = [
    [0.3, 1, 0.7265425280053609], [0.025, 1, 12.706204736174705], [0.00625, 1, 50.923036636485534], [1e-10, 1, 3183098861.8379064],
    [0.3, 1.3, 0.673972721635552], [0.025, 1.3, 7.500529325562036], [0.00625, 1.3, 21.941624496860694], [1e-10, 1.3, 21802572.74924298],
    [0.3, 4, 0.5686490630497053], [0.025, 4, 2.7764451051977943], [0.00625, 4, 4.3146560488867385], [1e-10, 4, 416.1751403296041],
    [0.3, 20, 0.5328627916163322], [0.025, 20, 2.0859634472658652], [0.00625, 20, 2.7443763705409037], [1e-10, 20, 11.740060452456985],
    [0.3, 2399, 0.524470195840213], [0.025, 2399, 1.960953333521221], [0.00625, 2399, 2.4995909091478303], [1e-10, 2399, 6.388931847338357],
  ] as const; // prettier-ignore

  test.each(golden)('for a tail of %d with %d degrees of freedom agrees with SciPy', (tail, df, t) => {
    expectRelative(tUpperQuantile(tail, df), t, 1e-10);
    expect(tUpperQuantile(1 - tail, df)).toBeCloseTo(-tUpperQuantile(1 - (1 - tail), df), 12);
  });

  test('undoes tUpperTail', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e5, noNaN: true }),
        fc.double({ min: -100, max: Math.log10(0.45), noNaN: true }),
        (df, logTail) =>
          expectRelative(tUpperTail(tUpperQuantile(10 ** logTail, df), df), 10 ** logTail, 1e-10),
      ),
    );
  });

  test('tQuantile takes the other side', () => {
    expect(tQuantile(0.975, 4)).toBeCloseTo(2.7764451051977943, 12);
    expect(tQuantile(0.025, 4)).toBeCloseTo(-2.7764451051977943, 12);
    expect(tQuantile(0.5, 4)).toBe(0);
  });

  test('refuses tails that are none', () => {
    for (const tail of [0, 1, 1.5, NaN, 1e-101])
      expect(() => tUpperQuantile(tail, 3)).toThrow('invalid tail');
  });
});

describe('findRoot', () => {
  test('finds where a function crosses zero, rising or falling', () => {
    expect(findRoot((x) => x * x - 2, 0, 2)).toBeCloseTo(Math.SQRT2, 13);
    expect(findRoot((x) => Math.exp(-x) - 0.1, 0, 50)).toBeCloseTo(Math.log(10), 12);
    expect(findRoot((x) => x, 0, 1)).toBe(0);
    expect(findRoot((x) => x - 1, 0, 1)).toBe(1);
  });

  test('gives the end nearer to zero where nothing is crossed', () => {
    expect(findRoot((x) => x + 1, 0, 1)).toBe(0);
    expect(findRoot((x) => 2 - x, 0, 1)).toBe(1);
  });
});
