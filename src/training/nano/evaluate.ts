/** @file Evaluates a trained transformer on texts: loss, logits, embeddings. No dropout, no gradients. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { breathe } from '../../core/breathe';
import { stream } from '../../core/random';
import {
  disposeBatch,
  makeBatch,
  type NanoBatch,
  planBatches,
  type Sequence,
  type TextWindow,
  windowsOf,
} from './batches';
import { disposeTargets, makeTargets, nextTokenLoss, splitTexts } from './loss';
import type { NanoModel, NanoParameters, NanoShape } from './model';
import { forwardBody } from './transformer';

/** Most tokens that are worked on at once. */
const BATCH_TOKENS = 2048;

/**
 * Mean cross-entropy in nats a token, over all tokens of all texts that have one before them; its exponential is the
 * perplexity a token.
 * @param texts with start and end, cut at the context length; at least one of two tokens or more
 */
export async function evaluateLoss(
  parameters: NanoParameters<Tensor2D>,
  shape: NanoShape,
  texts: readonly Sequence[],
): Promise<number> {
  const all = splitTexts(texts, shape.contextLength);
  let nats = 0;
  let count = 0;
  for (const rows of inBatches(all.inputs)) {
    const batch = makeBatch(rows.map((row) => all.inputs[row]!));
    const targets = makeTargets(
      rows.map((row) => all.targets[row]!),
      batch.length,
    );
    const loss = tf.tidy(() =>
      nextTokenLoss(forwardBody(parameters, batch, shape).hidden, parameters.tokens, targets),
    );
    nats += (await loss.data())[0]! * targets.count;
    count += targets.count;
    loss.dispose();
    disposeTargets(targets);
    disposeBatch(batch);
  }
  return nats / count;
}

/**
 * The logits of the token after each token of one sequence.
 * @returns (L, V), for the caller to dispose
 */
export function logits(parameters: NanoParameters<Tensor2D>, shape: NanoShape, sequence: Sequence): Tensor2D {
  const batch = makeBatch([sequence.slice(0, shape.contextLength)]);
  const out = tf.tidy(() =>
    tf.matMul(forwardBody(parameters, batch, shape).hidden, tf.transpose(parameters.tokens)),
  );
  disposeBatch(batch);
  return out as Tensor2D;
}

/**
 * The hidden states of each sequence's tokens, pooled: a text embedding.
 * @param sequences none of them empty; cut at the context length
 * @returns (n, d) row-major
 * @throws AbortError
 */
export async function pooledHiddenStates(
  parameters: NanoParameters<Tensor2D>,
  shape: NanoShape,
  sequences: readonly Sequence[],
  pooling: Pooling = 'mean',
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { dimensions, contextLength } = shape;
  const cut = sequences.map((sequence) => sequence.slice(0, contextLength));
  const out = new Float32Array(cut.length * dimensions);
  for (const rows of inBatches(cut)) {
    signal?.throwIfAborted();
    const batch = makeBatch(rows.map((row) => cut[row]!));
    const means = tf.tidy(() =>
      tf.matMul(poolingMatrix(batch, pooling), forwardBody(parameters, batch, shape).hidden),
    );
    const values = await means.data();
    rows.forEach((row, i) =>
      out.set(values.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions),
    );
    means.dispose();
    disposeBatch(batch);
  }
  return out;
}

/** What is made of a text's hidden states: their mean, or the last one, which alone has seen the whole text. */
export type Pooling = 'mean' | 'last';

/**
 * (B, B · L): times the hidden states of a batch it gives what is pooled of each text's own tokens, (B, d); turned round
 * it brings the gradient back. For the caller to dispose.
 */
export function poolingMatrix(
  { sequences, numTexts, length }: NanoBatch,
  pooling: Pooling = 'mean',
): Tensor2D {
  const columns = numTexts * length;
  const values = new Float32Array(numTexts * columns);
  sequences.forEach((sequence, text) => {
    const from = text * columns + text * length;
    if (pooling === 'last') values[from + sequence.length - 1] = 1;
    else values.fill(1 / sequence.length, from, from + sequence.length);
  });
  return tf.tensor2d(values, [numTexts, columns]);
}

function inBatches(sequences: readonly Sequence[]): number[][] {
  return planBatches(
    sequences.map((sequence) => sequence.length),
    BATCH_TOKENS,
    stream('evaluate'),
  );
}

/** A float32 has no digits below. */
const LEAST_PROBABILITY = 1e-38;

export interface TextScore {
  /** ln P(pieces and then the end), natural logarithm; finite, at most 0. */
  readonly logProbability: number;
  /** Pieces and the end. */
  readonly numTokens: number;
}

/**
 * What the model gives each text as one of class `label`, or of none. Comparable between models whatever their tokens:
 * −Σ logProbability / Σ (words + 1) are nats a word, as of `MarkovLanguageModel.logProbability`.
 * @param label index of one of the model's labels, or null for the plain start
 */
export async function scoreTexts(
  model: NanoModel,
  texts: readonly string[],
  label: number | null = null,
): Promise<TextScore[]> {
  const { vocabulary, shape } = model;
  const scores = texts.map(() => ({ logProbability: 0, numTokens: 0 }));
  const windows = texts.flatMap((text, i) => {
    const pieces = vocabulary.tokenizer.encode(text);
    const start = vocabulary.startOf(label);
    return windowsOf(start, pieces, vocabulary.end, shape.contextLength).map((window) => ({
      text: i,
      window,
    }));
  });
  const lengths = windows.map(({ window }) => window.inputs.length);
  for (const batch of planBatches(lengths, BATCH_TOKENS, stream('score'))) {
    const together = batch.map((i) => windows[i]!);
    const probabilities = await targetProbabilities(
      model,
      together.map(({ window }) => window),
    );
    let next = 0;
    for (const { text, window } of together) {
      const score = scores[text]!;
      window.targets.forEach((_, i) => {
        const probability = probabilities[next++]!;
        if (i < window.from) return;
        score.logProbability += Math.log(Math.min(1, Math.max(LEAST_PROBABILITY, probability)));
        score.numTokens++;
      });
    }
    await breathe();
  }
  return scores;
}

/** exp(−Σ ln P / Σ tokens): 1 where every token was foreseen. NaN of no texts. */
export function perplexityOf(scores: readonly TextScore[]): number {
  const sum = scores.reduce((total, { logProbability }) => total + logProbability, 0);
  return Math.exp(-sum / scores.reduce((total, { numTokens }) => total + numTokens, 0));
}

/** The probability of each target of each window, one after the other. */
async function targetProbabilities(
  { parameters, shape, output }: NanoModel,
  windows: readonly TextWindow[],
): Promise<Float32Array> {
  const batch = makeBatch(windows.map(({ inputs }) => inputs));
  const targets = makeTargets(
    windows.map((window) => window.targets),
    batch.length,
  );
  const wanted = tf.tidy(() => {
    const states = tf.gatherND(forwardBody(parameters, batch, shape).hidden, targets.rows) as Tensor2D;
    return tf.gatherND(tf.softmax(tf.matMul(states, output)), targets.places);
  });
  disposeTargets(targets);
  disposeBatch(batch);
  return wanted.data<'float32'>().finally(() => wanted.dispose());
}
