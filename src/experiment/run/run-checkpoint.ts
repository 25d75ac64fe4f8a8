/** @file Stores finished runs, so that an interrupted study can be resumed. */
import { toFailure } from '../../core/errors';
import type { StudyWarning } from '../../core/events';
import type { GenerationSettings } from '../../core/generation-settings';
import type { RunStore } from '../../core/ports';
import type { Run, StudyRecord } from '../../core/run';
import type { StudySettings } from '../../core/study';

/** Stores finished runs; where that fails, warns once and lets the study continue without a store. */
export class RunCheckpoint {
  #store: RunStore | null;
  readonly #key: string;
  #pending: StudyWarning | null = null;

  constructor(store: RunStore | null, key: string) {
    this.#store = store;
    this.#key = key;
    if (!store) this.#pending = { code: 'storage-refused', reason: null };
  }

  async open(
    settings: StudySettings,
    totalRuns: number,
    writing?: GenerationSettings,
  ): Promise<readonly Run[]> {
    return (
      (await this.#attempt(async (store) => {
        await store.begin({ key: this.#key, settings, totalRuns, ...(writing ? { writing } : {}) });
        return store.runsOf(this.#key);
      })) ?? []
    );
  }

  async saveRun(run: Run): Promise<void> {
    await this.#attempt((store) => store.saveRun(this.#key, run));
  }

  async saveRecord(record: StudyRecord): Promise<void> {
    await this.#attempt((store) => store.saveRecord(this.#key, record));
  }

  /** The warning that storage failed, once; otherwise null. */
  takeWarning(): StudyWarning | null {
    const warning = this.#pending;
    this.#pending = null;
    return warning;
  }

  async #attempt<T>(work: (store: RunStore) => Promise<T>): Promise<T | null> {
    if (!this.#store) return null;
    try {
      return await work(this.#store);
    } catch (error) {
      this.#store = null;
      const failure = toFailure(error);
      const code = failure.code === 'storage-full' ? 'storage-full' : 'storage-refused';
      this.#pending = { code, reason: failure.message };
      return null;
    }
  }
}
