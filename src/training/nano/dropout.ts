/**
 * @file Dropout (Srivastava et al. 2014) with one mask per text, the same for all its tokens (Gal & Ghahramani 2016):
 * a coordinate that is dropped is missing from the whole text, and few random numbers have to be drawn.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Rng } from '../../core/random';

/** Each (B, 1, d): 0 where a coordinate is dropped, else 1 / (1 − rate), so that the expected value stays. */
export interface BranchMasks {
  readonly attention: Tensor3D;
  readonly feedForward: Tensor3D;
}

export interface DropoutMasks {
  /** Of the sum of token and position embeddings. */
  readonly embedding: Tensor3D;
  readonly blocks: readonly BranchMasks[];
}

/** Masks for one batch, for the caller to dispose; null, and nothing drawn, at rate 0. */
export function drawMasks(
  rate: number,
  numTexts: number,
  dimensions: number,
  layers: number,
  rng: Rng,
): DropoutMasks | null {
  if (rate === 0) return null;
  const draw = (): Tensor3D =>
    tf.tensor3d(
      Float32Array.from({ length: numTexts * dimensions }, () => (rng.uniform() < rate ? 0 : 1 / (1 - rate))),
      [numTexts, 1, dimensions],
    );
  return {
    embedding: draw(),
    blocks: Array.from({ length: layers }, () => ({ attention: draw(), feedForward: draw() })),
  };
}

export function disposeMasks(masks: DropoutMasks | null): void {
  if (masks === null) return;
  tf.dispose([masks.embedding, ...masks.blocks.flatMap((block) => [block.attention, block.feedForward])]);
}

/**
 * x ⊙ mask, each row with the mask of its text; x itself without one. Its own gradient: what is passed back takes the
 * same way.
 * @param x (B · L, d)
 * @param mask (B, 1, d)
 */
export function drop(x: Tensor2D, mask: Tensor3D | undefined): Tensor2D {
  if (mask === undefined) return x;
  const [numTexts, , dimensions] = mask.shape;
  return tf.tidy(() => tf.reshape(tf.mul(tf.reshape(x, [numTexts, -1, dimensions]), mask), x.shape));
}
