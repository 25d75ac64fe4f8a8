/** @file Runs and records in the browser's own database, so that a closed tab loses nothing that was finished. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { RunStore, StoredStudy } from '../core/ports';
import type { Run, StudyRecord } from '../core/run';
import type { StudySettings } from '../core/study';

interface LabDatabase extends DBSchema {
  studies: { key: string; value: Omit<StoredStudy, 'finishedRuns' | 'finished'> };
  runs: { key: [string, string, number]; value: Run };
  /** Without their runs, which stand in `runs`. */
  records: { key: string; value: StudyRecord };
}

const NAME = 'goldilocks';
const VERSION = 1;
/** A database that does not open in this time is blocked or broken; the study must not wait for it. */
const OPEN_TIMEOUT_MS = 5000;

/** Stored settings, of this version of the lab or another; null where they do not say a study of now. */
type ReadSettings = (stored: unknown) => StudySettings | null;

/** The store. @throws whatever the browser throws where it keeps nothing: in private windows, or when the disk is full */
export async function openIndexedDbStore(readSettings: ReadSettings): Promise<RunStore> {
  const opening = openDB<LabDatabase>(NAME, VERSION, {
    upgrade(database) {
      database.createObjectStore('studies', { keyPath: 'key' });
      database.createObjectStore('runs');
      database.createObjectStore('records');
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the database does not open')), OPEN_TIMEOUT_MS);
  });
  return new IndexedDbStore(await Promise.race([opening, timeout]), readSettings);
}

class IndexedDbStore implements RunStore {
  readonly #database: IDBPDatabase<LabDatabase>;
  readonly #readSettings: ReadSettings;

  constructor(database: IDBPDatabase<LabDatabase>, readSettings: ReadSettings) {
    this.#database = database;
    this.#readSettings = readSettings;
  }

  /** An unfinished study is resumed; a finished one starts anew. */
  async begin(study: Omit<StoredStudy, 'finishedRuns' | 'updatedAt' | 'finished'>): Promise<void> {
    const isFinished = (await this.#database.count('records', study.key)) > 0;
    if (isFinished) await this.remove(study.key);
    await this.#database.put('studies', { ...study, updatedAt: new Date().toISOString() });
  }

  runsOf(key: string): Promise<readonly Run[]> {
    return this.#database.getAll('runs', runsRange(key));
  }

  async saveRun(key: string, run: Run): Promise<void> {
    const transaction = this.#database.transaction(['runs', 'studies'], 'readwrite');
    const studies = transaction.objectStore('studies');
    const study = await studies.get(key);
    await Promise.all([
      transaction.objectStore('runs').put(run, [key, run.arm, run.replicate]),
      study && studies.put({ ...study, updatedAt: new Date().toISOString() }),
      transaction.done,
    ]);
  }

  async saveRecord(key: string, record: StudyRecord): Promise<void> {
    await this.#database.put('records', { ...record, runs: [] }, key);
  }

  async recordOf(key: string): Promise<StudyRecord | null> {
    const record = await this.#database.get('records', key);
    if (!record) return null;
    const order = new Map(record.arms.map((arm, i) => [arm.id, i]));
    const runs = [...(await this.runsOf(key))].sort(
      (a, b) => order.get(a.arm)! - order.get(b.arm)! || a.replicate - b.replicate,
    );
    return { ...record, runs };
  }

  /** Without studies of an older version whose settings mean nothing now: they could not be resumed. */
  async list(): Promise<readonly StoredStudy[]> {
    const studies = (await this.#database.getAll('studies')).flatMap((study) => {
      const settings = this.#readSettings(study.settings);
      return settings ? { ...study, settings } : [];
    });
    const listed = studies.map(async (study) => ({
      ...study,
      finishedRuns: await this.#database.count('runs', runsRange(study.key)),
      finished: (await this.#database.count('records', study.key)) > 0,
    }));
    return (await Promise.all(listed)).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  }

  async remove(key: string): Promise<void> {
    const transaction = this.#database.transaction(['studies', 'runs', 'records'], 'readwrite');
    await Promise.all([
      transaction.objectStore('studies').delete(key),
      transaction.objectStore('runs').delete(runsRange(key)),
      transaction.objectStore('records').delete(key),
      transaction.done,
    ]);
  }
}

/** All runs of one study: arrays sort after texts, so [key, []] is above every [key, arm, replicate]. */
function runsRange(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}
