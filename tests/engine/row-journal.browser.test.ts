/** @file What language models wrote, in the browser's database: order, bound, size, an older version of it. */
import { deleteDB, openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { NO_REJECTIONS, type RequestRecord } from '../../src/core/llm-report';
import { openRowJournal } from '../../src/engine/web-llm/row-journal';

const NAME = 'goldilocks-llm';
afterEach(async () => {
  await (await openRowJournal()).clear();
});

function record(request: number, texts: readonly string[] = ['a row']): RequestRecord {
  return {
    request,
    seed: 5,
    promptHash: 'h',
    rows: texts.map((text, position) => ({ text, label: 0, seed: 5, request, position })),
    rejections: NO_REJECTIONS,
    promptTokens: 1,
    replyTokens: 1,
    durationMs: 1,
    isInterrupted: false,
  };
}

test('rows come back in the order of their requests, labels and topics as they were', async () => {
  const journal = await openRowJournal();
  for (const request of [1, 0, 10, 2]) await journal.append('a', record(request));
  await journal.append('b', record(7));
  await journal.keepLabels('c', [0, null, 1]);
  await journal.keepTopics('d', ['birds', 'fish']);
  expect((await journal.read('a')).map((one) => one.request)).toEqual([0, 1, 2, 10]);
  expect(await journal.readLabels('c')).toEqual([0, null, 1]);
  expect(await journal.readTopics('d')).toEqual(['birds', 'fish']);
  expect(await journal.readLabels('d')).toBeNull();
  expect(await journal.read('none')).toEqual([]);
});

test('it says how many rows it holds and about how much they take, and forgets them', async () => {
  const journal = await openRowJournal();
  await journal.append('a', record(0, ['one', 'two']));
  await journal.append('a', record(1, ['three']));
  const { bytes, rows } = await journal.size();
  expect(rows).toBe(3);
  expect(bytes).toBe(
    JSON.stringify(record(0, ['one', 'two'])).length + JSON.stringify(record(1, ['three'])).length,
  );
  await journal.keepLabels('c', [0]);
  await journal.keepLabels('c', [0]);
  expect((await journal.size()).bytes).toBe(bytes + 3);
  await journal.clear();
  expect(await journal.size()).toEqual({ bytes: 0, rows: 0 });
  expect(await journal.read('a')).toEqual([]);
});

test('what was not used longest is given up when there is too much; what is read counts as used', async () => {
  let time = 1;
  const now = (): number => time++;
  const journal = await openRowJournal({ now });
  for (const key of ['a', 'b', 'c', 'd']) {
    await journal.append(key, record(0));
    await journal.append(key, record(1));
  }
  await journal.keepTopics('e', ['x'.repeat(100)]);
  await journal.read('a');
  const perKey = JSON.stringify(record(0)).length * 2;
  const again = await openRowJournal({ mostBytes: 2 * perKey + 104, now });
  const left = await Promise.all(['a', 'b', 'c', 'd'].map(async (key) => (await again.read(key)).length));
  expect(left).toEqual([2, 0, 0, 2]);
  expect(await again.readTopics('e')).not.toBeNull();
  expect(await again.size()).toEqual({ bytes: 2 * perKey + 104, rows: 4 });
});

test('a database of an older version keeps its rows, as the oldest', async () => {
  await deleteDB(NAME);
  const old = await openDB(NAME, 2, {
    upgrade: (database) => {
      database.createObjectStore('requests');
      database.createObjectStore('labels');
    },
  });
  await old.put('requests', record(0), ['a', 0]);
  await old.put('requests', record(1), ['a', 1]);
  await old.put('labels', [1, 0], 'l');
  old.close();
  const journal = await openRowJournal();
  expect(await journal.size()).toMatchObject({ rows: 2 });
  await journal.append('new', record(0));
  const small = await openRowJournal({ mostBytes: JSON.stringify(record(0)).length });
  expect(await small.read('a')).toEqual([]);
  expect(await small.readLabels('l')).toBeNull();
  expect((await small.read('new')).length).toBe(1);
});
