/**
 * @file The classifier: a deep averaging network (Iyyer et al. 2015). A text is the weighted mean of its pieces'
 * embeddings; one hidden layer and a linear one make the logits. All weights, the embeddings too, are fine-tuned.
 *
 *     h₀ = Σ share · embedding    (n, d)
 *     h₁ = relu(h₀ W₁)            (n, hidden)
 *     logits = h₁ W₂              (n, classes)
 *
 * There are no biases: training sets are balanced, and on the validation split biases moved the accuracy of the two
 * baselines by 0.000 and −0.002.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Rng } from '../core/random';
import type { TrainingSettings } from '../core/training-settings';
import { AdamVariable, gatherRows } from './adam';
import type { Batch } from './batches';
import { averageEmbeddings, project, relu, softmaxCrossEntropy } from './layers';

/** The trainable weights, in the order in which `loss` takes them. */
export type NetworkWeights = readonly [
  embeddings: AdamVariable, // (pieces, d)
  hiddenWeights: AdamVariable, // (d, hidden)
  outputWeights: AdamVariable, // (hidden, classes)
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
): NetworkWeights {
  const { hiddenSize, learningRate, embeddingLearningRate } = training;
  const numPieces = embeddings.length / dimensions;
  const deviation = Math.sqrt(2 / dimensions);
  const hidden = Float32Array.from({ length: dimensions * hiddenSize }, () => deviation * rng.normal());
  return [
    new AdamVariable(tf.tensor2d(embeddings, [numPieces, dimensions]), embeddingLearningRate),
    new AdamVariable(tf.tensor2d(hidden, [dimensions, hiddenSize]), learningRate),
    new AdamVariable(tf.zeros([hiddenSize, numClasses]), learningRate),
  ];
}

/** Mean cross-entropy of a batch, a scalar tensor for the caller to dispose, after one step of Adam on it. */
export function trainStep(
  weights: NetworkWeights,
  batch: Batch,
  targets: Tensor2D,
  step: number,
  scale: number,
): tf.Scalar {
  const [embeddings, ...layers] = weights;
  const rows = tf.tidy(() => gatherRows(embeddings.value, batch.rows));
  const loss = (...tensors: Tensor2D[]): tf.Scalar => {
    const [rows, ...layers] = tensors as [Tensor2D, Tensor2D, Tensor2D];
    return softmaxCrossEntropy(classify(averageEmbeddings(batch, rows), layers), targets);
  };
  const inputs = [rows, ...layers.map((layer) => layer.value)];
  const { value, grads } = tf.valueAndGrads(loss as (...tensors: tf.Tensor[]) => tf.Scalar)(inputs);
  const [rowGradient, ...layerGradients] = grads as [Tensor2D, ...Tensor2D[]];
  embeddings.descendRows(batch.rows, rowGradient, step, scale);
  layerGradients.forEach((gradient, i) => layers[i]!.descend(gradient, step, scale));
  tf.dispose([rows, ...grads]);
  return value;
}

/** (n, d) mean embeddings in, (n, classes) logits out. */
export function classify(means: Tensor2D, [hidden, output]: readonly [Tensor2D, Tensor2D]): Tensor2D {
  return project(relu(project(means, hidden)), output);
}
