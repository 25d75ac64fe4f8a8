/** @file A journal of what a language model wrote where the browser keeps nothing, or runs out of room half-way. */
import type { RequestRecord, RowJournal } from '../../core/llm-report';

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
    readTopics: async (key) =>
      (await database.readTopics(key).catch(() => null)) ?? (await memory.readTopics(key)),
    keepTopics: (key, topics) => database.keepTopics(key, topics).catch(() => memory.keepTopics(key, topics)),
    size: () => database.size(),
    clear: async () => {
      await Promise.all([database.clear(), memory.clear()]);
    },
  };
}

/** A journal that lasts as long as its thread: for browsers that keep nothing. */
export function memoryJournal(): RowJournal {
  const kept = new Map<string, RequestRecord[]>();
  const labelsOf = new Map<string, readonly (number | null)[]>();
  const topicsOf = new Map<string, readonly string[]>();
  return {
    read: (key) => Promise.resolve([...(kept.get(key) ?? [])]),
    append: (key, record) => {
      kept.set(key, [...(kept.get(key) ?? []), record]);
      return Promise.resolve();
    },
    readLabels: (key) => Promise.resolve(labelsOf.get(key) ?? null),
    keepLabels: (key, labels) => Promise.resolve(void labelsOf.set(key, labels)),
    readTopics: (key) => Promise.resolve(topicsOf.get(key) ?? null),
    keepTopics: (key, topics) => Promise.resolve(void topicsOf.set(key, topics)),
    size: () => Promise.resolve({ bytes: 0, rows: 0 }),
    clear: () => {
      kept.clear();
      labelsOf.clear();
      topicsOf.clear();
      return Promise.resolve();
    },
  };
}
