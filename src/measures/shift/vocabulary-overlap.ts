/** @file How far the words of two sets are the same words. */
import { LabError } from '../../core/errors';
import { GramTable } from '../../text/gram-table';
import type { Measure } from '../measure';
import type { SetContext } from '../set-context';

export const vocabularyOverlapMeasure: Measure = {
  info: {
    id: 'vocabularyOverlap',
    label: 'vocabulary overlap',
    unit: 'share of words',
    range: [0, 1],
    closerWhen: 'higher',
    cost: 'O(nL)',
    source: 'Jaccard 1912, New Phytologist 11(2), 37–50; of the sets of tokens, at equal numbers of tokens',
  },
  needs: ['whole tokens', 'reference tokens'],
  formula: '|R ∩ G| / |R ∪ G|',
  reads: 'compared texts',
  take: (context) => context.once(overlapOfPair).overlap,
};

export const unseenTokensMeasure: Measure = {
  info: {
    id: 'unseenTokens',
    label: 'unseen tokens',
    unit: 'share of tokens',
    range: [0, 1],
    closerWhen: 'lower',
    cost: 'O(nL)',
    source: 'Out-of-vocabulary rate: running tokens of the generated set that the real set does not hold',
  },
  needs: ['whole tokens', 'reference tokens'],
  formula: 'tokens of G that R lacks / tokens of G',
  reads: 'compared texts',
  take: (context) => context.once(overlapOfPair).unseen,
};

/** Both measures read it. */
function overlapOfPair(context: SetContext): VocabularyOverlap {
  const { words, real } = context.textPair;
  const generated = context.rowsOf('generated texts').map((row) => real.length + row);
  return overlapOf(words, context.rowsOf('real texts'), generated);
}

interface VocabularyOverlap {
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
  const table = GramTable.of([...real, ...generated]);
  return overlapOf(
    table,
    [...real.keys()],
    Array.from(generated, (_, i) => real.length + i),
  );
}

/** The same of texts whose words are numbered already: which texts of the table are real, and which generated. */
function overlapOf(
  table: GramTable,
  real: ArrayLike<number>,
  generated: ArrayLike<number>,
): VocabularyOverlap {
  const numTokens = Math.min(countOf('real', table, real), countOf('generated', table, generated));
  const { numIds } = table.order(1);
  const isReal = new Uint8Array(numIds);
  for (const word of firstTokens(table, real, numTokens)) isReal[word] = 1;
  const isGenerated = new Uint8Array(numIds);
  let unseen = 0;
  for (const word of firstTokens(table, generated, numTokens)) {
    isGenerated[word] = 1;
    if (isReal[word] === 0) unseen++;
  }
  let common = 0;
  let either = 0;
  for (let word = 0; word < numIds; word++) {
    common += isReal[word]! & isGenerated[word]!;
    either += isReal[word]! | isGenerated[word]!;
  }
  return { overlap: common / either, unseen: unseen / numTokens, numTokens };
}

function countOf(name: string, table: GramTable, texts: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < texts.length; i++) count += table.lengthOf(texts[i]!);
  if (count > 0) return count;
  throw new LabError(
    'bad-dataset',
    `vocabularyOverlap: missing words of the ${name} set: 0 (wanted one word or more) — compare sets that hold text`,
  );
}

/** The first so many tokens of the texts, in order. */
function firstTokens(table: GramTable, texts: ArrayLike<number>, count: number): Int32Array {
  const { ids } = table.order(1);
  const tokens = new Int32Array(count);
  let numTaken = 0;
  for (let i = 0; numTaken < count; i++) {
    const from = table.starts[texts[i]!]!;
    const numOfText = Math.min(table.lengthOf(texts[i]!), count - numTaken);
    tokens.set(ids.subarray(from, from + numOfText), numTaken);
    numTaken += numOfText;
  }
  return tokens;
}
