/**
 * @file A set of texts as integers. Every n-gram of the set is given a small number once, so that a measure counts
 * with arrays instead of strings, and a subset is taken without reading the texts again.
 */
import { LabError, shown } from '../core/errors';
import { PairNumbering } from './pair-numbering';

/** Tokens of each text, or the table that was already made of them. */
export type TokenTexts = Iterable<readonly string[]> | GramTable;

/** The n-grams of one length. */
export interface GramOrder {
  /** The n-gram that begins at each token position; −1 where its text has fewer than n tokens left. */
  readonly ids: Int32Array;
  /** Every id is below this number. In a table of chosen texts not every id below it occurs. */
  readonly numIds: number;
}

export class GramTable {
  /** (numTexts + 1): text t holds the token positions from `starts[t]` up to, not including, `starts[t + 1]`. */
  readonly starts: Int32Array;
  readonly #orders: GramOrder[];

  private constructor(starts: Int32Array, orders: GramOrder[]) {
    this.starts = starts;
    this.#orders = orders;
  }

  /** The table of token lists; a table is returned as it is. */
  static of(texts: TokenTexts): GramTable {
    if (texts instanceof GramTable) return texts;
    const ids = new Map<string, number>();
    const starts = [0];
    let tokens = new Int32Array(1024);
    let numTokens = 0;
    for (const text of texts) {
      if (numTokens + text.length > tokens.length) {
        const larger = new Int32Array(Math.max(2 * tokens.length, numTokens + text.length));
        larger.set(tokens);
        tokens = larger;
      }
      for (const token of text) {
        let id = ids.get(token);
        if (id === undefined) ids.set(token, (id = ids.size));
        tokens[numTokens++] = id;
      }
      starts.push(numTokens);
    }
    return new GramTable(Int32Array.from(starts), [{ ids: tokens.slice(0, numTokens), numIds: ids.size }]);
  }

  get numTexts(): number {
    return this.starts.length - 1;
  }

  get numTokens(): number {
    return this.starts[this.numTexts]!;
  }

  lengthOf(text: number): number {
    return this.starts[text + 1]! - this.starts[text]!;
  }

  /** The n-grams of length `n`, numbered on first use: an n-gram is an (n − 1)-gram and the token after it. */
  order(n: number): GramOrder {
    if (!Number.isInteger(n) || n < 1) {
      throw new LabError(
        'bad-setting',
        `GramTable: invalid length of n-grams: ${shown(n)} (wanted a positive integer)`,
      );
    }
    while (this.#orders.length < n) this.#orders.push(this.#nextOrder());
    return this.#orders[n - 1]!;
  }

  #nextOrder(): GramOrder {
    const n = this.#orders.length + 1;
    const tokens = this.#orders[0]!.ids;
    const prefixes = this.#orders[n - 2]!.ids;
    const ids = new Int32Array(tokens.length).fill(-1);
    const pairs = new PairNumbering(tokens.length / 2);
    for (let text = 0; text < this.numTexts; text++) {
      const end = this.starts[text + 1]! - n;
      for (let p = this.starts[text]!; p <= end; p++) ids[p] = pairs.idOf(prefixes[p]!, tokens[p + n - 1]!);
    }
    return { ids, numIds: pairs.size };
  }

  /** How many n-grams of length `n` the set holds, repeats included. */
  countGrams(n: number): number {
    let total = 0;
    for (let text = 0; text < this.numTexts; text++) total += Math.max(0, this.lengthOf(text) - n + 1);
    return total;
  }

  /** How many different n-grams of length `n` the set holds. */
  countDifferent(n: number): number {
    const { ids, numIds } = this.order(n);
    const seen = new Uint8Array(numIds);
    let different = 0;
    for (let p = 0; p < ids.length; p++) {
      const id = ids[p]!;
      if (id < 0 || seen[id] === 1) continue;
      seen[id] = 1;
      different++;
    }
    return different;
  }

  /** The table of some of the texts, in the order given; a text may be named again. */
  pick(texts: ArrayLike<number>): GramTable {
    const starts = new Int32Array(texts.length + 1);
    for (let i = 0; i < texts.length; i++) starts[i + 1] = starts[i]! + this.lengthOf(texts[i]!);
    const orders = this.#orders.map(({ ids, numIds }) => {
      const picked = new Int32Array(starts[texts.length]!);
      for (let i = 0; i < texts.length; i++) {
        picked.set(ids.subarray(this.starts[texts[i]!], this.starts[texts[i]! + 1]), starts[i]);
      }
      return { ids: picked, numIds };
    });
    return new GramTable(starts, orders);
  }
}
