/** @file Context length: how long the texts are. No measure of diversity, but what many of them depend on. */
import { GramTable, type TokenTexts } from '../../text/gram-table';
import { needAtLeast, type Measure } from '../measure';

export const contextLengthMeasure: Measure = {
  info: {
    id: 'contextLength',
    label: 'context length',
    unit: 'tokens per text',
    range: [0, null],
    cost: 'O(n)',
    source: 'Chen et al. 2024, arXiv 2410.15226, table 1',
  },
  needs: ['whole tokens'],
  formula: 'tokens / texts',
  take: ({ wholeTokenLists }) => contextLength(wholeTokenLists),
};

/**
 * Mean number of tokens of a text; 0 where all texts are empty. It has no direction: long texts are not more varied
 * than short ones, but most measures of words move with it.
 * @param texts tokens of each text
 * @throws LabError `bad-dataset` for an empty set
 */
export function contextLength(texts: TokenTexts): number {
  let numTexts = 0;
  let numTokens = 0;
  if (texts instanceof GramTable) ({ numTexts, numTokens } = texts);
  else {
    for (const tokens of texts) {
      numTexts++;
      numTokens += tokens.length;
    }
  }
  needAtLeast(1, numTexts, 'contextLength');
  return numTokens / numTexts;
}
