/** @file A gate that work waits at between two steps. */
export class PauseGate {
  #opened: Promise<void> | null = null;
  #open: (() => void) | null = null;

  get isPaused(): boolean {
    return this.#opened !== null;
  }

  pause(): void {
    this.#opened ??= new Promise((resolve) => (this.#open = resolve));
  }

  resume(): void {
    this.#open?.();
    this.#open = this.#opened = null;
  }

  /** Resolves once the gate is open. @throws AbortError when the signal aborts first */
  async pass(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (this.#opened) {
      const aborted = new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => resolve(), { once: true }),
      );
      await Promise.race([this.#opened, aborted]);
      signal.throwIfAborted();
    }
  }
}
