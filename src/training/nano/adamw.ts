/**
 * @file AdamW (Loshchilov & Hutter 2019): Adam whose weights also shrink by themselves, over a list of parameters.
 * With g the gradient, clipped so that all gradients together have at most norm 1 (Pascanu, Mikolov & Bengio 2013), t
 * the step from 1, r the learning rate and λ the decay of this parameter:
 *
 *     m ← β₁m + (1 − β₁)g        v ← β₂v + (1 − β₂)g²
 *     w ← (1 − rλ)w − r · m / (1 − β₁ᵗ) / (√(v / (1 − β₂ᵗ)) + ε)
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';

const BETA_1 = 0.9;
const EPSILON = 1e-8;
const LARGEST_NORM = 1;

/** A parameter with its moments; replaced, never changed in place. */
export interface AdamWState {
  readonly value: Tensor2D;
  readonly firstMoment: Tensor2D;
  readonly secondMoment: Tensor2D;
}

/** Parameters that are stepped together. Owns their tensors; `dispose` frees them. */
export class AdamW {
  states: readonly AdamWState[];
  readonly #decays: readonly number[];
  readonly #beta2: number;

  /** @param decays λ of each parameter */
  constructor(states: readonly AdamWState[], decays: readonly number[], beta2: number) {
    this.states = states;
    this.#decays = decays;
    this.#beta2 = beta2;
  }

  get values(): Tensor2D[] {
    return this.states.map((state) => state.value);
  }

  /** One step down the gradients, which stay for the caller to dispose. */
  descend(gradients: readonly Tensor2D[], step: number, learningRate: number): void {
    const scale = clipScale(gradients);
    const before = this.states;
    this.states = before.map((state, i) => {
      const shrink = 1 - learningRate * this.#decays[i]!;
      return tf.tidy(() =>
        stepOf(state, tf.mul(gradients[i]!, scale), step, learningRate, shrink, this.#beta2),
      );
    });
    scale.dispose();
    before.forEach(disposeState);
  }

  dispose(): void {
    this.states.forEach(disposeState);
  }
}

function stepOf(
  { value, firstMoment, secondMoment }: AdamWState,
  gradient: tf.Tensor,
  step: number,
  learningRate: number,
  shrink: number,
  beta2: number,
): { value: Tensor2D; firstMoment: Tensor2D; secondMoment: Tensor2D } {
  const m = tf.add(tf.mul(firstMoment, BETA_1), tf.mul(gradient, 1 - BETA_1));
  const v = tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const deviation = tf.add(tf.mul(tf.sqrt(v), 1 / Math.sqrt(1 - beta2 ** step)), EPSILON);
  const move = tf.mul(tf.div(m, deviation), learningRate / (1 - BETA_1 ** step));
  return {
    value: tf.sub<Tensor2D>(tf.mul(value, shrink), move),
    firstMoment: m as Tensor2D,
    secondMoment: v as Tensor2D,
  };
}

/** min(1, largest norm / norm of all gradients as one vector), a scalar that never leaves the backend. */
function clipScale(gradients: readonly Tensor2D[]): tf.Scalar {
  return tf.tidy(() => {
    const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
    // Two at a time: a sum of all at once has more inputs than WebGPU binds, and comes out wrong without a word.
    const norm = tf.sqrt(squares.reduce((sum, square) => tf.add(sum, square)));
    return tf.minimum(1, tf.div(LARGEST_NORM, tf.maximum(norm, 1e-12)));
  });
}

function disposeState({ value, firstMoment, secondMoment }: AdamWState): void {
  tf.dispose([value, firstMoment, secondMoment]);
}
