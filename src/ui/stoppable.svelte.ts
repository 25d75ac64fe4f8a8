/** @file Work that a visitor starts and may stop: how far it is, what went wrong, and the way to stop it. */
import { toFailure, type Failure } from '../core/errors';

/** Without `stopped` and `failed`, which any work can become. */
export abstract class Stoppable<Phase extends string> {
  phase: Phase | 'idle' | 'stopped' | 'failed' = $state('idle');
  /** From the press of the button until the work has really ended. */
  isStopping = $state(false);
  failure = $state.raw<Failure | null>(null);
  #abort: AbortController | null = null;

  stop(): void {
    if (!this.#abort) return;
    this.isStopping = true;
    this.#abort.abort();
  }

  /**
   * Until the work is done, stopped or failed; never throws. The caller makes sure that it does not run already.
   * @param work gives the phase it ends in
   */
  protected async attempt(
    phase: Phase,
    work: (signal: AbortSignal) => Promise<Phase | 'stopped'>,
  ): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.phase = phase;
    this.failure = null;
    try {
      this.phase = await work(abort.signal);
    } catch (thrown) {
      const failure = toFailure(thrown);
      const isStopped = failure.code === 'aborted';
      this.failure = isStopped ? null : failure;
      this.phase = isStopped ? 'stopped' : 'failed';
    } finally {
      this.#abort = null;
      this.isStopping = false;
    }
  }
}
