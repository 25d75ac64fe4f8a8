/**
 * @file Logits, loss, every gradient and a few steps of AdamW. Reference numbers:
 * `/usr/bin/python3 tests/training/nano/golden.py > tests/training/nano/golden.json`, Python 3.11.2, PyTorch 1.13.0.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { AdamW } from '../../../src/training/nano/adamw';
import { disposeBatch, makeBatch } from '../../../src/training/nano/batches';
import { evaluateLoss, logits, pooledHiddenStates, poolingMatrix } from '../../../src/training/nano/evaluate';
import { disposeTargets, makeTargets, nextTokenGradients, splitTexts } from '../../../src/training/nano/loss';
import {
  listParameters,
  nameParameters,
  type NanoParameters,
  numbersOf,
  parameterSpecs,
  parameterTensors,
} from '../../../src/training/nano/model';
import { backwardBody, forwardBody } from '../../../src/training/nano/transformer';
import { onEachBackend } from '../backends';
import golden from './golden.json';

const { shape, texts } = golden;
const specs = parameterSpecs(shape);
const formulaWeights = specs.map(({ name, shape: [rows, columns] }, p) =>
  Float32Array.from(
    { length: rows * columns },
    (_, k) => 0.3 * Math.sin(1.7 * k + p) + (/norm$/i.test(name) ? 1 : 0),
  ),
);

/** Largest difference over the largest reference number. */
function relativeError(found: ArrayLike<number>, wanted: readonly number[]): number {
  expect(found.length).toBe(wanted.length);
  const largest = Math.max(...wanted.map(Math.abs), 1e-3);
  return Math.max(...wanted.map((value, i) => Math.abs(found[i]! - value))) / largest;
}

function lossAndGradients(parameters: NanoParameters<Tensor2D>): { loss: tf.Scalar; gradients: Tensor2D[] } {
  const { inputs, targets } = splitTexts(texts, shape.contextLength);
  const batch = makeBatch(inputs);
  const wanted = makeTargets(targets, batch.length);
  const out = tf.tidy(() => {
    const { hidden, saved } = forwardBody(parameters, batch, shape);
    const head = nextTokenGradients(hidden, parameters.tokens, wanted);
    const body = backwardBody(parameters, head.dHidden, batch, shape, saved);
    const tokens = tf.add<Tensor2D>(body.tokens, head.dTokens);
    return { loss: head.loss, gradients: listParameters({ ...body, tokens }) };
  });
  disposeBatch(batch);
  disposeTargets(wanted);
  return out;
}

// WebGPU is software in tests: a few steps take long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

onEachBackend(() => {
  test('logits, and the loss of texts of different lengths, are those of PyTorch', async () => {
    const before = tf.memory().numTensors;
    const tensors = parameterTensors(formulaWeights, shape);
    const parameters = nameParameters(tensors, shape);
    const found = logits(parameters, shape, texts[0]!);
    expect(relativeError(await found.data(), golden.logitsOfFirst)).toBeLessThan(1e-5);
    expect(await evaluateLoss(parameters, shape, texts)).toBeCloseTo(golden.loss, 5);
    tf.dispose([found, ...tensors]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('the gradient of every parameter is that of autograd', async () => {
    const before = tf.memory().numTensors;
    const tensors = parameterTensors(formulaWeights, shape);
    const { loss, gradients } = lossAndGradients(nameParameters(tensors, shape));
    expect((await loss.data())[0]).toBeCloseTo(golden.loss, 5);
    const numbers = await numbersOf(gradients);
    specs.forEach(({ name }, i) => {
      const wanted = golden.gradients[name as keyof typeof golden.gradients];
      expect(relativeError(numbers[i]!, wanted), name).toBeLessThan(5e-5);
    });
    tf.dispose([loss, ...gradients, ...tensors]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('another head, on the mean hidden states, gets its gradients through the same body', async () => {
    const before = tf.memory().numTensors;
    const tensors = parameterTensors(formulaWeights, shape);
    const parameters = nameParameters(tensors, shape);
    expect(relativeError(await pooledHiddenStates(parameters, shape, texts), golden.means)).toBeLessThan(
      1e-5,
    );

    const batch = makeBatch(texts);
    const gradients = tf.tidy(() => {
      const { saved } = forwardBody(parameters, batch, shape);
      const size = texts.length * shape.dimensions;
      const dMeans = tf.tensor2d(
        Array.from({ length: size }, (_, i) => i + 1),
        [texts.length, shape.dimensions],
      );
      const dHidden = tf.matMul<Tensor2D>(tf.transpose(poolingMatrix(batch)), dMeans);
      return listParameters(backwardBody(parameters, dHidden, batch, shape, saved));
    });
    const numbers = await numbersOf(gradients);
    specs.forEach(({ name }, i) => {
      const wanted = golden.pooledGradients[name as keyof typeof golden.pooledGradients];
      expect(relativeError(numbers[i]!, wanted), name).toBeLessThan(5e-5);
    });
    disposeBatch(batch);
    tf.dispose([...gradients, ...tensors]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEachBackend(() => {
  test('three steps of AdamW, clipped, end where torch.optim.AdamW ends', async () => {
    const before = tf.memory().numTensors;
    const { learningRate, weightDecay, beta2, steps } = golden.adamw;
    const optimizer = new AdamW(
      parameterTensors(formulaWeights, shape).map((value) => ({
        value,
        firstMoment: tf.zerosLike(value),
        secondMoment: tf.zerosLike(value),
      })),
      specs.map(({ name }) => (/norm$|^positions$/i.test(name) ? 0 : weightDecay)),
      beta2,
    );
    for (let step = 1; step <= steps; step++) {
      const { loss, gradients } = lossAndGradients(nameParameters(optimizer.values, shape));
      optimizer.descend(gradients, step, learningRate);
      tf.dispose([loss, ...gradients]);
    }
    const numbers = await numbersOf(optimizer.values);
    specs.forEach(({ name }, i) => {
      const wanted = golden.trained[name as keyof typeof golden.trained];
      expect(relativeError(numbers[i]!, wanted), name).toBeLessThan(1e-3);
    });
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
}, ['cpu', 'wasm']);
