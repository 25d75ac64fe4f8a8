/** @file n-gram diversity: distinct-n summed over several lengths. */
import { GramTable, type TokenTexts } from '../../text/gram-table';
import { needCount, type Measure } from '../measure';
import { distinctN } from './distinct-n';

/** The longest n-grams that count, as in the package `diversity`. */
const MOST_N = 4;

export const nGramDiversityMeasure: Measure = {
  info: {
    id: 'nGramDiversity',
    label: 'n-gram diversity',
    unit: 'sum of 4 ratios',
    range: [0, MOST_N],
    moreDiverseWhen: 'higher',
    cost: 'O(nL)',
    source: 'Shaib et al. 2024, arXiv 2403.00553; n = 1 to 4, n-grams within texts',
  },
  needs: ['tokens'],
  formula: 'Σ over n = 1 … 4 of different n-grams / n-grams',
  take: ({ words }) => nGramDiversity(words),
};

/**
 * Σ (different n-grams) / (n-grams) over n = 1 … mostN, pooled over the set. In [0, mostN]: mostN where no n-gram of
 * any length comes twice. A length that no text reaches adds 0. The original joins all texts into one before it counts,
 * so that n-grams cross from one text into the next; here they do not.
 * @param texts tokens of each text
 */
export function nGramDiversity(texts: TokenTexts, mostN: number = MOST_N): number {
  needCount(mostN, 1, 'nGramDiversity', 'length of n-grams');
  const table = GramTable.of(texts);
  let sum = 0;
  for (let n = 1; n <= mostN; n++) sum += distinctN(table, n);
  return sum;
}
