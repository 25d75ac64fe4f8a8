/** @file Token sequences as the tensors of a batch, and which texts go together. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { type Rng, shuffled } from '../../core/random';
import { causalMask } from './attention';
import { disposeMasks, type DropoutMasks } from './layers';

export type Sequence = readonly number[];

/** Sequences of tokens, filled up to the length L of the longest. What fills up is looked at by no real token. */
export interface NanoBatch {
  readonly sequences: readonly Sequence[];
  readonly numTexts: number;
  readonly length: number;
  /** (B · L, 1) int32: text after text. */
  readonly tokens: Tensor2D;
  /** (1, L, L) */
  readonly mask: Tensor3D;
  readonly dropout: DropoutMasks | null;
}

/** For the caller to dispose with `disposeBatch`, the masks of dropout too. @param sequences none of them empty */
export function makeBatch(sequences: readonly Sequence[], dropout: DropoutMasks | null = null): NanoBatch {
  const length = Math.max(...sequences.map((sequence) => sequence.length));
  const tokens = new Int32Array(sequences.length * length);
  sequences.forEach((sequence, text) => tokens.set(sequence, text * length));
  return {
    sequences,
    numTexts: sequences.length,
    length,
    tokens: tf.tensor2d(tokens, [tokens.length, 1], 'int32'),
    mask: causalMask(length),
    dropout,
  };
}

export function disposeBatch({ tokens, mask, dropout }: NanoBatch): void {
  tf.dispose([tokens, mask]);
  disposeMasks(dropout);
}

/**
 * Every text once, in batches of texts of about the same length (Vaswani et al. 2017, section 5.1), so that almost
 * nothing has to be filled up: the texts in random order are sorted by length, cut where a batch is full, and the
 * batches are put in random order. How many there are depends on the lengths alone, not on `rng`.
 * @param lengths of each text, in tokens
 * @param batchTokens the most tokens in a batch, those that fill up included; a longer text makes a batch alone
 * @returns the numbers of the texts of each batch
 */
export function planBatches(lengths: readonly number[], batchTokens: number, rng: Rng): number[][] {
  const order = shuffled(
    lengths.map((_, text) => text),
    rng,
  ).sort((a, b) => lengths[b]! - lengths[a]!);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const text of order) {
    const longest = lengths[batch[0] ?? text]!;
    if (batch.length > 0 && (batch.length + 1) * longest > batchTokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push(text);
  }
  if (batch.length > 0) batches.push(batch);
  return shuffled(batches, rng);
}

/*
 * A text as the sequences in which a model of limited context reads it. One that fits is one sequence. A longer
 * one is read in windows that begin with the start again and overlap by half a context, so that every token is
 * predicted once, and none but the first from less than half a context.
 */

export interface TextWindow {
  /** The start, then pieces; at most C tokens. */
  readonly inputs: Sequence;
  /** The token that follows each input; the last one of a text is its end. */
  readonly targets: Sequence;
  /** The first input that counts: the targets before it were predicted in the window before. */
  readonly from: number;
}

/**
 * @param pieces may be none
 * @param contextLength C, at least 2
 */
export function windowsOf(start: number, pieces: Sequence, end: number, contextLength: number): TextWindow[] {
  const tokens = [...pieces, end];
  const windows: TextWindow[] = [];
  let done = 0;
  while (done < tokens.length) {
    const first = done === 0 ? 0 : done - Math.floor(contextLength / 2);
    const targets = tokens.slice(first, first + contextLength);
    windows.push({ inputs: [start, ...targets.slice(0, -1)], targets, from: done - first });
    done = first + targets.length;
  }
  return windows;
}
