/**
 * @file The layers of the small transformer that work on each token alone, with their gradients: linear, layer norm,
 * feed-forward, dropout.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { Rng } from '../../core/random';

/** x · w, (n, in) · (in, out) → (n, out). */
export function multiply(x: Tensor2D, w: Tensor2D): Tensor2D {
  return tf.matMul<Tensor2D>(x, w);
}

/** What a layer passes back: the gradient of what went in, and that of its weights. */
interface LinearGradients {
  readonly dInput: Tensor2D;
  readonly dWeights: Tensor2D;
}

/**
 * The gradient of y = x · w:
 *
 *     dx = dy · wᵀ        dw = xᵀ · dy = (dyᵀ · x)ᵀ
 *
 * Matrices are transposed before they are multiplied: on WASM a product with a transpose flag is ten times slower. Of x
 * and dy the narrower one is transposed.
 * @param dy (n, out)
 * @param x (n, in)
 * @param w (in, out)
 */
export function linearBackward(dy: Tensor2D, x: Tensor2D, w: Tensor2D): LinearGradients {
  return tf.tidy(() => ({
    dInput: multiply(dy, tf.transpose(w)), // (n, in)
    dWeights:
      x.shape[1] <= dy.shape[1]
        ? multiply(tf.transpose(x), dy) // (in, out)
        : tf.transpose(multiply(tf.transpose(dy), x)), // (in, out)
  }));
}

/** The sum of the rows, (n, d) → (1, d): as a product with ones, twenty times faster on WASM than its sum over rows. */
export function sumRows(x: Tensor2D): Tensor2D {
  return tf.tidy(() => multiply(tf.ones<tf.Rank.R2>([1, x.shape[0]]), x));
}

/*
 * Layer normalisation (Ba, Kiros & Hinton 2016) with a gain and no bias. With μ and σ² the mean and variance of a
 * row x of width d:
 *
 *     z = (x − μ) / √(σ² + ε)        y = z ⊙ gain
 *     dx = (dz − mean(dz) − z · mean(dz ⊙ z)) / √(σ² + ε),   dz = dy ⊙ gain        dgain = Σ rows dy ⊙ z
 */

const EPSILON = 1e-5;

// A type and not an interface, here and below, because tf.tidy takes only such objects.
export type LayerNormSaved = {
  /** z, (n, d) */
  readonly normalised: Tensor2D;
  /** 1 / √(σ² + ε), (n, 1) */
  readonly inverseDeviation: Tensor2D;
};

/**
 * @param x (n, d)
 * @param gain (1, d)
 * @returns output (n, d)
 */
export function layerNorm(x: Tensor2D, gain: Tensor2D): { output: Tensor2D; saved: LayerNormSaved } {
  return tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, 1, true));
    const variance = tf.mean(tf.square(centred), 1, true);
    const inverseDeviation = tf.rsqrt<Tensor2D>(tf.add(variance, EPSILON));
    const normalised = tf.mul<Tensor2D>(centred, inverseDeviation);
    return { output: tf.mul<Tensor2D>(normalised, gain), saved: { normalised, inverseDeviation } };
  });
}

/** @param dy (n, d) */
export function layerNormBackward(
  dy: Tensor2D,
  gain: Tensor2D,
  { normalised, inverseDeviation }: LayerNormSaved,
): { dInput: Tensor2D; dGain: Tensor2D } {
  return tf.tidy(() => {
    const dz = tf.mul(dy, gain);
    const along = tf.mul(normalised, tf.mean(tf.mul(dz, normalised), 1, true));
    const across = tf.sub(tf.sub(dz, tf.mean(dz, 1, true)), along);
    return {
      dInput: tf.mul<Tensor2D>(across, inverseDeviation),
      dGain: sumRows(tf.mul(dy, normalised)),
    };
  });
}

/*
 * The feed-forward network of a block, with the squared relu (So et al. 2021):
 *
 *     a = relu(x · W₁)      y = a² · W₂        da = 2a ⊙ (dy · W₂ᵀ)
 */

export type FeedForwardSaved = {
  /** a, (n, f) */
  readonly activation: Tensor2D;
};

/**
 * @param x (n, d)
 * @param inward W₁, (d, f)
 * @param outward W₂, (f, d)
 * @returns output (n, d)
 */
export function feedForward(
  x: Tensor2D,
  inward: Tensor2D,
  outward: Tensor2D,
): { output: Tensor2D; saved: FeedForwardSaved } {
  return tf.tidy(() => {
    const activation = tf.relu(multiply(x, inward));
    return { output: multiply(tf.square(activation), outward), saved: { activation } };
  });
}

/** @param dy (n, d) */
export function feedForwardBackward(
  dy: Tensor2D,
  x: Tensor2D,
  inward: Tensor2D,
  outward: Tensor2D,
  { activation }: FeedForwardSaved,
): { dInput: Tensor2D; dInward: Tensor2D; dOutward: Tensor2D } {
  return tf.tidy(() => {
    const second = linearBackward(dy, tf.square(activation), outward);
    const dActivation = tf.mul<Tensor2D>(tf.mul(activation, 2), second.dInput); // 0 where relu was shut
    const first = linearBackward(dActivation, x, inward);
    return { dInput: first.dInput, dInward: first.dWeights, dOutward: second.dWeights };
  });
}

/*
 * Dropout (Srivastava et al. 2014) with one mask per text, the same for all its tokens (Gal & Ghahramani 2016):
 * a coordinate that is dropped is missing from the whole text, and few random numbers have to be drawn.
 */

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
