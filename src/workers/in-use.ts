/** @file Something that is freed when it is no longer wanted, but not while somebody works with it. */

export class InUse<T extends { dispose(): void }> {
  readonly #value: T;
  #numUsers = 0;
  #isRetired = false;

  constructor(value: T) {
    this.#value = value;
  }

  async use<R>(work: (value: T) => Promise<R>): Promise<R> {
    this.#numUsers++;
    try {
      return await work(this.#value);
    } finally {
      this.#numUsers--;
      this.#freeIfIdle();
    }
  }

  /** To be called once, when nobody new will use it. */
  retire(): void {
    this.#isRetired = true;
    this.#freeIfIdle();
  }

  #freeIfIdle(): void {
    if (this.#isRetired && this.#numUsers === 0) this.#value.dispose();
  }
}
