/** @file Trains the small transformer to predict the next token: steps, epochs, checkpoints. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { breathe } from '../../core/breathe';
import { LabError, shown } from '../../core/errors';
import { stream } from '../../core/random';
import { AdamW } from './adamw';
import { disposeBatch, makeBatch, planBatches, type Sequence } from './batches';
import { evaluateLoss } from './evaluate';
import { drawMasks } from './layers';
import { disposeTargets, makeTargets, nextTokenGradients, splitTexts } from './loss';
import {
  initialParameters,
  listParameters,
  nameParameters,
  type NanoParameters,
  numbersOf,
  parameterSpecs,
  parameterTensors,
} from './model';
import {
  checkCheckpoint,
  fingerprintRequest,
  type NanoCheckpoint,
  type NanoTrainingRequest,
} from './training-state';
import { backwardBody, forwardBody } from './transformer';

interface NanoStepReport {
  /** From 1. */
  readonly step: number;
  readonly numSteps: number;
  /** Mean cross-entropy of the batch before the step, nats a token. */
  readonly loss: number;
  readonly numTokens: number;
  readonly learningRate: number;
}

interface NanoEpochReport {
  /** From 1. */
  readonly epoch: number;
  /** Nats a token: over the epoch as it went, dropout included, and over all validation texts at its end. */
  readonly trainingLoss: number;
  readonly validationLoss: number;
}

/** Holds tensors until `dispose`. Every draw comes from a stream named by step or epoch, so any step can be made again. */
export class NanoTrainer {
  readonly numSteps: number;
  readonly #request: NanoTrainingRequest;
  readonly #fingerprint: string;
  readonly #inputs: readonly Sequence[];
  readonly #targets: readonly Sequence[];
  readonly #stepsPerEpoch: number;
  readonly #optimizer: AdamW;
  /** (V, 1): 1 at the starts of labels, where these alone are trained; else null. */
  readonly #startsMask: Tensor2D | null;
  #plan: { readonly epoch: number; readonly batches: readonly (readonly number[])[] };
  #step = 0;
  #epochNats = 0;
  #epochTokens = 0;

  /** @throws LabError `bad-dataset` without texts, `bad-record` where `from` is of another training */
  constructor(request: NanoTrainingRequest, from?: NanoCheckpoint) {
    const { texts, shape, settings } = request;
    this.#request = request;
    this.#fingerprint = fingerprintRequest(request);
    if (from) checkCheckpoint(from, this.#fingerprint);
    ({ inputs: this.#inputs, targets: this.#targets } = splitTexts(texts, shape.contextLength));
    if (this.#inputs.length === 0) throw noTexts(texts.length);
    this.#plan = this.#planEpoch(0);
    this.#stepsPerEpoch = this.#plan.batches.length;
    this.numSteps = settings.epochs * this.#stepsPerEpoch;

    const weights =
      from?.weights ??
      initialParameters(shape, settings.initialDeviation, stream('nano', settings.seed, 'weights'));
    const zeros = weights.map((list) => new Float32Array(list.length));
    const states = tf.tidy(() => {
      const firstMoments = parameterTensors(from?.firstMoments ?? zeros, shape);
      const secondMoments = parameterTensors(from?.secondMoments ?? zeros, shape);
      return parameterTensors(weights, shape).map((value, i) => ({
        value,
        firstMoment: firstMoments[i]!,
        secondMoment: secondMoments[i]!,
      }));
    });
    this.#optimizer = new AdamW(
      states,
      parameterSpecs(shape).map(({ name }) => (/norm$|^positions$/i.test(name) ? 0 : settings.weightDecay)),
      settings.beta2,
    );
    const { plainStart } = request;
    this.#startsMask = settings.startsOnly
      ? tf.tensor2d(
          Array.from({ length: shape.vocabularySize }, (_, token) => Number(token > plainStart)),
          [shape.vocabularySize, 1],
        )
      : null;
    if (from) ({ step: this.#step, epochNats: this.#epochNats, epochTokens: this.#epochTokens } = from);
  }

  /** Steps done. */
  get step(): number {
    return this.#step;
  }

  /** True when the steps of an epoch are done and `closeEpoch` has not been called yet. */
  get isEpochDone(): boolean {
    return this.#epochTokens > 0 && this.#step % this.#stepsPerEpoch === 0;
  }

  /** The weights as they are, until the next step. */
  get parameters(): NanoParameters<Tensor2D> {
    return nameParameters(this.#optimizer.values, this.#request.shape);
  }

  /** One step. @throws LabError `internal` where the loss stops being a number */
  async advance(): Promise<NanoStepReport> {
    const { shape, settings } = this.#request;
    const { batch, targets } = this.#nextBatch();
    const step = this.#step + 1;
    const { warmUpSteps, learningRate: peak } = settings;
    const learningRate = learningRateAt(step, this.numSteps, warmUpSteps, peak);
    const { parameters } = this;
    const { loss, gradients } = tf.tidy(() => {
      const { hidden, saved } = forwardBody(parameters, batch, shape);
      const head = nextTokenGradients(hidden, parameters.tokens, targets);
      const body = backwardBody(parameters, head.dHidden, batch, shape, saved);
      const tokens = tf.add<Tensor2D>(body.tokens, head.dTokens);
      return { loss: head.loss, gradients: listParameters({ ...body, tokens }) };
    });
    const trained = this.#startsMask ? masked(gradients, this.#startsMask) : gradients;
    this.#optimizer.descend(trained, step, learningRate);
    if (trained !== gradients) tf.dispose([...trained]);
    const value = (await loss.data())[0]!;
    tf.dispose([loss, ...gradients]);
    disposeBatch(batch);
    disposeTargets(targets);
    if (!Number.isFinite(value)) throw diverged(step, value);
    this.#step = step;
    this.#epochNats += value * targets.count;
    this.#epochTokens += targets.count;
    return { step, numSteps: this.numSteps, loss: value, numTokens: targets.count, learningRate };
  }

  /** Reports the epoch that has just been done and begins a new sum. */
  async closeEpoch(): Promise<NanoEpochReport> {
    const { validation, shape } = this.#request;
    const report = {
      epoch: Math.round(this.#step / this.#stepsPerEpoch),
      trainingLoss: this.#epochNats / this.#epochTokens,
      validationLoss: await evaluateLoss(this.parameters, shape, validation),
    };
    this.#epochNats = this.#epochTokens = 0;
    return report;
  }

  /** Everything that is needed to go on; may be asked for between any two steps. */
  async checkpoint(): Promise<NanoCheckpoint> {
    const { states } = this.#optimizer;
    return {
      fingerprint: this.#fingerprint,
      step: this.#step,
      epochNats: this.#epochNats,
      epochTokens: this.#epochTokens,
      weights: await numbersOf(states.map((state) => state.value)),
      firstMoments: await numbersOf(states.map((state) => state.firstMoment)),
      secondMoments: await numbersOf(states.map((state) => state.secondMoment)),
    };
  }

  dispose(): void {
    this.#startsMask?.dispose();
    this.#optimizer.dispose();
  }

  #planEpoch(epoch: number): { epoch: number; batches: number[][] } {
    const { batchTokens, seed } = this.#request.settings;
    const lengths = this.#inputs.map((sequence) => sequence.length);
    return { epoch, batches: planBatches(lengths, batchTokens, stream('nano', seed, 'order', epoch)) };
  }

  #nextBatch() {
    const { shape, settings, plainStart } = this.#request;
    const { dimensions, layers } = shape;
    const epoch = Math.floor(this.#step / this.#stepsPerEpoch);
    if (this.#plan.epoch !== epoch) this.#plan = this.#planEpoch(epoch);
    const rows = this.#plan.batches[this.#step % this.#stepsPerEpoch]!;
    const rng = stream('nano', settings.seed, 'step', this.#step);
    const sequences = rows.map((row) => {
      const sequence = this.#inputs[row]!;
      return rng.uniform() < settings.plainStartChance ? [plainStart, ...sequence.slice(1)] : sequence;
    });
    const batch = makeBatch(sequences, drawMasks(settings.dropout, rows.length, dimensions, layers, rng));
    const targets = rows.map((row) => this.#targets[row]!);
    return { batch, targets: makeTargets(targets, batch.length) };
  }
}

/** The gradient of the token embeddings where the mask is 1, and 0 everywhere else; the first parameter is the tokens. */
function masked(gradients: readonly Tensor2D[], mask: Tensor2D): Tensor2D[] {
  return gradients.map((gradient, i) => (i === 0 ? tf.mul(gradient, mask) : tf.zerosLike(gradient)));
}

export interface NanoTrainingHooks {
  /** Where to go on from. */
  readonly from?: NanoCheckpoint;
  readonly signal?: AbortSignal;
  /** Awaited, so that a pause is a promise that is kept late; `trainer.checkpoint()` may be called in it. */
  readonly onStep?: (report: NanoStepReport, trainer: NanoTrainer) => void | Promise<void>;
  readonly onEpoch?: (report: NanoEpochReport, trainer: NanoTrainer) => void | Promise<void>;
}

/**
 * Trains to the last epoch and returns the weights, in the one order. Equal requests on one backend give bit-equal
 * weights, also when a training is stopped and resumed from its checkpoint; every tensor is freed, also when it throws.
 * @throws LabError as `NanoTrainer`, AbortError
 */
export async function trainNano(
  request: NanoTrainingRequest,
  { from, signal, onStep, onEpoch }: NanoTrainingHooks = {},
): Promise<Float32Array[]> {
  const trainer = new NanoTrainer(request, from);
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (trainer.isEpochDone) {
        const epoch = await trainer.closeEpoch();
        await onEpoch?.(epoch, trainer);
      }
      if (trainer.step === trainer.numSteps) return (await trainer.checkpoint()).weights as Float32Array[];
      const step = await trainer.advance();
      await onStep?.(step, trainer);
      await breathe();
    }
  } finally {
    trainer.dispose();
  }
}

function noTexts(value: number): LabError {
  return new LabError(
    'bad-dataset',
    `trainNano: missing texts of two tokens or more: ${shown(value)} (wanted at least one) — bring more texts`,
  );
}

function diverged(step: number, value: number): LabError {
  return new LabError(
    'internal',
    `trainNano: invalid loss at step ${step}: ${shown(value)} (wanted a finite number) — lower the learning rate`,
  );
}

/**
 * A straight line up over the first `warmUpSteps`, then half a cosine down to 0 (Loshchilov & Hutter 2017).
 * @param step from 1 to `numSteps`
 * @param peak the highest rate
 */
export function learningRateAt(step: number, numSteps: number, warmUpSteps: number, peak: number): number {
  if (step <= warmUpSteps) return (peak * step) / warmUpSteps;
  const progress = (step - warmUpSteps) / (numSteps - warmUpSteps + 1);
  return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
}
