/** @file What models and trainings there are. */
import { toFailure, type Failure } from '../core/errors';
import type { ModelLabState } from '../core/model-lab';
import type { StudyClient } from '../workers/study-protocol';

export class ModelInfo {
  lab = $state.raw<ModelLabState | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #client: Pick<StudyClient, 'call'>;

  constructor(client: Pick<StudyClient, 'call'>) {
    this.#client = client;
  }

  async refresh(): Promise<void> {
    try {
      this.lab = await this.#client.call('model-state', null);
      this.failure = null;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    }
  }
}
