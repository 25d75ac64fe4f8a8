/** @file A head that tells classes apart, over the small transformer's hidden states: pooled, then one linear layer. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { linearBackward, multiply, sumRows } from './linear';

export interface ClassHead<T> {
  /** (d, classes) */
  readonly weights: T;
  /** (1, classes) */
  readonly bias: T;
}

/** pooled · weights + bias: (n, d) → (n, classes). */
export function classLogits(pooled: Tensor2D, { weights, bias }: ClassHead<Tensor2D>): Tensor2D {
  return tf.tidy(() => tf.add(multiply(pooled, weights), bias));
}

export interface ClassGradients {
  /** Mean cross-entropy in nats. */
  readonly loss: tf.Scalar;
  readonly dPooled: Tensor2D;
  readonly weights: Tensor2D;
  readonly bias: Tensor2D;
}

/**
 * Loss and gradients of the head: with p the softmax of the logits and y the one-hot labels, d/dlogits = (p − y) / n.
 * @param pooled (n, d)
 * @param yTrue (n, classes) one-hot
 */
export function classGradients(pooled: Tensor2D, head: ClassHead<Tensor2D>, yTrue: Tensor2D): ClassGradients {
  return tf.tidy(() => {
    const logits = classLogits(pooled, head);
    const shifted = tf.sub(logits, tf.max(logits, 1, true)); // no exponential can overflow
    const exponentials = tf.exp(shifted);
    const sums = tf.sum(exponentials, 1, true);
    const numRows = pooled.shape[0];
    const logProbabilities = tf.sub(shifted, tf.log(sums));
    const loss = tf.mul<tf.Scalar>(tf.sum(tf.mul(yTrue, logProbabilities)), -1 / numRows);
    const dLogits = tf.mul<Tensor2D>(tf.sub(tf.div(exponentials, sums), yTrue), 1 / numRows);
    const { dInput, dWeights } = linearBackward(dLogits, pooled, head.weights);
    return { loss, dPooled: dInput, weights: dWeights, bias: sumRows(dLogits) };
  });
}

/** (n, classes), 1 at the label of each row. */
export function oneHotLabels(labels: readonly number[], numClasses: number): Tensor2D {
  const values = new Float32Array(labels.length * numClasses);
  labels.forEach((label, row) => (values[row * numClasses + label] = 1));
  return tf.tensor2d(values, [labels.length, numClasses]);
}
