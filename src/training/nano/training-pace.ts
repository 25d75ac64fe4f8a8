/** @file How fast a training goes of late, and how long it will take at that. */
import type { Clock } from '../../core/ports';

/** Milliseconds after which what was measured counts half. */
const HALF_LIFE_MS = 10_000;
/** Until then nothing is said. */
const ENOUGH_MS = 1000;

export class TrainingPace {
  readonly #clock: Clock;
  #since: number;
  #ms = 0;
  #tokens = 0;
  #steps = 0;
  #totalMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#since = clock.now();
  }

  /** A step has been done. Its time is all since the last one, or since `restart`. */
  add(numTokens: number): void {
    const now = this.#clock.now();
    const ms = now - this.#since;
    this.#since = now;
    const kept = 2 ** (-ms / HALF_LIFE_MS);
    this.#ms = this.#ms * kept + ms;
    this.#tokens = this.#tokens * kept + numTokens;
    this.#steps = this.#steps * kept + 1;
    this.#totalMs += ms;
  }

  /** What came since the last step is not to count. */
  restart(): void {
    this.#since = this.#clock.now();
  }

  of(stepsLeft: number): { tokensPerSecond: number | null; remainingMs: number | null } {
    if (this.#totalMs < ENOUGH_MS || this.#ms === 0) return { tokensPerSecond: null, remainingMs: null };
    return {
      tokensPerSecond: (1000 * this.#tokens) / this.#ms,
      remainingMs: (stepsLeft * this.#ms) / this.#steps,
    };
  }
}
