/** @file The losses of a training as a curve of bounded length. */
import type { LossHistory, LossPoint } from '../../core/model-lab';

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
