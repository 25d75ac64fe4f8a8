/** @file Distinct-1 freed of its fall with length: different words against those that chance would bring. */
import { LabError, shown } from '../../core/errors';
import { GramTable, type TokenTexts } from '../../text/gram-table';
import type { Measure } from '../measure';

/** The vocabulary a panel reckons with where none is named: as many entries as BERT's English one has. */
export const EAD_VOCABULARY_SIZE = 30_522;

export const expectationAdjustedDistinctMeasure: Measure = {
  info: {
    id: 'expectationAdjustedDistinct',
    label: 'expectation-adjusted distinct-1',
    unit: 'ratio',
    range: [0, null],
    moreDiverseWhen: 'higher',
    cost: 'O(nL)',
    source: 'Liu et al. 2022, arXiv 2202.13587, equation 3; vocabulary of 30,522',
  },
  needs: ['tokens'],
  formula: 'N / (V (1 − ((V − 1) / V)^C))',
  take: ({ words, settings }) => expectationAdjustedDistinct(words, settings.vocabularySize),
};

/**
 * N / (V · (1 − ((V − 1) / V)^C)) with N the different words of the set, C all its words and V the size of the
 * vocabulary: 1 where the words are as varied as C draws from V equally likely ones, towards 0 where they are all the
 * same, above 1 only where hardly a word comes twice (or V is smaller than what the set uses). One V for all sets that
 * are compared. 0 where the set has no word.
 * @param texts tokens of each text
 * @throws LabError `bad-setting` where the vocabulary has fewer than 2 words
 */
export function expectationAdjustedDistinct(
  texts: TokenTexts,
  vocabularySize: number = EAD_VOCABULARY_SIZE,
): number {
  if (!Number.isInteger(vocabularySize) || vocabularySize < 2) {
    throw new LabError(
      'bad-setting',
      `expectationAdjustedDistinct: invalid vocabulary size: ${shown(vocabularySize)} (wanted an integer of at least 2)`,
    );
  }
  const table = GramTable.of(texts);
  if (table.numTokens === 0) return 0;
  // 1 − ((V − 1) / V)^C without the loss of digits that a large V would bring
  const shareDrawn = -Math.expm1(table.numTokens * Math.log1p(-1 / vocabularySize));
  return table.countDifferent(1) / (vocabularySize * shareDrawn);
}
