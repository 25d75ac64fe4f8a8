/** @file Loss and gradients of a batch of labelled texts, from the classes through the head down to the embeddings. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { NanoBatch } from './batches';
import { classGradients, type ClassHead } from './class-head';
import { poolingMatrix, type Pooling } from './evaluate';
import { multiply } from './linear';
import { listParameters, type NanoParameters, type NanoShape } from './model';
import { backwardBody, forwardBody } from './transformer';

export interface LabelledGradients {
  /** Mean cross-entropy in nats. */
  readonly loss: tf.Scalar;
  /** In the one order of the parameters. */
  readonly body: Tensor2D[];
  readonly head: [weights: Tensor2D, bias: Tensor2D];
}

/**
 * For the caller to dispose.
 * @param yTrue (B, classes) one-hot
 */
export function labelledGradients(
  parameters: NanoParameters<Tensor2D>,
  head: ClassHead<Tensor2D>,
  batch: NanoBatch,
  yTrue: Tensor2D,
  shape: NanoShape,
  pooling: Pooling,
): LabelledGradients {
  const [loss, weights, bias, ...body] = tf.tidy<tf.Tensor[]>(() => {
    const shares = poolingMatrix(batch, pooling);
    const { hidden, saved } = forwardBody(parameters, batch, shape);
    const { loss, dPooled, weights, bias } = classGradients(multiply(shares, hidden), head, yTrue);
    const dHidden = multiply(tf.transpose(shares), dPooled); // (B · L, d)
    return [loss, weights, bias, ...listParameters(backwardBody(parameters, dHidden, batch, shape, saved))];
  }) as [tf.Scalar, Tensor2D, Tensor2D, ...Tensor2D[]];
  return { loss, body, head: [weights, bias] };
}
