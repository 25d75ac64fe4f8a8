/** @file Larger things in the browser's own databases, apart from that of the studies: trained weights, own tasks. */
import { openDB, type DBSchema } from 'idb';
import type { KeptValues } from '../core/kept-values';

interface ValuesDatabase extends DBSchema {
  values: { key: string; value: unknown };
}

const VERSION = 1;
/** A database that does not open in this time is blocked or broken; nothing must wait for it. */
const OPEN_TIMEOUT_MS = 5000;

/** @throws whatever the browser throws where it keeps nothing: in private windows, or when the disk is full */
export async function openKeptValues(name: string): Promise<KeptValues> {
  const opening = openDB<ValuesDatabase>(name, VERSION, {
    upgrade: (database) => void database.createObjectStore('values'),
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database does not open')), OPEN_TIMEOUT_MS);
  });
  const database = await Promise.race([opening, timeout]).finally(() => clearTimeout(timer));
  return {
    names: () => database.getAllKeys('values'),
    get: async (key) => (await database.get('values', key)) ?? null,
    put: async (values) => {
      const transaction = database.transaction('values', 'readwrite');
      const puts: Promise<unknown>[] = [];
      try {
        for (const [key, value] of Object.entries(values)) puts.push(transaction.store.put(value, key));
      } catch (error) {
        // A value that cannot be stored at all fails at once, and does not undo the others by itself.
        transaction.abort();
        await Promise.allSettled([...puts, transaction.done]);
        throw error;
      }
      await Promise.all([...puts, transaction.done]);
    },
    remove: async (names) => {
      const { store, done } = database.transaction('values', 'readwrite');
      await Promise.all([...names.map((key) => store.delete(key)), done]);
    },
  };
}
