/** @file Numbers for pairs of integers. */

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
