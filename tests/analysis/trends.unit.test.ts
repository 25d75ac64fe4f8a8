import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctnessOf } from '../../src/analysis/correctness';
import { onsetOf, worseFrom } from '../../src/analysis/step-down';
import { trendsOf } from '../../src/analysis/trends';
import { runOf } from './simulated-study';

const ROWS = 1000;
const yTrue = new Array<number>(ROWS).fill(1);
const VALUES = [0.2, 0.5, 1.1, 1.5, 2.2];
const tiers = VALUES.map((value) => ({ id: `t${value}`, value }));

/** From the number of right rows out of 1000 in each replicate of each tier. */
function correctOf(numRight: readonly (readonly number[])[]): ReturnType<typeof correctnessOf> {
  const runs = numRight.flatMap((line, t) =>
    line.map((count, r) =>
      runOf(
        tiers[t]!.id,
        r,
        Array.from({ length: ROWS }, (_, i) => Number(i < count)),
      ),
    ),
  );
  return correctnessOf(runs, yTrue);
}

const HUMP = [
  [600, 610, 605],
  [650, 655, 640],
  [700, 690, 705],
  [680, 700, 695],
  [640, 630, 645],
];

describe('trends', () => {
  test('are the changes of straight lines by rank, on the whole and on both sides of the turning point', () => {
    const { whole, invertedU, u } = trendsOf(tiers, correctOf(HUMP), null)!;
    // numpy 1.24.2, Y the numbers above / 1000: np.polyfit(arange(5), Y.mean(1), 1)[0]*4, …(arange(3), Y[:3]…)*2, …Y[2:]
    expect(whole.estimate.mean).toBeCloseTo(0.044, 12);
    expect(invertedU!.at.value).toBe(1.1);
    expect(invertedU!.before.estimate.mean).toBeCloseTo(0.09333333333333353, 12);
    expect(invertedU!.after.estimate.mean).toBeCloseTo(-0.06, 12);
    expect(invertedU!.pValue).toBeLessThan(0.05);
    expect(u!.pValue).toBe(1);
  });

  test('turn over: an inverted U becomes a U, with the same p-value', () => {
    const over = correctOf(HUMP.map((line) => line.map((count) => ROWS - count)));
    const [up, down] = [trendsOf(tiers, correctOf(HUMP), null)!, trendsOf(tiers, over, null)!];
    expect(down.u!.at).toEqual(up.invertedU!.at);
    expect(down.u!.pValue).toBeCloseTo(up.invertedU!.pValue, 12);
    expect(down.whole.estimate.mean).toBeCloseTo(-up.whole.estimate.mean, 12);
    expect(down.pValue).toBeCloseTo(up.pValue, 12);
  });

  test('see no turn in a curve that rises and stays', () => {
    const { invertedU, pValue } = trendsOf(
      tiers,
      correctOf([
        [600, 610, 605],
        [690, 700, 695],
        [700, 694, 705],
        [699, 700, 697],
        [700, 701, 694],
      ]),
      null,
    )!;
    expect(invertedU!.pValue).toBeGreaterThan(0.2);
    expect(pValue).toBeLessThan(0.05);
  });

  test('correct for all turning points of the study, also those without runs yet', () => {
    const three = [HUMP[0]!, [], HUMP[2]!, [], HUMP[4]!];
    const some = trendsOf(tiers, correctOf(three), null)!;
    const alone = trendsOf([tiers[0]!, tiers[2]!, tiers[4]!], correctOf(three), null)!;
    expect(some.invertedU!.pValue).toBeCloseTo(3 * alone.invertedU!.pValue, 12);
  });

  test('are null below two tiers with runs, and have no turn below three', () => {
    expect(trendsOf(tiers, correctOf([[600, 610]]), null)).toBeNull();
    expect(trendsOf([], correctOf(HUMP), null)).toBeNull();
    const two = trendsOf(tiers.slice(0, 2), correctOf(HUMP), null)!;
    expect([two.invertedU, two.u]).toEqual([null, null]);
  });
});

describe('worseFrom', () => {
  const falling = correctOf([
    [700, 702, 701],
    [699, 704, 700],
    [660, 662, 661],
    [600, 601, 603],
    [550, 551, 553],
  ]);

  test('finds the first tier from which on all are worse than the first', () => {
    const steps = worseFrom(tiers, 'first', falling, null);
    expect(steps.map((step) => step.tier.value)).toEqual(VALUES.slice(1));
    expect(onsetOf(steps, 0.05)!.tier.value).toBe(1.1);
    expect(onsetOf(steps, 0.05)!.difference.estimate.mean).toBeCloseTo(-0.04, 12);
    expect(onsetOf(steps, 1e-30)).toBeNull();
  });

  test('asks for all beyond: a dip that recovers is no onset', () => {
    const dip = correctOf([
      [700, 702, 701],
      [600, 601, 603],
      [600, 601, 603],
      [600, 601, 603],
      [700, 703, 701],
    ]);
    expect(onsetOf(worseFrom(tiers, 'first', dip, null), 0.05)).toBeNull();
  });

  test('against any before takes the best of them, at the price of their number', () => {
    const [, second, , , last] = HUMP.map((_, i) => i);
    const steps = worseFrom(tiers, 'before', correctOf(HUMP), null);
    const end = steps[last! - 1]!;
    expect(end.against.value).toBe(1.1);
    expect(end.difference.estimate.mean).toBeCloseTo(-0.06, 12);
    const pair = worseFrom([tiers[2]!, tiers[4]!], 'before', correctOf(HUMP), null)[0]!;
    expect(end.pValue).toBeGreaterThanOrEqual(pair.pValue);
    expect(end.pValue).toBeLessThanOrEqual(4 * pair.pValue + 1e-12);
    expect(steps[second! - 1]!.against.value).toBe(0.2);
  });

  test('gives p-values that rise from the far end inwards, whatever the runs', () => {
    const counts = fc.array(fc.array(fc.integer({ min: 0, max: ROWS }), { minLength: 1, maxLength: 3 }), {
      minLength: 2,
      maxLength: 5,
    });
    fc.assert(
      fc.property(counts, (numRight) => {
        for (const against of ['first', 'before'] as const) {
          const p = worseFrom(tiers, against, correctOf(numRight), null).map((step) => step.pValue);
          expect(p).toEqual([...p].sort((a, b) => b - a));
          expect(p.every((value) => value >= 0 && value <= 1)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});
