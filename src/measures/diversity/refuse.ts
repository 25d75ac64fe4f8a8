/** @file The refusals that many measures share. */
import { LabError, shown } from '../../core/errors';

/** @throws LabError `bad-dataset` where a set has fewer texts (or rows) than a measure needs */
export function needAtLeast(wanted: number, found: number, place: string, noun = 'texts'): void {
  if (found >= wanted) return;
  throw new LabError(
    'bad-dataset',
    `${place}: missing ${noun}: ${shown(found)} (wanted at least ${wanted}) — measure a larger set`,
  );
}

/** @throws LabError `bad-setting` where the number is not finite and above 0 */
export function needPositive(value: number, place: string, noun: string): void {
  if (value > 0 && value < Infinity) return;
  throw new LabError('bad-setting', `${place}: invalid ${noun}: ${shown(value)} (wanted a number above 0)`);
}

/** @throws LabError `bad-setting` where the number is not an integer of at least `least` */
export function needCount(value: number, least: number, place: string, noun: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new LabError(
    'bad-setting',
    `${place}: invalid ${noun}: ${shown(value)} (wanted an integer of at least ${least})`,
  );
}
