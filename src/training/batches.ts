/** @file Texts as matrices: which pieces a training set has, and the bags of one batch, plain and transposed. */
import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../core/random';
import type { Bag } from './encoder';
import type { Bags } from './layers';

/** The pieces of a set, numbered from 0 in the order they first come, so that only these need weights. */
export interface PieceIndex {
  readonly pieces: Int32Array;
  readonly rowOf: ReadonlyMap<number, number>;
}

export function indexPieces(bags: readonly Bag[]): PieceIndex {
  const rowOf = new Map<number, number>();
  for (const bag of bags) {
    for (const piece of bag.pieces) if (!rowOf.has(piece)) rowOf.set(piece, rowOf.size);
  }
  return { pieces: Int32Array.from(rowOf.keys()), rowOf };
}

/**
 * The bags of a batch over the indexed pieces, with each piece of each text dropped with chance `wordDropout` and the
 * shares of what is left scaled to sum to 1 again; a text that would lose every piece keeps them all.
 * @returns two tensors, (n, pieces) and (pieces, n), for the caller to dispose
 */
export function batchBags(bags: readonly Bag[], { rowOf }: PieceIndex, wordDropout: number, rng: Rng): Bags {
  const numTexts = bags.length;
  const numPieces = Math.max(1, rowOf.size);
  const plain = new Float32Array(numTexts * numPieces);
  const transposed = new Float32Array(numPieces * numTexts);
  bags.forEach(({ pieces, shares }, text) => {
    const isKept = Array.from(pieces, () => wordDropout === 0 || rng.uniform() >= wordDropout);
    const keepsAll = !isKept.includes(true);
    let kept = 0;
    shares.forEach((share, i) => (kept += keepsAll || isKept[i] ? share : 0));
    pieces.forEach((piece, i) => {
      if (!keepsAll && !isKept[i]) return;
      const row = rowOf.get(piece)!;
      plain[text * numPieces + row] = transposed[row * numTexts + text] = shares[i]! / kept;
    });
  });
  return {
    bags: tf.tensor2d(plain, [numTexts, numPieces]),
    bagsTransposed: tf.tensor2d(transposed, [numPieces, numTexts]),
  };
}

/**
 * Batches for ever: the numbers below `count` in random order, in a new order each time round.
 * Every batch has `batchSize` numbers, so that a small set is simply gone through more often.
 */
export function* endlessBatches(count: number, batchSize: number, rng: Rng): Generator<number[]> {
  let order: number[] = [];
  let batch: number[] = [];
  for (;;) {
    if (order.length === 0) {
      order = Array.from({ length: count }, (_, i) => i);
      for (let i = count - 1; i > 0; i--) {
        const j = rng.integer(i + 1);
        [order[i], order[j]] = [order[j]!, order[i]!];
      }
    }
    batch.push(order.pop()!);
    if (batch.length === batchSize) {
      yield batch;
      batch = [];
    }
  }
}
