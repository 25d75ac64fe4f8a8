/** @file Scores of predicted labels: accuracy, confusion matrix, and precision, recall and F1 of each class. */
import { LabError, shown } from '../core/errors';

/**
 * Share of rows whose predicted class is the true one.
 *
 *   accuracy = #{i : yPred[i] = yTrue[i]} / n
 *
 * `yTrue`, `yPred`: (n,) class indices. Range 0 to 1: 0 = every answer wrong, 1 = every answer right; guessing
 * among K equally frequent classes gives 1/K.
 * @throws LabError `bad-record` where the lists are empty, differ in length, or hold what is no class index.
 */
export function accuracy(yTrue: readonly number[], yPred: readonly number[]): number {
  checkLabels('accuracy', yTrue, yPred);
  let numRight = 0;
  for (let i = 0; i < yTrue.length; i++) if (yTrue[i] === yPred[i]) numRight++;
  return numRight / yTrue.length;
}

/**
 * Counts C[t][p]: rows of true class t that were predicted as class p. The diagonal holds the right answers; row sums
 * are the true class sizes, column sums the predicted ones, and all of it sums to n. The same layout as
 * scikit-learn's `confusion_matrix` with `labels=range(numClasses)`.
 *
 * `yTrue`, `yPred`: (n,) class indices. Out: (numClasses, numClasses) whole numbers; a class that never occurs has
 * a row (or column) of zeros.
 * @throws LabError `bad-record` where the lists are empty, differ in length, or hold a label outside 0 … numClasses - 1.
 */
export function confusionMatrix(
  yTrue: readonly number[],
  yPred: readonly number[],
  numClasses: number,
): number[][] {
  checkLabels('confusionMatrix', yTrue, yPred, numClasses);
  const counts = Array.from({ length: numClasses }, () => new Array<number>(numClasses).fill(0));
  for (let i = 0; i < yTrue.length; i++) counts[yTrue[i]!]![yPred[i]!]! += 1;
  return counts;
}

interface ClassScores {
  /** Of the rows predicted as this class, the share that belongs to it; 0 where none was predicted. */
  readonly precision: number;
  /** Of the rows of this class, the share that was found; 0 where the class has none. */
  readonly recall: number;
  /** Harmonic mean of the two; 0 where both are 0. */
  readonly f1: number;
  /** Rows whose true class it is. */
  readonly support: number;
}

/**
 * Scores of each class, in the order of the matrix, from counts `confusion[true][pred]`, (K, K).
 *
 *   precision = TP / (TP + FP)     recall = TP / (TP + FN)     F1 = 2 TP / (2 TP + FP + FN)
 *
 * All range from 0 to 1: 1 = no mistake that involves the class, 0 = none of its rows was found. A quotient 0/0
 * counts as 0, which is scikit-learn's `zero_division=0`.
 * @see van Rijsbergen (1979), Information Retrieval, 2nd ed., chapter 7.
 */
export function classScores(confusion: readonly (readonly number[])[]): ClassScores[] {
  return confusion.map((row, k) => {
    const truePositives = row[k] ?? 0;
    const support = sum(row);
    const predicted = sum(confusion.map((other) => other[k] ?? 0));
    return {
      precision: ratio(truePositives, predicted),
      recall: ratio(truePositives, support),
      f1: ratio(2 * truePositives, support + predicted),
      support,
    };
  });
}

/**
 * Mean over the classes of their recall, so that each class counts the same however many test rows it has.
 *
 *   balancedAccuracy = (1/K) Σ_k TP_k / n_k
 *
 * `confusion[true][pred]`: (K, K) counts. Range 0 to 1: 1 = every row right, 0 = every row wrong; guessing gives 1/K, also where
 * one class is always guessed. Equal to accuracy where all classes have equally many rows. Classes without a row do not
 * count, as in scikit-learn's `balanced_accuracy_score`; without any row: 0.
 * @see Brodersen et al. (2010), "The balanced accuracy and its posterior distribution", ICPR, 3121–3124.
 */
export function balancedAccuracy(confusion: readonly (readonly number[])[]): number {
  const tested = classScores(confusion).filter(({ support }) => support > 0);
  return ratio(sum(tested.map(({ recall }) => recall)), tested.length);
}

/**
 * Unweighted mean of the classes' F1, so that a rare class weighs as much as a frequent one.
 *
 *   macroF1 = (1/K) Σ_k F1_k
 *
 * `confusion[true][pred]`: (K, K) counts. Range 0 to 1: 1 = every row right, 0 = every row wrong. All K classes count,
 * also one that neither occurs nor is predicted (its F1 is 0), as in scikit-learn's
 * `f1_score(…, labels=range(K), average='macro', zero_division=0)`. No classes: 0.
 * @see Opitz & Burst (2019), "Macro F1 and Macro F1", https://arxiv.org/abs/1911.03347: this is their mean of F1
 * scores, not the F1 of mean precision and mean recall.
 */
export function macroF1(confusion: readonly (readonly number[])[]): number {
  return ratio(sum(classScores(confusion).map((scores) => scores.f1)), confusion.length);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/**
 * Nothing comes out; bad labels are refused.
 * @throws LabError `bad-record` where the lists differ in length, are empty, or hold anything but whole numbers
 * from 0 to `numClasses` - 1.
 */
function checkLabels(
  place: string,
  yTrue: readonly number[],
  yPred: readonly number[],
  numClasses = Number.MAX_SAFE_INTEGER,
): void {
  if (yTrue.length === 0) {
    throw new LabError('bad-record', `${place}: missing rows (wanted at least one true label)`);
  }
  if (yTrue.length !== yPred.length) {
    const wanted = `${yTrue.length}, one for each true label`;
    throw new LabError(
      'bad-record',
      `${place}: invalid number of predictions: ${shown(yPred.length)} (wanted ${wanted})`,
    );
  }
  for (const labels of [yTrue, yPred]) {
    const wrong = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= numClasses);
    if (wrong !== undefined) {
      const wanted = `a whole number from 0 to ${numClasses - 1}`;
      throw new LabError('bad-record', `${place}: invalid label: ${shown(wrong)} (wanted ${wanted})`);
    }
  }
}
