/**
 * @file What a training reports while it runs: its losses as a curve of bounded length, its pace, and the time left.
 */
import type { LossHistory, LossPoint } from '../../core/model-lab';
import type { Clock } from '../../core/ports';

/** Beyond so many points, neighbours are joined. */
const MOST_POINTS = 240;

/** A stretch of steps: the sum of their losses over all their tokens. */
interface Stretch {
  readonly step: number;
  readonly nats: number;
  readonly numTokens: number;
}

export class LossRecorder {
  #stretches: Stretch[];
  #stepsPerStretch: number;
  #open: Stretch | null = null;
  #numOpen = 0;
  #validation: LossPoint[];

  /** @param numSteps of the whole training */
  constructor(numSteps: number, from: LossHistory = { training: [], validation: [] }) {
    this.#stepsPerStretch = Math.max(1, Math.ceil(numSteps / MOST_POINTS));
    this.#stretches = from.training.map(({ step, loss }) => ({ step, nats: loss, numTokens: 1 }));
    this.#validation = [...from.validation];
  }

  /** @param loss mean of the step, nats a token */
  addStep(step: number, loss: number, numTokens: number): void {
    const { nats = 0, numTokens: sum = 0 } = this.#open ?? {};
    this.#open = { step, nats: nats + loss * numTokens, numTokens: sum + numTokens };
    if (++this.#numOpen < this.#stepsPerStretch) return;
    this.#stretches.push(this.#open);
    this.#open = null;
    this.#numOpen = 0;
  }

  addValidation(step: number, loss: number): void {
    this.#validation.push({ step, loss });
  }

  /** What is known so far; a stretch that is not full yet is left out, unless it is the first. */
  get history(): LossHistory {
    const shown = this.#stretches.length === 0 && this.#open ? [this.#open] : this.#stretches;
    return {
      training: shown.map(({ step, nats, numTokens }) => ({ step, loss: nats / numTokens })),
      validation: [...this.#validation],
    };
  }
}

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
