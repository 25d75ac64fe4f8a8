import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis';
import { imbalanceOf, scoresOf } from '../../src/analysis/balanced-scores';
import { crossedMean } from '../../src/analysis/crossed-mean';
import { balancedTests, simulateUnbalanced } from './balanced-cases';
import { analyseTiers, runOf, smallStudy } from './simulated-study';

balancedTests(40);

const repeated = (counts: readonly number[]): number[] =>
  counts.flatMap((count, label) => new Array<number>(count).fill(label));

test('imbalance is the distance from equal shares', () => {
  expect(imbalanceOf(repeated([300, 300, 300]))).toBe(0);
  expect(imbalanceOf(repeated([60, 40]))).toBeCloseTo(0.1, 12);
  // | 0.7 - 1/3 | + 2 | 0.15 - 1/3 |, halved
  expect(imbalanceOf(repeated([70, 15, 15]))).toBeCloseTo(0.36667, 5);
  // A class without test rows is not asked about.
  expect(imbalanceOf(repeated([50, 0, 50]))).toBe(0);
});

describe('scores row by row', () => {
  const yTrue = repeated([6, 3, 1]);
  const yPred = [0, 0, 0, 0, 0, 1, 1, 0, 0, 2];

  test('have balanced accuracy as their mean and the variance of its classes', () => {
    const { correct, score } = scoresOf([runOf('a', 0, yPred)], yTrue);
    expect(score).toBe('balancedAccuracy');
    const { mean, overTestRows } = crossedMean([correct.get('a')!.get(0)!]);
    expect(mean).toBeCloseTo((5 / 6 + 1 / 3 + 1) / 3, 12);
    // Σ r (1 - r) / (n - 1) / K², times n / (n - 1) of the whole sample
    const byClass = (5 / 36 / 5 + 2 / 9 / 2) / 9;
    expect(overTestRows.variance).toBeCloseTo((byClass * 10) / 9, 12);
  });

  test('are plain where the classes are about equal', () => {
    const { correct, score } = scoresOf([runOf('a', 0, [0, 1, 1, 1])], [0, 0, 1, 1]);
    expect(score).toBeUndefined();
    expect([...correct.get('a')!.get(0)!]).toEqual([1, 0, 1, 1]);
  });
});

test('the verdict goes with balanced accuracy where the two scores part, and says so', () => {
  // The middle tier is better at the large class and far worse at all others.
  const middle = [3, -1.5, -1.5, -1.5, -1.5, -1.5];
  const ends = middle.map(() => 0);
  const { study, runs, yTrue } = simulateUnbalanced([ends, middle, ends], 5, 'part');
  const { analysis, verdict } = analyseTiers(study, runs, yTrue);
  expect(analysis.score).toBe('balancedAccuracy');
  const [first, second] = analysis.arms;
  expect(second!.lead!.mean).toBeLessThan(first!.lead!.mean - 0.1);
  expect(analysis.comparisons[0]!.difference.mean).toBeCloseTo(second!.lead!.mean - first!.lead!.mean, 10);
  expect(verdict.bestArm).not.toBe('t1');
  expect(verdict.text).toContain('Accuracy here is balanced accuracy, the mean over the classes');
});

test('on a balanced test set nothing is said of it, and arms have no second interval', () => {
  const yTrue = repeated([10, 10]);
  const study = smallStudy([0, 1, 2], 2);
  const runs = ['t0', 't1', 't2'].flatMap((arm) => [0, 1].map((r) => runOf(arm, r, yTrue)));
  const { analysis } = analyse(study, runs, yTrue, { family: 'tiers', isTurned: false });
  expect(analysis).not.toHaveProperty('score');
  expect(analysis.arms[0]).not.toHaveProperty('lead');
});
