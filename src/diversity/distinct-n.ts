/** @file Distinct-n: how many of a set's n-grams are different ones. */
import type { MeasureInfo } from '../core/measure';
import { nGrams } from '../text/n-grams';

export const distinct2Info: MeasureInfo = {
  id: 'distinct2',
  label: 'distinct-2',
  unit: 'ratio',
  range: [0, 1],
  moreDiverseWhen: 'higher',
  cost: 'O(nL)',
  source: 'Li et al. 2016, arXiv 1510.03055; pooled over the set',
};

/**
 * Share of different n-grams among all n-grams of the set, pooled over its texts; n-grams do not cross from one text
 * into the next. In (0, 1]: 1 where none occurs twice, towards 0 where the set says one thing over and over.
 * It falls as sets or texts grow, so compare sets of equal size only. 0 where no text has n tokens.
 * @param tokenLists tokens of each text
 */
export function distinctN(tokenLists: Iterable<readonly string[]>, n: number): number {
  const different = new Set<string>();
  let total = 0;
  for (const tokens of tokenLists) {
    for (const gram of nGrams(tokens, n)) {
      different.add(gram);
      total++;
    }
  }
  return total === 0 ? 0 : different.size / total;
}
