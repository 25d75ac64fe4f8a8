import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HashedGrams } from '../../../src/training/linear/hashed-grams';
import { LogisticRegression } from '../../../src/training/linear/logistic-regression';

/** Written by `golden.py` with scikit-learn. */
const golden = JSON.parse(readFileSync(join(import.meta.dirname, 'golden.json'), 'utf8')) as {
  train: [string, number][];
  test: string[];
  numColumns: number;
  norms: number[];
  largestWeights: number[];
  probabilities: number[][];
};
const texts = golden.train.map(([text]) => text);
const labels = golden.train.map(([, label]) => label);

describe('hashed n-grams', () => {
  const grams = new HashedGrams(texts);

  test('are as many, and weighted as, those of scikit-learn', () => {
    expect(grams.numColumns).toBe(golden.numColumns);
    golden.test.forEach((text, i) => {
      const weights = [...grams.rowOf(text).weights];
      expect(weights.reduce((sum, w) => sum + w * w, 0)).toBeCloseTo(golden.norms[i]!, 10);
      expect(Math.max(0, ...weights)).toBeCloseTo(golden.largestWeights[i]!, 10);
    });
  });

  test('of a text are sorted by column; of a text of unknown words there are none', () => {
    const { columns } = grams.rowOf('the red boat in the river');
    expect([...columns]).toEqual([...columns].sort((a, b) => a - b));
    expect(new Set(columns).size).toBe(columns.length);
    expect(grams.rowOf('Ω').columns).toHaveLength(0);
    expect(grams.rowOf('').columns).toHaveLength(0);
  });

  test('see words within text that has no spaces', () => {
    const chinese = new HashedGrams(['今天天气很好', '股市今天大跌']);
    expect(chinese.rowOf('今天').columns.length).toBeGreaterThan(0);
  });
});

describe('logistic regression', () => {
  const grams = new HashedGrams(texts);
  const rows = texts.map((text) => grams.rowOf(text));

  test('gives the probabilities of scikit-learn', async () => {
    const model = await LogisticRegression.fit(rows, labels, 3, grams.numColumns);
    golden.test.forEach((text, i) => {
      const probabilities = model.probabilitiesOf(grams.rowOf(text));
      golden.probabilities[i]!.forEach((p, k) => expect(probabilities[k]!).toBeCloseTo(p, 4));
    });
  });

  test('gives the same whatever the order of the rows', async () => {
    const order = [5, 2, 7, 0, 3, 6, 1, 4];
    const one = await LogisticRegression.fit(rows, labels, 3, grams.numColumns);
    const other = await LogisticRegression.fit(
      order.map((i) => rows[i]!),
      order.map((i) => labels[i]!),
      3,
      grams.numColumns,
    );
    const row = grams.rowOf('a red boat');
    one.probabilitiesOf(row).forEach((p, k) => expect(other.probabilitiesOf(row)[k]!).toBeCloseTo(p, 4));
  });

  test('learns rows it can tell apart, and stays at chance where labels say nothing', async () => {
    const model = await LogisticRegression.fit(rows, labels, 3, grams.numColumns);
    expect(rows.map((row) => model.predict(row))).toEqual(labels);
    const same = texts.map(() => grams.rowOf('a boat'));
    const blind = await LogisticRegression.fit(same, labels, 3, grams.numColumns);
    // The counts of the labels: 3, 3 and 2 of 8.
    [3 / 8, 3 / 8, 2 / 8].forEach((p, k) => expect(blind.probabilitiesOf(same[0]!)[k]!).toBeCloseTo(p, 2));
  });

  test('stops where it is told to, and refuses rows without labels', async () => {
    const stop = new DOMException('stop', 'AbortError');
    const onIteration = (): void => {
      throw stop;
    };
    await expect(LogisticRegression.fit(rows, labels, 3, grams.numColumns, { onIteration })).rejects.toBe(
      stop,
    );
    await expect(LogisticRegression.fit(rows, [0], 3, grams.numColumns)).rejects.toThrow(
      'invalid number of labels: 1',
    );
  });
});
