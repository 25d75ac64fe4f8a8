import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { FineTuneRequest } from '../../../src/core/ports';
import { DEFAULT_TRAINING } from '../../../src/experiment/settings';
import { disposeBatch, makeBatch } from '../../../src/training/nano/batches';
import {
  fineTuneNano,
  labelledGradients,
  type NanoClassifierSettings,
  oneHotLabels,
} from '../../../src/training/nano/classify';
import type { Pooling } from '../../../src/training/nano/evaluate';
import { nameParameters, parameterSpecs, parameterTensors } from '../../../src/training/nano/model';
import { onEachBackend, type Backend } from '../backends';
import { tinyShape, toyNano, toyShape } from './toy-nano';

/** On WebGPU the parts are held against PyTorch elsewhere; in software a training takes minutes. */
const HELD_HERE: readonly Backend[] = ['cpu', 'wasm'];

const { signal } = new AbortController();
const SETTINGS: NanoClassifierSettings = {
  pooling: 'mean',
  tuned: 'all',
  bodyLearningRate: 0.005,
  headLearningRate: 0.05,
  weightDecay: 0.01,
  wordDropout: 0.1,
};

/** Two classes that differ in one word. */
const examples = Array.from({ length: 16 }, (_, i) => ({
  text: `${'cdefghij'[i % 8]} ${i % 2 === 0 ? 'a' : 'b'} ${'efghijcd'[(i >> 1) % 8]}`,
  label: i % 2,
}));
const request = (steps: number): FineTuneRequest => ({
  examples,
  numClasses: 2,
  training: { ...DEFAULT_TRAINING, steps, batchSize: 8 },
  seed: ['classify'],
});
const testTexts = ['c a e', 'j b d', 'a', 'f b g h'];

onEachBackend(() => {
  test.each(['mean', 'last'] as const)(
    'gradients of the %s are those of finite differences',
    async (pooling: Pooling) => {
      const shape = { ...tinyShape, contextLength: 12 };
      const { weights, vocabulary } = toyNano(3, shape);
      const head = [0.3, -0.2, 0.5, 0.1, -0.4, 0.2, 0.6, -0.1, 0.05, -0.3, 0.25, 0.15];
      const labels = [2, 0];
      const sequences = ['a c d', 'b'].map((text) => [
        vocabulary.start,
        ...vocabulary.tokenizer.encode(text),
      ]);
      const gradientsAt = async (lists: readonly Float32Array[]): Promise<[number, Float32Array[]]> => {
        const tensors = parameterTensors(lists, shape);
        const classes = { weights: tf.tensor2d(head, [4, 3]), bias: tf.tensor2d([0.1, 0, -0.1], [1, 3]) };
        const batch = makeBatch(sequences);
        const yTrue = oneHotLabels(labels, 3);
        const found = labelledGradients(
          nameParameters(tensors, shape),
          classes,
          batch,
          yTrue,
          shape,
          pooling,
        );
        const numbers = await Promise.all(found.body.map((one) => one.data<'float32'>()));
        const loss = (await found.loss.data())[0]!;
        disposeBatch(batch);
        tf.dispose([
          found.loss,
          ...found.body,
          ...found.head,
          yTrue,
          classes.weights,
          classes.bias,
          ...tensors,
        ]);
        return [loss, numbers];
      };
      const before = tf.memory().numTensors;
      const [, gradients] = await gradientsAt(weights);
      const step = 0.01;
      for (const [p, { name }] of parameterSpecs(shape).entries()) {
        const largest = gradients[p]!.reduce(
          (best, value, k) => (Math.abs(value) > Math.abs(gradients[p]![best]!) ? k : best),
          0,
        );
        const moved = (by: number): Float32Array[] =>
          weights.map((list, q) => {
            const copy = Float32Array.from(list);
            if (q === p) copy[largest]! += by;
            return copy;
          });
        const [up] = await gradientsAt(moved(step));
        const [down] = await gradientsAt(moved(-step));
        const slope = (up - down) / (2 * step);
        expect(Math.abs(slope - gradients[p]![largest]!), name).toBeLessThan(2e-3 + 0.03 * Math.abs(slope));
      }
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test.each([
    ['all', 'mean'],
    ['all', 'last'],
    ['head', 'mean'],
    ['head', 'last'],
  ] as const)(
    'with %s tuned over the %s it learns, the same each time, and frees all it took',
    async (tuned, pooling) => {
      const model = toyNano(1, toyShape);
      const settings = { ...SETTINGS, tuned, pooling };
      const before = tf.memory().numTensors;
      const result = await fineTuneNano(model, request(60), testTexts, settings, signal);
      expect(result.yPred).toEqual([0, 1, 0, 1]);
      expect(result.finalLoss).toBeLessThan(0.4);
      const again = await fineTuneNano(model, request(60), testTexts, settings, signal);
      expect(again.finalLoss).toBe(result.finalLoss);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test('stops where it is told to, and refuses what it cannot learn from, without keeping tensors', async () => {
    const model = toyNano();
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const steps: number[] = [];
    const running = fineTuneNano(model, request(100), testTexts, SETTINGS, stop.signal, (step) => {
      steps.push(step);
      if (step === 20) stop.abort();
    });
    await expect(running).rejects.toThrow(/abort/i);
    expect(steps).toEqual([10, 20]);
    const nothing = { ...request(5), examples: [] };
    await expect(fineTuneNano(model, nothing, testTexts, SETTINGS, signal)).rejects.toThrow(
      'missing examples',
    );
    const wild = { ...SETTINGS, bodyLearningRate: Infinity };
    await expect(fineTuneNano(model, request(30), testTexts, wild, signal)).rejects.toThrow('invalid loss');
    expect(tf.memory().numTensors).toBe(before);
  });
}, HELD_HERE);
