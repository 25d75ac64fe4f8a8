/** @file Self-BLEU: how well each text could be put together from pieces of the others. */
import { GramTable, type TokenTexts } from '../../text/gram-table';
import { needAtLeast, needCount, type Measure } from '../measure';

export const selfBleuMeasure: Measure = {
  info: {
    id: 'selfBleu',
    label: 'self-BLEU-4',
    unit: 'BLEU',
    range: [0, 1],
    moreDiverseWhen: 'lower',
    cost: 'O(nL)',
    source: 'Zhu et al. 2018, arXiv 1802.01886; all texts, smoothing method 1 of Chen & Cherry 2014',
  },
  needs: ['tokens'],
  formula: 'mean over texts of BLEU-4 against all others',
  take: ({ words }) => selfBleu(words),
};

/** What stands for zero matches (Chen & Cherry 2014, method 1), as in NLTK. */
const SMOOTHING = 0.1;

/**
 * Mean over texts of BLEU-n with all other texts as references, with uniform weights and the brevity penalty of the
 * reference nearest in length. In [0, 1]: 1 where each text can be put together from pieces of one other (all alike),
 * 0 where no two texts share a word. A text without tokens scores 0. Exact, and in one pass: a text's n-gram is clipped
 * at the largest count that any *other* text has of it, so the two largest counts of each n-gram over the set suffice.
 * @param texts tokens of each text, at least two of them
 * @throws LabError `bad-dataset` where there are fewer than two texts
 */
export function selfBleu(texts: TokenTexts, n = 4): number {
  return selfBleuUpTo(texts, n)[n - 1]!;
}

/** Self-BLEU-1 … self-BLEU-`mostN`, in one go. */
export function selfBleuUpTo(texts: TokenTexts, mostN: number): number[] {
  needCount(mostN, 1, 'selfBleu', 'length of n-grams');
  const table = GramTable.of(texts);
  const { numTexts } = table;
  needAtLeast(2, numTexts, 'selfBleu');
  const penalty = brevityPenalties(table);
  const hasMatch = new Uint8Array(numTexts);
  const logSum = new Float64Array(numTexts); // Σ over orders of ln p
  const scores: number[] = [];
  for (let n = 1; n <= mostN; n++) {
    const matches = countMatches(table, n);
    let sum = 0;
    for (let text = 0; text < numTexts; text++) {
      const length = table.lengthOf(text);
      const numGrams = Math.max(1, length - n + 1);
      if (n === 1 && matches[text]! > 0) hasMatch[text] = 1;
      logSum[text]! += Math.log((matches[text]! || SMOOTHING) / numGrams);
      if (hasMatch[text] === 1) sum += penalty[length]! * Math.exp(logSum[text]! / n);
    }
    scores.push(sum / numTexts);
  }
  return scores;
}

/** Per text, how many of its n-grams the others match, each clipped at its largest count in one of them. */
function countMatches(table: GramTable, n: number): Int32Array {
  const { ids, numIds } = table.order(n);
  const largest = new Int32Array(numIds);
  const secondLargest = new Int32Array(numIds);
  const owner = new Int32Array(numIds);
  const counts = new Int32Array(numIds);
  for (let text = 0; text < table.numTexts; text++) {
    const from = table.starts[text]!;
    const end = table.starts[text + 1]! - n;
    for (let p = from; p <= end; p++) counts[ids[p]!]!++;
    for (let p = from; p <= end; p++) {
      const id = ids[p]!;
      const count = counts[id]!;
      if (count === 0) continue;
      counts[id] = 0;
      if (count > largest[id]!) {
        secondLargest[id] = largest[id]!;
        largest[id] = count;
        owner[id] = text;
      } else if (count > secondLargest[id]!) secondLargest[id] = count;
    }
  }
  const matches = new Int32Array(table.numTexts);
  for (let text = 0; text < table.numTexts; text++) {
    const from = table.starts[text]!;
    const end = table.starts[text + 1]! - n;
    for (let p = from; p <= end; p++) {
      const id = ids[p]!;
      // Of an n-gram no other text has more of, as many match as the runner-up has; of any other, all do.
      if (owner[id] !== text) matches[text]!++;
      else if (counts[id]! < secondLargest[id]!) {
        counts[id]!++;
        matches[text]!++;
      }
    }
    for (let p = from; p <= end; p++) counts[ids[p]!] = 0;
  }
  return matches;
}

/** By length of the text: min(1, exp(1 − r / length)) with r the nearest length of another text, the shorter of equals. */
function brevityPenalties(table: GramTable): Float64Array {
  let longest = 0;
  for (let text = 0; text < table.numTexts; text++) longest = Math.max(longest, table.lengthOf(text));
  const numOfLength = new Int32Array(longest + 1);
  for (let text = 0; text < table.numTexts; text++) numOfLength[table.lengthOf(text)]!++;
  const lengths = [...numOfLength.keys()].filter((length) => numOfLength[length]! > 0);
  const penalties = new Float64Array(longest + 1);
  lengths.forEach((length, i) => {
    if (length === 0) return;
    let nearest = length;
    if (numOfLength[length] === 1) {
      const below = lengths[i - 1] ?? -Infinity;
      const above = lengths[i + 1] ?? Infinity;
      nearest = length - below <= above - length ? below : above;
    }
    penalties[length] = Math.min(1, Math.exp(1 - nearest / length));
  });
  return penalties;
}
