/** @file Which class is taken for which. */
import { checkLabels } from './check-labels';

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
