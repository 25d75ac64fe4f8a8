/**
 * @file The feed-forward network of a block, with the squared relu (So et al. 2021):
 *
 *     a = relu(x · W₁)      y = a² · W₂        da = 2a ⊙ (dy · W₂ᵀ)
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { linearBackward, multiply } from './linear';

export type FeedForwardSaved = {
  /** a, (n, f) */
  readonly activation: Tensor2D;
};

/**
 * @param x (n, d)
 * @param inward W₁, (d, f)
 * @param outward W₂, (f, d)
 * @returns output (n, d)
 */
export function feedForward(
  x: Tensor2D,
  inward: Tensor2D,
  outward: Tensor2D,
): { output: Tensor2D; saved: FeedForwardSaved } {
  return tf.tidy(() => {
    const activation = tf.relu(multiply(x, inward));
    return { output: multiply(tf.square(activation), outward), saved: { activation } };
  });
}

/** @param dy (n, d) */
export function feedForwardBackward(
  dy: Tensor2D,
  x: Tensor2D,
  inward: Tensor2D,
  outward: Tensor2D,
  { activation }: FeedForwardSaved,
): { dInput: Tensor2D; dInward: Tensor2D; dOutward: Tensor2D } {
  return tf.tidy(() => {
    const second = linearBackward(dy, tf.square(activation), outward);
    const dActivation = tf.mul<Tensor2D>(tf.mul(activation, 2), second.dInput); // 0 where relu was shut
    const first = linearBackward(dActivation, x, inward);
    return { dInput: first.dInput, dInward: first.dWeights, dOutward: second.dWeights };
  });
}
