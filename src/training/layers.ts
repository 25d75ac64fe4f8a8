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
 * x · w.
 * @param x (n, in)
 * @param w (in, out)
 * @returns (n, out)
 */
export function project(x: Tensor2D, w: Tensor2D): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [x, w, save] = inputs as unknown as [Tensor2D, Tensor2D, (tensors: Tensor[]) => void];
    save([x, w]);
    return {
      value: tf.matMul(x, w),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [x, w] = saved as [Tensor2D, Tensor2D];
        return [tf.matMul(dy, tf.transpose(w)), tf.matMul(tf.transpose(x), dy)];
      },
    };
  })(x, w) as Tensor2D;
}

/**
 * x + b, the same row to each. The gradient of b sums the rows, as a product with ones: twenty times faster on WASM
 * than its sum over rows.
 * @param x (n, out)
 * @param b (1, out)
 * @returns (n, out)
 */
export function addBias(x: Tensor2D, b: Tensor2D): Tensor2D {
  return tf.customGrad((...inputs) => {
    const [x, b] = inputs as unknown as [Tensor2D, Tensor2D];
    return {
      value: tf.add(x, b),
      gradFunc: (dy: Tensor) => [dy, tf.matMul(tf.ones<tf.Rank.R2>([1, x.shape[0]]), dy)],
    };
  })(x, b) as Tensor2D;
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
      gradFunc: (dy: Tensor) => tf.matMul(bagsTransposed, dy),
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
    const numRows = logits.shape[0];
    const shifted = tf.sub(logits, tf.max(logits, 1, true)); // no exponential can overflow
    const exponentials = tf.exp(shifted);
    const sums = tf.sum(exponentials, 1, true);
    const logProbabilities = tf.sub(shifted, tf.log(sums));
    save([tf.div(exponentials, sums)]);
    return {
      value: tf.mul(tf.sum(tf.mul(targets, logProbabilities)), -1 / numRows),
      gradFunc: (dy: Tensor, [probabilities]: Tensor[]) =>
        tf.mul(tf.sub(probabilities!, targets), tf.div(dy, numRows)),
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
  })(x);
}
