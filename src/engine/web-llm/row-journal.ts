/** @file Finished requests in the browser's database, so that a closed tab or a crash costs no written row. */
import { openDB, type DBSchema } from 'idb';
import type { RequestRecord, RowJournal } from '../../core/llm-report';

interface JournalDatabase extends DBSchema {
  requests: { key: [string, number]; value: RequestRecord };
  labels: { key: string; value: readonly (number | null)[] };
}

const NAME = 'goldilocks-llm';
const VERSION = 2;

/** @throws whatever the browser throws where it keeps nothing */
export async function openRowJournal(): Promise<RowJournal> {
  const database = await openDB<JournalDatabase>(NAME, VERSION, {
    upgrade: (database, oldVersion) => {
      if (oldVersion < 1) database.createObjectStore('requests');
      if (oldVersion < 2) database.createObjectStore('labels');
    },
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return {
    read: (key) => database.getAll('requests', IDBKeyRange.bound([key], [key, []])),
    append: async (key, record) => {
      await database.put('requests', record, [key, record.request]);
    },
    readLabels: async (key) => (await database.get('labels', key)) ?? null,
    keepLabels: async (key, labels) => {
      await database.put('labels', [...labels], key);
    },
    clear: async () => {
      await Promise.all([database.clear('requests'), database.clear('labels')]);
    },
  };
}

/** Keeps in memory what the browser's database refuses, so that a full disk costs no study. */
export function sturdyJournal(database: RowJournal): RowJournal {
  const memory = memoryJournal();
  return {
    read: async (key) => {
      const records = [...(await database.read(key).catch(() => [])), ...(await memory.read(key))];
      return records.sort((a, b) => a.request - b.request);
    },
    append: (key, record) => database.append(key, record).catch(() => memory.append(key, record)),
    readLabels: async (key) =>
      (await database.readLabels(key).catch(() => null)) ?? (await memory.readLabels(key)),
    keepLabels: (key, labels) => database.keepLabels(key, labels).catch(() => memory.keepLabels(key, labels)),
    clear: async () => {
      await Promise.all([database.clear(), memory.clear()]);
    },
  };
}

/** A journal that lasts as long as its thread: for browsers that keep nothing. */
export function memoryJournal(): RowJournal {
  const kept = new Map<string, RequestRecord[]>();
  const labelsOf = new Map<string, readonly (number | null)[]>();
  return {
    read: (key) => Promise.resolve([...(kept.get(key) ?? [])]),
    append: (key, record) => {
      kept.set(key, [...(kept.get(key) ?? []), record]);
      return Promise.resolve();
    },
    readLabels: (key) => Promise.resolve(labelsOf.get(key) ?? null),
    keepLabels: (key, labels) => Promise.resolve(void labelsOf.set(key, labels)),
    clear: () => {
      kept.clear();
      labelsOf.clear();
      return Promise.resolve();
    },
  };
}
