/** @file Self-repetition: how often the phrases of a text come again in other texts. */
import { GramTable, type TokenTexts } from '../../text/gram-table';
import { needAtLeast, type Measure } from '../measure';

export const selfRepetitionMeasure: Measure = {
  info: {
    id: 'selfRepetition',
    label: 'self-repetition',
    unit: 'ln(1 + repeats)',
    range: [0, null],
    moreDiverseWhen: 'lower',
    cost: 'O(nL)',
    source: 'Salkar et al. 2022, AACL; n = 4',
  },
  needs: ['tokens'],
  formula: 'mean over texts of ln(1 + Σ (df(g) − 1)), g its 4-grams',
  take: ({ words }) => selfRepetition(words),
};

/**
 * Mean over texts of ln(1 + Σ (df(g) − 1)), the sum over the different n-grams g of the text, with df(g) the number of
 * texts that hold g. 0 where no n-gram stands in two texts; for n identical texts of m different n-grams,
 * ln(1 + m(n − 1)). It grows with the set, so compare sets of equal size only.
 * @param texts tokens of each text
 * @throws LabError `bad-dataset` for an empty set
 */
export function selfRepetition(texts: TokenTexts, n = 4): number {
  const table = GramTable.of(texts);
  needAtLeast(1, table.numTexts, 'selfRepetition');
  const { ids, numIds } = table.order(n);
  const numTextsWith = new Int32Array(numIds);
  const lastSeenIn = new Int32Array(numIds).fill(-1);
  const eachDifferent = (text: number, visit: (id: number) => void): void => {
    for (let p = table.starts[text]!; p <= table.starts[text + 1]! - n; p++) {
      const id = ids[p]!;
      if (lastSeenIn[id] === text) continue;
      lastSeenIn[id] = text;
      visit(id);
    }
  };
  for (let text = 0; text < table.numTexts; text++) eachDifferent(text, (id) => numTextsWith[id]!++);
  lastSeenIn.fill(-1);
  let sum = 0;
  for (let text = 0; text < table.numTexts; text++) {
    let repeats = 0;
    eachDifferent(text, (id) => (repeats += numTextsWith[id]! - 1));
    sum += Math.log1p(repeats);
  }
  return sum / table.numTexts;
}
