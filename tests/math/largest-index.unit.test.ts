import { describe, expect, it } from 'vitest';
import { largestIndex } from '../../src/math/largest-index';

describe('largestIndex', () => {
  it('is where the largest value stands, the first of equal ones, in any kind of array', () => {
    expect(largestIndex([0.1, 0.7, 0.2])).toBe(1);
    expect(largestIndex(Float32Array.of(-3, -1, -1))).toBe(1);
    expect(largestIndex([5])).toBe(0);
  });

  it('is 0 of no values', () => {
    expect(largestIndex([])).toBe(0);
  });
});
