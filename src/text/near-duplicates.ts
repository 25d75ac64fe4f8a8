/** @file Which texts say nearly the same: overlap of their sets of tokens. */
import { tokenize } from './tokenize';

/** From this share of common words on, two texts count as near-duplicates. */
const NEAR_DUPLICATE_JACCARD = 0.8;

/**
 * A test for near-duplicates of `texts`: true where some text among them shares at least `threshold` of the words,
 * by the Jaccard index |A ∩ B| / |A ∪ B| of the two sets of tokens (0 nothing in common, 1 the same words).
 * Exact: it looks only at texts that share a word, through an inverted index.
 */
export function nearDuplicateFinder(
  texts: readonly string[],
  threshold: number = NEAR_DUPLICATE_JACCARD,
): (text: string) => boolean {
  const index = new WordIndex(threshold);
  for (const text of texts) index.add(new Set(tokenize(text)));
  return (text) => index.hasLike(new Set(tokenize(text)));
}

/** Of each text whether it is a near-duplicate, in the same sense, of one that stands before it. */
export function repeatsOfEarlier(
  texts: readonly string[],
  threshold: number = NEAR_DUPLICATE_JACCARD,
): boolean[] {
  const index = new WordIndex(threshold);
  return texts.map((text) => {
    const words = new Set(tokenize(text));
    const isRepeat = index.hasLike(words);
    index.add(words);
    return isRepeat;
  });
}

class WordIndex {
  readonly #threshold: number;
  /** Of each text, how many words it has. */
  readonly #sizes: number[] = [];
  /** The texts that each word stands in. */
  readonly #postings = new Map<string, number[]>();
  /** For each text, the number of words it shares with the query; 0 between queries. */
  readonly #shared: number[] = [];

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  add(words: ReadonlySet<string>): void {
    const text = this.#sizes.length;
    this.#sizes.push(words.size);
    this.#shared.push(0);
    for (const word of words) {
      const list = this.#postings.get(word);
      if (list) list.push(text);
      else this.#postings.set(word, [text]);
    }
  }

  /** Whether some text of the index is a near-duplicate; two texts without words are. */
  hasLike(words: ReadonlySet<string>): boolean {
    const shared = this.#shared;
    if (words.size === 0) return this.#sizes.some((size) => size === 0);
    const touched: number[] = [];
    for (const word of words) {
      for (const i of this.#postings.get(word) ?? []) {
        if (shared[i] === 0) touched.push(i);
        shared[i]! += 1;
      }
    }
    let found = false;
    for (const i of touched) {
      if (shared[i]! >= this.#threshold * (words.size + this.#sizes[i]! - shared[i]!)) found = true;
      shared[i] = 0;
    }
    return found;
  }
}
