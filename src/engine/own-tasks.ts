/** @file The visitor's own tasks: in this browser's storage, or, where it is refused, in memory until the tab is closed. */
import { LabError, shown } from '../core/errors';
import type { Dataset } from '../core/example';
import type { KeptValues } from '../core/kept-values';
import { ownTaskId, taskInfoOf, type TaskInfo } from '../core/task';

/** What is listed of a task stands apart from its texts, so that a list reads no texts. */
interface ListedTask {
  readonly info: TaskInfo;
  /** ISO 8601. */
  readonly importedAt: string;
}

const LISTED = 'listed ';
const TEXTS = 'texts ';

export class OwnTasks {
  readonly #values: KeptValues | null;
  /** What storage did not take, or was not to take. */
  readonly #inMemory = new Map<string, Dataset>();

  /** @param values null where the browser refuses storage */
  constructor(values: KeptValues | null) {
    this.#values = values;
  }

  /** The oldest first, those in memory last. */
  async list(): Promise<readonly TaskInfo[]> {
    const names = (await this.#values?.names().catch(() => [])) ?? [];
    const listed: ListedTask[] = [];
    for (const name of names) {
      if (!name.startsWith(LISTED)) continue;
      const value = (await this.#values!.get(name)) as ListedTask | null;
      if (value) listed.push(value);
    }
    const stored = listed.sort((a, b) => a.importedAt.localeCompare(b.importedAt)).map(({ info }) => info);
    return [...stored, ...[...this.#inMemory.values()].map(taskInfoOf)];
  }

  /** Null where no such task is here. */
  async get(id: string): Promise<Dataset | null> {
    const kept = this.#inMemory.get(id) ?? (await this.#values?.get(TEXTS + id).catch(() => null));
    return (kept as Dataset | null | undefined) ?? null;
  }

  /** A task that is here already stays as it is. @throws LabError `bad-dataset` where the id is not that of the texts */
  async add(dataset: Dataset, isKept: boolean): Promise<TaskInfo> {
    const { id, fingerprint } = dataset;
    if (id !== ownTaskId(fingerprint)) {
      const wanted = `${ownTaskId(fingerprint)}, after the fingerprint of the texts`;
      const wayOut = 'read the texts from their file again';
      throw new LabError('bad-dataset', `import: invalid id: ${shown(id)} (wanted ${wanted}) — ${wayOut}`);
    }
    const info = taskInfoOf(dataset);
    const known = await this.get(id);
    if (known) return taskInfoOf(known);
    const listed: ListedTask = { info, importedAt: new Date().toISOString() };
    try {
      if (!this.#values || !isKept) throw new Error('not stored');
      await this.#values.put({ [LISTED + id]: listed, [TEXTS + id]: dataset });
    } catch {
      this.#inMemory.set(id, dataset);
    }
    return info;
  }

  async remove(id: string): Promise<void> {
    this.#inMemory.delete(id);
    await this.#values?.remove([LISTED + id, TEXTS + id]);
  }
}
