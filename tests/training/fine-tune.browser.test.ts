import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { isAbort, LabError } from '../../src/core/errors';
import type { FineTuneRequest } from '../../src/core/ports';
import { stream } from '../../src/core/random';
import { bagOf } from '../../src/training/encoder';
import { fineTune } from '../../src/training/fine-tune';
import { onEachBackend, useBackend, type Backend } from './backends';
import { toyEncoder } from './toy-encoder';

const encoder = toyEncoder();
const colours = ['red', 'blue', 'green'];
const animals = ['cat', 'dog', 'cow'];
const verbs = ['runs', 'sits', 'eats'];
const pick = (list: readonly string[], i: number): string => list[i % list.length]!;
/** What a text says is told by its first word alone. */
const examples = Array.from({ length: 36 }, (_, i) => ({
  text:
    i % 2 === 0 ? `${pick(colours, i >> 1)} ${pick(verbs, i)}` : `${pick(animals, i >> 1)} ${pick(verbs, i)}`,
  label: i % 2,
}));
const testTexts = [...colours, ...animals].flatMap((word) => verbs.map((verb) => `${verb} ${word}`));
const yTrue = testTexts.map((_, i) => (i < 9 ? 0 : 1));

const request = (steps: number, over: Partial<FineTuneRequest> = {}): FineTuneRequest => ({
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
  ...over,
});
const run = (r: FineTuneRequest, signal = new AbortController().signal, onStep?: (step: number) => void) =>
  fineTune(
    encoder,
    r,
    testTexts.map((text) => bagOf(encoder, text)),
    signal,
    onStep,
  );
const accuracy = (yPred: readonly number[]): number =>
  yPred.filter((p, i) => p === yTrue[i]).length / yTrue.length;

/** Software WebGPU takes 50 times as long: a few steps must do. */
const stepsOn = (backend: Backend): number => (backend === 'webgpu' ? 3 : 80);

onEachBackend((backend) => {
  test('equal requests give bit-equal results, and leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const first = await run(request(stepsOn(backend)));
    const second = await run(request(stepsOn(backend)));
    expect(second.finalLoss).toBe(first.finalLoss);
    expect(second.yPred).toEqual(first.yPred);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('an abort stops it and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    const stopped = run(request(10_000), abort.signal, () => abort.abort());
    if (backend === 'webgpu') abort.abort();
    await expect(stopped).rejects.toSatisfy(isAbort);
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEachBackend(() => {
  test('learns what is there to learn', async () => {
    const result = await run(request(200));
    expect(accuracy(result.yPred)).toBeGreaterThan(0.9);
    expect(result.finalLoss).toBeLessThan(0.4);
    expect(result.steps).toBe(200);
  });

  test('learns nothing that carries over from shuffled labels', async () => {
    const rng = stream('shuffled labels');
    const accuracies: number[] = [];
    for (let i = 0; i < 10; i++) {
      const shuffled = examples.map(({ text }) => ({ text, label: rng.integer(2) }));
      accuracies.push(accuracy((await run(request(60, { examples: shuffled, seed: [i] }))).yPred));
    }
    const mean = accuracies.reduce((sum, a) => sum + a, 0) / accuracies.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.2);
  });

  test('more rows or fewer, the number of steps is the same', async () => {
    const few = await run(request(40, { examples: examples.slice(0, 3) }));
    expect(few.steps).toBe(40);
  });

  test('texts without a known word, or empty, neither stop training nor prediction', async () => {
    const odd = [...examples, { text: '', label: 0 }, { text: '☃ ☃', label: 1 }];
    const result = await run(request(20, { examples: odd }));
    expect(Number.isFinite(result.finalLoss)).toBe(true);
  });

  test('a learning rate that is far too high is an error, not a silent NaN', async () => {
    const training = { ...request(60).training, learningRate: 1e38, embeddingLearningRate: 1e38 };
    const before = tf.memory().numTensors;
    await expect(run(request(60, { training }))).rejects.toThrow('invalid loss');
    expect(tf.memory().numTensors).toBe(before);
  });

  test('no examples are refused', async () => {
    await expect(run(request(5, { examples: [] }))).rejects.toThrow(LabError);
  });
}, ['cpu', 'wasm']);

test('the backends agree', async () => {
  const losses: number[] = [];
  for (const backend of ['cpu', 'wasm', 'webgpu'] as const) {
    await useBackend(backend);
    losses.push((await run(request(3))).finalLoss);
  }
  expect(Math.abs(losses[1]! - losses[0]!)).toBeLessThan(1e-5);
  expect(Math.abs(losses[2]! - losses[0]!)).toBeLessThan(1e-5);
});
