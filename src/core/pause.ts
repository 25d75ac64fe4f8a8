/** @file A gate that work waits at between two steps. */
export class PauseGate {
  readonly #now: () => number;
  #opened: Promise<void> | null = null;
  #open: (() => void) | null = null;
  #waitedMs = 0;

  /** @param now milliseconds on a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** How long work has waited here so far: time that no estimate should count. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

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
    const from = this.#now();
    while (this.#opened) {
      const aborted = new Promise<void>((resolve) =>
        signal.addEventListener('abort', () => resolve(), { once: true }),
      );
      await Promise.race([this.#opened, aborted]);
      signal.throwIfAborted();
    }
    this.#waitedMs += this.#now() - from;
  }
}
