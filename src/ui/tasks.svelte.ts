/** @file The tasks that a study can be made of, as far as the page knows them: the built-in one at once. */
import { BUILT_IN_TASK } from '../core/built-in-task';
import type { TaskInfo } from '../core/task';
import type { StudyClient } from '../workers/study-protocol';

export class TaskList {
  /** Null before the visitor's own tasks are known. */
  #listed = $state.raw<readonly TaskInfo[] | null>(null);
  readonly #client: Pick<StudyClient, 'call'>;

  constructor(client: Pick<StudyClient, 'call'>) {
    this.#client = client;
  }

  /** The built-in one first; of the others those that are known. */
  get all(): readonly TaskInfo[] {
    return this.#listed ?? [BUILT_IN_TASK];
  }

  /** Undefined before it is known whether there is such a task; null where there is none. */
  find(id: string): TaskInfo | null | undefined {
    if (id === BUILT_IN_TASK.id) return BUILT_IN_TASK;
    return this.#listed ? (this.#listed.find((task) => task.id === id) ?? null) : undefined;
  }

  /** Asks the worker for the visitor's own tasks. A worker that cannot be asked knows of none. */
  async load(): Promise<void> {
    this.#listed = await this.#client.call('tasks', null).catch(() => [BUILT_IN_TASK]);
  }
}
