/** @file Whole texts under the small transformer, scored and embedded, against the same model in PyTorch. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { NanoModel, type NanoShape, parameterSpecs } from '../../../src/training/nano/model';
import { NanoEmbedder } from '../../../src/training/nano/nano-embedder';
import { perplexityOf, scoreTexts } from '../../../src/training/nano/evaluate';
import { NanoVocabulary } from '../../../src/training/nano/vocabulary';
import { onEachBackend } from '../backends';
import reference from './reference.json';
import { toyNano } from './toy-nano';

const vocabulary = new NanoVocabulary(['�', ...Array.from('abcdefg', (letter) => `▁${letter}`)], ['x', 'y']);
const shape: NanoShape = {
  vocabularySize: vocabulary.size,
  contextLength: 6,
  dimensions: 8,
  heads: 2,
  layers: 2,
  feedForwardSize: 16,
};
/** The formula of `reference.py`. */
const weights = parameterSpecs(shape).map(({ name, shape: [rows, columns] }, p) =>
  Float32Array.from(
    { length: rows * columns },
    (_, k) => 0.5 * Math.sin(1.7 * k + p) + (/norm$/i.test(name) ? 1 : 0),
  ),
);
const makeModel = (): NanoModel =>
  new NanoModel({ id: 'formula', fingerprint: '0123456789abcdef', shape, vocabulary, weights });

const SHORT = 'c a d g';
const UNKNOWN = 'b ☃ e';
const LONG = 'a b c d e f g a c';

onEachBackend(() => {
  test('texts have the probability that PyTorch gives them, long ones too', async () => {
    const before = tf.memory().numTensors;
    const model = makeModel();
    const wanted = reference.logProbabilities;
    const scores = await scoreTexts(model, [SHORT, '', UNKNOWN, LONG]);
    expect(scores.map(({ numTokens }) => numTokens)).toEqual([5, 1, 4, 10]);
    const found = scores.map(({ logProbability }) => logProbability);
    expect(found[0]).toBeCloseTo(wanted['short, no label'], 4);
    expect(found[1]).toBeCloseTo(wanted.empty, 4);
    expect(found[2]).toBeCloseTo(wanted['with an unknown piece'], 4);
    expect(found[3]).toBeCloseTo(wanted.long, 4);
    const [asY] = await scoreTexts(model, [SHORT], 1);
    expect(asY!.logProbability).toBeCloseTo(wanted['short, label 1'], 4);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('embeddings are those of PyTorch, at unit length, or zero where no piece is known', async () => {
    const before = tf.memory().numTensors;
    const model = makeModel();
    const embedder = new NanoEmbedder(model);
    expect(embedder.dimensions).toBe(8);
    const rows = await embedder.embed([SHORT, '', LONG, '☃ ☃', UNKNOWN]);
    const expectRow = (row: number, wanted: readonly number[]): void =>
      wanted.forEach((value, k) => expect(rows[row * 8 + k]).toBeCloseTo(value, 4));
    expectRow(0, reference.embeddings.short);
    expectRow(1, new Array<number>(8).fill(0));
    expectRow(2, reference.embeddings.long);
    expectRow(3, new Array<number>(8).fill(0));
    expectRow(4, reference.embeddings['with an unknown piece']);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

onEachBackend(() => {
  test('a text has one score and one embedding, whatever else is asked for', async () => {
    const model = new NanoModel(toyNano());
    const embedder = new NanoEmbedder(model);
    // More tokens than are worked on at once, of many lengths.
    const texts = Array.from({ length: 700 }, (_, i) =>
      Array.from('abcdefghij'.repeat(2))
        .slice(i % 19)
        .join(' '),
    );
    const scores = await scoreTexts(model, texts, 2);
    const rows = await embedder.embed(texts);
    for (const i of [0, 7, 18, 350, 699]) {
      const [alone] = await scoreTexts(model, [texts[i]!], 2);
      expect(scores[i]!.logProbability).toBeCloseTo(alone!.logProbability, 4);
      expect(scores[i]!.numTokens).toBe(alone!.numTokens);
      const row = await embedder.embed([texts[i]!]);
      row.forEach((value, k) => expect(rows[i * embedder.dimensions + k]).toBeCloseTo(value, 5));
    }
    model.dispose();
  });

  test('no texts give no scores and no embeddings', async () => {
    const model = makeModel();
    expect(await scoreTexts(model, [])).toEqual([]);
    expect((await new NanoEmbedder(model).embed([])).length).toBe(0);
    model.dispose();
  });

  test('an embedder is known by its model and the weights of it', () => {
    const model = makeModel();
    expect(new NanoEmbedder(model).id).toBe('formula@0123456789ab');
    model.dispose();
  });
}, ['wasm']);

test('perplexity is the number of equally likely tokens that would surprise as much', () => {
  const score = (numTokens: number): { logProbability: number; numTokens: number } => ({
    logProbability: numTokens * Math.log(1 / 20),
    numTokens,
  });
  expect(perplexityOf([score(3), score(8)])).toBeCloseTo(20, 10);
  expect(perplexityOf([{ logProbability: 0, numTokens: 4 }])).toBe(1);
});
