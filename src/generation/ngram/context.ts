/**
 * @file What follows a context, smoothed by what follows its shorter suffix.
 *
 * Interpolated Witten–Bell smoothing (Witten & Bell 1991; Chen & Goodman 1998, section 2.4): with c(w) the times w
 * followed the context, N their sum, U the number of different words among them, and p' the context's suffix,
 *
 *     p(w) = (c(w) + U · p'(w)) / (N + U)
 *
 * so every word that never followed the context gets the same share U / (N + U) of its probability in the suffix.
 * The suffixes end in a root that knows every word, and there p(w) = c(w) / N.
 */

/** A context's seen words in the order of their probabilities. */
export interface Ranking {
  /** Most probable first. */
  readonly words: Int32Array;
  /** p(w) of each of `words`. */
  readonly probabilities: Float64Array;
  /** p'(w), in the suffix, of the same words, but in an order of its own: descending too. Empty at the root. */
  readonly suffixProbabilities: Float64Array;
}

export class NGramContext {
  /** Words seen after this context, ascending ids. Each of them was also seen after the suffix. */
  readonly words: Int32Array;
  readonly counts: Int32Array;
  readonly numSeen: number;
  /** Times anything followed. */
  readonly total: number;
  /** The context without its first word; null at the root. */
  readonly suffix: NGramContext | null;
  #probabilities: Float64Array | null = null;
  #suffixProbabilities: Float64Array | null = null;
  #ranking: Ranking | null = null;

  constructor(words: Int32Array, counts: Int32Array, suffix: NGramContext | null) {
    this.words = words;
    this.counts = counts;
    this.numSeen = words.length;
    this.total = counts.reduce((sum, count) => sum + count, 0);
    this.suffix = suffix;
  }

  /** Share of the suffix's probability that an unseen word keeps, U / (N + U) in (0, 1); 0 at the root. */
  get backOffWeight(): number {
    return this.suffix === null ? 0 : this.numSeen / (this.total + this.numSeen);
  }

  /** p(w) of each of `words`, aligned with them. */
  get probabilities(): Float64Array {
    if (this.#probabilities) return this.#probabilities;
    const { counts, numSeen, total } = this;
    const out = new Float64Array(numSeen);
    if (this.suffix === null) {
      for (let i = 0; i < numSeen; i++) out[i] = counts[i]! / total;
    } else {
      const below = this.suffixProbabilities;
      for (let i = 0; i < numSeen; i++) out[i] = (counts[i]! + numSeen * below[i]!) / (total + numSeen);
    }
    return (this.#probabilities = out);
  }

  /** p'(w), in the suffix, of each of `words`; not defined at the root. */
  get suffixProbabilities(): Float64Array {
    if (this.#suffixProbabilities) return this.#suffixProbabilities;
    const out = new Float64Array(this.numSeen);
    for (let i = 0; i < this.numSeen; i++) out[i] = this.suffix!.probabilityOf(this.words[i]!);
    return (this.#suffixProbabilities = out);
  }

  get ranking(): Ranking {
    if (this.#ranking) return this.#ranking;
    const { probabilities, words } = this;
    const order = Uint32Array.from(words.keys()).sort((a, b) => probabilities[b]! - probabilities[a]!);
    return (this.#ranking = {
      words: Int32Array.from(order, (i) => words[i]!),
      probabilities: Float64Array.from(order, (i) => probabilities[i]!),
      suffixProbabilities: this.suffix
        ? this.suffixProbabilities.slice().sort().reverse()
        : new Float64Array(),
    });
  }

  /** p(w) of any word the root knows; 0 for one it does not. */
  probabilityOf(word: number): number {
    const i = this.indexOf(word);
    if (i >= 0) return this.probabilities[i]!;
    return this.suffix === null ? 0 : this.backOffWeight * this.suffix.probabilityOf(word);
  }

  /** Where the word stands in `words`; -1 where it was never seen here. */
  indexOf(word: number): number {
    const { words } = this;
    let low = 0;
    let high = words.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = words[middle]!;
      if (found === word) return middle;
      if (found < word) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
