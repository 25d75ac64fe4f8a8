/**
 * @file Causal attention with several heads (Vaswani et al. 2017, section 3.2). With q, k, v of one head and one text,
 * each of L rows and w = d / heads columns:
 *
 *     a = softmax(q · kᵀ / √w + mask)        y = a · v
 *     dv = aᵀ · dy      da = dy · vᵀ      ds = a ⊙ (da − Σ columns da ⊙ a)
 *     dq = ds · k / √w      dk = dsᵀ · q / √w
 *
 * All heads of all texts are multiplied at once. The products of more than one matrix take TF.js's slow path on WASM
 * with or without transpose flags, so here the flags stay.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

export type AttentionSaved = {
  /** q / √w, k and v, each (heads · B, L, w) */
  readonly query: Tensor3D;
  readonly key: Tensor3D;
  readonly value: Tensor3D;
  /** a, (heads · B, L, L): how much each token takes from itself and from those before it; rows sum to 1. */
  readonly attention: Tensor3D;
};

/** (1, L, L) to be added to scores: 0 where a token may look, at itself and before it, else so low that exp gives 0. */
export function causalMask(length: number): Tensor3D {
  const values = Float32Array.from({ length: length * length }, (_, i) =>
    i % length <= Math.floor(i / length) ? 0 : -1e9,
  );
  return tf.tensor3d(values, [1, length, length]);
}

/**
 * @param qkv (B · L, 3d): queries, keys and values side by side
 * @param mask (1, L, L) of `causalMask`
 * @returns output (B · L, d)
 */
export function causalAttention(
  qkv: Tensor2D,
  heads: number,
  mask: Tensor3D,
): { output: Tensor2D; saved: AttentionSaved } {
  return tf.tidy(() => {
    const length = mask.shape[1];
    const width = qkv.shape[1] / (3 * heads);
    const all = toHeads(qkv, 3 * heads);
    const third = (i: number): Tensor3D => tf.reshape(pickRow(all, 3, i), [-1, length, width]);
    const query = tf.mul<Tensor3D>(third(0), 1 / Math.sqrt(width));
    const [key, value] = [third(1), third(2)];
    const attention = tf.softmax<Tensor3D>(tf.add(tf.matMul(query, key, false, true), mask));
    const output = fromHeads(tf.matMul<Tensor3D>(attention, value), heads);
    return { output, saved: { query, key, value, attention } };
  });
}

/**
 * @param dy (B · L, d)
 * @returns the gradient of qkv, (B · L, 3d)
 */
export function causalAttentionBackward(
  dy: Tensor2D,
  heads: number,
  { query, key, value, attention }: AttentionSaved,
): Tensor2D {
  return tf.tidy(() => {
    const dHeads = tf.reshape(toHeads(dy, heads), value.shape); // (heads · B, L, w)
    const dValue = tf.matMul(attention, dHeads, true, false);
    const dAttention = tf.matMul(dHeads, value, false, true); // (heads · B, L, L)
    const shared = tf.sum(tf.mul(dAttention, attention), 2, true);
    const dScores = tf.mul<Tensor3D>(attention, tf.sub(dAttention, shared));
    const dQuery = tf.mul<Tensor3D>(tf.matMul(dScores, key), 1 / Math.sqrt(value.shape[2]));
    const dKey = tf.matMul(dScores, query, true, false); // the query already is divided by √w
    return fromHeads(tf.concat([dQuery, dKey, dValue], 0) as Tensor3D, 3 * heads);
  });
}

/** What each head has of each token: (n, heads · w) → (heads, n, w). */
function toHeads(x: Tensor2D, heads: number): Tensor3D {
  const [n, columns] = x.shape;
  return tf.transpose<Tensor3D>(tf.reshape(x, [n, heads, columns / heads]), [1, 0, 2]);
}

/** The heads side by side again: as many numbers as (heads, n, w) → (n, heads · w). */
function fromHeads(x: Tensor3D, heads: number): Tensor2D {
  const width = x.shape[2];
  const split = tf.reshape(x, [heads, -1, width]);
  return tf.reshape(tf.transpose(split, [1, 0, 2]), [split.shape[1]!, heads * width]);
}

/** One of `count` equal parts of a tensor's numbers. By gatherND: WASM's slice copies the whole tensor first. */
function pickRow(x: tf.Tensor, count: number, i: number): tf.Tensor {
  return tf.gatherND(tf.reshape(x, [count, -1]), tf.tensor2d([i], [1, 1], 'int32'));
}
