/** @file A small transformer with random weights over made-up words, for tests only. */
import { stream } from '../../../src/core/random';
import { type NanoShape, type NanoWeights, parameterSpecs } from '../../../src/training/nano/model';
import { NanoVocabulary } from '../../../src/training/nano/vocabulary';

/** The unknown piece, single characters, whole words, and ends of words. */
export const toyPieces: readonly string[] = [
  '�',
  ...Array.from('abcdefghij', (letter) => `▁${letter}`),
  ...Array.from('klmnopqrst', (letter) => `▁wor${letter}`),
  ...Array.from('abcdefghij', (letter) => letter),
];
export const toyLabels: readonly string[] = ['bird', 'food', 'tool'];

export const toyShape: NanoShape = {
  vocabularySize: toyPieces.length + 2 + toyLabels.length,
  contextLength: 12,
  dimensions: 16,
  heads: 4,
  layers: 2,
  feedForwardSize: 32,
};

/** Smaller still: software WebGPU takes fifty times as long. */
export const tinyShape: NanoShape = {
  ...toyShape,
  contextLength: 4,
  dimensions: 4,
  heads: 2,
  layers: 1,
  feedForwardSize: 4,
};

/** Weights large enough that what comes next depends on what came before. */
export function toyNano(seed = 1, shape: NanoShape = toyShape): NanoWeights {
  const rng = stream('toy nano', seed);
  const weights = parameterSpecs(shape).map(({ name, shape: [rows, columns] }) => {
    const [mean, deviation] = /norm$/i.test(name) ? [1, 0.1] : [0, name === 'tokens' ? 0.6 : 0.4];
    return Float32Array.from({ length: rows * columns }, () => mean + deviation * rng.normal());
  });
  const vocabulary = new NanoVocabulary(toyPieces, toyLabels);
  return { id: 'toy', fingerprint: `toy ${seed}`, shape, vocabulary, weights };
}
