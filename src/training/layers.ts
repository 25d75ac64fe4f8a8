/**
 * @file The differentiable operations of the lab's classifiers, each with its gradient written out.
 *
 * The gradients are ours and not the library's for two reasons. TF.js differentiates matMul with transpose flags,
 * which on WASM leave the fast path (a transposed copy first is about ten times faster); and it differentiates a
 * gather of embeddings with a scatter, which WASM lacks and WebGPU does in an order that varies from run to run.
 * Here an average of embeddings is a product with a sparse-looking matrix instead, so that training is bit-repeatable.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * x · w + b.
 * @param x (n, in)
 * @param w (in, out)
 * @param b (1, out)
 * @returns (n, out)
 */
export function linear(x: Tensor2D, w: Tensor2D, b: Tensor2D): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [x, w, b, save] = inputs as unknown as [Tensor2D, Tensor2D, Tensor2D, (tensors: Tensor[]) => void];
    save([x, w]);
    return {
      value: tf.add(tf.matMul(x, w), b),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [x, w] = saved as [Tensor2D, Tensor2D];
        const dY = dy as Tensor2D;
        const ones = tf.ones<tf.Rank.R2>([1, dY.shape[0]]);
        return [tf.matMul(dY, tf.transpose(w)), tf.matMul(tf.transpose(x), dY), tf.matMul(ones, dY)];
      },
    };
  })(x, w, b) as Tensor2D;
}

/** How much of each piece is in each text, and the same turned round; both are made outside, from text alone. */
export interface Bags {
  /** (n, pieces) */
  readonly bags: Tensor2D;
  /** (pieces, n) */
  readonly bagsTransposed: Tensor2D;
}

/**
 * The weighted mean embedding of each text: bags · embeddings. Only the embeddings are differentiated.
 * @param embeddings (pieces, d)
 * @returns (n, d)
 */
export function averageEmbeddings({ bags, bagsTransposed }: Bags, embeddings: Tensor2D): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [embeddings] = inputs as unknown as [Tensor2D];
    return {
      value: tf.matMul(bags, embeddings),
      gradFunc: (dy: Tensor) => tf.matMul(bagsTransposed, dy as Tensor2D),
    };
  })(embeddings) as Tensor2D;
}

/**
 * Mean cross-entropy, in nats, between the softmax of the logits and target distributions; 0 where every target is
 * predicted with certainty, ln(classes) for a uniform guess. Only the logits are differentiated:
 * d/dlogits = (softmax(logits) − targets) / n for targets whose rows sum to 1.
 * @param logits (n, classes)
 * @param targets (n, classes), rows sum to 1
 * @returns scalar
 */
export function softmaxCrossEntropy(logits: Tensor2D, targets: Tensor2D): tf.Scalar {
  return tf.customGrad((...inputs) => {
    const [logits, save] = inputs as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const exponentials = tf.exp(shifted);
    const sums = tf.sum(exponentials, 1, true);
    const logProbabilities = tf.sub(shifted, tf.log(sums));
    const numRows = logits.shape[0];
    save([tf.div(exponentials, sums)]);
    return {
      value: tf.neg(tf.div(tf.sum(tf.mul(targets, logProbabilities)), numRows)),
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        tf.mul(tf.div(tf.sub(saved[0]!, targets), numRows), dy),
    };
  })(logits) as tf.Scalar;
}

/** max(x, 0), of the shape of x; its gradient is 1 where x > 0, else 0. */
export function relu(x: Tensor2D): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [x, save] = inputs as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    save([x]);
    return {
      value: tf.relu(x),
      gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy, tf.step(saved[0]!)),
    };
  })(x) as Tensor2D;
}
