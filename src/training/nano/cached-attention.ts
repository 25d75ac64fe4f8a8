/**
 * @file Attention of the newest token of many texts, all of one length so far. Keys and values of the earlier tokens
 * are kept (a key-value cache, Pope et al. 2023), so that a token costs about the same wherever it stands.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { gatherRows } from '../adam';
import type { NanoShape } from './model';

/** Room grows by so many tokens: few shapes come up, and WebGPU holds on to memory of every size it ever needed. */
const ROOM_STEP = 8;
/** Added to the scores of places without a token: their softmax is 0. */
const MASKED = -1e9;

/** Where the newest token of each slot is read and written. */
interface CachePositions {
  /** Rows of queries, keys and values among (slots · 3 · heads, w): (slots · heads, 1) each. */
  readonly parts: readonly [Tensor2D, Tensor2D, Tensor2D];
  /** Rows of the newest token in a cache as (slots · heads · room, w): (slots · heads, 1). */
  readonly newest: Tensor2D;
  /** (room) */
  readonly mask: Tensor1D;
}

/** The caches of all blocks; holds tensors until `dispose`. Below, w = d / heads. */
export class CachedAttention {
  readonly #shape: NanoShape;
  readonly #width: number;
  #numSlots: number;
  #numTokens = 0;
  #room = 0;
  /** Keys and values of block 0, of block 1, …: (slots · heads, room, w) each, 0 where no token is yet. */
  #caches: Tensor3D[] = [];

  constructor(shape: NanoShape, numSlots: number) {
    this.#shape = shape;
    this.#width = shape.dimensions / shape.heads;
    this.#numSlots = numSlots;
  }

  get numSlots(): number {
    return this.#numSlots;
  }

  /**
   * Makes room for the next token of each text.
   * @returns its position, from 0; and what the blocks, one after the other, are to do with it:
   *   (slots, 3d) queries, keys and values side by side in, (slots, d) out. Both hold within one `tf.tidy`.
   */
  beginToken(): { position: number; attend: (blockIdx: number, qkv: Tensor2D) => Tensor2D } {
    if (this.#numTokens === this.#room) this.#grow();
    const position = this.#numTokens++;
    const places = this.#placesOf(position);
    return { position, attend: (blockIdx, qkv) => this.#attend(blockIdx, qkv, places) };
  }

  /** Keeps these slots only, which are ascending; they are numbered from 0 again. */
  keep(slots: readonly number[]): void {
    const { heads } = this.#shape;
    this.#changeEach((old) => {
      const [numRows, room, width] = old.shape;
      const rows = columnOf(slots.length * heads, (i) => slots[Math.floor(i / heads)]! * heads + (i % heads));
      const kept = gatherRows(tf.reshape(old, [numRows, room * width]), rows);
      return tf.reshape(kept, [slots.length * heads, room, width]);
    });
    this.#numSlots = slots.length;
  }

  dispose(): void {
    tf.dispose(this.#caches);
    this.#caches = [];
  }

  #attend(blockIdx: number, qkv: Tensor2D, { parts, newest, mask }: CachePositions): Tensor2D {
    const numRows = this.#numSlots * this.#shape.heads;
    const width = this.#width;
    // By rows, because WASM's slice copies the whole matrix first.
    const byHead: Tensor2D = tf.reshape(qkv, [3 * numRows, width]);
    const [query, key, value] = parts.map((rows) => gatherRows(byHead, rows)) as [
      Tensor2D,
      Tensor2D,
      Tensor2D,
    ];
    const write =
      (row: Tensor2D) =>
      (old: Tensor3D): Tensor3D =>
        tf.reshape(tf.tensorScatterUpdate(tf.reshape(old, [-1, width]), newest, row), old.shape);
    const keys = this.#change(2 * blockIdx, write(key));
    const values = this.#change(2 * blockIdx + 1, write(value));
    const scaled = tf.reshape(tf.mul(query, 1 / Math.sqrt(width)), [numRows, 1, width]);
    const attention = tf.softmax(tf.add(tf.matMul(scaled, keys, false, true), mask)); // (slots · heads, 1, room)
    return tf.reshape(tf.matMul(attention, values), [this.#numSlots, this.#shape.dimensions]);
  }

  #placesOf(position: number): CachePositions {
    const { heads } = this.#shape;
    const numRows = this.#numSlots * heads;
    const part = (which: number): Tensor2D =>
      columnOf(numRows, (i) => (3 * Math.floor(i / heads) + which) * heads + (i % heads));
    return {
      parts: [part(0), part(1), part(2)],
      newest: columnOf(numRows, (i) => i * this.#room + position),
      mask: tf.tensor1d(Float32Array.from({ length: this.#room }, (_, i) => (i > position ? MASKED : 0))),
    };
  }

  #grow(): void {
    const { contextLength, heads, layers } = this.#shape;
    const more = Math.min(ROOM_STEP, contextLength - this.#room);
    if (this.#room > 0) {
      this.#changeEach((old) =>
        tf.pad(old, [
          [0, 0],
          [0, more],
          [0, 0],
        ]),
      );
    } else {
      const shape: [number, number, number] = [this.#numSlots * heads, more, this.#width];
      this.#caches = Array.from({ length: 2 * layers }, () => tf.keep(tf.zeros(shape)));
    }
    this.#room += more;
  }

  #changeEach(change: (old: Tensor3D) => Tensor3D): void {
    this.#caches.forEach((_, i) => this.#change(i, change));
  }

  #change(i: number, change: (old: Tensor3D) => Tensor3D): Tensor3D {
    const old = this.#caches[i]!;
    const changed = (this.#caches[i] = tf.keep(tf.tidy(() => change(old))));
    old.dispose();
    return changed;
  }
}

/** (length, 1) int32, for `gatherRows`. */
function columnOf(length: number, valueOf: (i: number) => number): Tensor2D {
  return tf.tensor2d(
    Int32Array.from({ length }, (_, i) => valueOf(i)),
    [length, 1],
    'int32',
  );
}
