/** @file Distinct-n, how many of a set's n-grams are different ones, and n-gram diversity, its sum over several n. */
import type { MeasureInfo } from '../../core/measure';
import { GramTable, type TokenTexts } from '../../text/gram-table';
import { needCount, type Measure } from '../measure';

const infoOf = (n: number): MeasureInfo => ({
  id: `distinct${n}`,
  label: `distinct-${n}`,
  unit: 'ratio',
  range: [0, 1],
  moreDiverseWhen: 'higher',
  cost: 'O(nL)',
  source: 'Li et al. 2016, arXiv 1510.03055; pooled over the set',
});

const distinctMeasure = (n: number): Measure => ({
  info: infoOf(n),
  needs: ['tokens'],
  formula: 'different n-grams / n-grams',
  take: ({ words }) => distinctN(words, n),
});

export const distinct1Measure = distinctMeasure(1);
export const distinct2Measure = distinctMeasure(2);
export const distinct3Measure = distinctMeasure(3);

export const distinct2PerTextMeasure: Measure = {
  info: {
    ...infoOf(2),
    id: 'distinct2PerText',
    label: 'distinct-2 within a text',
    source: 'Li et al. 2016, arXiv 1510.03055; mean over texts, by n-grams rather than tokens',
  },
  needs: ['tokens'],
  formula: 'mean over texts of different 2-grams / 2-grams',
  take: ({ words }) => distinctNPerText(words, 2),
};

/**
 * Share of different n-grams among all n-grams of the set, pooled over its texts; n-grams do not cross from one text
 * into the next. In (0, 1]: 1 where none occurs twice, towards 0 where the set says one thing over and over.
 * It falls as sets or texts grow, so compare sets of equal size only. 0 where no text has n tokens.
 * @param texts tokens of each text
 */
export function distinctN(texts: TokenTexts, n: number): number {
  const table = GramTable.of(texts);
  const total = table.countGrams(n);
  return total === 0 ? 0 : table.countDifferent(n) / total;
}

/**
 * Mean over texts of (different n-grams of the text) / (n-grams of the text): how much a text repeats itself, whatever
 * the others say. In (0, 1]; 1 where no text repeats an n-gram. Texts of fewer than n tokens are left out of the mean;
 * 0 where none is left.
 *
 * `denominator: 'tokens'` divides by the tokens of the text instead, as Li et al. write and the package Distinct-N
 * computes: then even a text without repetition stands at (L − n + 1) / L, and short texts look repetitive.
 * @param texts tokens of each text
 */
export function distinctNPerText(
  texts: TokenTexts,
  n: number,
  denominator: 'nGrams' | 'tokens' = 'nGrams',
): number {
  const table = GramTable.of(texts);
  const { ids, numIds } = table.order(n);
  const lastSeenIn = new Int32Array(numIds).fill(-1);
  let sum = 0;
  let numMeasured = 0;
  for (let text = 0; text < table.numTexts; text++) {
    const from = table.starts[text]!;
    const numGrams = table.lengthOf(text) - n + 1;
    if (numGrams < 1) continue;
    let different = 0;
    for (let p = from; p < from + numGrams; p++) {
      if (lastSeenIn[ids[p]!] !== text) different++;
      lastSeenIn[ids[p]!] = text;
    }
    sum += different / (denominator === 'nGrams' ? numGrams : table.lengthOf(text));
    numMeasured++;
  }
  return numMeasured === 0 ? 0 : sum / numMeasured;
}

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
