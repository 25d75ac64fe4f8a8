/**
 * @file Byte-pair encoding of words into subwords (Sennrich, Haddow & Birch 2016): a word is spelt out in characters,
 * and the pairs learned at training time are joined again in the order they were learned. The first piece of a word
 * carries a mark, so that "cat" alone and the "cat" in "bobcat" are different pieces.
 */
import { tokenize } from './tokenize';

/** Stands before the first character of every word (LOWER ONE EIGHTH BLOCK, as in SentencePiece). */
const WORD_START = '▁';

/** Piece 0 stands for a character that was not seen when the pieces were learned. */
export const UNKNOWN_PIECE = 0;

export class SubwordTokenizer {
  /** All pieces by id; id 0 is the unknown character. */
  readonly pieces: readonly string[];
  readonly #idOf: ReadonlyMap<string, number>;
  /** A piece that was learned early is joined early. Single characters come before all joined pieces. */
  readonly #wordCache = new Map<string, readonly number[]>();

  constructor(pieces: readonly string[]) {
    this.pieces = pieces;
    this.#idOf = new Map(pieces.map((piece, id) => [piece, id]));
  }

  /** Piece ids of a text, in order; an empty text gives none. */
  encode(text: string): number[] {
    return this.encodeWords(tokenize(text));
  }

  /** The same of a text that is split into words already. */
  encodeWords(words: readonly string[]): number[] {
    const ids: number[] = [];
    for (const word of words) for (const id of this.#encodeWord(word)) ids.push(id);
    return ids;
  }

  /** Share of the pieces of texts, split into words, that are known, 0 to 1; null where there is no piece. */
  knownShare(wordLists: Iterable<readonly string[]>): number | null {
    let numPieces = 0;
    let numKnown = 0;
    for (const words of wordLists) {
      for (const id of this.encodeWords(words)) {
        numPieces++;
        if (id !== UNKNOWN_PIECE) numKnown++;
      }
    }
    return numPieces === 0 ? null : numKnown / numPieces;
  }

  #encodeWord(word: string): readonly number[] {
    const known = this.#wordCache.get(word);
    if (known) return known;
    let parts = spell(word);
    for (;;) {
      let best = Infinity;
      for (let i = 0; i + 1 < parts.length; i++) {
        best = Math.min(best, this.#idOf.get(parts[i]! + parts[i + 1]!) ?? Infinity);
      }
      if (best === Infinity) break;
      parts = joinPair(parts, (left, right) => left + right === this.pieces[best]);
    }
    const ids = parts.map((part) => this.#idOf.get(part) ?? UNKNOWN_PIECE);
    this.#wordCache.set(word, ids);
    return ids;
  }
}

/**
 * Learns `numPieces` pieces from texts: every character, then again and again the pair that stands together most
 * often (the lexically smaller one of equals), until there are enough or no pair stands twice. Deterministic.
 */
export function learnSubwords(texts: Iterable<string>, numPieces: number): SubwordTokenizer {
  const counts = new Map<string, number>();
  for (const text of texts) for (const word of tokenize(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const words = [...counts].map(([word, count]) => ({ parts: spell(word), count }));
  const characters = [...new Set(words.flatMap(({ parts }) => parts))].sort();
  const pieces = ['�', ...characters];

  const pairs = new Map<string, PairStatistics>();
  words.forEach((_, wordIdx) => countPairs(words, wordIdx, 1, pairs));
  while (pieces.length < numPieces) {
    const best = mostFrequent(pairs);
    if (!best) break;
    const { left, right, wordIdxs } = best;
    if (!pieces.includes(left + right)) pieces.push(left + right);
    for (const wordIdx of [...wordIdxs]) {
      countPairs(words, wordIdx, -1, pairs);
      const word = words[wordIdx]!;
      word.parts = joinPair(word.parts, (a, b) => a === left && b === right);
      countPairs(words, wordIdx, 1, pairs);
    }
  }
  return new SubwordTokenizer(pieces);
}

interface PairStatistics {
  readonly left: string;
  readonly right: string;
  count: number;
  readonly wordIdxs: Set<number>;
}

function countPairs(
  words: readonly { readonly parts: readonly string[]; readonly count: number }[],
  wordIdx: number,
  sign: 1 | -1,
  pairs: Map<string, PairStatistics>,
): void {
  const { parts, count } = words[wordIdx]!;
  for (let i = 0; i + 1 < parts.length; i++) {
    const [left, right] = [parts[i]!, parts[i + 1]!];
    const key = `${left} ${right}`;
    let pair = pairs.get(key);
    if (!pair) pairs.set(key, (pair = { left, right, count: 0, wordIdxs: new Set() }));
    pair.count += sign * count;
    if (sign > 0) pair.wordIdxs.add(wordIdx);
    if (pair.count === 0) pairs.delete(key);
  }
}

function mostFrequent(pairs: ReadonlyMap<string, PairStatistics>): PairStatistics | null {
  let best: PairStatistics | null = null;
  let bestKey = '';
  for (const [key, pair] of pairs) {
    if (pair.count < 2 || (best && pair.count < best.count)) continue;
    if (!best || pair.count > best.count || key < bestKey) {
      best = pair;
      bestKey = key;
    }
  }
  return best;
}

function spell(word: string): string[] {
  const characters = Array.from(word);
  return characters.map((character, i) => (i === 0 ? WORD_START + character : character));
}

/** Joins each neighbouring pair that `isPair` names, from left to right. */
function joinPair(parts: readonly string[], isPair: (left: string, right: string) => boolean): string[] {
  const out: string[] = [];
  for (let i = 0; i < parts.length; i++) {
    if (i + 1 < parts.length && isPair(parts[i]!, parts[i + 1]!)) out.push(parts[i]! + parts[++i]!);
    else out.push(parts[i]!);
  }
  return out;
}
