/** @file Rows that get the label of another class. */
import type { Example } from '../../core/example';
import { shuffled, stream, type SeedPart } from '../../core/random';
import { editRows } from './chosen-rows';

/**
 * The rows with a wrong label on round(share · n) of each class's n. Which wrong label is as good as random, but the
 * classes trade: where they are equally large each gives away as many rows as it gets, so that the labels stay balanced.
 * Sorted by label.
 * @param numClasses at least 2
 */
export function mislabel<T extends Example>(
  rows: readonly T[],
  share: number,
  numClasses: number,
  seed: readonly SeedPart[],
): Example[] {
  const steps = Array.from({ length: numClasses - 1 }, (_, i) => i + 1);
  // The i-th row chosen of every class moves on by the same number of classes: that is a permutation of the classes.
  const stepOf = (i: number): number => {
    const round = Math.floor(i / steps.length);
    return shuffled(steps, stream(...seed, 'steps', round))[i % steps.length]!;
  };
  return editRows(rows, share, seed, (row, i) => ({
    ...row,
    label: (row.label + stepOf(i)) % numClasses,
  })).sort((a, b) => a.label - b.label);
}
