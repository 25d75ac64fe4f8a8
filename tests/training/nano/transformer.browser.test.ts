/** @file What holds of the transformer whatever its weights, with its gradients against differences of its loss. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { stream } from '../../../src/core/random';
import { disposeBatch, makeBatch, type NanoBatch } from '../../../src/training/nano/batches';
import { drawMasks } from '../../../src/training/nano/layers';
import { evaluateLoss, logits, pooledHiddenStates } from '../../../src/training/nano/evaluate';
import {
  disposeTargets,
  makeTargets,
  nextTokenGradients,
  nextTokenLoss,
  splitTexts,
} from '../../../src/training/nano/loss';
import {
  listParameters,
  nameParameters,
  numbersOf,
  parameterSpecs,
  parameterTensors,
} from '../../../src/training/nano/model';
import { backwardBody, forwardBody } from '../../../src/training/nano/transformer';
import { onEachBackend } from '../backends';
import { tinyShape, toyNano, toyShape } from './toy-nano';

const V = toyShape.vocabularySize;

// WebGPU is software in tests: a few steps take long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

onEachBackend((backend) => {
  const shape = backend === 'webgpu' ? tinyShape : toyShape;
  const token = fc.integer({ min: 0, max: V - 1 });
  const sequence = fc.array(token, { minLength: 2, maxLength: shape.contextLength });

  test('a token is seen by itself and by later ones only', async () => {
    const before = tf.memory().numTensors;
    const tensors = parameterTensors(toyNano(1, shape).weights, shape);
    const parameters = nameParameters(tensors, shape);
    await fc.assert(
      fc.asyncProperty(sequence, token, fc.nat(), async (tokens, other, somewhere) => {
        const changed = somewhere % tokens.length;
        fc.pre(tokens[changed] !== other);
        const both = [tokens, tokens.with(changed, other)].map((one) => logits(parameters, shape, one));
        const [found, altered] = await Promise.all(both.map((one) => one.data()));
        tf.dispose(both);
        expect(altered!.subarray(0, changed * V)).toEqual(found!.subarray(0, changed * V));
        const row = (values: ArrayLike<number>): number[] =>
          Array.from({ length: V }, (_, i) => values[changed * V + i]!);
        expect(row(altered!)).not.toEqual(row(found!));
      }),
      { numRuns: backend === 'webgpu' ? 2 : 30 },
    );
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a text means the same beside longer ones as alone', async () => {
    const before = tf.memory().numTensors;
    const tensors = parameterTensors(toyNano(2, shape).weights, shape);
    const parameters = nameParameters(tensors, shape);
    const texts = [[3, 1, 4], [1, 5, 9, 2], [6]];
    const together = await pooledHiddenStates(parameters, shape, texts);
    const alone: number[] = [];
    for (const text of texts) alone.push(...(await pooledHiddenStates(parameters, shape, [text])));
    together.forEach((value, i) => expect(value).toBeCloseTo(alone[i]!, 4));
    tf.dispose(tensors);
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEachBackend(() => {
  test('along any direction the loss rises as the gradients say, with dropout and without', async () => {
    const before = tf.memory().numTensors;
    const lengths = fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: 4 });
    const shapes = fc.record({
      heads: fc.constantFrom(1, 2),
      layers: fc.constantFrom(1, 2),
      feedForwardSize: fc.constantFrom(3, 8),
    });
    await fc.assert(
      fc.asyncProperty(
        shapes,
        lengths,
        fc.constantFrom(0, 0.3),
        fc.nat(),
        async (sizes, lengths, rate, seed) => {
          const shape = { vocabularySize: 7, contextLength: 6, dimensions: 6, ...sizes };
          const rng = stream('gradients', seed);
          const numbers = (deviation: number): Float32Array[] =>
            parameterSpecs(shape).map(({ name, shape: [rows, columns] }) => {
              const mean = deviation > 0 && /norm$/i.test(name) ? 1 : 0;
              return Float32Array.from({ length: rows * columns }, () => mean + deviation * rng.normal());
            });
          const texts = lengths.map((length) => Array.from({ length }, () => rng.integer(7)));
          const { inputs, targets } = splitTexts(texts, shape.contextLength);
          const masks = drawMasks(rate, inputs.length, shape.dimensions, shape.layers, rng);
          const batch = makeBatch(inputs, masks);
          const wanted = makeTargets(targets, batch.length);
          const weights = numbers(0.5);
          const direction = parameterSpecs(shape).map(({ shape: [rows, columns] }) =>
            Float32Array.from({ length: rows * columns }, () => rng.normal()),
          );
          const length = Math.hypot(...direction.flatMap((list) => [...list]));

          const tensors = parameterTensors(weights, shape);
          const parameters = nameParameters(tensors, shape);
          const gradients = tf.tidy(() => {
            const { hidden, saved } = forwardBody(parameters, batch, shape);
            const head = nextTokenGradients(hidden, parameters.tokens, wanted);
            const body = backwardBody(parameters, head.dHidden, batch, shape, saved);
            return listParameters({ ...body, tokens: tf.add<Tensor2D>(body.tokens, head.dTokens) });
          });
          let slope = 0;
          for (const [p, list] of (await numbersOf(gradients)).entries())
            list.forEach((g, k) => (slope += (g * direction[p]![k]!) / length));

          const step = 1e-2;
          const lossAt = async (by: number): Promise<number> => {
            const moved = parameterTensors(
              weights.map((list, p) => list.map((w, k) => w + (by * direction[p]![k]!) / length)),
              shape,
            );
            const loss = tf.tidy(() => {
              const at = nameParameters(moved, shape);
              return nextTokenLoss(forwardBody(at, batch, shape).hidden, at.tokens, wanted);
            });
            const value = (await loss.data())[0]!;
            tf.dispose([loss, ...moved]);
            return value;
          };
          // Central differences at two widths, put together so that the error is of the fourth order.
          const wide = ((await lossAt(2 * step)) - (await lossAt(-2 * step))) / (4 * step);
          const near = ((await lossAt(step)) - (await lossAt(-step))) / (2 * step);
          // Where the loss bends sharply the two widths differ, and neither is to be trusted further than that.
          const doubt = Math.abs(wide - near);
          expect(Math.abs((4 * near - wide) / 3 - slope)).toBeLessThan(2e-3 * (1 + Math.abs(slope)) + doubt);
          tf.dispose([...gradients, ...tensors]);
          disposeBatch(batch);
          disposeTargets(wanted);
        },
      ),
      { numRuns: 40, examples: [[{ heads: 1, layers: 2, feedForwardSize: 3 }, [3], 0.3, 940890501]] },
    );
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a batch holds its sequences from the left, and looks back only', async () => {
    const batch: NanoBatch = makeBatch([[5, 6, 7], [8]]);
    expect([batch.numTexts, batch.length]).toEqual([2, 3]);
    expect(Array.from(await batch.tokens.data())).toEqual([5, 6, 7, 8, 0, 0]);
    const seen = Array.from(await batch.mask.data(), (value) => value === 0);
    expect(seen).toEqual([true, false, false, true, true, false, true, true, true]);
    disposeBatch(batch);
    const targets = makeTargets([[6, 7, 1], [2]], 3);
    expect(Array.from(await targets.rows.data())).toEqual([0, 1, 2, 3]);
    expect(Array.from(await targets.places.data())).toEqual([0, 6, 1, 7, 2, 1, 3, 2]);
    disposeTargets(targets);
  });

  test('what cannot be predicted costs much, not infinitely much', async () => {
    const { weights, shape } = toyNano();
    const huge = weights.map((list, p) => (p === 0 ? list.map((value) => 1e4 * value) : list));
    const tensors = parameterTensors(huge, shape);
    const loss = await evaluateLoss(nameParameters(tensors, shape), shape, [[1, 2, 3, 4]]);
    expect(loss).toBeGreaterThan(5);
    expect(loss).toBeLessThan(86);
    tf.dispose(tensors);
  });

  test('dropout keeps the expected value, drops whole coordinates of a text, and is nothing at rate 0', async () => {
    expect(drawMasks(0, 4, 8, 2, stream('masks'))).toBeNull();
    const masks = drawMasks(0.25, 50, 80, 1, stream('masks'))!;
    const values = await masks.embedding.data<'float32'>();
    expect(masks.embedding.shape).toEqual([50, 1, 80]);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).toBeCloseTo(1, 1);
    const others = await masks.blocks[0]!.attention.data();
    expect(others).not.toEqual(values);
    tf.dispose([masks.embedding, masks.blocks[0]!.attention, masks.blocks[0]!.feedForward]);
  });
}, ['cpu', 'wasm']);
