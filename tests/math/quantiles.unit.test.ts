import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerMedian } from '../../src/math/quantiles';

test('lowerMedian is the value in the middle of the sorted ones, the lower of two', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true })), { minLength: 1 }),
      (values) => {
        const sorted = Float64Array.from(values).sort();
        // 0 and −0 are equal, and may change places.
        expect(lowerMedian(Float64Array.from(values)) === sorted[Math.floor((values.length - 1) / 2)]).toBe(
          true,
        );
      },
    ),
  );
});

test('lowerMedian of many equal or already sorted values is found all the same', () => {
  expect(lowerMedian(new Float64Array(100_000).fill(2))).toBe(2);
  expect(lowerMedian(Float64Array.from({ length: 100_001 }, (_, i) => i))).toBe(50_000);
  expect(lowerMedian(Float64Array.from({ length: 100_001 }, (_, i) => -i))).toBe(-50_000);
});

test('lowerMedian of nothing is 0', () => {
  expect(lowerMedian(new Float64Array(0))).toBe(0);
});
