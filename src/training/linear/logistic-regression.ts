/**
 * @file Multinomial logistic regression over sparse rows: a second learner beside the averaging network, which sees
 * exact words and spellings where the network sees meanings.
 *
 *   minimise  ½ Σ_kj W_kj² + C Σ_i −ln softmax(W x_i + b)_{y_i}
 *
 * The intercepts b are not penalised. The function is convex: there is one best answer, no seed, and equal rows in any
 * order give equal predictions up to rounding.
 * @see Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, 2nd ed., section 4.4.
 */
import { LabError, shown } from '../../core/errors';
import { largestIndex } from '../../math/largest-index';
import { lbfgs } from '../../math/lbfgs';
import type { SparseRow } from './hashed-grams';

/** Inverse strength of the penalty. */
export const DEFAULT_C = 10;

export interface LogisticRegressionOptions {
  /** Default 10. */
  readonly c?: number;
  /** Called after each iteration; may throw to stop. */
  readonly onIteration?: (iteration: number) => void | Promise<void>;
}

export class LogisticRegression {
  /**
   * @param weights (columns, classes) row-major
   * @param intercepts (classes,)
   */
  private constructor(
    readonly numClasses: number,
    readonly iterations: number,
    /** Mean cross-entropy on the rows it was fitted to, in nats. */
    readonly loss: number,
    private readonly weights: Float64Array,
    private readonly intercepts: Float64Array,
  ) {}

  /**
   * @param labels class of each row, 0 to numClasses − 1
   * @throws LabError `bad-dataset` where there are no rows, or rows and labels are not equally many
   */
  static async fit(
    rows: readonly SparseRow[],
    labels: readonly number[],
    numClasses: number,
    numColumns: number,
    { c = DEFAULT_C, onIteration }: LogisticRegressionOptions = {},
  ): Promise<LogisticRegression> {
    if (rows.length === 0 || rows.length !== labels.length)
      throw new LabError(
        'bad-dataset',
        `logisticRegression: invalid number of labels: ${shown(labels.length)} (wanted one for each of ${rows.length} rows, at least one)`,
      );
    const numWeights = numColumns * numClasses;
    const scores = new Float64Array(numClasses);
    let crossEntropy = 0;
    const objective = (x: Float64Array, gradient: Float64Array): number => {
      let penalty = 0;
      for (let i = 0; i < numWeights; i++) {
        penalty += x[i]! * x[i]!;
        gradient[i] = x[i]!;
      }
      gradient.fill(0, numWeights);
      const intercepts = x.subarray(numWeights);
      crossEntropy = 0;
      rows.forEach((row, i) => {
        scoresOf(row, x, intercepts, scores);
        const label = labels[i]!;
        crossEntropy += softmaxInPlace(scores, label);
        // The gradient of the loss by the scores: probability minus 1 for the true class, probability for the others.
        scores[label]! -= 1;
        const { columns, weights } = row;
        for (let j = 0; j < columns.length; j++) {
          const at = columns[j]! * numClasses;
          const weight = c * weights[j]!;
          for (let k = 0; k < numClasses; k++) gradient[at + k]! += weight * scores[k]!;
        }
        for (let k = 0; k < numClasses; k++) gradient[numWeights + k]! += c * scores[k]!;
      });
      return penalty / 2 + c * crossEntropy;
    };
    const start = new Float64Array(numWeights + numClasses);
    const { x, iterations } = await lbfgs(objective, start, onIteration ? { onIteration } : {});
    objective(x, new Float64Array(x.length));
    return new LogisticRegression(
      numClasses,
      iterations,
      crossEntropy / rows.length,
      x.subarray(0, numWeights),
      x.subarray(numWeights),
    );
  }

  /** P(class | row), (classes,). */
  probabilitiesOf(row: SparseRow): Float64Array {
    const scores = new Float64Array(this.numClasses);
    scoresOf(row, this.weights, this.intercepts, scores);
    softmaxInPlace(scores, 0);
    return scores;
  }

  /** The most probable class; the first of equals. */
  predict(row: SparseRow): number {
    return largestIndex(this.probabilitiesOf(row));
  }
}

/** W x + b into `scores`, (classes,). */
function scoresOf(
  { columns, weights: values }: SparseRow,
  weights: Float64Array,
  intercepts: Float64Array,
  scores: Float64Array,
): void {
  scores.set(intercepts);
  const numClasses = scores.length;
  for (let j = 0; j < columns.length; j++) {
    const at = columns[j]! * numClasses;
    for (let k = 0; k < numClasses; k++) scores[k]! += values[j]! * weights[at + k]!;
  }
}

/** Scores become probabilities; gives −ln of that of `label`. The largest score is taken off first, against overflow. */
function softmaxInPlace(scores: Float64Array, label: number): number {
  let most = -Infinity;
  for (const score of scores) most = Math.max(most, score);
  let sum = 0;
  for (let k = 0; k < scores.length; k++) {
    scores[k] = Math.exp(scores[k]! - most);
    sum += scores[k]!;
  }
  const loss = Math.log(sum) - Math.log(scores[label]!);
  for (let k = 0; k < scores.length; k++) scores[k]! /= sum;
  return loss;
}
