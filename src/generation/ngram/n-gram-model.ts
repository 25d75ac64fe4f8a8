/** @file An n-gram model of one class of texts, interpolated down to the words of all classes. */
import { NGramContext } from './context';

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

interface GramCounts {
  /**
   * The different grams, ascending. Each is one number, its words in base `marks.size` (below 2^53 for vocabularies up to
   * 200,000 at n = 3), so that the grams of one context lie together.
   */
  readonly grams: Float64Array;
  readonly counts: Int32Array;
}

/** All grams of `length` words and the one that follows them; begin marks stand before a text, the end mark after it. */
function countGrams(
  texts: readonly (readonly number[])[],
  length: number,
  { begin, end, size }: Marks,
): GramCounts {
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
  const counts = new Int32Array(numGrams);
  let different = 0;
  for (let i = 0; i < numGrams;) {
    const gram = grams[i]!;
    const from = i;
    while (i < numGrams && grams[i] === gram) i++;
    grams[different] = gram;
    counts[different++] = i - from;
  }
  return { grams: grams.slice(0, different), counts: counts.slice(0, different) };
}

/** The counts of both, as if they had been counted together. */
function mergeCounts(a: GramCounts, b: GramCounts): GramCounts {
  const most = a.grams.length + b.grams.length;
  const grams = new Float64Array(most);
  const counts = new Int32Array(most);
  let i = 0;
  let j = 0;
  let merged = 0;
  while (i < a.grams.length || j < b.grams.length) {
    const fromA = i < a.grams.length ? a.grams[i]! : Infinity;
    const fromB = j < b.grams.length ? b.grams[j]! : Infinity;
    grams[merged] = Math.min(fromA, fromB);
    if (fromA <= fromB) counts[merged]! += a.counts[i++]!;
    if (fromB <= fromA) counts[merged]! += b.counts[j++]!;
    merged++;
  }
  return { grams: grams.slice(0, merged), counts: counts.slice(0, merged) };
}

/** Where the ascending numbers from `low` on and below `high` stand: first index, and the one after the last. */
function rangeOf(ascending: Float64Array, low: number, high: number): [from: number, to: number] {
  return [firstNotBelow(ascending, low), firstNotBelow(ascending, high)];
}

function firstNotBelow(ascending: Float64Array, bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A token list with its begin and end marks is read through these ids; words have ids from 0. */
export interface Marks {
  /** Stands before every text; never drawn. */
  readonly begin: number;
  /** Ends every text; drawn like a word. */
  readonly end: number;
  /** One more than the largest id. */
  readonly size: number;
}
