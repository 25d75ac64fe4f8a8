import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { countGrams, HashedGrams } from '../../../src/training/linear/hashed-grams';
import { linearClassifier } from '../../../src/training/linear/linear-classifier';
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
  const grams = new HashedGrams(texts.map(countGrams));

  test('are as many, and weighted as, those of scikit-learn', () => {
    expect(grams.numColumns).toBe(golden.numColumns);
    golden.test.forEach((text, i) => {
      const weights = [...grams.rowOf(countGrams(text)).weights];
      expect(weights.reduce((sum, w) => sum + w * w, 0)).toBeCloseTo(golden.norms[i]!, 10);
      expect(Math.max(0, ...weights)).toBeCloseTo(golden.largestWeights[i]!, 10);
    });
  });

  test('of a text are sorted by column; of a text of unknown words there are none', () => {
    const { columns } = grams.rowOf(countGrams('the red boat in the river'));
    expect([...columns]).toEqual([...columns].sort((a, b) => a - b));
    expect(new Set(columns).size).toBe(columns.length);
    expect(grams.rowOf(countGrams('Ω')).columns).toHaveLength(0);
    expect(grams.rowOf(countGrams('')).columns).toHaveLength(0);
  });

  test('see words within text that has no spaces', () => {
    const chinese = new HashedGrams(['今天天气很好', '股市今天大跌'].map(countGrams));
    expect(chinese.rowOf(countGrams('今天')).columns.length).toBeGreaterThan(0);
  });
});

describe('logistic regression', () => {
  const grams = new HashedGrams(texts.map(countGrams));
  const rows = texts.map((text) => grams.rowOf(countGrams(text)));

  test('gives the probabilities of scikit-learn', async () => {
    const model = await LogisticRegression.fit(rows, labels, 3, grams.numColumns);
    golden.test.forEach((text, i) => {
      const probabilities = model.probabilitiesOf(grams.rowOf(countGrams(text)));
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
    const row = grams.rowOf(countGrams('a red boat'));
    one.probabilitiesOf(row).forEach((p, k) => expect(other.probabilitiesOf(row)[k]!).toBeCloseTo(p, 4));
  });

  test('learns rows it can tell apart, and stays at chance where labels say nothing', async () => {
    const model = await LogisticRegression.fit(rows, labels, 3, grams.numColumns);
    expect(rows.map((row) => model.predict(row))).toEqual(labels);
    const same = texts.map(() => grams.rowOf(countGrams('a boat')));
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

describe('the linear classifier', () => {
  const examples = golden.train.map(([text, label]) => ({ text, label }));
  const request = { examples, numClasses: 3, training: {} as never, seed: [1] };

  test('predicts the class of the largest probability, and says how it went', async () => {
    const steps: number[] = [];
    const { signal } = new AbortController();
    const result = await linearClassifier().fineTuneAndPredict(request, golden.test, signal, (step) => {
      steps.push(step);
    });
    const largest = golden.probabilities.map((row) => row.indexOf(Math.max(...row)));
    expect(result.yPred).toEqual(largest);
    expect(result.steps).toBe(steps.length);
    expect(result.finalLoss).toBeGreaterThan(0);
    expect(result.finalLoss).toBeLessThan(Math.log(3));
  });

  test('stops when it is aborted', async () => {
    const abort = new AbortController();
    const training = linearClassifier().fineTuneAndPredict(request, golden.test, abort.signal, () =>
      abort.abort(),
    );
    await expect(training).rejects.toMatchObject({ name: 'AbortError' });
  });
});
