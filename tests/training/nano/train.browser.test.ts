import * as tf from '@tensorflow/tfjs-core';
import { expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../../src/core/errors';
import { evaluateLoss, logits } from '../../../src/training/nano/evaluate';
import {
  initialParameters,
  nameParameters,
  parameterSpecs,
  parameterTensors,
} from '../../../src/training/nano/model';
import { NanoTrainer, trainNano, type NanoTrainingHooks } from '../../../src/training/nano/train';
import type {
  NanoCheckpoint,
  NanoTrainingRequest,
  NanoTrainingSettings,
} from '../../../src/training/nano/training-state';
import { NanoVocabulary } from '../../../src/training/nano/vocabulary';
import { stream } from '../../../src/core/random';
import { onEachBackend, type Backend } from '../backends';
import { tinyShape, toyLabels, toyPieces, toyShape } from './toy-nano';

/** A single block: a step is some hundreds of small operations for each. */
const smallShape = { ...toyShape, layers: 1 };
const vocabulary = new NanoVocabulary(toyPieces, toyLabels);
const sentences = [
  'a b c work worl',
  'a c b worm',
  'b a wornk c',
  'c worq worp',
  'd e f worn worm worl',
  'd f wors',
  'e d wort f',
  'f worr worq a',
].map((text, i) => vocabulary.encode(text, i % toyLabels.length));

const settings: NanoTrainingSettings = {
  epochs: 2,
  batchTokens: 24,
  initialDeviation: 0.1,
  learningRate: 0.01,
  warmUpSteps: 2,
  weightDecay: 0.1,
  beta2: 0.98,
  dropout: 0.2,
  plainStartChance: 0.25,
  seed: 1,
};
const requestOn = (backend: Backend, over: Partial<NanoTrainingSettings> = {}): NanoTrainingRequest => ({
  texts: backend === 'webgpu' ? sentences.slice(0, 2) : sentences.slice(0, 6),
  validation: sentences.slice(6),
  plainStart: vocabulary.start,
  shape: backend === 'webgpu' ? tinyShape : smallShape,
  settings: { ...settings, ...(backend === 'webgpu' ? { epochs: 1 } : {}), ...over },
});

// WebGPU is software in tests: a few steps take long on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

onEachBackend((backend) => {
  test('stopped after any step and resumed, it ends in the very same weights; no tensor stays behind', async () => {
    const before = tf.memory().numTensors;
    const request = requestOn(backend);
    const checkpoints: NanoCheckpoint[] = [];
    const reports: unknown[] = [];
    const whole = await trainNano(request, {
      onStep: async (_, trainer) => void checkpoints.push(structuredClone(await trainer.checkpoint())),
      onEpoch: (report) => void reports.push(report),
    });
    expect(reports.length).toBe(request.settings.epochs);
    for (const i of backend === 'webgpu' ? [0] : checkpoints.keys()) {
      const laterReports: unknown[] = [];
      const resumed = await trainNano(request, {
        from: checkpoints[i]!,
        onEpoch: (report) => void laterReports.push(report),
      });
      expect(resumed).toEqual(whole);
      expect(laterReports).toEqual(reports.slice(-laterReports.length));
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEachBackend(
  (backend) => {
    const run = (over: Partial<NanoTrainingSettings> = {}, hooks: NanoTrainingHooks = {}) =>
      trainNano(requestOn(backend, over), hooks);

    test('where the starts alone are trained, no other weight moves', async () => {
      const before = tf.memory().numTensors;
      const request = requestOn(backend, { startsOnly: true, weightDecay: 0 });
      const { shape, plainStart } = request;
      const first = initialParameters(
        shape,
        settings.initialDeviation,
        stream('nano', settings.seed, 'weights'),
      );
      const [tokens, ...others] = await trainNano(request);
      expect(others).toEqual(first.slice(1));
      const isStart = (i: number): boolean => Math.floor(i / shape.dimensions) > plainStart;
      tokens!.forEach((value, i) => {
        if (isStart(i)) expect(value).not.toBe(first[0]![i]);
        else expect(value).toBe(first[0]![i]);
      });
      expect(tf.memory().numTensors).toBe(before);
    });

    test('it learns eight sentences by heart', async () => {
      const request = {
        ...requestOn(backend, {
          epochs: 40,
          batchTokens: 100,
          learningRate: 0.03,
          dropout: 0,
          plainStartChance: 0,
        }),
        texts: sentences,
      };
      const losses: number[] = [];
      const weights = await trainNano(request, {
        onEpoch: ({ trainingLoss }) => void losses.push(trainingLoss),
      });
      expect(losses[0]).toBeGreaterThan(2.5);
      expect(losses.at(-1)).toBeLessThan(0.5);
      const tensors = parameterTensors(weights, smallShape);
      const parameters = nameParameters(tensors, smallShape);
      const [text] = sentences;
      const found = logits(parameters, smallShape, text!.slice(0, 4));
      const best = await tf.tidy(() => tf.argMax(found, 1)).data();
      expect(best[3]).toBe(text![4]);
      tf.dispose([found, ...tensors]);
    });

    test('the uniform guess is where it begins, and the plain start is learned with the others', async () => {
      const { shape } = requestOn(backend);
      const begin = parameterTensors(initialParameters(shape, 0.02, stream('begin')), shape);
      const first = await evaluateLoss(nameParameters(begin, shape), shape, sentences);
      expect(Math.abs(first - Math.log(shape.vocabularySize))).toBeLessThan(0.1);
      tf.dispose(begin);
      const plain = sentences.map((text) => [vocabulary.start, ...text.slice(1)]);
      const lossWith = async (plainStartChance: number): Promise<number> => {
        const weights = parameterTensors(
          await run({ epochs: 8, plainStartChance, dropout: 0, learningRate: 0.03 }),
          shape,
        );
        const loss = await evaluateLoss(nameParameters(weights, shape), shape, plain.slice(0, 6));
        tf.dispose(weights);
        return loss;
      };
      expect(await lossWith(0.5)).toBeLessThan(await lossWith(0));
    });

    test('step after step the memory stays as it is', async () => {
      const trainer = new NanoTrainer({ ...requestOn(backend, { epochs: 100 }), texts: [sentences[0]!] });
      await trainer.advance();
      const { numTensors, numBytes } = tf.memory();
      for (let i = 0; i < 50; i++) {
        await trainer.advance();
        expect(tf.memory().numTensors).toBe(numTensors);
        expect(tf.memory().numBytes).toBe(numBytes);
      }
      trainer.dispose();
    });

    test('an abort stops it, a pause holds it, and neither leaves a tensor', async () => {
      const before = tf.memory().numTensors;
      const abort = new AbortController();
      let steps = 0;
      const stopped = run(
        { epochs: 1000 },
        {
          signal: abort.signal,
          onStep: async () => {
            if (++steps === 2) await new Promise((resolve) => setTimeout(resolve, 50));
            if (steps === 3) abort.abort();
          },
        },
      );
      await expect(stopped).rejects.toSatisfy(isAbort);
      expect(steps).toBe(3);
      expect(tf.memory().numTensors).toBe(before);
    });

    test('a learning rate that is far too high is an error, not a silent NaN', async () => {
      const before = tf.memory().numTensors;
      await expect(run({ learningRate: 1e30, epochs: 4 })).rejects.toThrow('trainNano: invalid loss at step');
      expect(tf.memory().numTensors).toBe(before);
    });

    test('no texts, a checkpoint of another training and damaged weights are refused', async () => {
      const before = tf.memory().numTensors;
      await expect(trainNano({ ...requestOn(backend), texts: [[3], []] })).rejects.toThrow(LabError);
      const trainer = new NanoTrainer(requestOn(backend));
      await trainer.advance();
      const from = await trainer.checkpoint();
      trainer.dispose();
      await expect(run({ seed: 2 }, { from })).rejects.toThrow('invalid checkpoint');
      const damaged = { ...from, secondMoments: from.secondMoments.slice(1) };
      await expect(run({}, { from: damaged })).rejects.toThrow('invalid lengths of parameters');
      expect(tf.memory().numTensors).toBe(before);
    });
  },
  ['cpu', 'wasm'],
);

test('weights start with gains of 1 and the stated deviations, the same for the same seed', () => {
  const shape = { ...toyShape, vocabularySize: 500, layers: 8, dimensions: 32, feedForwardSize: 64 };
  const weights = initialParameters(shape, 0.05, stream('initial', 1));
  expect(initialParameters(shape, 0.05, stream('initial', 1))).toEqual(weights);
  parameterSpecs(shape).forEach(({ name }, p) => {
    const list = weights[p]!;
    if (/norm$/i.test(name)) expect(new Set(list)).toEqual(new Set([1]));
    else {
      const deviation = Math.sqrt(list.reduce((sum, value) => sum + value ** 2, 0) / list.length);
      const wanted = name.endsWith('Out') ? 0.05 / 4 : 0.05; // √(2 · 8) = 4
      expect(deviation / wanted).toBeGreaterThan(0.9);
      expect(deviation / wanted).toBeLessThan(1.1);
    }
  });
});
