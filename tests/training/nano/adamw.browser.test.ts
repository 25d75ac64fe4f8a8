/** @file AdamW and its clipping by their formulas, in float64; against PyTorch in `parity.browser.test.ts`. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { AdamW } from '../../../src/training/nano/adamw';
import { onEachBackend } from '../backends';

const BETA_1 = 0.9;
const BETA_2 = 0.98;
const DECAY = 0.1;
const RATE = 0.05;

/** The paper's algorithm 2 for one number, over the gradients of all steps. */
function walk(weight: number, decay: number, gradients: readonly number[]): number {
  let [w, m, v] = [weight, 0, 0];
  gradients.forEach((g, i) => {
    m = BETA_1 * m + (1 - BETA_1) * g;
    v = BETA_2 * v + (1 - BETA_2) * g * g;
    const [mHat, vHat] = [m / (1 - BETA_1 ** (i + 1)), v / (1 - BETA_2 ** (i + 1))];
    w = w * (1 - RATE * decay) - (RATE * mHat) / (Math.sqrt(vHat) + 1e-8);
  });
  return w;
}

onEachBackend(() => {
  // More parameters than a GPU binds buffers: the norm is of all of them.
  test.each([
    ['small gradients are taken as they are', 0.01],
    ['large ones are clipped to norm 1 together', 100],
  ])('%s', async (_, size) => {
    const before = tf.memory().numTensors;
    const count = 12;
    const weights = Array.from({ length: count }, (_, p) => [p - 5, 1 + p / 7]);
    const gradientsAt = (step: number): number[][] =>
      weights.map((_, p) => [size * step * Math.sin(p + step), size * Math.cos(3 * p - step)]);
    const decays = weights.map((_, p) => (p % 2 === 0 ? DECAY : 0));
    const optimizer = new AdamW(
      weights.map((row) => ({
        value: tf.tensor2d([row]),
        firstMoment: tf.zeros([1, 2]),
        secondMoment: tf.zeros([1, 2]),
      })),
      decays,
      BETA_2,
    );
    const steps = [1, 2];
    for (const step of steps) {
      const gradients = gradientsAt(step).map((row) => tf.tensor2d([row]));
      optimizer.descend(gradients, step, RATE);
      tf.dispose(gradients);
    }
    const clipped = steps.map((step) => {
      const gradients = gradientsAt(step);
      const scale = Math.min(1, 1 / Math.hypot(...gradients.flat()));
      return gradients.map((row) => row.map((g) => g * scale));
    });
    for (const [p, value] of optimizer.values.entries()) {
      const found = await value.data();
      weights[p]!.forEach((weight, k) => {
        const wanted = walk(
          weight,
          decays[p]!,
          clipped.map((gradients) => gradients[p]![k]!),
        );
        expect(found[k]).toBeCloseTo(wanted, 5);
      });
    }
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
