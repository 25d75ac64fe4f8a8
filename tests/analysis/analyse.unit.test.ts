import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctnessOf } from '../../src/analysis/correctness';
import { pooledSeedVariance } from '../../src/analysis/seed-variance';
import { seedNumber } from '../../src/core/random';
import type { Run } from '../../src/core/run';
import { analyseTiers, runOf, simulateStudy, smallStudy } from './simulated-study';

/** Predictions of which row i is right where i < numRight; every true label is 1. */
function rightUpTo(numRight: number, rows: number): number[] {
  return Array.from({ length: rows }, (_, i) => Number(i < numRight));
}

const yTrue100 = new Array<number>(100).fill(1);

/** One run per tier and replicate, from the number of right rows out of 100. */
function runsOf(numRight: readonly (readonly number[])[]): Run[] {
  return numRight.flatMap((line, tier) =>
    line.map((count, r) => runOf(`t${tier}`, r, rightUpTo(count, 100))),
  );
}

function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

describe('the summary of an arm', () => {
  test('is the mean over replicates, with an interval per source of chance', () => {
    const study = smallStudy([0.2, 1, 2], 2);
    const fiveTimes = (line: readonly number[]): number[] => [line, line, line, line, line].flat();
    const runs = [
      runOf('t0', 0, fiveTimes([1, 1, 0, 1]), { macroF1: 0.5, measures: { vendi: 10, 'self-bleu': 0.2 } }),
      runOf('t0', 1, fiveTimes([1, 0, 0, 1]), { macroF1: 0.7, measures: { vendi: 20, 'self-bleu': 0.4 } }),
    ];
    const [summary, ...others] = analyseTiers(study, runs, fiveTimes([1, 1, 1, 1])).analysis.arms;
    expect(others).toEqual([]);
    expect(summary).toMatchObject({ arm: 't0', replicates: 2, measures: { vendi: 15 } });
    expect(summary!.accuracy.mean).toBe(0.625);
    expect(summary!.macroF1).toBeCloseTo(0.6, 15);
    expect(summary!.measures['self-bleu']).toBeCloseTo(0.3, 15);
    // by hand: row means 1, ½, 0, 1 have mean 5/8 and squares about it that sum to 11/16, here five times over
    const halfWidth = 2.093024054408263 * Math.sqrt((5 * 11) / 16 / 19 / 20); // scipy 1.17.1: stats.t.isf(0.025, 19)
    expect(summary!.overTestRows.low).toBeCloseTo(0.625 - halfWidth, 12);
    expect(summary!.overTestRows.high).toBeCloseTo(0.625 + halfWidth, 12);
    // and 12.7 standard errors over the two replicates are more than there is room for
    expect(summary!.overReplicates).toMatchObject({ low: 0, high: 1 });
  });

  test('has intervals of width 0 where nothing varies, and no seed interval from one replicate', () => {
    const { arms } = analyseTiers(smallStudy([1, 2], 3), runsOf([[100, 100, 100], [70]]), yTrue100).analysis;
    const sure = { mean: 1, low: 1, high: 1 };
    expect(arms[0]).toMatchObject({ accuracy: sure, overReplicates: sure, overTestRows: sure });
    expect(arms[1]!.overReplicates).toEqual({ mean: 0.7, low: 0.7, high: 0.7 });
    expect(arms[1]!.accuracy).toEqual(arms[1]!.overTestRows);
    expect(arms[1]!.accuracy.high).toBeGreaterThan(0.75);
  });

  test('counts a measure only where it is a number, and the later of two runs of one name', () => {
    const runs = [
      runOf('t0', 0, rightUpTo(10, 100), { measures: { vendi: 99 } }),
      runOf('t0', 0, rightUpTo(60, 100), { measures: { vendi: NaN, other: 3 } }),
      runOf('t0', 1, rightUpTo(60, 100), { measures: { vendi: 5, gone: Infinity } }),
    ];
    const [summary] = analyseTiers(smallStudy([1, 2], 2), runs, yTrue100).analysis.arms;
    expect(summary!.accuracy.mean).toBe(0.6);
    expect(summary!.measures).toEqual({ vendi: 5, other: 3 });
  });
});

describe('pooledSeedVariance', () => {
  test('is twice the residual mean square of tiers × replicates', () => {
    // by hand, in rows of 100: (50 52), (60 60), (70 74) have tier means 51 60 72, replicate means 60 62, residuals ∓0 ±1 ∓1
    const correct = correctnessOf(runsOf([[50, 52], [60, 60], [70, 74]]), yTrue100); // prettier-ignore
    const pooled = pooledSeedVariance(correct, ['t0', 't1', 't2']);
    expect(pooled!.df).toBe(2);
    expect(pooled!.variance).toBeCloseTo((2 * (2 * 1 + 2 * 1)) / 2 / 100 ** 2, 15);
  });

  test('keeps to the replicates that all tiers with two runs have', () => {
    const whole = correctnessOf(runsOf([[50, 52], [60, 60]]), yTrue100); // prettier-ignore
    const ragged = correctnessOf(runsOf([[50, 52, 90], [60, 60], [70]]), yTrue100); // prettier-ignore
    expect(pooledSeedVariance(ragged, ['t0', 't1', 't2', 't3'])).toEqual(
      pooledSeedVariance(whole, ['t0', 't1']),
    );
    expect(pooledSeedVariance(whole, ['t0'])).toBeNull();
    expect(pooledSeedVariance(new Map(), [])).toBeNull();
  });
});

describe('a comparison', () => {
  test('of arms that never differ has difference 0, width 0 and no evidence', () => {
    const line = [60, 65, 70];
    const { analysis, verdict } = analyseTiers(
      smallStudy([0.2, 1, 2], 3),
      runsOf([line, line, line]),
      yTrue100,
    );
    expect(analysis.comparisons).toHaveLength(3);
    for (const { difference, pValue, pCorrected } of analysis.comparisons) {
      expect(difference).toEqual({ mean: 0, low: 0, high: 0 });
      expect([pValue, pCorrected]).toEqual([1, 1]);
    }
    expect(verdict.kind).toBe('level');
  });

  test('pairs by replicate: what a seed does to both arms does not count', () => {
    // the replicates differ by 40 points, the arms always by 10
    const { analysis } = analyseTiers(smallStudy([1, 2], 3), runsOf([[30, 50, 70], [40, 60, 80]]), yTrue100); // prettier-ignore
    const [comparison] = analysis.comparisons;
    expect(comparison).toMatchObject({ arm: 't1', against: 't0' });
    expect(comparison!.difference.mean).toBeCloseTo(0.1, 14);
    expect(comparison!.difference.low).toBeGreaterThan(0.02);
    expect(analysis.arms[0]!.accuracy.high - analysis.arms[0]!.accuracy.low).toBeGreaterThan(0.5);
  });

  test('uses only the replicates both arms have', () => {
    const runs = [...runsOf([[30, 50], [40, 60]]), runOf('t1', 2, rightUpTo(99, 100))]; // prettier-ignore
    expect(
      analyseTiers(smallStudy([1, 2], 3), runs, yTrue100).analysis.comparisons[0]!.difference.mean,
    ).toBeCloseTo(0.1, 14);
  });

  test('of every interior tier is with both ends, corrected for their number; then of the better end', () => {
    const { study, runs, yTrue } = simulateStudy(
      { gains: [0, 0.02, 0, 0.01, -0.05], replicates: 3, rows: 200, seedSd: 0.01, replicateSd: 0.01 },
      'comparisons',
    );
    const { comparisons } = analyseTiers(study, runs, yTrue).analysis;
    const names = comparisons.map(({ arm, against }) => `${arm}-${against}`);
    expect(names).toEqual(['t1-t0', 't1-t4', 't2-t0', 't2-t4', 't3-t0', 't3-t4', 't0-t4']);
    comparisons.forEach(({ pValue, pCorrected }, i) => {
      expect(pCorrected).toBe(Math.min(1, (i < 6 ? 3 : 2) * pValue));
    });
  });
});

describe('the verdict of few runs', () => {
  const study = smallStudy([0.2, 1.1, 2.2], 3);

  test.each([
    ['no runs', study, []],
    ['one run', study, [[60]]],
    ['one replicate so far', study, [[60], [70], [50]]],
    ['an end without its second replicate', study, [[60, 61, 62], [70, 71, 72], [50]]],
  ])('from %s asks for more', (_, of, numRight) => {
    expect(analyseTiers(of, runsOf(numRight), yTrue100).verdict).toEqual({
      kind: 'not-distinguishable',
      statement: { says: 'ends-need-runs', axis: study.axis, lowest: 0.2, highest: 2.2 },
      text: 'Not enough runs yet: a verdict needs at least 2 replicates of both temperature 0.2 and temperature 2.2.',
      bestArm: null,
      pValue: 1,
    });
  });

  test('from a study of one replicate says that the seed’s part is unknown', () => {
    const { verdict, analysis } = analyseTiers(
      smallStudy([0.2, 1.1, 2.2], 1),
      runsOf([[10], [99], [20]]),
      yTrue100,
    );
    expect(verdict.text).toMatch(/^Not distinguishable from one replicate: .* Run at least 2 replicates\.$/);
    expect(analysis.comparisons.every(({ pValue }) => pValue === 1)).toBe(true);
    expect(analysis.comparisons.every(({ difference }) => difference.high > difference.low)).toBe(true);
  });

  test('from fewer than two tiers says that there is nothing to compare', () => {
    const one = analyseTiers(smallStudy([1], 3), runsOf([[60, 61, 62]]), yTrue100);
    expect(one.verdict.text).toBe('Nothing to compare: a verdict needs at least two values of temperature.');
    expect(one.analysis.comparisons).toEqual([]);
    expect(analyseTiers(smallStudy([], 3), [], []).verdict.kind).toBe('not-distinguishable');
  });

  test('speaks of the interior tiers that have no runs yet', () => {
    const { text, kind } = analyseTiers(study, runsOf([[20, 21, 22], [], [80, 81, 82]]), yTrue100).verdict;
    expect(kind).toBe('too-little-harms');
    expect(text).toMatch(/^Too little is worse: .*; the values between have too few runs to tell\.$/);
  });
});

describe('the sentence of the verdict', () => {
  const yTrue1000 = new Array<number>(1000).fill(1);
  /** Right rows out of 1000 for each replicate. */
  const verdictFor = (values: readonly number[], numRight: readonly (readonly number[])[]) => {
    const runs = numRight.flatMap((line, t) =>
      line.map((count, r) => runOf(`t${t}`, r, rightUpTo(count, 1000))),
    );
    return analyseTiers(smallStudy(values, numRight[0]!.length), runs, yTrue1000).verdict;
  };

  test('for an inverted U', () => {
    const verdict = verdictFor([0.2, 1.1, 2.2], [[680, 681, 682], [742, 742, 742], [643, 645, 644]]); // prettier-ignore
    expect(verdict.kind).toBe('moderate-is-best');
    expect(verdict.bestArm).toBe('t1');
    expect(verdict.pValue).toBeLessThan(0.001);
    expect(verdict.text).toMatch(
      /^Moderate is best: temperature 1\.1 reaches 74\.2 % \(95 % interval 71\.5–76\.9\), 6\.1 points \(4\.\d to 7\.\d\) above 0\.2 and 9\.8 points \(7\.\d to 11\.\d\) above 2\.2 \(corrected p < 0\.001\)\.$/,
    );
  });

  test('for a rise, and for its mirror image', () => {
    const rise = [[600, 601, 602], [650, 650, 649], [700, 702, 701]]; // prettier-ignore
    const more = verdictFor([0.2, 1.1, 2.2], rise);
    expect(more).toMatchObject({ kind: 'more-is-better', bestArm: 't2' });
    expect(more.text).toMatch(
      /^More is better: temperature 2\.2 reaches 70\.1 % \(95 % interval .*\), 10\.0 points \(.*\) above 0\.2 \(corrected p < 0\.001\)\.$/,
    );
    const less = verdictFor([0.2, 1.1, 2.2], [...rise].reverse());
    expect(less).toMatchObject({ kind: 'less-is-better', bestArm: 't0' });
    expect(less.pValue / more.pValue).toBeCloseTo(1, 9);
    expect(less.text).toBe(
      more.text
        .replace('More', 'Less')
        .replace('temperature 2.2', 'temperature 0.2')
        .replace('above 0.2', 'above 2.2'),
    );
  });

  test('without a value between', () => {
    const verdict = verdictFor([1, 2], [[700, 702, 701], [600, 601, 602]]); // prettier-ignore
    expect(verdict.kind).toBe('less-is-better');
    expect(verdict.text).toMatch(/; no value between was tried\.$/);
  });

  test('where nothing is told apart names what is ahead, and what it would take', () => {
    const { kind, text, bestArm, pValue } = verdictFor([0.2, 1.1, 2.2], [[690, 710, 700], [705, 695, 706], [700, 690, 707]]); // prettier-ignore
    expect([kind, bestArm, pValue]).toEqual(['not-distinguishable', null, 1]);
    expect(text).toMatch(
      /^Not distinguishable: temperature 1\.1 is ahead with 70\.2 % \(95 % interval [\d.]+–[\d.]+\), but only 0\.2 points above 0\.2; with 3 replicates it takes about [\d.]+ points to rule out chance\.$/,
    );
  });

  test('keeps an axis label that is an abbreviation', () => {
    const study = { ...smallStudy([1, 2], 2), axis: { id: 'llm', label: 'LLM calls' } };
    expect(analyseTiers(study, [], []).verdict.text).toContain('both LLM calls 1 and LLM calls 2');
  });
});

describe('analyse', () => {
  test('does not change with the order of runs, arms, replicates or test rows', () => {
    const { study, runs, yTrue } = simulateStudy(
      { gains: [-0.1, 0.03, 0, -0.1], replicates: 3, rows: 150, seedSd: 0.02, replicateSd: 0.02 },
      'order',
    );
    const once = analyseTiers(study, runs, yTrue);
    const order = yTrue.map((_, i) => i).sort((a, b) => seedNumber('key', a) - seedNumber('key', b));
    const turned = runs
      .map((run) => ({ ...run, replicate: 2 - run.replicate, yPred: order.map((i) => run.yPred[i]!) }))
      .reverse();
    const again = analyseTiers({ ...study, arms: [...study.arms].reverse() }, turned, yTrue);
    expect(again.verdict.text).toBe(once.verdict.text);
    expect(again.verdict.kind).toBe('moderate-is-best');
    again.analysis.comparisons.forEach((comparison, i) => {
      expect(comparison.difference.mean).toBeCloseTo(once.analysis.comparisons[i]!.difference.mean, 12);
      expect(comparison.pValue).toBeCloseTo(once.analysis.comparisons[i]!.pValue, 9);
    });
  });

  test('gives finite numbers and ordered intervals whatever runs there are', () => {
    const runsOfAnyKind = fc.array(
      fc.record({
        tier: fc.nat(4),
        replicate: fc.nat(3),
        yPred: fc.array(fc.nat(1), { minLength: 6, maxLength: 6 }),
      }),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(runsOfAnyKind, fc.integer({ min: 0, max: 5 }), (drawn, numTiers) => {
        const values = Array.from({ length: numTiers }, (_, i) => i);
        const runs = drawn.map(({ tier, replicate, yPred }) => runOf(`t${tier}`, replicate, yPred));
        const { analysis, verdict } = analyseTiers(smallStudy(values, 4), runs, [1, 1, 1, 1, 1, 1]);
        expect(numbersIn([analysis, verdict]).every(Number.isFinite)).toBe(true);
        expect(verdict.text).not.toMatch(/NaN|Infinity|undefined|null/);
        expect(verdict.pValue <= 0.05 || verdict.kind === 'not-distinguishable').toBe(true);
        expect((verdict.bestArm === null) === (verdict.kind === 'not-distinguishable')).toBe(true);
        const estimates = [
          ...analysis.arms.flatMap((arm) => [arm.accuracy, arm.overReplicates, arm.overTestRows]),
          ...analysis.comparisons.map((comparison) => comparison.difference),
        ];
        expect(estimates.every(({ mean, low, high }) => low <= mean && mean <= high)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('refuses a run whose predictions are not one per test row', () => {
    const study = smallStudy([1, 2], 1);
    expect(() => analyseTiers(study, [runOf('t0', 0, [1, 1])], [1, 1, 1])).toThrow(
      'analyse: invalid number of predictions in run t0, replicate 0: 2 (wanted 3, one per test row)',
    );
    expect(() => analyseTiers(study, [runOf('t0', 0, [])], [])).toThrow('wanted 1, one per test row');
  });
});

test('a curve that is shown to rise and to fall is moderate, though no one tier is shown to be above both ends', () => {
  const gains = [-0.06, -0.03, -0.015, 0, -0.015, -0.03];
  const effects = { gains, replicates: 5, rows: 2400, rowByTierSd: 0.7, seedSd: 0.01, replicateSd: 0.01 };
  const { study, runs, yTrue } = simulateStudy(effects, 'hill', 4);
  const { verdict, analysis } = analyseTiers(study, runs, yTrue);
  expect(verdict.kind).toBe('moderate-is-best');
  expect(verdict.statement).toMatchObject({ says: 'rise-and-fall', lowest: 0, at: 2, highest: 5, best: 2 });
  expect(verdict.text).toMatch(
    /^Moderate is best: accuracy rises by 5\.7 points \(95 % interval .+\) from temperature 0 to 2 and falls by 2\.2 points .+ from there to 5 \(corrected p = 0\.038\); which value is best is open: temperature 1, 2, 3, 4 and 5 are not told apart, 2 is ahead with 67\.5 % /,
  );
  // The same test as that of the finding.
  const finding = analysis.findings!.find(({ kind }) => kind === 'inverted-u')!;
  expect(verdict.pValue).toBe(finding.pValue);
});
