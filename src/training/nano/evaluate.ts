/** @file What a trained body and its output layer say of texts: loss, logits, embeddings. No dropout, no gradients. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { stream } from '../../core/random';
import { disposeBatch, makeBatch, planBatches, type NanoBatch, type Sequence } from './batches';
import { disposeTargets, makeTargets, nextTokenLoss, splitTexts } from './loss';
import type { NanoParameters, NanoShape } from './model';
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
