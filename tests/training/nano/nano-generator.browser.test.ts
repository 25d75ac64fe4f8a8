import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAbort, LabError } from '../../../src/core/errors';
import type { GenerationRequest } from '../../../src/core/ports';
import { stream } from '../../../src/core/random';
import { logits as fullLogits } from '../../../src/training/nano/evaluate';
import { NanoGenerator } from '../../../src/training/nano/nano-generator';
import { NanoModel } from '../../../src/training/nano/model';
import { sampleTexts } from '../../../src/training/nano/sample';
import { onEachBackend } from '../backends';
import { tinyShape, toyLabels, toyNano, toyShape } from './toy-nano';

const noBreath = (): Promise<void> => Promise.resolve();

onEachBackend((backend) => {
  let model: NanoModel;
  let generator: NanoGenerator;
  beforeAll(() => {
    model = new NanoModel(toyNano(1, backend === 'webgpu' ? tinyShape : toyShape));
    generator = new NanoGenerator(model);
  });
  afterAll(() => model.dispose());

  const request = (over: Partial<GenerationRequest> = {}): GenerationRequest => ({
    label: 0,
    count: 20,
    temperature: 1,
    topP: 1,
    seed: [1, 'test'],
    ...over,
  });
  async function rowsOf(over: Partial<GenerationRequest> = {}): Promise<string[]> {
    const rows: string[] = [];
    for await (const batch of generator.generate(request(over), new AbortController().signal)) {
      expect(batch.length).toBeLessThanOrEqual(128);
      rows.push(...batch.map((example) => example.text));
    }
    return rows;
  }

  test('any row can be made again alone, in a batch of any size', async () => {
    const before = tf.memory().numTensors;
    for (const topP of backend === 'webgpu' ? [0.9] : [1, 0.9]) {
      const rows = await rowsOf({ count: 130, topP });
      expect(rows.length).toBe(130);
      expect(await rowsOf({ count: 7, topP })).toEqual(rows.slice(0, 7));
      for (const index of [57, 129]) {
        expect(await generator.generateRow(0, { temperature: 1, topP }, [1, 'test'], index)).toBe(
          rows[index],
        );
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test('rows of all classes side by side are those of each class alone', async () => {
    const starts = [0, 2, 1, 1, 0, 2, 2].map((label) => model.vocabulary.startOf(label));
    const requests = (only: (i: number) => boolean) =>
      starts.map((start, i) => ({ start, rng: stream('mixed', i) })).filter((_, i) => only(i));
    const sampling = { temperature: 1.2, topP: 1 };
    const together = await sampleTexts(
      model,
      requests(() => true),
      sampling,
      noBreath,
    );
    for (const start of new Set(starts.slice(0, backend === 'webgpu' ? 1 : 3))) {
      const alone = await sampleTexts(
        model,
        requests((i) => starts[i] === start),
        sampling,
        noBreath,
      );
      expect(alone).toEqual(together.filter((_, i) => starts[i] === start));
    }
  });

  test('an abort ends the writing between two tokens and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      for await (const batch of generator.generate(request({ count: 100_000 }), abort.signal)) void batch;
    };
    setTimeout(() => abort.abort(), 20);
    await expect(read()).rejects.toSatisfy(isAbort);
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEachBackend(() => {
  const sampling = { temperature: 1, topP: 1 };

  test('no text is empty, too long, or holds the unknown piece, a start or an end', async () => {
    const model = new NanoModel(toyNano(3));
    const { end, start } = model.vocabulary;
    for (const temperature of [0.05, 1, 10]) {
      const requests = Array.from({ length: 100 }, (_, i) => ({ start, rng: stream(temperature, i) }));
      const texts = await sampleTexts(model, requests, { temperature, topP: 1 }, noBreath);
      for (const pieces of texts) {
        expect(pieces.length).toBeGreaterThanOrEqual(1);
        expect(pieces.length).toBeLessThanOrEqual(toyShape.contextLength - 1);
        expect(pieces.every((piece) => piece > 0 && piece < end)).toBe(true);
      }
      if (temperature === 10) {
        const lengths = texts.map((pieces) => pieces.length);
        expect(new Set(lengths).size).toBeGreaterThan(3);
      }
    }
    model.dispose();
  });

  test('the first two pieces come as often as the model says', async () => {
    const model = new NanoModel(toyNano(4));
    const { vocabulary, shape, parameters } = model;
    const numTexts = 6000;
    const counts = new Map<string, number>();
    for (let from = 0; from < numTexts; from += 120) {
      const requests = Array.from({ length: 120 }, (_, i) => ({
        start: vocabulary.startOf(1),
        rng: stream('frequencies', from + i),
      }));
      for (const pieces of await sampleTexts(model, requests, sampling, noBreath)) {
        const key = `${pieces[0]!} ${pieces[1] ?? vocabulary.end}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    /** P(next) over the tokens from 1 to `last`, worked out here from the whole text at once. */
    const next = async (tokens: number[], last: number): Promise<number[]> => {
      const all = fullLogits(parameters, shape, tokens);
      const values = (await all.data()).slice(-shape.vocabularySize);
      all.dispose();
      const weights = Array.from(values, (value, token) =>
        token >= 1 && token <= last ? Math.exp(value) : 0,
      );
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.map((weight) => weight / sum);
    };
    const first = await next([vocabulary.startOf(1)], vocabulary.end - 1);
    let [chiSquare, cells, rest, restExpected] = [0, 0, 0, 0];
    for (let a = 1; a < vocabulary.end; a++) {
      if (first[a]! < 1e-4) continue;
      const second = await next([vocabulary.startOf(1), a], vocabulary.end);
      for (let b = 1; b <= vocabulary.end; b++) {
        const expected = numTexts * first[a]! * second[b]!;
        const found = counts.get(`${a} ${b}`) ?? 0;
        if (expected < 10) [rest, restExpected] = [rest + found, restExpected + expected];
        else {
          chiSquare += (found - expected) ** 2 / expected;
          cells++;
        }
      }
    }
    chiSquare += (rest - restExpected) ** 2 / restExpected;
    expect(cells).toBeGreaterThan(40);
    expect(chiSquare).toBeLessThan(cells + 4 * Math.sqrt(2 * cells)); // mean and deviation of χ² with `cells` degrees
    model.dispose();
  });

  test('what may come next can be looked at: the distribution that is drawn from', async () => {
    const before = tf.memory().numTensors;
    const model = new NanoModel(toyNano(5));
    const generator = new NanoGenerator(model);
    const begin = await generator.nextTokenDistribution(2, '', sampling, Infinity);
    expect(begin.length).toBe(model.vocabulary.end - 1); // neither the unknown piece nor the end
    expect(begin.some(({ token }) => token === null)).toBe(false);
    expect(begin.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
    begin.forEach(({ probability }, i) =>
      expect(probability).toBeLessThanOrEqual(begin[i - 1]?.probability ?? 1),
    );
    const later = await generator.nextTokenDistribution(2, 'work b', sampling, Infinity);
    expect(later.length).toBe(model.vocabulary.end);
    expect(later.map(({ token }) => token)).toEqual(
      expect.arrayContaining([null, ' work', ' a', 'a']) as unknown[],
    );
    const kept = await generator.nextTokenDistribution(2, 'work b', { temperature: 1, topP: 0.5 }, Infinity);
    expect(kept.map(({ token }) => token)).toEqual(later.slice(0, kept.length).map(({ token }) => token));
    expect(await generator.nextTokenDistribution(2, 'work b', sampling, 3)).toEqual(later.slice(0, 3));
    const full = Array.from({ length: 11 }, () => 'a').join(' ');
    expect(await generator.nextTokenDistribution(2, full, sampling)).toEqual([
      { token: null, probability: 1 },
    ]);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    [{ label: toyLabels.length }, 'unknown label: 3'],
    [{ label: -1 }, 'unknown label: -1'],
    [{ label: 0.5 }, 'unknown label'],
    [{ temperature: 0 }, 'invalid temperature'],
    [{ topP: 2 }, 'invalid topP'],
    [{ frequencyPenalty: 1 }, 'invalid request: "penalties"'],
    [{ presencePenalty: -0.5 }, 'only a language model heeds them'],
  ])('%o is refused with a sentence', async (over, what) => {
    const before = tf.memory().numTensors;
    const model = new NanoModel(toyNano());
    const request = { label: 0, count: 1, temperature: 1, topP: 1, seed: ['x'], ...over };
    const rows = new NanoGenerator(model).generate(request, new AbortController().signal);
    const first = rows.next();
    await expect(first).rejects.toThrow(LabError);
    await expect(first).rejects.toThrow(what);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
}, ['wasm']);

test('more texts at once than there are slots are refused', async () => {
  const model = new NanoModel(toyNano());
  const requests = Array.from({ length: 129 }, (_, i) => ({ start: model.vocabulary.start, rng: stream(i) }));
  const written = sampleTexts(model, requests, { temperature: 1, topP: 1 }, noBreath);
  await expect(written).rejects.toThrow('invalid number of texts: 129');
  model.dispose();
});

test('the description says how large the model is', () => {
  const model = new NanoModel(toyNano());
  expect(new NanoGenerator(model).description).toBe(
    'decoder-only transformer, 2 layers of width 16, 0.0 million weights (toy)',
  );
  model.dispose();
});
