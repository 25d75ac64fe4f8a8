/**
 * @file Adam (Kingma & Ba 2015), with its state kept in the open.
 *
 * With g the gradient, both moments kept as plain sums (which the rate makes good for) and t the step from 1:
 *
 *     M ← β₁·M + g        V ← β₂·V + g²
 *     w ← w − rate · (1 − β₁)/(1 − β₁ᵗ) · M / √((1 − β₂)/(1 − β₂ᵗ) · V)
 *
 * which is Adam with its ε inside the root: V starts at a speck instead of 0.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';

const BETA_1 = 0.9;
const BETA_2 = 0.999;
/** V at the start: ε = 1e-8 squared, as a sum. */
const SPECK = 1e-13;

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
    this.#secondMoment = tf.fill(value.shape, SPECK);
  }

  /**
   * One step down the gradient.
   * @param gradient of the shape of `value`; not disposed
   * @param step t above
   * @param scale of the learning rate at this step, 0 to 1
   */
  descend(gradient: Tensor2D, step: number, scale: number): void {
    this.#replace(
      tf.tidy(() => this.#stepOf(this.value, this.#firstMoment, this.#secondMoment, gradient, step, scale)),
    );
  }

  /**
   * One step down the gradient of some rows; the other rows rest, their moments too ("lazy" Adam). In a batch of texts
   * most pieces do not occur, and passing over them saves most of the work.
   * @param rows (k, 1) int32, no row twice
   * @param gradient (k, columns); not disposed
   */
  descendRows(rows: Tensor2D, gradient: Tensor2D, step: number, scale: number): void {
    this.#replace(
      tf.tidy(() => {
        const all = [this.value, this.#firstMoment, this.#secondMoment] as const;
        const [value, first, second] = all.map((tensor) => gatherRows(tensor, rows)) as [
          Tensor2D,
          Tensor2D,
          Tensor2D,
        ];
        const stepped = this.#stepOf(value, first, second, gradient, step, scale);
        return all.map((tensor, i) => tf.tensorScatterUpdate(tensor, rows, stepped[i]!)) as unknown as State;
      }),
    );
  }

  #stepOf(
    value: Tensor2D,
    first: Tensor2D,
    second: Tensor2D,
    gradient: Tensor2D,
    step: number,
    scale: number,
  ): State {
    const m = tf.add(tf.mul(first, BETA_1), gradient);
    const v = tf.add(tf.mul(second, BETA_2), tf.square(gradient));
    const correction1 = (1 - BETA_1) / (1 - BETA_1 ** step);
    const correction2 = (1 - BETA_2) / (1 - BETA_2 ** step);
    const rate = (this.#learningRate * scale * correction1) / Math.sqrt(correction2);
    return [tf.sub(value, tf.mul(tf.mul(m, tf.rsqrt(v)), rate)), m, v] as State;
  }

  #replace([value, first, second]: State): void {
    this.dispose();
    this.value = value;
    this.#firstMoment = first;
    this.#secondMoment = second;
  }

  dispose(): void {
    tf.dispose([this.value, this.#firstMoment, this.#secondMoment]);
  }
}

type State = [value: Tensor2D, first: Tensor2D, second: Tensor2D];

/**
 * The named rows of a matrix: (k, 1) int32 and (n, columns) in, (k, columns) out. By gatherND, because WASM copies
 * whole rows for it, where its gather goes element by element.
 */
export function gatherRows(matrix: Tensor2D, rows: Tensor2D): Tensor2D {
  return tf.gatherND(matrix, rows) as Tensor2D;
}
