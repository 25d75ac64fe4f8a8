/** @file An n-gram model of one class of texts, interpolated down to the words of all classes. */
import { NGramContext } from './context';
import { countGrams, mergeCounts, rangeOf, type GramCounts } from './gram-counts';
import type { Marks } from './marks';

export type { Marks } from './marks';

export class NGramModel {
  readonly order: number;
  readonly #marks: Marks;
  readonly #root: NGramContext;
  /** Index k: the grams of k words and the one after them. */
  readonly #counts: readonly GramCounts[];
  /** Contexts of k words that were asked for so far, by their words packed into one number; null where none was seen. */
  readonly #contexts: readonly Map<number, NGramContext | null>[];

  /**
   * @param texts token ids of each text, without marks
   * @param order longest n-gram, at least 1
   * @param root the words of all classes
   * @param before a model of more texts, of the same order and marks, which this one is to know as well
   */
  constructor(
    texts: readonly (readonly number[])[],
    order: number,
    root: NGramContext,
    marks: Marks,
    before?: NGramModel,
  ) {
    this.order = order;
    this.#marks = marks;
    this.#root = root;
    const own = Array.from({ length: order }, (_, length) => countGrams(texts, length, marks));
    this.#counts = before ? own.map((counts, length) => mergeCounts(before.#counts[length]!, counts)) : own;
    this.#contexts = own.map(() => new Map<number, NGramContext | null>());
  }

  /** The longest context known that the last words of `prefix` end in; begin marks stand before the first word. */
  contextAfter(prefix: readonly number[]): NGramContext {
    const { begin, size } = this.#marks;
    for (let length = this.order - 1; length > 0; length--) {
      let key = 0;
      for (let back = length; back >= 1; back--) key = key * size + (prefix[prefix.length - back] ?? begin);
      const context = this.#contextOf(length, key);
      if (context) return context;
    }
    return this.#contextOf(0, 0)!;
  }

  /** The context of `length` words, made when it is first asked for: few of all that were seen ever are. */
  #contextOf(length: number, key: number): NGramContext | null {
    const contexts = this.#contexts[length]!;
    const known = contexts.get(key);
    if (known !== undefined) return known;
    const { size } = this.#marks;
    const { grams, counts } = this.#counts[length]!;
    const [from, to] = rangeOf(grams, key * size, (key + 1) * size);
    const suffix =
      length === 0 ? this.#root : (this.#contextOf(length - 1, key % size ** (length - 1)) ?? this.#root);
    const context =
      from === to
        ? null
        : new NGramContext(
            Int32Array.from(grams.subarray(from, to), (gram) => gram - key * size),
            counts.slice(from, to),
            suffix,
          );
    contexts.set(key, context);
    return context;
  }
}

/** The root context: how often each word, or the end, stands in any of the texts, and in those of another root. */
export function countWords(
  texts: Iterable<readonly number[]>,
  marks: Marks,
  before?: NGramContext,
): NGramContext {
  const counts = new Int32Array(marks.size);
  before?.words.forEach((word, i) => (counts[word]! += before.counts[i]!));
  for (const text of texts) {
    for (const word of text) counts[word]! += 1;
    counts[marks.end]! += 1;
  }
  const words = Int32Array.from(counts.keys()).filter((word) => counts[word]! > 0);
  return new NGramContext(
    words,
    counts.filter((count) => count > 0),
    null,
  );
}
