/** @file How evenly a set speaks of its classes. */
import { LabError, shown } from '../../core/errors';
import { needAtLeast, type Measure } from '../measure';

export const labelEntropyMeasure: Measure = {
  info: {
    id: 'labelEntropy',
    label: 'label entropy',
    unit: 'bits',
    range: [0, null],
    moreDiverseWhen: 'higher',
    cost: 'O(n)',
    source: 'Shannon 1948',
  },
  needs: ['labels'],
  formula: '−Σ p log₂ p',
  take: ({ labels }) => labelEntropy(labels),
};

export const labelCoverageMeasure: Measure = {
  info: {
    id: 'labelCoverage',
    label: 'classes covered',
    unit: 'share of classes',
    range: [0, 1],
    moreDiverseWhen: 'higher',
    cost: 'O(n)',
    source: 'share of the task’s classes with a text',
  },
  needs: ['labels', 'number of classes'],
  formula: 'classes with a text / classes',
  take: ({ labels, set }) => labelCoverage(labels, set.numClasses!),
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
    if (label >= numClasses)
      throw new LabError(
        'bad-dataset',
        `labelCoverage: invalid label: ${shown(label)} (wanted an integer from 0 to ${numClasses - 1})`,
      );
  return counts.size / numClasses;
}

function countLabels(labels: ArrayLike<number>, place: string): Map<number, number> {
  needAtLeast(1, labels.length, place);
  const counts = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0)
      throw new LabError(
        'bad-dataset',
        `${place}: invalid label: ${shown(label)} (wanted an integer of at least 0)`,
      );
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}
