/** @file Which texts say nearly the same: overlap of their sets of tokens. */
import { tokenize } from './tokenize';

/** From this share of common words on, two texts count as near-duplicates. */
export const NEAR_DUPLICATE_JACCARD = 0.8;

/**
 * A test for near-duplicates of `texts`: true where some text among them shares at least `threshold` of the words,
 * by the Jaccard index |A ∩ B| / |A ∪ B| of the two sets of tokens (0 nothing in common, 1 the same words).
 * Exact: it looks only at texts that share a word, through an inverted index.
 */
export function nearDuplicateFinder(
  texts: readonly string[],
  threshold: number = NEAR_DUPLICATE_JACCARD,
): (text: string) => boolean {
  const sizes: number[] = [];
  const postings = new Map<string, number[]>();
  texts.forEach((text, i) => {
    const words = new Set(tokenize(text));
    sizes.push(words.size);
    for (const word of words) {
      const list = postings.get(word);
      if (list) list.push(i);
      else postings.set(word, [i]);
    }
  });
  const shared = new Uint32Array(texts.length);
  return (text) => {
    const words = new Set(tokenize(text));
    if (words.size === 0) return sizes.some((size) => size === 0);
    const touched: number[] = [];
    for (const word of words) {
      for (const i of postings.get(word) ?? []) {
        if (shared[i] === 0) touched.push(i);
        shared[i]! += 1;
      }
    }
    let found = false;
    for (const i of touched) {
      if (shared[i]! >= threshold * (words.size + sizes[i]! - shared[i]!)) found = true;
      shared[i] = 0;
    }
    return found;
  };
}
