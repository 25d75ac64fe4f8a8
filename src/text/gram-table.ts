/**
 * @file A set of texts as integers. Every n-gram of the set is given a small number once, so that a measure counts
 * with arrays instead of strings, and a subset is taken without reading the texts again.
 */
import { LabError } from '../core/errors';

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
      throw new LabError({
        code: 'bad-setting',
        place: 'GramTable',
        what: 'invalid length of n-grams',
        value: n,
        wanted: 'a positive integer',
      });
    }
    while (this.#orders.length < n) this.#orders.push(this.#nextOrder());
    return this.#orders[n - 1]!;
  }

  #nextOrder(): GramOrder {
    const n = this.#orders.length + 1;
    const tokens = this.#orders[0]!.ids;
    const prefixes = this.#orders[n - 2]!.ids;
    const ids = new Int32Array(tokens.length).fill(-1);
    const pairs = new PairNumbering();
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
class PairNumbering {
  #lefts = new Int32Array(1024);
  #rights = new Int32Array(1024);
  /** Number of the pair at an address, plus 1; 0 where the address is free. At most half of them are taken. */
  #numbers = new Int32Array(1024);
  size = 0;

  idOf(left: number, right: number): number {
    let address = this.#addressOf(left, right);
    if (this.#numbers[address] !== 0) return this.#numbers[address]! - 1;
    if (2 * this.size >= this.#numbers.length) {
      this.#grow();
      address = this.#addressOf(left, right);
    }
    this.#lefts[address] = left;
    this.#rights[address] = right;
    this.#numbers[address] = ++this.size;
    return this.size - 1;
  }

  /** Where the pair stands, or the free address where it would. */
  #addressOf(left: number, right: number): number {
    const last = this.#numbers.length - 1;
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right + 1, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
    let address = (hash ^ (hash >>> 13)) & last;
    while (
      this.#numbers[address] !== 0 &&
      (this.#lefts[address] !== left || this.#rights[address] !== right)
    ) {
      address = (address + 1) & last;
    }
    return address;
  }

  #grow(): void {
    const [lefts, rights, numbers] = [this.#lefts, this.#rights, this.#numbers];
    const size = 2 * numbers.length;
    [this.#lefts, this.#rights, this.#numbers] = [
      new Int32Array(size),
      new Int32Array(size),
      new Int32Array(size),
    ];
    for (let i = 0; i < numbers.length; i++) {
      if (numbers[i] === 0) continue;
      const address = this.#addressOf(lefts[i]!, rights[i]!);
      this.#lefts[address] = lefts[i]!;
      this.#rights[address] = rights[i]!;
      this.#numbers[address] = numbers[i]!;
    }
  }
}
