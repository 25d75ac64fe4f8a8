import { expect, test } from 'vitest';
import type { Example } from '../../src/core/example';
import { splitExamples } from '../../src/dataset/split';

const classNames = ['x', 'y'];
const sizes = { test: 5, validation: 3, pool: 4, corpus: 20 };
const examples: Example[] = [0, 1].flatMap((label) =>
  Array.from({ length: 40 }, (_, i) => ({
    text: `${'abcdefgh'[i % 8]}${i} ${label} thing number ${i * 7} of ${i}`,
    label,
  })),
);

test('splits have the sizes asked for and share no text', () => {
  const splits = splitExamples(examples, classNames, sizes, 1);
  expect(splits.test.map((texts) => texts.length)).toEqual([5, 5]);
  expect(splits.pool.map((texts) => texts.length)).toEqual([4, 4]);
  expect(splits.corpus.map((texts) => texts.length)).toEqual([20, 20]);
  const all = Object.values(splits).flat(2);
  expect(new Set(all).size).toBe(all.length);
});

test('the seed decides, and nothing else does', () => {
  expect(splitExamples(examples, classNames, sizes, 1)).toEqual(
    splitExamples(examples, classNames, sizes, 1),
  );
  expect(splitExamples(examples, classNames, sizes, 1).test).not.toEqual(
    splitExamples(examples, classNames, sizes, 2).test,
  );
});

test('a near-duplicate of a test row is in no later split, whichever class it has', () => {
  const twins = examples.map(({ text, label }) => ({ text: `${text} `.toUpperCase(), label: 1 - label }));
  const splits = splitExamples([...examples, ...twins], classNames, sizes, 1);
  const key = (text: string): string => text.trim().toLowerCase();
  const test = new Set(splits.test.flat().map(key));
  for (const later of [splits.validation, splits.pool, splits.corpus]) {
    expect(later.flat().filter((text) => test.has(key(text)))).toEqual([]);
  }
});

test('too few rows are refused with the class that lacks them', () => {
  expect(() => splitExamples(examples.slice(0, 50), classNames, sizes, 1)).toThrow('class "y" for pool');
});
