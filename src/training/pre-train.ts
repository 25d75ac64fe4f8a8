/**
 * @file Pre-trains the encoder without labels: from one random half of a text's pieces, predict the other half.
 *
 * The mean embedding of the first half is multiplied with an output matrix and must match, in cross-entropy, the
 * distribution of the second half's pieces: a bag-of-words autoencoder of the kind of CBOW (Mikolov et al. 2013), with
 * the whole softmax. Frequent pieces are skipped at random, as there, so that "of" teaches nothing over and over.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { stream, type Rng } from '../core/random';
import { AdamVariable } from './adam';
import { endlessBatches } from './batches';
import { addBias, averageEmbeddings, project, softmaxCrossEntropy, type Bags } from './layers';

export interface PreTrainSettings {
  readonly dimensions: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** A piece with a share p of the corpus is kept with chance min(1, √(t / p)), t this (Mikolov et al. 2013). */
  readonly keepThreshold: number;
  readonly seed: number;
}

interface EpochReport {
  readonly epoch: number;
  /** Mean cross-entropy, nats, over the epoch's training texts and over the validation texts. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
}

/**
 * @param texts piece ids of each text of the corpus
 * @param validationTexts piece ids of texts that are not trained on
 * @returns (pieces, d) embeddings, row-major
 */
export async function preTrain(
  texts: readonly (readonly number[])[],
  validationTexts: readonly (readonly number[])[],
  numPieces: number,
  settings: PreTrainSettings,
  onEpoch: (report: EpochReport) => void,
): Promise<Float32Array> {
  const { dimensions, epochs, batchSize, learningRate, keepThreshold, seed } = settings;
  const keepChances = keepChancesOf(texts, numPieces, keepThreshold);
  const initial = stream('pre-train', seed, 'weights');
  const normal = (rows: number, columns: number, deviation: number): Tensor2D =>
    tf.tensor2d(
      Float32Array.from({ length: rows * columns }, () => deviation * initial.normal()),
      [rows, columns],
    );
  const weights = [
    new AdamVariable(normal(numPieces, dimensions, 1 / Math.sqrt(dimensions)), learningRate),
    new AdamVariable(normal(dimensions, numPieces, 0.01), learningRate),
    new AdamVariable(tf.zeros([1, numPieces]), learningRate),
  ] as const;

  const halves = stream('pre-train', seed, 'halves');
  const batches = endlessBatches(texts.length, batchSize, stream('pre-train', seed, 'order'));
  const stepsPerEpoch = Math.floor(texts.length / batchSize);
  const numSteps = epochs * stepsPerEpoch;
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    let trainingLoss = 0;
    for (let i = 0; i < stepsPerEpoch; i++) {
      step++;
      const batch = (batches.next().value as number[]).map((row) => texts[row]!);
      const { bags, targets } = splitHalves(batch, numPieces, keepChances, halves);
      const { value, grads } = tf.valueAndGrads(lossOf(bags, targets))(weights.map((weight) => weight.value));
      const scale = 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / numSteps)); // cosine to 0
      grads.forEach((gradient, k) => weights[k]!.descend(gradient as Tensor2D, step, scale));
      trainingLoss += (await value.data())[0]! / stepsPerEpoch;
      tf.dispose([value, ...grads, bags.bags, bags.bagsTransposed, targets]);
    }
    const fixed = stream('pre-train', seed, 'validation'); // the same halves after every epoch
    const held = splitHalves(validationTexts, numPieces, keepChances, fixed);
    const validation = tf.tidy(() =>
      lossOf(held.bags, held.targets)(...weights.map((weight) => weight.value)),
    );
    onEpoch({ epoch, trainingLoss, validationLoss: (await validation.data())[0]! });
    tf.dispose([validation, held.bags.bags, held.bags.bagsTransposed, held.targets]);
  }
  const embeddings = Float32Array.from(await weights[0].value.data());
  for (const weight of weights) weight.dispose();
  return embeddings;
}

function lossOf(bags: Bags, targets: Tensor2D): (...weights: tf.Tensor[]) => tf.Scalar {
  return (...tensors) => {
    const [embeddings, outputWeights, outputBias] = tensors as [Tensor2D, Tensor2D, Tensor2D];
    const logits = addBias(project(averageEmbeddings(bags, embeddings), outputWeights), outputBias);
    return softmaxCrossEntropy(logits, targets);
  };
}

/** Each text's pieces, thinned and halved at random: one half as bags, the other as target distributions. */
function splitHalves(
  texts: readonly (readonly number[])[],
  numPieces: number,
  keepChances: Float64Array,
  rng: Rng,
): { bags: Bags; targets: Tensor2D } {
  const numTexts = texts.length;
  const plain = new Float32Array(numTexts * numPieces);
  const transposed = new Float32Array(numPieces * numTexts);
  const targets = new Float32Array(numTexts * numPieces);
  texts.forEach((pieces, text) => {
    let kept = pieces.filter((piece) => rng.uniform() < keepChances[piece]!);
    if (kept.length < 2) kept = pieces.slice();
    for (let i = kept.length - 1; i > 0; i--) {
      const j = rng.integer(i + 1);
      [kept[i], kept[j]] = [kept[j]!, kept[i]!];
    }
    const middle = Math.ceil(kept.length / 2);
    const numTargets = Math.max(1, kept.length - middle);
    kept.forEach((piece, i) => {
      if (i < middle) {
        plain[text * numPieces + piece]! += 1 / middle;
        transposed[piece * numTexts + text]! += 1 / middle;
      } else targets[text * numPieces + piece]! += 1 / numTargets;
    });
  });
  return {
    bags: {
      bags: tf.tensor2d(plain, [numTexts, numPieces]),
      bagsTransposed: tf.tensor2d(transposed, [numPieces, numTexts]),
    },
    targets: tf.tensor2d(targets, [numTexts, numPieces]),
  };
}

function keepChancesOf(
  texts: readonly (readonly number[])[],
  numPieces: number,
  threshold: number,
): Float64Array {
  const counts = new Float64Array(numPieces);
  for (const pieces of texts) for (const piece of pieces) counts[piece]! += 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => (count === 0 ? 1 : Math.min(1, Math.sqrt((threshold * total) / count))));
}
