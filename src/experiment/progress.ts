/** @file How far a study is, and how long it will still take. */
import type { Phase } from '../core/events';

/** Where in a run each phase begins, as a share of the run; measured on the default study. */
const PHASE_START: Readonly<Record<Phase, number>> = {
  prepare: 0,
  generate: 0,
  measure: 0.15,
  train: 0.3,
  evaluate: 0.95,
};
const PHASE_END: Readonly<Record<Phase, number>> = {
  prepare: 0,
  generate: 0.15,
  measure: 0.3,
  train: 0.95,
  evaluate: 1,
};

/** Before this share of what is left to do is done, no remaining time is told. */
const LEAST_SHARE = 0.02;

export class Progress {
  readonly #totalRuns: number;
  readonly #startedAt: number;
  readonly #resumedRuns: number;
  readonly #aheadShare: number;
  #fraction: number;

  /** @param aheadShare share of the study that writing all rows ahead takes; 0 where each run writes its own */
  constructor(totalRuns: number, resumedRuns: number, now: number, aheadShare = 0) {
    this.#aheadShare = aheadShare;
    this.#totalRuns = totalRuns;
    this.#resumedRuns = resumedRuns;
    this.#startedAt = now;
    this.#fraction = aheadShare > 0 ? 0 : resumedRuns / totalRuns;
  }

  /** Share of the study that is done when this share of its rows is written ahead of all runs. */
  ahead(share: number): number {
    this.#fraction = Math.max(this.#fraction, this.#aheadShare * Math.min(1, share));
    return this.#fraction;
  }

  /** Share of the study that is done when `within` (0 to 1) of this phase of the next run is; never falls. */
  at(finishedRuns: number, phase: Phase, within: number): number {
    const inRun = PHASE_START[phase] + within * (PHASE_END[phase] - PHASE_START[phase]);
    const ofRuns = Math.min(1, (finishedRuns + inRun) / this.#totalRuns);
    this.#fraction = Math.max(this.#fraction, this.#aheadShare + (1 - this.#aheadShare) * ofRuns);
    return this.#fraction;
  }

  /** Milliseconds left at the speed since the start; null while that is too short a time to tell. */
  remainingMs(now: number): number | null {
    const already = this.#aheadShare > 0 ? 0 : this.#resumedRuns / this.#totalRuns;
    const toDo = 1 - already;
    const done = this.#fraction - already;
    if (toDo <= 0) return 0;
    if (done < LEAST_SHARE * toDo) return null;
    return ((now - this.#startedAt) / done) * (toDo - done);
  }
}
