/** @file How far along the loading of a language model is. */

/**
 * `download`: files arrive and are checked; `load`: weights go to the GPU; `compile`: its programs are made ready;
 * `topics`: before a study the model names the topics that are missing.
 */
export type LoadPhase = 'download' | 'load' | 'compile' | 'topics';

export interface LoadProgress {
  readonly phase: LoadPhase;
  /** Of this phase, 0 to 1. */
  readonly fraction: number;
  /** While downloading: bytes that are here, those of all files, and the speed of the last seconds. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number;
  /** Of this phase; null until there is something to estimate it from. */
  readonly remainingMs: number | null;
}

/** What the browser tells of the room it gives this site; null where it does not tell. */
export interface StorageReport {
  readonly usedBytes: number | null;
  readonly quotaBytes: number | null;
  /** Whether the browser promises not to clear it by itself. */
  readonly isPersistent: boolean;
}

/** Samples of the amount done, over a window of seconds. */
const WINDOW_MS = 5000;

/** Speed and remaining time of something that is done bit by bit. */
export class SpeedMeter {
  readonly #samples: { at: number; done: number }[] = [];

  /** @param now milliseconds on a clock that never goes back */
  note(now: number, done: number): void {
    this.#samples.push({ at: now, done });
    while (this.#samples.length > 2 && now - this.#samples[0]!.at > WINDOW_MS) this.#samples.shift();
  }

  /** Units a second over the window; 0 until there are two samples some time apart. */
  get perSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at <= first.at) return 0;
    return Math.max(0, ((last.done - first.done) * 1000) / (last.at - first.at));
  }

  remainingMs(left: number): number | null {
    const speed = this.perSecond;
    return speed > 0 ? (left * 1000) / speed : null;
  }
}
