import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { isAbort } from '../../src/core/errors';
import type { Example } from '../../src/core/example';
import type { FineTuneRequest } from '../../src/core/ports';
import { NGramGenerator } from '../../src/generation/ngram/ngram-generator';
import { bagOf } from '../../src/training/encoder';
import { fineTune, fitNetwork } from '../../src/training/fine-tune';
import { trainOracle } from '../../src/training/label-oracle';
import { fineTuneAndRate } from '../../src/training/rate-rows';
import { onEachBackend } from './backends';
import { toyEncoder } from './toy-encoder';

const encoder = toyEncoder();
const colours = ['red', 'blue', 'green'];
const animals = ['cat', 'dog', 'cow'];
const verbs = ['runs', 'sits', 'eats'];
const never = new AbortController().signal;
const pair = (list: readonly string[], i: number): string => `${list[i % 3]!} ${verbs[(i >> 1) % 3]!}`;
const rowsOf = (count: number): Example[] =>
  Array.from({ length: count }, (_, i) => ({ text: pair(i % 2 ? animals : colours, i), label: i % 2 }));
/** Two names and a verb, in all ways. */
const twice = (names: readonly string[], verbs: readonly string[]): string[] =>
  names.flatMap((a) => names.flatMap((b) => verbs.map((verb) => `${a} ${b} ${verb}`)));
const labelled = (classes: readonly (readonly string[])[]): Example[] =>
  classes.flatMap((own, label) => own.map((text) => ({ text, label })));
const testTexts = rowsOf(18).map(({ text }) => `${text} ${text}`);

const request = (steps: number, examples: readonly Example[] = rowsOf(36)): FineTuneRequest => ({
  examples,
  numClasses: 2,
  training: {
    steps,
    batchSize: 6,
    embeddingLearningRate: 0.02,
    learningRate: 0.02,
    hiddenSize: 4,
    wordDropout: 0.2,
  },
  seed: ['test'],
});
const bags = testTexts.map((text) => bagOf(encoder, text));

onEachBackend((backend) => {
  const steps = backend === 'webgpu' ? 4 : 60;

  test('a kept network predicts what the same fine-tuning does, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const { yPred } = await fineTune(encoder, request(steps), bags, never);
    const network = await fitNetwork(encoder, request(steps), never);
    const own = testTexts.map((text) => {
      const [a, b] = network.probabilitiesOf(network.hiddenOf(network.bagOf(text)));
      return b! > a! ? 1 : 0;
    });
    expect(own).toEqual(yPred);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('watching changes nothing: the rated result is the plain one, bit for bit', async () => {
    const before = tf.memory().numTensors;
    const plain = await fineTune(encoder, request(steps), bags, never);
    const rated = await fineTuneAndRate(encoder, request(steps), bags, rowsOf(12), never);
    expect(rated.yPred).toEqual(plain.yPred);
    expect(rated.finalLoss).toBe(plain.finalLoss);
    expect(rated.scores).toHaveLength(36);
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEachBackend(() => {
  test('rows with a wrong label are the ones that hurt', async () => {
    const wrong = new Set([3, 10, 21, 30]);
    const examples = rowsOf(36).map((row, i) => (wrong.has(i) ? { ...row, label: 1 - row.label } : row));
    const { scores } = await fineTuneAndRate(encoder, request(120, examples), bags, rowsOf(12), never);
    const mean = (isWrong: boolean): number => {
      const own = scores.filter((_, i) => wrong.has(i) === isWrong);
      return own.reduce((sum, score) => sum + score, 0) / own.length;
    };
    expect(mean(true)).toBeLessThan(0);
    expect(mean(false)).toBeGreaterThan(0);
  });

  test('an oracle gives right labels, knows its mistakes, and tells what is about no class', async () => {
    const outside = twice(verbs, verbs);
    const mislabelled = rowsOf(10).map((row, i) => (i < 3 ? { ...row, label: 1 - row.label } : row));
    const real = labelled([twice(colours, verbs), twice(animals, verbs)]);
    const texts = { numClasses: 2, real, outside, validation: mislabelled, test: rowsOf(12) };
    const oracle = await trainOracle(encoder, texts, never);
    expect(oracle.info).toEqual({
      rows: 54,
      testAccuracy: 1,
      folds: [
        { rows: 27, testAccuracy: 1 },
        { rows: 27, testAccuracy: 1 },
      ],
    });
    expect(oracle.disputedOfReal).toBeCloseTo(0.3, 12);
    expect(oracle.labelsOf(['red runs', 'cow sits'])).toEqual([0, 1]);
    expect(oracle.outOfScope(['red runs', 'eats sits', 'cow eats'])).toEqual([false, true, false]);
    const without = await trainOracle(encoder, { ...texts, outside: [] }, never);
    expect(without.outOfScope(['eats sits'])).toBeNull();
    expect(without.labelsOf(['blue eats'])).toEqual([0]);
  });

  test('a wrong label that the generator copies from the corpus is disputed, though a network of all texts has learned it', async () => {
    // Only the row with the wrong label has its verb: who has seen it knows it by that.
    const planted = 'red blue red eats';
    const classes = [twice(colours, ['runs', 'sits']), [...twice(animals, ['runs', 'sits']), planted]];
    const real = labelled(classes);
    const generator = new NGramGenerator(classes);
    const copies: string[] = [];
    const ask = { label: 1, count: 200, temperature: 1, topP: 1, seed: ['copies'] };
    for await (const rows of generator.generate(ask, never))
      copies.push(...rows.flatMap(({ text }) => (text === planted ? [text] : [])));
    expect(copies.length).toBeGreaterThan(2);

    const all = await fitNetwork(encoder, { ...request(300, real), seed: ['all'] }, never);
    const [colour, animal] = all.probabilitiesOf(all.hiddenOf(all.bagOf(planted)));
    expect(animal).toBeGreaterThan(colour!);

    const texts = { numClasses: 2, real, outside: [], validation: real, test: real };
    const oracle = await trainOracle(encoder, texts, never);
    expect(oracle.labelsOf(copies)).toEqual(copies.map(() => 0));
    expect(oracle.disputedOfReal).toBeGreaterThan(0);
  });

  test('an oracle that is stopped leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    const texts = {
      numClasses: 2,
      real: rowsOf(60),
      outside: [],
      validation: rowsOf(4),
      test: rowsOf(4),
    };
    const stopped = trainOracle(encoder, texts, abort.signal);
    abort.abort();
    await expect(stopped).rejects.toSatisfy(isAbort);
    expect(tf.memory().numTensors).toBe(before);
  });
}, ['cpu', 'wasm']);
