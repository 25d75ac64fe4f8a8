/** @file How long the rest of some work will take. */

/** Time for a unit of work, from what was done in this go; what a journal gave costs none. */
export class PaceMeter {
  #ms = 0;
  #units = 0;

  note(durationMs: number, units: number): void {
    this.#ms += durationMs;
    this.#units += units;
  }

  remainingMs(left: number): number | null {
    return this.#units > 0 ? (this.#ms / this.#units) * left : null;
  }
}
