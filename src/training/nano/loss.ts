/**
 * @file Next-token prediction: the hidden states times the token embeddings turned round (Press & Wolf 2017) are the
 * logits. With M predictions, p = softmax(h · Eᵀ) and t the tokens that do come:
 *
 *     loss = −mean log p[t]
 *     dh = (p − onehot(t)) · E / M        dE = (p − onehot(t))ᵀ · h / M
 *
 * Only tokens that have a successor in their text predict, so what fills a batch up costs nothing here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { Sequence } from './batches';
import { multiply } from './layers';

/** Nearly the smallest number that no backend takes for 0; added before the logarithm, so a token costs at most 85 nats. */
const LEAST_PROBABILITY = 1e-37;

/** Which rows of the hidden states predict, and what. */
interface Targets {
  readonly count: number;
  /** (M, 1) int32: rows of (B · L, d). */
  readonly rows: Tensor2D;
  /** (M, 2) int32: the place of each target in the (M, V) matrix of probabilities. */
  readonly places: Tensor2D;
}

/**
 * The inputs of texts and what they are to predict: of a text t₀ t₁ … tₙ, the inputs are t₀ … tₙ₋₁ and the targets
 * t₁ … tₙ, cut at the context length. A text of one token predicts nothing and is left out.
 */
export function splitTexts(
  texts: readonly Sequence[],
  contextLength: number,
): { inputs: Sequence[]; targets: Sequence[] } {
  const long = texts.filter((text) => text.length > 1).map((text) => text.slice(0, contextLength + 1));
  return { inputs: long.map((text) => text.slice(0, -1)), targets: long.map((text) => text.slice(1)) };
}

/** For the caller to dispose with `disposeTargets`. @param length L of the batch that the inputs make */
export function makeTargets(targets: readonly Sequence[], length: number): Targets {
  const rows: number[] = [];
  const places: number[] = [];
  targets.forEach((sequence, text) => {
    sequence.forEach((token, i) => {
      places.push(rows.length, token);
      rows.push(text * length + i);
    });
  });
  return {
    count: rows.length,
    rows: tf.tensor2d(rows, [rows.length, 1], 'int32'),
    places: tf.tensor2d(places, [rows.length, 2], 'int32'),
  };
}

export function disposeTargets({ rows, places }: Targets): void {
  tf.dispose([rows, places]);
}

/**
 * Mean cross-entropy in nats a token.
 * @param hidden (B · L, d)
 * @param tokens (V, d)
 * @returns scalar, for the caller to dispose
 */
export function nextTokenLoss(hidden: Tensor2D, tokens: Tensor2D, targets: Targets): tf.Scalar {
  return tf.tidy(() => meanLoss(tf.gatherND(predict(pickRows(hidden, targets), tokens), targets.places)));
}

/** The loss with its gradients: of the hidden states, (B · L, d), and of the tokens as output layer, (V, d). */
export function nextTokenGradients(
  hidden: Tensor2D,
  tokens: Tensor2D,
  targets: Targets,
): { loss: tf.Scalar; dHidden: Tensor2D; dTokens: Tensor2D } {
  return tf.tidy(() => {
    const { count, rows, places } = targets;
    const states = pickRows(hidden, targets); // (M, d)
    const probabilities = predict(states, tokens); // (M, V)
    const wanted = tf.gatherND(probabilities, places) as Tensor1D; // (M)
    const dLogits: Tensor2D = tf.tensorScatterUpdate(probabilities, places, tf.sub(wanted, 1)); // M times that
    probabilities.dispose();
    const dStates = tf.mul(multiply(dLogits, tokens), 1 / count); // (M, d)
    const dOutput = multiply(tf.transpose(states), dLogits); // (d, V)
    return {
      loss: meanLoss(wanted),
      dHidden: tf.scatterND<tf.Rank.R2>(rows, dStates, hidden.shape),
      dTokens: tf.mul<Tensor2D>(tf.transpose(dOutput), 1 / count),
    };
  });
}

function pickRows(hidden: Tensor2D, { rows }: Targets): Tensor2D {
  return tf.gatherND(hidden, rows) as Tensor2D;
}

/** softmax(h · Eᵀ), (M, V). The library's softmax is one fast kernel on WASM, its exp is not. */
function predict(states: Tensor2D, tokens: Tensor2D): Tensor2D {
  return tf.tidy(() => tf.softmax(multiply(states, tf.transpose(tokens))));
}

/** A NaN stays one, which with a maximum it would not on every backend. */
function meanLoss(wanted: tf.Tensor): tf.Scalar {
  return tf.neg(tf.mean(tf.log(tf.add(wanted, LEAST_PROBABILITY))));
}
