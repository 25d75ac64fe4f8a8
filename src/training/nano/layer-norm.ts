/**
 * @file Layer normalisation (Ba, Kiros & Hinton 2016) with a gain and no bias. With μ and σ² the mean and variance of a
 * row x of width d:
 *
 *     z = (x − μ) / √(σ² + ε)        y = z ⊙ gain
 *     dx = (dz − mean(dz) − z · mean(dz ⊙ z)) / √(σ² + ε),   dz = dy ⊙ gain        dgain = Σ rows dy ⊙ z
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { sumRows } from './linear';

const EPSILON = 1e-5;

// A type and not an interface, here and below, because tf.tidy takes only such objects.
export type LayerNormSaved = {
  /** z, (n, d) */
  readonly normalised: Tensor2D;
  /** 1 / √(σ² + ε), (n, 1) */
  readonly inverseDeviation: Tensor2D;
};

/**
 * @param x (n, d)
 * @param gain (1, d)
 * @returns output (n, d)
 */
export function layerNorm(x: Tensor2D, gain: Tensor2D): { output: Tensor2D; saved: LayerNormSaved } {
  return tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, 1, true));
    const variance = tf.mean(tf.square(centred), 1, true);
    const inverseDeviation = tf.rsqrt<Tensor2D>(tf.add(variance, EPSILON));
    const normalised = tf.mul<Tensor2D>(centred, inverseDeviation);
    return { output: tf.mul<Tensor2D>(normalised, gain), saved: { normalised, inverseDeviation } };
  });
}

/** @param dy (n, d) */
export function layerNormBackward(
  dy: Tensor2D,
  gain: Tensor2D,
  { normalised, inverseDeviation }: LayerNormSaved,
): { dInput: Tensor2D; dGain: Tensor2D } {
  return tf.tidy(() => {
    const dz = tf.mul(dy, gain);
    const along = tf.mul(normalised, tf.mean(tf.mul(dz, normalised), 1, true));
    const across = tf.sub(tf.sub(dz, tf.mean(dz, 1, true)), along);
    return {
      dInput: tf.mul<Tensor2D>(across, inverseDeviation),
      dGain: sumRows(tf.mul(dy, normalised)),
    };
  });
}
