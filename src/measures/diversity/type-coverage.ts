/** @file Type coverage: how much of a vocabulary a set uses. */
import { LabError } from '../../core/errors';
import type { Measure } from '../measure';

export const typeCoverageMeasure: Measure = {
  info: {
    id: 'typeCoverage',
    label: 'type coverage',
    unit: 'share of word types',
    range: [0, 1],
    moreDiverseWhen: 'higher',
    cost: 'O(nL)',
    source: 'share of the word types of a reference that the set uses',
  },
  needs: ['tokens', 'reference tokens'],
  formula: '|T ∩ R| / |R|, T and R the word types',
  take: ({ tokenLists, reference }) => typeCoverage(tokenLists, reference!.tokenLists),
};

/**
 * Share of the different words of a reference that occur in the set: 1 where it uses all of them, 0 none. Words the
 * reference lacks do not count, so that made-up words do not pass for variety. It grows with both sets: draw
 * references of equal size where values are compared.
 * @param texts tokens of each text
 * @param reference tokens of each reference text
 * @throws LabError `bad-dataset` where the reference has no word
 */
export function typeCoverage(
  texts: Iterable<readonly string[]>,
  reference: Iterable<readonly string[]>,
): number {
  const missing = new Set<string>();
  for (const tokens of reference) for (const token of tokens) missing.add(token);
  const numTypes = missing.size;
  if (numTypes === 0) {
    throw new LabError(
      'bad-dataset',
      'typeCoverage: missing words (wanted a reference with at least one word)',
    );
  }
  for (const tokens of texts) for (const token of tokens) missing.delete(token);
  return 1 - missing.size / numTypes;
}
