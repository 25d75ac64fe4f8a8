/**
 * @file Fine-tunes the small transformer as a text classifier: a text is read from the plain start, a head over its
 * hidden states names the class. Either all weights are tuned, the body's more slowly than the head's, or the body stays
 * as it is and only the head learns, which is many times faster.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { LabError, shown } from '../../core/errors';
import type { FineTuneRequest, FineTuneResult } from '../../core/ports';
import { stream, type Rng } from '../../core/random';
import { endlessBatches } from '../batches';
import { AdamW, type AdamWState } from './adamw';
import { disposeBatch, makeBatch, type Sequence } from './batches';
import { labelledGradients } from './class-gradients';
import { classGradients, classLogits, oneHotLabels, type ClassHead } from './class-head';
import { pooledHiddenStates, type Pooling } from './evaluate';
import { nameParameters, parameterSpecs, type NanoParameters } from './model';
import type { NanoWeights } from './nano-model';
import { parameterTensors } from './parameters';

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
      yPred: testTexts.map((_, row) => largest(values.subarray(row * numClasses, (row + 1) * numClasses))),
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

/** The first index of the largest value. */
function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
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
