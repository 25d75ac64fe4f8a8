/** @file Texts as matrices: which pieces a training set has, and the bags of one batch, plain and transposed. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
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

/** A batch over its own pieces only. */
export interface Batch extends Bags {
  /** (k, 1) int32: where the batch's pieces stand in the `PieceIndex`. */
  readonly rows: Tensor2D;
}

/** The pieces of a batch are filled up to a multiple of this, so that few different shapes come up (see `SPARE_ROWS`). */
const PIECES_STEP = 64;
/** Rows that the embedding matrix has beyond the pieces of its set: they stand in where a batch is filled up, and stay as they are. */
export const SPARE_ROWS = PIECES_STEP;

/**
 * The bags of a batch, with each piece of each text dropped with chance `wordDropout` and the shares of what is left
 * scaled to sum to 1 again; a text that would lose every piece keeps them all.
 * @returns tensors of shapes (n, k), (k, n) and (k, 1), for the caller to dispose
 */
export function makeBatch(bags: readonly Bag[], { rowOf }: PieceIndex, wordDropout: number, rng: Rng): Batch {
  const columnOf = new Map<number, number>();
  const entries: { text: number; column: number; share: number }[] = [];
  bags.forEach(({ pieces, shares }, text) => {
    const isKept = Array.from(pieces, () => wordDropout === 0 || rng.uniform() >= wordDropout);
    const keepsAll = !isKept.includes(true);
    let kept = 0;
    shares.forEach((share, i) => (kept += keepsAll || isKept[i] ? share : 0));
    pieces.forEach((piece, i) => {
      if (!keepsAll && !isKept[i]) return;
      let column = columnOf.get(piece);
      if (column === undefined) columnOf.set(piece, (column = columnOf.size));
      entries.push({ text, column, share: shares[i]! / kept });
    });
  });
  const numTexts = bags.length;
  const numColumns = Math.max(1, Math.ceil(columnOf.size / PIECES_STEP)) * PIECES_STEP;
  const plain = new Float32Array(numTexts * numColumns);
  const transposed = new Float32Array(numColumns * numTexts);
  for (const { text, column, share } of entries) {
    plain[text * numColumns + column] = transposed[column * numTexts + text] = share;
  }
  const rows = Int32Array.from(columnOf.keys(), (piece) => rowOf.get(piece)!);
  const padded = Int32Array.from({ length: numColumns }, (_, k) => rows[k] ?? rowOf.size + k - rows.length);
  return {
    bags: tf.tensor2d(plain, [numTexts, numColumns]),
    bagsTransposed: tf.tensor2d(transposed, [numColumns, numTexts]),
    rows: tf.tensor2d(padded, [numColumns, 1], 'int32'),
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
