/** @file How evenly a set speaks of its classes. */
import { LabError, shown } from '../../core/errors';
import type { MeasureInfo } from '../../core/measure';
import { needAtLeast } from './refuse';

export const labelEntropyInfo: MeasureInfo = {
  id: 'labelEntropy',
  label: 'label entropy',
  unit: 'bits',
  range: [0, null],
  moreDiverseWhen: 'higher',
  cost: 'O(n)',
  source: 'Shannon 1948',
};

export const labelCoverageInfo: MeasureInfo = {
  id: 'labelCoverage',
  label: 'classes covered',
  unit: 'share of classes',
  range: [0, 1],
  moreDiverseWhen: 'higher',
  cost: 'O(n)',
  source: 'share of the task’s classes with a text',
};

/**
 * −Σ p log₂ p over the classes, p the share of texts in a class, in bits: 0 where all texts are of one class, log₂ k
 * where k classes have equally many. 2 to the power of it is the effective number of classes.
 * @param labels class of each text: integers from 0
 * @throws LabError `bad-dataset` for an empty set or a label that is not an integer of at least 0
 */
export function labelEntropy(labels: ArrayLike<number>): number {
  let entropy = 0;
  for (const count of countLabels(labels, 'labelEntropy').values()) {
    entropy -= (count / labels.length) * Math.log2(count / labels.length);
  }
  return Math.max(0, entropy);
}

/**
 * Share of the classes 0 … numClasses − 1 that at least one text is of: 1 where none is missing.
 * @throws LabError `bad-dataset` as `labelEntropy` does, and for a label of no class
 */
export function labelCoverage(labels: ArrayLike<number>, numClasses: number): number {
  const counts = countLabels(labels, 'labelCoverage');
  for (const label of counts.keys())
    if (label >= numClasses) throw badLabel('labelCoverage', label, numClasses);
  return counts.size / numClasses;
}

function countLabels(labels: ArrayLike<number>, place: string): Map<number, number> {
  needAtLeast(1, labels.length, place);
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0) throw badLabel(place, label, null);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

function badLabel(place: string, label: number, numClasses: number | null): LabError {
  return new LabError(
    'bad-dataset',
    `${place}: invalid label: ${shown(label)} (wanted ${numClasses === null ? 'an integer of at least 0' : `an integer from 0 to ${numClasses - 1}`})`,
  );
}
