/** @file How far a study is, and how long it will still take. */
import type { Phase } from '../core/events';

/** Where each phase of a run begins and ends, as shares of its time; measured on the default study. */
const PHASES: Readonly<Record<Phase, readonly [from: number, to: number]>> = {
  prepare: [0, 0],
  generate: [0, 0.07],
  measure: [0.07, 0.3],
  train: [0.3, 0.98],
  evaluate: [0.98, 1],
};

/** Before this share of what is left to do is done, no remaining time is told. */
const LEAST_SHARE = 0.02;

export class Progress {
  readonly #totalRuns: number;
  readonly #startedAt: number;
  readonly #aheadShare: number;
  /** Share that was done before this go. */
  readonly #startFraction: number;
  #fraction: number;

  /** @param aheadShare share of the study that writing all rows ahead takes; 0 where each run writes its own */
  constructor(totalRuns: number, resumedRuns: number, now: number, aheadShare = 0) {
    this.#aheadShare = aheadShare;
    this.#totalRuns = totalRuns;
    this.#startedAt = now;
    this.#startFraction = aheadShare > 0 ? 0 : resumedRuns / totalRuns;
    this.#fraction = this.#startFraction;
  }

  /** Share of the study that is done when this share of its rows is written ahead of all runs. */
  ahead(share: number): number {
    this.#fraction = Math.max(this.#fraction, this.#aheadShare * Math.min(1, share));
    return this.#fraction;
  }

  /** Share of the study that is done when `within` (0 to 1) of this phase of the next run is; never falls. */
  at(finishedRuns: number, phase: Phase, within: number): number {
    const [from, to] = PHASES[phase];
    const inRun = from + within * (to - from);
    const ofRuns = Math.min(1, (finishedRuns + inRun) / this.#totalRuns);
    this.#fraction = Math.max(this.#fraction, this.#aheadShare + (1 - this.#aheadShare) * ofRuns);
    return this.#fraction;
  }

  /** Milliseconds left at the speed since the start; null while that is too short a time to tell. */
  remainingMs(now: number): number | null {
    const toDo = 1 - this.#startFraction;
    const done = this.#fraction - this.#startFraction;
    if (toDo <= 0) return 0;
    if (done < LEAST_SHARE * toDo) return null;
    return ((now - this.#startedAt) / done) * (toDo - done);
  }
}
