/** @file Finished requests in the browser's database, so that a closed tab or a crash costs no written row. */
import { openDB, type DBSchema } from 'idb';
import type { RequestRecord, RowJournal } from '../../core/llm-report';

interface JournalDatabase extends DBSchema {
  requests: { key: [string, number]; value: RequestRecord };
}

const NAME = 'goldilocks-llm';
const VERSION = 1;

/** @throws whatever the browser throws where it keeps nothing */
export async function openRowJournal(): Promise<RowJournal> {
  const database = await openDB<JournalDatabase>(NAME, VERSION, {
    upgrade: (fresh) => void fresh.createObjectStore('requests'),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  return {
    read: (key) => database.getAll('requests', IDBKeyRange.bound([key], [key, []])),
    append: async (key, record) => {
      await database.put('requests', record, [key, record.request]);
    },
    clear: () => database.clear('requests'),
  };
}

/** A journal that lasts as long as its thread: for browsers that keep nothing. */
export function memoryJournal(): RowJournal {
  const kept = new Map<string, RequestRecord[]>();
  return {
    read: (key) => Promise.resolve([...(kept.get(key) ?? [])]),
    append: (key, record) => {
      kept.set(key, [...(kept.get(key) ?? []), record]);
      return Promise.resolve();
    },
    clear: () => Promise.resolve(kept.clear()),
  };
}
