/** @file How far the words of two sets are the same words. */
import { LabError } from '../core/errors';
import type { MeasureInfo } from '../core/measure';

export const vocabularyOverlapInfo: MeasureInfo = {
  id: 'vocabularyOverlap',
  label: 'vocabulary overlap',
  unit: 'share of words',
  range: [0, 1],
  closerWhen: 'higher',
  cost: 'O(nL)',
  source: 'Jaccard 1912, New Phytologist 11(2), 37–50; of the sets of tokens, at equal numbers of tokens',
};

export const unseenTokensInfo: MeasureInfo = {
  id: 'unseenTokens',
  label: 'unseen tokens',
  unit: 'share of tokens',
  range: [0, 1],
  closerWhen: 'lower',
  cost: 'O(nL)',
  source: 'Out-of-vocabulary rate: running tokens of the generated set that the real set does not hold',
};

export interface VocabularyOverlap {
  /** |R ∩ G| / |R ∪ G| of the two sets of different tokens: 1 = the same words, 0 = none in common. Symmetric. */
  readonly overlap: number;
  /** Share of the generated set's running tokens that the real set does not hold: 0 = all known, 1 = none. */
  readonly unseen: number;
  /** Running tokens of either set that were compared. */
  readonly numTokens: number;
}

/**
 * Compares the words of two sets. A larger set has more different words, so both are read, in the order given, only
 * as far as the shorter one reaches: as many running tokens of each. Put the texts in random order first.
 * @param real tokens of each real text
 * @param generated tokens of each generated text
 * @throws LabError `bad-dataset` where a set has no token at all
 */
export function vocabularyOverlap(
  real: readonly (readonly string[])[],
  generated: readonly (readonly string[])[],
): VocabularyOverlap {
  const numTokens = Math.min(countOf('real', real), countOf('generated', generated));
  const realWords = new Set<string>();
  eachToken(real, numTokens, (token) => realWords.add(token));
  const generatedWords = new Set<string>();
  let unseen = 0;
  eachToken(generated, numTokens, (token) => {
    generatedWords.add(token);
    if (!realWords.has(token)) unseen++;
  });
  let common = 0;
  for (const word of generatedWords) if (realWords.has(word)) common++;
  return {
    overlap: common / (realWords.size + generatedWords.size - common),
    unseen: unseen / numTokens,
    numTokens,
  };
}

function countOf(name: string, texts: readonly (readonly string[])[]): number {
  const count = texts.reduce((sum, tokens) => sum + tokens.length, 0);
  if (count > 0) return count;
  throw new LabError({
    code: 'bad-dataset',
    place: 'vocabularyOverlap',
    what: `missing words of the ${name} set`,
    value: 0,
    wanted: 'one word or more',
    wayOut: 'compare sets that hold text',
  });
}

function eachToken(texts: readonly (readonly string[])[], most: number, see: (token: string) => void): void {
  let seen = 0;
  for (const tokens of texts) {
    for (const token of tokens) {
      if (seen++ === most) return;
      see(token);
    }
  }
}
