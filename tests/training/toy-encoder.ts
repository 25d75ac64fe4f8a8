/** @file A tiny encoder over a few words, for tests only. */
import { stream } from '../../src/core/random';
import { learnSubwords } from '../../src/text/subwords';
import type { Encoder } from '../../src/training/encoder';

const words = ['red', 'blue', 'green', 'cat', 'dog', 'cow', 'runs', 'sits', 'eats'];

export function toyEncoder(dimensions = 4): Encoder {
  const tokenizer = learnSubwords(words.concat(words), 60);
  const rng = stream('toy encoder');
  const numPieces = tokenizer.pieces.length;
  return {
    id: 'toy',
    fingerprint: 'toy',
    tokenizer,
    dimensions,
    embeddings: Float32Array.from({ length: numPieces * dimensions }, () => rng.normal()),
    pieceWeights: new Float32Array(numPieces).fill(1),
    corpusBag: { pieces: Int32Array.of(0), shares: Float32Array.of(1) },
  };
}
