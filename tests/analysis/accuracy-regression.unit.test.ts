import { describe, expect, test } from 'vitest';
import { shiftRegression } from '../../src/analysis';
import { regressAccuracy } from '../../src/analysis/accuracy-regression';
import { correctnessOf } from '../../src/analysis/correctness';
import type { MeasureRole } from '../../src/analysis/roles';
import type { Run } from '../../src/core/run';
import { gridStudy, simulateGrid } from './simulated-grid';
import { runOf } from './simulated-study';

const ONE: MeasureRole = { id: 'one', sign: 1 };
const TWO: MeasureRole = { id: 'two', sign: 1 };

// By arm and replicate: two measures, and ten right or wrong answers.
const FIRST = [[0, 0.3], [-0.3, -0.9], [-0.5, -1], [0.1, 1.3], [-0.5, -0.6], [0.5, 0.4]]; // prettier-ignore
const SECOND = [[0.1, -0.9], [0, 0.7], [-1.3, -0.5], [-1.9, -1.3], [-1.8, -0.2], [-1.3, 0.3]]; // prettier-ignore
const ANSWERS = [
  ['1110011111', '1111011010'],
  ['0011101011', '1101000001'],
  ['1111011101', '1000011001'],
  ['0111111011', '1111110111'],
  ['0111110010', '1001101001'],
  ['1111110111', '0101100110'],
];
const ARMS = ['a0', 'a1', 'a2', 'a3', 'a4', 'a5'];
const RUNS = ANSWERS.flatMap((lines, a) =>
  lines.map((line, r): Run => {
    const yPred = [...line].map(Number);
    return runOf(ARMS[a]!, r, yPred, { measures: { one: FIRST[a]![r]!, two: SECOND[a]![r]! } });
  }),
);
const correct = correctnessOf(RUNS, new Array<number>(10).fill(1));

describe('the regression of accuracy on measures', () => {
  test('agrees with least squares in each replicate, and the jackknife over arms', () => {
    const { coefficients, intercept, rSquared, arms, replicates } = regressAccuracy(
      ARMS,
      RUNS,
      [ONE, TWO],
      correct,
    )!;
    expect([arms, replicates]).toEqual([6, 2]);
    // numpy 1.24.2, x and y (6, 2), z = (x - x.mean())/x.std(ddof=1), each replicate r by itself:
    //   b = mean over r of np.linalg.lstsq(c_[ones(6), z1[:, r], z2[:, r]], y[:, r])[0]; b_(a) the same without arm a
    //   V = 5/6*((b_(a) - b_(a).mean(0))**2).sum(0) → 0.001172262365170722 0.0016808428435938969
    expect(intercept).toBeCloseTo(0.6752811851708348, 12);
    expect(coefficients[0]!.perSd.mean).toBeCloseTo(0.12278570999556417, 12);
    expect(coefficients[1]!.perSd.mean).toBeCloseTo(-0.056273809809643006, 12);
    // scipy 1.10.1: shares V (3 df), what the two replicates vary beyond it (1 df), what rows add (9 df), as Cochran has it
    expect(coefficients[0]!.perSd.high - coefficients[0]!.perSd.mean).toBeCloseTo(0.3848661865610858, 8);
    expect(coefficients[1]!.perSd.high - coefficients[1]!.perSd.mean).toBeCloseTo(0.7818679669842682, 8);
    const accuracySd = 0.18319554050414563; // y.std(ddof=1)
    expect(coefficients[0]!.standardised.mean).toBeCloseTo(0.12278570999556417 / accuracySd, 12);
    expect(rSquared).toBeCloseTo(0.8266572347926765, 12);
  });

  test('does not change with the order of runs, nor with the unit of a measure; its sign turns with the role’s', () => {
    const once = regressAccuracy(ARMS, RUNS, [ONE, TWO], correct)!;
    const turned = regressAccuracy(ARMS, [...RUNS].reverse(), [{ ...ONE, sign: -1 }, TWO], correct)!;
    expect(turned.coefficients[0]!.perSd.mean).toBeCloseTo(-once.coefficients[0]!.perSd.mean, 12);
    expect(turned.coefficients[1]!.perSd.low).toBeCloseTo(once.coefficients[1]!.perSd.low, 9);
    const inOtherUnits = RUNS.map((run) => ({
      ...run,
      measures: { ...run.measures, one: 100 * run.measures.one! - 7 },
    }));
    const scaled = regressAccuracy(ARMS, inOtherUnits, [ONE, TWO], correct)!;
    expect(scaled.coefficients[0]!.perSd.high).toBeCloseTo(once.coefficients[0]!.perSd.high, 9);
  });

  test('is null where a measure is missing, never varies, mixes the others, or hangs on one arm', () => {
    const withTwo = (two: (a: number, one: number) => number): Run[] =>
      RUNS.map((run) => ({
        ...run,
        measures: { one: run.measures.one!, two: two(ARMS.indexOf(run.arm), run.measures.one!) },
      }));
    const regress = (runs: Run[]): unknown => regressAccuracy(ARMS, runs, [ONE, TWO], correct);
    expect(regress(withTwo(() => NaN))).toBeNull();
    expect(regress(withTwo(() => 3))).toBeNull();
    expect(regress(withTwo((_, one) => 2 - 5 * one))).toBeNull();
    expect(regress(withTwo((a) => Number(a === 4)))).toBeNull();
    expect(regressAccuracy(ARMS.slice(0, 4), RUNS, [ONE, TWO], correct)).toBeNull();
    expect(regressAccuracy([], [], [ONE], correct)).toBeNull();
  });

  test('claims nothing from one replicate', () => {
    const one = RUNS.filter((run) => run.replicate === 0);
    const found = regressAccuracy(ARMS, one, [ONE, TWO], correctnessOf(one, new Array<number>(10).fill(1)))!;
    expect(found.coefficients.map((coefficient) => coefficient.pValue)).toEqual([1, 1]);
  });
});

test('a study without judged labels is regressed on diversity and closeness alone', () => {
  const grid = {
    experiment: 'shift' as const,
    series: ['none', 'other-topics'],
    values: [0.5, 0.8, 1.1, 1.5],
    replicates: 2,
    rows: 60,
  };
  const { study, runs, yTrue } = simulateGrid(
    { ...grid, measures: (s, v, _, normal) => ({ vendiScore: 40 + v + normal(), frechetDistance: 0.2 + 0.1 * s + 0.01 * normal() }) }, // prettier-ignore
    'no labels',
  );
  const found = shiftRegression(study, runs, yTrue)!;
  expect(found.coefficients.map(({ role }) => role.id)).toEqual(['vendiScore', 'frechetDistance']);
  expect(shiftRegression(gridStudy(grid), [], yTrue)).toBeNull();
});
