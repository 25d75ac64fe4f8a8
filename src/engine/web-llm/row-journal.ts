/**
 * @file Finished requests in the browser's database, so that a closed tab or a crash costs no written row. What was not
 * asked for longest is given up when there is too much of it; all that one study asks for has about the same age.
 */
import { openDB, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { JournalSize, RequestRecord, RowJournal } from '../../core/llm-report';

interface Entry extends JournalSize {
  /** Milliseconds since 1970; 0 for what an older version of the lab kept. */
  readonly usedAt: number;
}

interface JournalDatabase extends DBSchema {
  requests: { key: [string, number]; value: RequestRecord };
  labels: { key: string; value: readonly (number | null)[] };
  topics: { key: string; value: readonly string[] };
  /** What the keys of the others hold. */
  entries: { key: string; value: Entry };
}

const NAME = 'goldilocks-llm';
const VERSION = 3;
const STORES = ['requests', 'labels', 'topics', 'entries'] as const;
type Change = IDBPTransaction<JournalDatabase, typeof STORES, 'readwrite'>;

/** A study of 20,000 rows takes some 5 MB: the last half a dozen of that size stay. */
const MOST_BYTES = 32e6;
/** A database that does not open in this time is blocked or broken; the study must not wait for it. */
const OPEN_TIMEOUT_MS = 5000;

export interface JournalOptions {
  /** Beyond this the oldest is given up when the journal is opened. */
  readonly mostBytes?: number;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** @throws whatever the browser throws where it keeps nothing */
export async function openRowJournal({
  mostBytes = MOST_BYTES,
  now = () => Date.now(),
}: JournalOptions = {}): Promise<RowJournal> {
  const database = await openInTime();
  await prune(database, mostBytes);
  const change = (): Change => database.transaction(STORES, 'readwrite');
  /** What is read is as good as new. */
  const touch = async (transaction: Change, key: string, more: JournalSize): Promise<void> => {
    const entries = transaction.objectStore('entries');
    const { bytes = 0, rows = 0 } = (await entries.get(key)) ?? {};
    await entries.put({ bytes: bytes + more.bytes, rows: rows + more.rows, usedAt: now() }, key);
  };
  const read = async <T>(name: 'labels' | 'topics', key: string): Promise<T | null> => {
    const transaction = change();
    const value = await transaction.objectStore(name).get(key);
    if (value) await touch(transaction, key, NOTHING);
    await transaction.done;
    return (value as T | undefined) ?? null;
  };
  const keep = async (name: 'labels' | 'topics', key: string, value: unknown): Promise<void> => {
    const transaction = change();
    const isNew = (await transaction.objectStore(name).count(key)) === 0;
    await transaction.objectStore(name).put(value as never, key);
    await touch(transaction, key, isNew ? { bytes: bytesOf(value), rows: 0 } : NOTHING);
    await transaction.done;
  };
  return {
    read: async (key) => {
      const transaction = change();
      const records = await transaction.objectStore('requests').getAll(rangeOf(key));
      if (records.length > 0) await touch(transaction, key, NOTHING);
      await transaction.done;
      return records;
    },
    append: async (key, record) => {
      const transaction = change();
      await transaction.objectStore('requests').put(record, [key, record.request]);
      await touch(transaction, key, { bytes: bytesOf(record), rows: record.rows.length });
      await transaction.done;
    },
    readLabels: (key) => read('labels', key),
    keepLabels: (key, labels) => keep('labels', key, [...labels]),
    readTopics: (key) => read('topics', key),
    keepTopics: (key, topics) => keep('topics', key, [...topics]),
    size: async () => sum(await database.getAll('entries')),
    clear: async () => {
      const transaction = change();
      await Promise.all([...STORES.map((name) => transaction.objectStore(name).clear()), transaction.done]);
    },
  };
}

const NOTHING: JournalSize = { bytes: 0, rows: 0 };

async function openInTime(): Promise<IDBPDatabase<JournalDatabase>> {
  const opening = openDB<JournalDatabase>(NAME, VERSION, {
    upgrade: (database, oldVersion, _newVersion, transaction) => {
      if (oldVersion < 1) database.createObjectStore('requests');
      if (oldVersion < 2) database.createObjectStore('labels');
      if (oldVersion >= 3) return;
      database.createObjectStore('topics');
      database.createObjectStore('entries');
      // What fails in it undoes the whole change.
      void enterAll(transaction);
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  const timeout = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('the database does not open')), OPEN_TIMEOUT_MS);
  });
  return Promise.race([opening, timeout]);
}

/** Enters what a version of the database without entries holds. */
async function enterAll(
  transaction: IDBPTransaction<JournalDatabase, StoreNames<JournalDatabase>[], 'versionchange'>,
): Promise<void> {
  const sizes = new Map<string, Entry>();
  const add = (key: string, value: unknown, rows: number): void => {
    const before = sizes.get(key) ?? { ...NOTHING, usedAt: 0 };
    sizes.set(key, { ...before, bytes: before.bytes + bytesOf(value), rows: before.rows + rows });
  };
  for await (const { key, value } of transaction.objectStore('requests'))
    add(key[0], value, value.rows.length);
  for await (const { key, value } of transaction.objectStore('labels')) add(key, value, 0);
  const entries = transaction.objectStore('entries');
  await Promise.all([...sizes].map(([key, entry]) => entries.put(entry, key)));
}

/** Gives up what was not used longest, until no more than that is left. */
async function prune(database: IDBPDatabase<JournalDatabase>, mostBytes: number): Promise<void> {
  const transaction: Change = database.transaction(STORES, 'readwrite');
  const entries = transaction.objectStore('entries');
  const [keys, values] = await Promise.all([entries.getAllKeys(), entries.getAll()]);
  let { bytes } = sum(values);
  const oldestFirst = keys.map((key, i) => ({ key, ...values[i]! })).sort((a, b) => a.usedAt - b.usedAt);
  for (const { key, bytes: own } of oldestFirst) {
    if (bytes <= mostBytes) break;
    bytes -= own;
    await Promise.all([
      entries.delete(key),
      transaction.objectStore('requests').delete(rangeOf(key)),
      transaction.objectStore('labels').delete(key),
      transaction.objectStore('topics').delete(key),
    ]);
  }
  await transaction.done;
}

/** All requests under one key: arrays sort after numbers, so [key, []] is above every [key, request]. */
function rangeOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}

/** About what it takes: texts of other scripts than ours take more. */
function bytesOf(value: unknown): number {
  return JSON.stringify(value).length;
}

function sum(entries: readonly Entry[]): JournalSize {
  return {
    bytes: entries.reduce((total, { bytes }) => total + bytes, 0),
    rows: entries.reduce((total, { rows }) => total + rows, 0),
  };
}
