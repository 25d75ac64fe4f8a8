import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEAST_RUNS, measureCorrelations, spearman } from '../../src/analysis';
import type { MeasureInfo } from '../../src/core/measure';
import { stream } from '../../src/core/random';
import type { Run } from '../../src/core/run';

const info = (id: string, more: Partial<MeasureInfo> = {}): MeasureInfo => ({
  id,
  label: id,
  unit: 'ratio',
  range: [0, 1],
  cost: 'O(n)',
  source: 'made up',
  ...more,
});
const VARIED = info('varied', { moreDiverseWhen: 'higher' });
const REPEATED = info('repeated', { moreDiverseWhen: 'lower' });
const FAR = info('far', { closerWhen: 'lower' });
const NEAR = info('near', { closerWhen: 'higher' });
const ARMS = [
  { id: 'cold', kind: 'tier' as const },
  { id: 'hot', kind: 'tier' as const },
  { id: 'few', kind: 'baseline' as const },
];

function run(arm: string, replicate: number, accuracy: number, measures: Record<string, number>): Run {
  return { arm, replicate, accuracy, measures } as unknown as Run;
}

/** Runs of two tiers whose measures are these columns. */
function runsOf(columns: Readonly<Record<string, readonly number[]>>, accuracy: readonly number[]): Run[] {
  return accuracy.map((value, i) =>
    run(
      i % 2 === 0 ? 'cold' : 'hot',
      i,
      value,
      Object.fromEntries(Object.entries(columns).map(([id, column]) => [id, column[i]!])),
    ),
  );
}

describe('the correlations of the measures of a study', () => {
  const x = [1, 2, 3, 4, 5, 6];
  const y = [2, 1, 4, 3, 6, 5];

  test('are those of Spearman, between measures with his interval', async () => {
    // Σd² of the ranks is 6: ρ = 1 − 6·6 / (6·35) = 29/35.
    const { between, withAccuracy } = await measureCorrelations(ARMS, runsOf({ varied: x, far: y }, y), [
      VARIED,
      FAR,
    ]);
    expect(between[0]![1]!.rho!.mean).toBeCloseTo(29 / 35, 12);
    expect(between[0]![1]!.rho).toEqual(spearman(x, y));
    expect(withAccuracy[0]!.rho!.mean).toBe(spearman(x, y).mean);
    expect(withAccuracy[1]!.rho!.mean).toBe(1);
  });

  const arms = Array.from({ length: 6 }, (_, a) => ({ id: `t${a}`, kind: 'tier' as const }));

  test('with accuracy have an interval that does not take runs of one tier for independent', async () => {
    // Tiers differ for reasons of their own: whatever stands out is chance.
    const numStudies = 100;
    let standsOut = 0;
    for (let k = 0; k < numStudies; k++) {
      const rng = stream('tiers alone', k);
      const runs = arms.flatMap(({ id }) => {
        const [varied, accuracy] = [rng.normal(), rng.normal()];
        return Array.from({ length: 5 }, (_, r) =>
          run(id, r, accuracy + 0.3 * rng.normal(), { varied: varied + 0.2 * rng.normal() }),
        );
      });
      const { withAccuracy } = await measureCorrelations(arms, runs, [VARIED]);
      const { low, high } = withAccuracy[0]!.rho!;
      standsOut += Number(low > 0 || high < 0);
    }
    expect(standsOut / numStudies).toBeLessThanOrEqual(0.1);
  });

  test('with accuracy say nothing of other tiers where there are fewer than four', async () => {
    const { withAccuracy } = await measureCorrelations(ARMS, runsOf({ varied: x }, y), [VARIED]);
    expect(withAccuracy[0]!.rho).toEqual({ mean: spearman(x, y).mean, low: -1, high: 1 });
  });

  test('turn each measure, so that agreement is positive whichever way its numbers run', async () => {
    const down = x.map((value) => -value);
    const columns = { varied: x, repeated: down, far: x, near: down };
    const measures = [VARIED, REPEATED, FAR, NEAR];
    const { between, withAccuracy } = await measureCorrelations(ARMS, runsOf(columns, x), measures);
    expect(between.flat().map(({ rho }) => rho?.mean)).toEqual(Array.from({ length: 16 }, () => 1));
    expect(withAccuracy.map(({ rho }) => rho?.mean)).toEqual([1, 1, 1, 1]);
  });

  test('keep the interval on the right side of a turned measure', async () => {
    const runs = arms.map(({ id }, i) => run(id, 0, x[i]!, { varied: y[i]!, repeated: y[i]! }));
    const { withAccuracy } = await measureCorrelations(arms, runs, [REPEATED, VARIED]);
    const { mean, low, high } = withAccuracy[0]!.rho!;
    const straight = withAccuracy[1]!.rho!;
    expect(straight.low).toBeLessThan(straight.mean);
    expect(mean).toBeCloseTo(-straight.mean, 12);
    expect(low).toBeCloseTo(-straight.high, 12);
    expect(high).toBeCloseTo(-straight.low, 12);
  });

  test('leave out the baselines, and each run that lacks one of the two', async () => {
    const runs = [
      ...runsOf({ varied: x, far: y }, x),
      run('few', 0, 0.1, { varied: -9, far: 9 }),
      run('hot', 9, 0.5, { varied: 7 }),
    ];
    const { between, withAccuracy, numRuns, numTiers } = await measureCorrelations(ARMS, runs, [VARIED, FAR]);
    expect([numRuns, numTiers]).toEqual([7, 2]);
    expect(between[0]![1]).toEqual({ numRuns: 6, rho: spearman(x, y) });
    expect(withAccuracy.map((one) => one.numRuns)).toEqual([7, 6]);
  });

  test('are null where there is nothing to rank: too few runs, or no variation', async () => {
    const few = await measureCorrelations(ARMS, runsOf({ varied: x }, x).slice(0, LEAST_RUNS - 1), [VARIED]);
    expect(few.withAccuracy).toEqual([{ numRuns: LEAST_RUNS - 1, rho: null }]);
    const flat = await measureCorrelations(ARMS, runsOf({ varied: x.map(() => 3) }, x), [VARIED, FAR]);
    expect(flat.withAccuracy.map(({ rho }) => rho)).toEqual([null, null]);
    expect(flat.between[0]![0]!.rho).toBeNull();
    expect(await measureCorrelations(ARMS, [], [VARIED])).toMatchObject({ numRuns: 0, numTiers: 0 });
  });

  test('hardly see a relation that rises and falls, which the page has to say', async () => {
    const { withAccuracy } = await measureCorrelations(
      ARMS,
      runsOf({ varied: [1, 2, 3, 4, 5, 6, 7] }, [1, 2, 3, 4, 3.5, 2.5, 1.5]),
      [VARIED],
    );
    expect(Math.abs(withAccuracy[0]!.rho!.mean)).toBeLessThan(0.3);
  });

  test('are symmetric, finite and within their bounds, whatever the values', async () => {
    const column = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(column, column, column, async (varied, near, accuracy) => {
        const { between } = await measureCorrelations(ARMS, runsOf({ varied, near }, accuracy), [
          VARIED,
          NEAR,
        ]);
        expect(between[0]![1]).toEqual(between[1]![0]);
        for (const { rho } of between.flat()) {
          if (!rho) continue;
          expect(rho.low).toBeLessThanOrEqual(rho.mean);
          expect(rho.high).toBeGreaterThanOrEqual(rho.mean);
          expect(Math.abs(rho.mean)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});
