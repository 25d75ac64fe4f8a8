/** @file Accuracy: how many answers are right. */
import { checkLabels } from './check-labels';

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
