/**
 * @file Balanced accuracy row by row, so that every interval and test of an accuracy is one of balanced accuracy as well.
 *
 *   balanced accuracy b = (1/K) Σ_k r_k,   r_k = share of the n_k test rows of class k that are classified rightly
 *
 * With x_i = 1 where row i is right, and k its class, the numbers
 *
 *   y_i = b + N/(K n_k) · √(n_k / (n_k − 1)) · (x_i − r_k)
 *
 * have the mean b, and the variance of their mean is Σ_k r_k (1 − r_k) / (n_k − 1) / K², that of b over other test rows
 * with as many of each class. (N/(K n_k) · x_i has the same mean, but its variance counts as chance that classes differ in
 * size.) y is linear in x, so differences and weighted sums of arms are treated alike. A class with one row adds nothing to
 * the variance: there is nothing to tell it from. Classes without test rows do not count.
 * @see Brodersen, Ong, Stephan & Buhmann (2010), "The balanced accuracy and its posterior distribution", ICPR, 3121–3124.
 */
import type { Analysis, Run } from '../core/run';
import { correctnessOf, type Correctness } from './correctness';

/**
 * From here on balanced accuracy leads. The two scores then differ by at most 5 points where the recalls of the classes lie
 * within 100 points, and by 1.5 where they lie within 30.
 */
const MOST_IMBALANCE = 0.05;

/**
 * How far the classes of a test set are from equal numbers of rows: total variation distance, half the sum of
 * |n_k / N − 1/K| over the K classes that have rows. 0 = equal; below 1. It bounds |accuracy − balanced accuracy|, in units
 * of the difference between the best and the worst recall.
 */
export function imbalanceOf(yTrue: readonly number[]): number {
  const counts = [...countsOf(yTrue).values()];
  return counts.reduce((sum, count) => sum + Math.abs(count / yTrue.length - 1 / counts.length), 0) / 2;
}

export interface Scores {
  /** Of each run a line of numbers whose mean is its score. */
  readonly correct: Correctness;
  /** Which score: absent for accuracy. */
  readonly score?: NonNullable<Analysis['score']>;
}

/**
 * The leading score of every run, row by row: accuracy, or balanced accuracy where the test set is not balanced
 * (`imbalanceOf` above 0.05).
 * @throws LabError `bad-record` as `correctnessOf`
 */
export function scoresOf(runs: readonly Run[], yTrue: readonly number[]): Scores {
  const correct = correctnessOf(runs, yTrue);
  if (!(imbalanceOf(yTrue) > MOST_IMBALANCE)) return { correct };
  const counts = countsOf(yTrue);
  const balanced = [...correct].map(
    ([arm, byReplicate]) =>
      [arm, new Map([...byReplicate].map(([r, right]) => [r, balancedLine(right, yTrue, counts)]))] as const,
  );
  return { correct: new Map(balanced), score: 'balancedAccuracy' };
}

function countsOf(yTrue: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of yTrue) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function balancedLine(
  right: ArrayLike<number>,
  yTrue: readonly number[],
  counts: ReadonlyMap<number, number>,
): Float64Array {
  const numRight = new Map<number, number>();
  yTrue.forEach((label, i) => numRight.set(label, (numRight.get(label) ?? 0) + right[i]!));
  const classes = new Map(
    [...counts].map(([label, count]) => {
      const weight = yTrue.length / (counts.size * count);
      const recall = numRight.get(label)! / count;
      return [label, { recall, weight: weight * Math.sqrt(count / Math.max(1, count - 1)) }];
    }),
  );
  const mean = [...classes.values()].reduce((sum, { recall }) => sum + recall, 0) / counts.size;
  return Float64Array.from(yTrue, (label, i) => {
    const { recall, weight } = classes.get(label)!;
    return mean + weight * (right[i]! - recall);
  });
}

/** The mean of a run's line: its score, from 0 to 1. */
export function meanOf(line: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < line.length; i++) sum += line[i]!;
  return Math.min(1, Math.max(0, sum / line.length));
}
