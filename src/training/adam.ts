/** @file Adam (Kingma & Ba 2015), with its state kept in the open. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

/** A weight matrix with its learning rate and its running moments. */
export class AdamVariable {
  value: Tensor2D;
  readonly #learningRate: number;
  #firstMoment: Tensor2D;
  #secondMoment: Tensor2D;

  /** Takes ownership of `value`; `dispose` frees it. */
  constructor(value: Tensor2D, learningRate: number) {
    this.value = value;
    this.#learningRate = learningRate;
    this.#firstMoment = tf.zerosLike(value);
    this.#secondMoment = tf.zerosLike(value);
  }

  /**
   * One step down the gradient, with both moments corrected for their start at zero:
   *
   *     m ← β₁·m + (1 − β₁)·g      v ← β₂·v + (1 − β₂)·g²
   *     w ← w − rate · scale · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)
   *
   * @param gradient of the shape of `value`; not disposed
   * @param step t, from 1
   * @param scale of the learning rate at this step, 0 to 1
   */
  descend(gradient: Tensor2D, step: number, scale: number): void {
    const correction1 = 1 - BETA_1 ** step;
    const correction2 = Math.sqrt(1 - BETA_2 ** step);
    const rate = (this.#learningRate * scale * correction2) / correction1;
    const [value, first, second] = tf.tidy(() => {
      const first = tf.add(tf.mul(this.#firstMoment, BETA_1), tf.mul(gradient, 1 - BETA_1));
      const second = tf.add(tf.mul(this.#secondMoment, BETA_2), tf.mul(tf.square(gradient), 1 - BETA_2));
      const update = tf.div(first, tf.add(tf.sqrt(second), EPSILON * correction2));
      return [tf.sub(this.value, tf.mul(update, rate)), first, second] as [Tensor2D, Tensor2D, Tensor2D];
    });
    this.dispose();
    this.value = value;
    this.#firstMoment = first;
    this.#secondMoment = second;
  }

  dispose(): void {
    this.value.dispose();
    this.#firstMoment.dispose();
    this.#secondMoment.dispose();
  }
}
