/** @file A bridge from callbacks to `for await`: what is pushed on one side comes out, in order, on the other. */

export class EventQueue<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #wake: (() => void) | null = null;
  #end: { error: unknown } | 'open' | 'ended' = 'open';

  push(item: T): void {
    if (this.#end !== 'open') return;
    this.#waiting.push(item);
    this.#wake?.();
  }

  /** No more items; the reader finishes after those already pushed. */
  end(): void {
    if (this.#end === 'open') this.#end = 'ended';
    this.#wake?.();
  }

  /** The reader gets the items already pushed and then this error. */
  fail(error: unknown): void {
    if (this.#end === 'open') this.#end = { error };
    this.#wake?.();
  }

  /** Ends, or fails, as this work does, which pushes the items. */
  endWith(work: Promise<unknown>): void {
    work.then(
      () => this.end(),
      (error: unknown) => this.fail(error),
    );
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      while (this.#waiting.length > 0) yield this.#waiting.shift()!;
      if (this.#end === 'ended') return;
      if (this.#end !== 'open') throw this.#end.error;
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = null;
    }
  }
}
