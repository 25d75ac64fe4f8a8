/** @file A two-way list of tokens. */

export class Vocabulary {
  readonly tokens: string[] = [];
  readonly #ids = new Map<string, number>();

  constructor(tokens: Iterable<string> = []) {
    for (const token of tokens) this.add(token);
  }

  get size(): number {
    return this.tokens.length;
  }

  /** The id of the token, which is given the next free one if it is new. */
  add(token: string): number {
    let id = this.#ids.get(token);
    if (id === undefined) {
      id = this.tokens.length;
      this.tokens.push(token);
      this.#ids.set(token, id);
    }
    return id;
  }

  /** The id of the token, or undefined where the vocabulary does not hold it. */
  idOf(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /** The token with that id; undefined where there is none. */
  tokenOf(id: number): string | undefined {
    return this.tokens[id];
  }
}
