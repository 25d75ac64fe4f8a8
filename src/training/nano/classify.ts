/**
 * @file Fine-tunes the small transformer as a text classifier: a text is read from the plain start, a head over its
 * hidden states names the class. Either all weights are tuned, the body's more slowly than the head's, or the body stays
 * as it is and only the head learns, which is many times faster.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { LabError, shown } from '../../core/errors';
import type { FineTuneRequest, FineTuneResult } from '../../core/ports';
import { type Rng, stream } from '../../core/random';
import { largestIndex } from '../../math/largest-index';
import { endlessBatches } from '../batches';
import { AdamW, type AdamWState } from './adamw';
import { disposeBatch, makeBatch, type NanoBatch, type Sequence } from './batches';
import { pooledHiddenStates, type Pooling, poolingMatrix } from './evaluate';
import { linearBackward, multiply, sumRows } from './layers';
import {
  listParameters,
  nameParameters,
  type NanoParameters,
  type NanoShape,
  type NanoWeights,
  parameterSpecs,
  parameterTensors,
} from './model';
import { backwardBody, forwardBody } from './transformer';

export interface NanoClassifierSettings {
  readonly pooling: Pooling;
  /** Whether the body is tuned too. */
  readonly tuned: 'all' | 'head';
  /** AdamW's highest rates; both fall in a straight line to 0. */
  readonly bodyLearningRate: number;
  readonly headLearningRate: number;
  readonly weightDecay: number;
  /** Chance that a piece is left out of a text in one step; only where the body is tuned. */
  readonly wordDropout: number;
}

/** Steps between two breaths: abort is looked at, and the loss is read. */
const STEPS_PER_BREATH = 10;
const BETA_2 = 0.999;

/**
 * Trains for exactly `training.steps` steps of `training.batchSize` rows, then predicts the test texts. Equal requests on
 * one backend give bit-equal results; every tensor it makes is freed, also when it throws.
 * @throws LabError `bad-dataset` without examples, `internal` where the loss stops being a number; AbortError
 */
export async function fineTuneNano(
  { shape, vocabulary, weights }: NanoWeights,
  { examples, numClasses, training, seed }: FineTuneRequest,
  testTexts: readonly string[],
  settings: NanoClassifierSettings,
  signal: AbortSignal,
  onStep?: (step: number) => void | Promise<void>,
): Promise<FineTuneResult> {
  if (examples.length === 0) throw noExamples();
  const started = performance.now();
  const read = (text: string): Sequence =>
    [vocabulary.start, ...vocabulary.tokenizer.encode(text)].slice(0, shape.contextLength);
  const sequences = examples.map(({ text }) => read(text));
  const body = optimizerOf(
    parameterTensors(weights, shape),
    parameterSpecs(shape).map(({ name }) => (/norm$|^positions$/i.test(name) ? 0 : settings.weightDecay)),
  );
  const head = optimizerOf(
    [tf.zeros([shape.dimensions, numClasses]), tf.zeros([1, numClasses])],
    [settings.weightDecay, 0],
  );
  const parameters = (): NanoParameters<Tensor2D> => nameParameters(body.values, shape);
  const headOf = (): ClassHead<Tensor2D> => ({ weights: head.values[0]!, bias: head.values[1]! });
  const pooledOf = async (texts: readonly Sequence[]): Promise<Tensor2D> =>
    tf.tensor2d(await pooledHiddenStates(parameters(), shape, texts, settings.pooling, signal), [
      texts.length,
      shape.dimensions,
    ]);
  let features: Tensor2D | null = null;
  try {
    if (settings.tuned === 'head') features = await pooledOf(sequences);
    const batches = endlessBatches(examples.length, training.batchSize, stream(...seed, 'order'));
    const dropout = stream(...seed, 'dropout');
    let [tailLoss, tailSteps] = [0, 0];
    for (let step = 1; step <= training.steps; step++) {
      const rows = batches.next().value as number[];
      const yTrue = oneHotLabels(
        rows.map((row) => examples[row]!.label),
        numClasses,
      );
      const scale = 1 - (step - 1) / training.steps;
      let loss: tf.Scalar;
      if (features) {
        const fixed = tf.tensor2d(rows, [rows.length, 1], 'int32');
        const pooled = tf.gatherND(features, fixed) as Tensor2D;
        const found = classGradients(pooled, headOf(), yTrue);
        head.descend([found.weights, found.bias], step, settings.headLearningRate * scale);
        loss = found.loss;
        tf.dispose([fixed, pooled, found.dPooled, found.weights, found.bias]);
      } else {
        const batch = makeBatch(rows.map((row) => thin(sequences[row]!, settings.wordDropout, dropout)));
        const found = labelledGradients(parameters(), headOf(), batch, yTrue, shape, settings.pooling);
        body.descend(found.body, step, settings.bodyLearningRate * scale);
        head.descend(found.head, step, settings.headLearningRate * scale);
        loss = found.loss;
        disposeBatch(batch);
        tf.dispose([...found.body, ...found.head]);
      }
      const isTail = step > 0.9 * training.steps;
      const value = isTail || step % STEPS_PER_BREATH === 0 ? (await loss.data())[0]! : 0;
      tf.dispose([loss, yTrue]);
      if (!Number.isFinite(value)) throw diverged(step, value);
      if (isTail) [tailLoss, tailSteps] = [tailLoss + value, tailSteps + 1];
      if (step % STEPS_PER_BREATH === 0) {
        await onStep?.(step);
        signal.throwIfAborted();
      }
    }
    const trained = performance.now();
    const pooled = await pooledOf(testTexts.map(read));
    const logits = classLogits(pooled, headOf());
    pooled.dispose();
    const values = await logits.data();
    logits.dispose();
    return {
      yPred: testTexts.map((_, row) =>
        largestIndex(values.subarray(row * numClasses, (row + 1) * numClasses)),
      ),
      steps: training.steps,
      finalLoss: tailSteps > 0 ? tailLoss / tailSteps : 0,
      trainMs: trained - started,
      evaluateMs: performance.now() - trained,
    };
  } finally {
    body.dispose();
    head.dispose();
    features?.dispose();
  }
}

/** A text in which each piece is left out with the given chance; the start stays. */
function thin(sequence: Sequence, chance: number, rng: Rng): Sequence {
  return chance === 0 ? sequence : sequence.filter((_, i) => i === 0 || rng.uniform() >= chance);
}

/** Takes ownership of the values. */
function optimizerOf(values: readonly Tensor2D[], decays: readonly number[]): AdamW {
  const states = values.map((value): AdamWState => ({
    value,
    firstMoment: tf.zerosLike(value),
    secondMoment: tf.zerosLike(value),
  }));
  return new AdamW(states, decays, BETA_2);
}

function noExamples(): LabError {
  return new LabError(
    'bad-dataset',
    'fineTuneNano: missing examples: 0 (wanted at least one) — raise the rows per class',
  );
}

function diverged(step: number, value: number): LabError {
  return new LabError(
    'internal',
    `fineTuneNano: invalid loss at step ${step}: ${shown(value)} (wanted a finite number) — lower the learning rates`,
  );
}

interface ClassHead<T> {
  /** (d, classes) */
  readonly weights: T;
  /** (1, classes) */
  readonly bias: T;
}

/** pooled · weights + bias: (n, d) → (n, classes). */
function classLogits(pooled: Tensor2D, { weights, bias }: ClassHead<Tensor2D>): Tensor2D {
  return tf.tidy(() => tf.add(multiply(pooled, weights), bias));
}

interface ClassGradients {
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
function classGradients(pooled: Tensor2D, head: ClassHead<Tensor2D>, yTrue: Tensor2D): ClassGradients {
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

interface LabelledGradients {
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
