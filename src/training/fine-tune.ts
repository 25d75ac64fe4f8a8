/** @file Fine-tunes a fresh copy of the pre-trained encoder on one training set and predicts the test texts with it. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { LabError, shown } from '../core/errors';
import type { FineTuneRequest, FineTuneResult } from '../core/ports';
import { stream } from '../core/random';
import { largestIndex } from '../math/largest-index';
import { buildNetwork, classify, trainStep, type NetworkWeights } from './averaging-network';
import { endlessBatches, indexPieces, makeBatch, SPARE_ROWS, type PieceIndex } from './batches';
import { bagOf, type Bag, type Encoder } from './encoder';
import { NetworkSnapshot } from './network-snapshot';

/** Steps between two breaths: abort is looked at, and the loss is read. */
const STEPS_PER_BREATH = 20;

/** Called during the training of a network, and awaited. */
interface TrainingListener {
  /** Every few steps: so that other work gets its turn. */
  readonly onStep?: ((step: number) => void | Promise<void>) | undefined;
  /** So many snapshots are taken, after equally many steps each; none by default. */
  readonly numSnapshots?: number;
  readonly onSnapshot?: (snapshot: NetworkSnapshot, step: number) => void;
}

/** A network that has been trained, for as long as it is looked at. */
interface Trained {
  /** Of the examples. */
  readonly bags: readonly Bag[];
  readonly index: PieceIndex;
  readonly weights: NetworkWeights;
  readonly finalLoss: number;
  readonly trainMs: number;
}

/**
 * Trains for exactly `training.steps` steps, with the learning rate falling in a straight line to 0, then predicts.
 * Equal requests on one backend give bit-equal results; every tensor it makes is freed, also when it throws.
 * @param testBags bags of the test texts, from `bagOf`
 * @throws LabError `bad-dataset` without examples, `internal` where the loss stops being a number; AbortError
 */
export function fineTune(
  encoder: Encoder,
  request: FineTuneRequest,
  testBags: readonly Bag[],
  signal: AbortSignal,
  onStep?: (step: number) => void | Promise<void>,
  listener: Omit<TrainingListener, 'onStep'> = {},
): Promise<FineTuneResult> {
  return train(encoder, request, signal, { ...listener, onStep }, async (trained) => {
    const { index, weights, finalLoss, trainMs } = trained;
    const from = performance.now();
    const learned = await predict(encoder, index, weights, trained.bags);
    const numRight = learned.filter((label, row) => label === request.examples[row]!.label).length;
    const yPred = await predict(encoder, index, weights, testBags);
    return {
      yPred,
      steps: request.training.steps,
      finalLoss,
      trainingAccuracy: numRight / learned.length,
      trainMs,
      evaluateMs: performance.now() - from,
    };
  });
}

/** Trains as `fineTune` does, and keeps the network. */
export function fitNetwork(
  encoder: Encoder,
  request: FineTuneRequest,
  signal: AbortSignal,
  onStep?: (step: number) => void | Promise<void>,
): Promise<NetworkSnapshot> {
  return train(encoder, request, signal, { onStep }, ({ index, weights }) =>
    snapshotOf(encoder, index, weights),
  );
}

async function train<T>(
  encoder: Encoder,
  request: FineTuneRequest,
  signal: AbortSignal,
  { onStep, numSnapshots = 0, onSnapshot }: TrainingListener,
  use: (trained: Trained) => Promise<T>,
): Promise<T> {
  const { examples, numClasses, training, seed } = request;
  if (examples.length === 0) {
    throw new LabError(
      'bad-dataset',
      'fineTune: missing examples: 0 (wanted at least one) — raise the rows per class',
    );
  }
  const started = performance.now();
  const bags = examples.map((example) => bagOf(encoder, example.text));
  const index = indexPieces(bags);
  const weights = buildNetwork(
    gatherEmbeddings(encoder, index),
    encoder.dimensions,
    numClasses,
    training,
    stream(...seed, 'weights'),
  );
  try {
    const batches = endlessBatches(examples.length, training.batchSize, stream(...seed, 'order'));
    const dropout = stream(...seed, 'dropout');
    const snapshotSteps = new Set(
      Array.from({ length: numSnapshots }, (_, i) => Math.round(((i + 1) * training.steps) / numSnapshots)),
    );
    let tailLoss = 0;
    let tailSteps = 0;
    for (let step = 1; step <= training.steps; step++) {
      const rows = batches.next().value as number[];
      const batch = makeBatch(
        rows.map((row) => bags[row]!),
        index,
        training.wordDropout,
        dropout,
      );
      const targets = oneHot(
        rows.map((row) => examples[row]!.label),
        numClasses,
      );
      const loss = trainStep(weights, batch, targets, step, 1 - (step - 1) / training.steps);
      const isTail = step > 0.9 * training.steps;
      const mustRead = isTail || step % STEPS_PER_BREATH === 0;
      const value = mustRead ? (await loss.data())[0]! : 0;
      tf.dispose([batch.bags, batch.bagsTransposed, batch.rows, targets, loss]);
      if (!Number.isFinite(value)) throw diverged(step, value);
      if (isTail) {
        tailLoss += value;
        tailSteps++;
      }
      if (snapshotSteps.has(step)) onSnapshot?.(await snapshotOf(encoder, index, weights), step);
      if (step % STEPS_PER_BREATH === 0) {
        await onStep?.(step);
        signal.throwIfAborted();
      }
    }
    const finalLoss = tailSteps > 0 ? tailLoss / tailSteps : 0;
    return await use({ bags, index, weights, finalLoss, trainMs: performance.now() - started });
  } finally {
    for (const weight of weights) weight.dispose();
  }
}

async function snapshotOf(
  encoder: Encoder,
  index: PieceIndex,
  weights: NetworkWeights,
): Promise<NetworkSnapshot> {
  const [embeddings, hidden, output] = (await Promise.all(weights.map((weight) => weight.value.data()))) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return new NetworkSnapshot(encoder, index, { embeddings, hidden, output });
}

/** The most probable class of each bag. Pieces the training set did not have keep their pre-trained embedding. */
async function predict(
  encoder: Encoder,
  { rowOf }: PieceIndex,
  weights: NetworkWeights,
  bags: readonly Bag[],
): Promise<number[]> {
  const { dimensions, embeddings } = encoder;
  const tuned = await weights[0].value.data();
  const means = new Float32Array(bags.length * dimensions);
  bags.forEach(({ pieces, shares }, text) => {
    pieces.forEach((piece, i) => {
      const row = rowOf.get(piece);
      const source = row === undefined ? embeddings : tuned;
      const from = (row ?? piece) * dimensions;
      for (let k = 0; k < dimensions; k++) means[text * dimensions + k]! += shares[i]! * source[from + k]!;
    });
  });
  const layers = [weights[1].value, weights[2].value] as const;
  const logits = tf.tidy(() => classify(tf.tensor2d(means, [bags.length, dimensions]), layers));
  const values = await logits.data();
  const numClasses = logits.shape[1];
  logits.dispose();
  return bags.map((_, text) => largestIndex(values.subarray(text * numClasses, (text + 1) * numClasses)));
}

/** The embeddings of the indexed pieces, and the spare rows, zero. */
function gatherEmbeddings({ embeddings, dimensions }: Encoder, { pieces }: PieceIndex): Float32Array {
  const out = new Float32Array((pieces.length + SPARE_ROWS) * dimensions);
  pieces.forEach((piece, row) => {
    out.set(embeddings.subarray(piece * dimensions, (piece + 1) * dimensions), row * dimensions);
  });
  return out;
}

function oneHot(labels: readonly number[], numClasses: number): Tensor2D {
  const values = new Float32Array(labels.length * numClasses);
  labels.forEach((label, row) => (values[row * numClasses + label] = 1));
  return tf.tensor2d(values, [labels.length, numClasses]);
}

function diverged(step: number, value: number): LabError {
  return new LabError(
    'internal',
    `fineTune: invalid loss at step ${step}: ${shown(value)} (wanted a finite number) — lower the learning rate`,
  );
}
