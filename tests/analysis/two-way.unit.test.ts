import { describe, expect, test } from 'vitest';
import { correctnessOf } from '../../src/analysis/correctness';
import { difference, ratioOf } from '../../src/analysis/ratio-interval';
import { testContrast, twoSided } from '../../src/analysis/contrast';
import { twoWay } from '../../src/analysis/two-way';
import { runOf } from './simulated-study';

const yTrue = new Array<number>(100).fill(1);

function correctOf(numRight: Readonly<Record<string, readonly number[]>>): ReturnType<typeof correctnessOf> {
  return correctnessOf(
    Object.entries(numRight).flatMap(([arm, line]) =>
      line.map((count, r) =>
        runOf(
          arm,
          r,
          Array.from({ length: 100 }, (_, i) => Number(i < count)),
        ),
      ),
    ),
    yTrue,
  );
}

describe('two factors', () => {
  const correct = correctOf({ a1: [60, 62], a2: [70, 72], a3: [65, 66], b1: [50, 55], b2: [75, 76], b3: [62, 61] }); // prettier-ignore
  const effects = twoWay([['a1', 'a2', 'a3'], ['b1', 'b2', 'b3']], correct, null); // prettier-ignore

  test('have effects that are what is left of the means', () => {
    // numpy 1.24.2, m (2, 3) the means above / 100: m.mean(1) - m.mean(); m.mean(0) - m.mean();
    //   m - m.mean(1, keepdims=True) - m.mean(0) + m.mean()
    const [first, second] = [
      [0.013333333333333308, -0.013333333333333308],
      [-0.07750000000000001, 0.08749999999999991, -0.010000000000000009],
    ];
    const interaction = [0.029166666666666674, -0.03583333333333327, 0.00666666666666671];
    effects.first.forEach((one, i) => expect(one!.estimate.mean).toBeCloseTo(first[i]!, 12));
    effects.second.forEach((one, j) => expect(one!.estimate.mean).toBeCloseTo(second[j]!, 12));
    effects.interaction[0]!.forEach((one, j) => expect(one!.estimate.mean).toBeCloseTo(interaction[j]!, 12));
    effects.interaction[1]!.forEach((one, j) => expect(one!.estimate.mean).toBeCloseTo(-interaction[j]!, 12));
  });

  test('have none where a factor has one level, or the cells share no replicate', () => {
    expect(twoWay([['a1', 'a2']], correct, null)).toMatchObject({ first: [], interaction: [] });
    expect(twoWay([], correct, null)).toEqual({ first: [], second: [], interaction: [] });
    expect(twoWay([['a1'], ['gone']], correct, null).first).toEqual([null, null]);
  });
});

describe('the ratio of two contrasts', () => {
  // the gap is 20 points, of which 15 are closed
  const correct = correctOf({ a0: [80, 81, 80], a1: [81, 81, 80], b0: [60, 61, 61], b1: [75, 76, 76] });
  const gap = new Map([['a0', 1], ['b0', -1]]); // prettier-ignore
  const left = new Map([['a1', 1], ['b1', -1]]); // prettier-ignore
  const closed = difference(gap, left);

  test('is the quotient of their means', () => {
    const share = ratioOf(closed, gap, correct, null, [-1, 2])!;
    expect(share.mean).toBeCloseTo((59 - 15) / 59, 12); // in hundredths over three replicates: gap 59, left 15
    expect(share.low).toBeLessThan(share.mean);
    expect(share.high).toBeGreaterThan(share.mean);
  });

  test('has bounds at which numerator minus ratio times denominator is just told from 0', () => {
    const { low, high } = ratioOf(closed, gap, correct, null, [-1, 2])!;
    for (const bound of [low, high]) {
      const p = twoSided(testContrast(correct, difference(closed, gap, bound), null)!);
      expect(p).toBeGreaterThan(0.045);
      expect(p).toBeLessThan(0.055);
    }
  });

  test('does not exist where the denominator may be 0, and is cut at its range', () => {
    expect(ratioOf(gap, closed, correctOf({ a0: [80, 60], a1: [70, 70], b0: [70, 80], b1: [70, 70] }), null, [-1, 2])).toBeNull(); // prettier-ignore
    expect(ratioOf(closed, gap, correctOf({ a0: [80], a1: [81], b0: [60], b1: [75] }), null, [-1, 2])).toBeNull(); // prettier-ignore
    const { mean, low, high } = ratioOf(closed, gap, correct, null, [0.9, 1])!;
    expect([low, mean, high].every((value) => value >= 0.9 && value <= 1)).toBe(true);
  });
});
