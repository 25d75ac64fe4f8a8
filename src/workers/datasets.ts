/** @file The tasks that a worker can open: the built-in one, which the site brings, and the visitor's own. */
import { BUILT_IN_TASK, BUILT_IN_TASK_FILE } from '../core/built-in-task';
import type { Dataset } from '../core/example';
import type { Datasets } from '../core/ports';
import { missingTask, type TaskInfo } from '../core/task';
import { openKeptValues } from '../engine/kept-values';
import { OwnTasks } from '../engine/own-tasks';
import { fetchSiteFile } from '../engine/site-files';
import { checkDataset, readDataset } from '../dataset/read-dataset';

class LabDatasets implements Datasets {
  readonly #siteUrl: string;
  #builtIn: Promise<Dataset> | null = null;
  #own: Promise<OwnTasks> | null = null;

  constructor(siteUrl: string) {
    this.#siteUrl = siteUrl;
  }

  async list(): Promise<readonly TaskInfo[]> {
    return [BUILT_IN_TASK, ...(await (await this.#ownTasks()).list())];
  }

  async open(id: string, signal: AbortSignal): Promise<Dataset> {
    if (id === BUILT_IN_TASK.id) return this.#openBuiltIn(signal);
    const dataset = await (await this.#ownTasks()).get(id);
    signal.throwIfAborted();
    if (!dataset) throw missingTask('open', id);
    return dataset;
  }

  async import(dataset: Dataset, isKept: boolean): Promise<TaskInfo> {
    return (await this.#ownTasks()).add(checkDataset(dataset), isKept);
  }

  async remove(id: string): Promise<void> {
    await (await this.#ownTasks()).remove(id);
  }

  /** Fetched once. A failed attempt, or one that was stopped, is forgotten, so that the next one tries anew. */
  #openBuiltIn(signal: AbortSignal): Promise<Dataset> {
    const url = this.#siteUrl + BUILT_IN_TASK_FILE;
    const opening = (this.#builtIn ??= fetchSiteFile(url, 'bad-dataset', signal).then((bytes) =>
      readDataset(new TextDecoder().decode(bytes)),
    ));
    opening.catch(() => (this.#builtIn = null));
    return opening;
  }

  #ownTasks(): Promise<OwnTasks> {
    return (this.#own ??= openKeptValues('goldilocks-tasks').then(
      (values) => new OwnTasks(values),
      () => new OwnTasks(null),
    ));
  }
}

let opened: Datasets | null = null;

/** One for all that a worker does: what storage refuses to keep is known to all of it. */
export function labDatasets(siteUrl: string): Datasets {
  return (opened ??= new LabDatasets(siteUrl));
}
