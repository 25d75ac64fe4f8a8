/** @file A visitor's file on its way to becoming a task: what it was read as, and what was changed by hand. */
import { isAbort, toFailure, type Failure } from '../core/errors';
import type { ImportTaskRequest, TaskColumns, TaskDraft } from '../core/read-task';
import type { TaskInfo } from '../core/task';
import type { StudyClient } from '../workers/study-protocol';

type Client = Pick<StudyClient, 'call'>;

/** Rows are drawn for test and training by this seed, so that the same file is the same task for everybody. */
const SEED = 1;

export class TaskForm {
  file = $state.raw<File | null>(null);
  testFile = $state.raw<File | null>(null);
  mergesSpellings = $state(true);
  title = $state('');
  isKept = $state(false);
  draft = $state.raw<TaskDraft | null>(null);
  failure = $state.raw<Failure | null>(null);
  isReading = $state(false);
  readonly #client: Client;
  #reading = new AbortController();

  constructor(client: Client) {
    this.#client = client;
  }

  take(files: readonly File[]): void {
    const [file] = files;
    if (!file) return;
    this.file = file;
    this.title = file.name.replace(/\.[^.]+$/, '');
    void this.read(null);
  }

  takeTest(file: File | null): void {
    this.testFile = file;
    void this.read(this.draft?.chosen ?? null);
  }

  remove(): void {
    this.#reading.abort();
    this.file = null;
    this.testFile = null;
    this.draft = null;
    this.failure = null;
    this.isReading = false;
  }

  /** Reads the file with these columns; null where the lab is to choose them. What was read last stays till then. */
  async read(columns: TaskColumns | null): Promise<void> {
    const request = this.#request(columns);
    if (!request) return;
    this.#reading.abort();
    const reading = (this.#reading = new AbortController());
    this.isReading = true;
    this.failure = null;
    try {
      this.draft = await this.#client.call('read-task', request, { signal: reading.signal });
    } catch (thrown) {
      if (isAbort(thrown)) return;
      this.failure = toFailure(thrown);
      if (columns === null) this.draft = null;
    } finally {
      if (this.#reading === reading) this.isReading = false;
    }
  }

  /** Null where it failed; `failure` then says why. */
  async import(): Promise<TaskInfo | null> {
    const request = this.#request(this.draft?.chosen ?? null);
    if (!request) return null;
    const title = this.title.trim() || request.file.name;
    try {
      return await this.#client.call('import-task', { ...request, title, isKept: this.isKept });
    } catch (thrown) {
      this.failure = toFailure(thrown);
      return null;
    }
  }

  fail(thrown: unknown): void {
    this.failure = toFailure(thrown);
  }

  #request(columns: TaskColumns | null): Omit<ImportTaskRequest, 'title' | 'isKept'> | null {
    const { file, testFile, mergesSpellings } = this;
    if (!file) return null;
    const asFile = (one: File) => ({ name: one.name, content: one });
    return {
      file: asFile(file),
      testFile: testFile && asFile(testFile),
      columns,
      mergesSpellings,
      seed: SEED,
    };
  }
}
