/** @file The small transformer as a language model of whole texts: how surprising each is. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { breathe } from '../../core/breathe';
import { stream } from '../../core/random';
import { disposeBatch, makeBatch, planBatches } from './batches';
import { disposeTargets, makeTargets } from './loss';
import type { NanoModel } from './nano-model';
import { forwardBody } from './transformer';
import { windowsOf, type TextWindow } from './windows';

/** Most tokens that are worked on at once. */
const BATCH_TOKENS = 2048;
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
