/**
 * @file A set of texts as integers. Every n-gram of the set is given a small number once, so that a measure counts
 * with arrays instead of strings, and a subset is taken without reading the texts again.
 */
import { LabError, shown } from '../core/errors';

/** Tokens of each text, or the table that was already made of them. */
export type TokenTexts = Iterable<readonly string[]> | GramTable;

/** The n-grams of one length. */
interface GramOrder {
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

/** Numbers pairs of integers 0, 1, 2, … in the order of their first coming: a hash table with open addresses. */
export class PairNumbering {
  /** At each address: left, right, and the pair's number plus 1, which is 0 where the address is free. */
  #table: Int32Array;
  #lastAddress: number;
  size = 0;

  /** @param numExpected pairs there is room for at once; more make it grow */
  constructor(numExpected = 512) {
    const numAddresses = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * numExpected)));
    this.#table = new Int32Array(3 * numAddresses);
    this.#lastAddress = numAddresses - 1;
  }

  /** The pair's number; a new one if it has none. */
  idOf(left: number, right: number): number {
    let at = this.#placeOf(left, right);
    const known = this.#table[at + 2]!;
    if (known !== 0) return known - 1;
    if (2 * this.size > this.#lastAddress) {
      this.#grow();
      at = this.#placeOf(left, right);
    }
    this.#table[at] = left;
    this.#table[at + 1] = right;
    this.#table[at + 2] = ++this.size;
    return this.size - 1;
  }

  /** The pair's number; −1 where it has none. */
  find(left: number, right: number): number {
    return this.#table[this.#placeOf(left, right) + 2]! - 1;
  }

  /** Where in the table the pair stands, or the free place where it would. */
  #placeOf(left: number, right: number): number {
    const table = this.#table;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let at = 3 * ((hash ^ (hash >>> 13)) & this.#lastAddress);
    while (table[at + 2] !== 0 && (table[at] !== left || table[at + 1] !== right)) {
      at += 3;
      if (at === table.length) at = 0;
    }
    return at;
  }

  #grow(): void {
    const old = this.#table;
    this.#table = new Int32Array(2 * old.length);
    this.#lastAddress = 2 * this.#lastAddress + 1;
    for (let from = 0; from < old.length; from += 3) {
      if (old[from + 2] === 0) continue;
      const at = this.#placeOf(old[from]!, old[from + 1]!);
      for (let i = 0; i < 3; i++) this.#table[at + i] = old[from + i]!;
    }
  }
}
