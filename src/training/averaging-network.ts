/**
 * @file The classifier: a deep averaging network (Iyyer et al. 2015). A text is the weighted mean of its pieces'
 * embeddings; one hidden layer and a linear one make the logits. All weights, the embeddings too, are fine-tuned.
 *
 *     h₀ = Σ share · embedding       (n, d)
 *     h₁ = relu(h₀ W₁ + b₁)          (n, hidden)
 *     logits = h₁ W₂ + b₂            (n, classes)
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Rng } from '../core/random';
import type { TrainingSettings } from '../core/study';
import { AdamVariable } from './adam';
import { averageEmbeddings, linear, relu, softmaxCrossEntropy, type Bags } from './layers';

/** The trainable weights, in the order in which `loss` takes them. */
export type Weights = readonly [
  embeddings: AdamVariable, // (pieces, d)
  hiddenWeights: AdamVariable, // (d, hidden)
  hiddenBias: AdamVariable, // (1, hidden)
  outputWeights: AdamVariable, // (hidden, classes)
  outputBias: AdamVariable, // (1, classes)
];

/**
 * Fresh weights on the given embeddings: hidden layer by He et al. (2015), output layer zero, so that the first
 * prediction is the uniform one whatever the seed. For the caller to dispose.
 * @param embeddings (pieces, d) row-major
 */
export function buildNetwork(
  embeddings: Float32Array,
  dimensions: number,
  numClasses: number,
  training: TrainingSettings,
  rng: Rng,
): Weights {
  const { hiddenSize, learningRate, embeddingLearningRate } = training;
  const numPieces = embeddings.length / dimensions;
  const deviation = Math.sqrt(2 / dimensions);
  const hidden = Float32Array.from({ length: dimensions * hiddenSize }, () => deviation * rng.normal());
  return [
    new AdamVariable(tf.tensor2d(embeddings, [numPieces, dimensions]), embeddingLearningRate),
    new AdamVariable(tf.tensor2d(hidden, [dimensions, hiddenSize]), learningRate),
    new AdamVariable(tf.zeros([1, hiddenSize]), learningRate),
    new AdamVariable(tf.zeros([hiddenSize, numClasses]), learningRate),
    new AdamVariable(tf.zeros([1, numClasses]), learningRate),
  ];
}

/** Mean cross-entropy of a batch, a scalar tensor for the caller to dispose, after one step of Adam on it. */
export function trainStep(weights: Weights, bags: Bags, targets: Tensor2D, step: number, scale: number): tf.Scalar {
  const loss = (...tensors: Tensor2D[]): tf.Scalar => {
    const [embeddings, ...layers] = tensors as [Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    return softmaxCrossEntropy(classify(averageEmbeddings(bags, embeddings), layers), targets);
  };
  const { value, grads } = tf.valueAndGrads(loss as (...tensors: tf.Tensor[]) => tf.Scalar)(
    weights.map((weight) => weight.value),
  );
  grads.forEach((gradient, i) => {
    weights[i]!.descend(gradient as Tensor2D, step, scale);
    gradient.dispose();
  });
  return value as tf.Scalar;
}

/** (n, d) mean embeddings in, (n, classes) logits out. */
export function classify(
  means: Tensor2D,
  [hiddenWeights, hiddenBias, outputWeights, outputBias]: readonly [Tensor2D, Tensor2D, Tensor2D, Tensor2D],
): Tensor2D {
  return linear(relu(linear(means, hiddenWeights, hiddenBias)), outputWeights, outputBias);
}
