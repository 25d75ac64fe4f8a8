/** @file The one check at the door of every score: two lists of class indices that belong together. */
import { LabError, shown } from '../core/errors';

/**
 * Nothing comes out; bad labels are refused.
 * @throws LabError `bad-record` where the lists differ in length, are empty, or hold anything but whole numbers
 * from 0 to `numClasses` - 1.
 */
export function checkLabels(
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
