/** @file An n-gram model of one class of texts, interpolated down to the words of all classes. */
import { Context } from './context';

/** A token list with its begin and end marks is read through these ids; words have ids from 0. */
export interface Marks {
  /** Stands before every text; never drawn. */
  readonly begin: number;
  /** Ends every text; drawn like a word. */
  readonly end: number;
  /** One more than the largest id. */
  readonly size: number;
}

export class NGramModel {
  /** Contexts by their last words, packed into one number; index k holds the contexts of k words. */
  readonly #contexts: readonly Map<number, Context>[];
  readonly #marks: Marks;
  readonly order: number;

  /**
   * @param texts token ids of each text, without marks
   * @param order longest n-gram, at least 1
   * @param root the words of all classes
   */
  constructor(texts: readonly (readonly number[])[], order: number, root: Context, marks: Marks) {
    this.order = order;
    this.#marks = marks;
    const levels: Map<number, Context>[] = [];
    for (let length = 0; length < order; length++) {
      const shorter = levels[length - 1];
      levels.push(
        countContexts(texts, length, marks, (key) => shorter?.get(key % marks.size ** (length - 1)) ?? root),
      );
    }
    this.#contexts = levels;
  }

  /** The longest context known that the last words of `prefix` end in; begin marks stand before the first word. */
  contextAfter(prefix: readonly number[]): Context {
    const { begin, size } = this.#marks;
    for (let length = this.order - 1; length > 0; length--) {
      let key = 0;
      for (let back = length; back >= 1; back--) key = key * size + (prefix[prefix.length - back] ?? begin);
      const context = this.#contexts[length]!.get(key);
      if (context) return context;
    }
    return this.#contexts[0]!.get(0)!;
  }
}

/** The root context: how often each word, or the end, stands in any of the texts. */
export function countWords(texts: Iterable<readonly number[]>, marks: Marks): Context {
  const counts = new Int32Array(marks.size);
  for (const text of texts) {
    for (const word of text) counts[word]! += 1;
    counts[marks.end]! += 1;
  }
  const words = Int32Array.from(counts.keys()).filter((word) => counts[word]! > 0);
  return new Context(
    words,
    counts.filter((count) => count > 0),
    null,
  );
}

/**
 * All contexts of `length` words with what follows them. Each n-gram becomes one number, context and word in base
 * `marks.size` (below 2^53 for vocabularies up to 200,000 at n = 3); sorting the numbers puts equal contexts together.
 */
function countContexts(
  texts: readonly (readonly number[])[],
  length: number,
  { begin, end, size }: Marks,
  suffixOf: (key: number) => Context,
): Map<number, Context> {
  const numGrams = texts.reduce((sum, text) => sum + text.length + 1, 0);
  const grams = new Float64Array(numGrams);
  const wrap = size ** length;
  let filled = 0;
  for (const text of texts) {
    let key = 0;
    for (let i = 0; i < length; i++) key = key * size + begin;
    for (let i = 0; i <= text.length; i++) {
      const word = i < text.length ? text[i]! : end;
      grams[filled++] = key * size + word;
      key = (key * size + word) % wrap;
    }
  }
  grams.sort();

  const contexts = new Map<number, Context>();
  const words: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < numGrams;) {
    const key = Math.floor(grams[i]! / size);
    words.length = 0;
    counts.length = 0;
    for (; i < numGrams && Math.floor(grams[i]! / size) === key;) {
      const gram = grams[i]!;
      const from = i;
      while (i < numGrams && grams[i] === gram) i++;
      words.push(gram - key * size);
      counts.push(i - from);
    }
    contexts.set(key, new Context(Int32Array.from(words), Int32Array.from(counts), suffixOf(key)));
  }
  return contexts;
}
