/** @file The written-out gradients against finite differences of a float64 network, and Adam against its formula. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { stream } from '../../src/core/random';
import { AdamVariable } from '../../src/training/adam';
import { addBias, averageEmbeddings, project, relu, softmaxCrossEntropy } from '../../src/training/layers';
import { multiply, onEachBackend, tensorOf, transposed, type Matrix } from './backends';

const rng = stream('layers');
const matrix = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(rng.normal())));

const bags = matrix(4, 6);
const embeddings = matrix(6, 3);
const hiddenWeights = matrix(3, 5);
const hiddenBias = matrix(1, 5);
const outputWeights = matrix(5, 2);
const outputBias = matrix(1, 2);
const weights: readonly Matrix[] = [embeddings, hiddenWeights, hiddenBias, outputWeights, outputBias];
const targets = [
  [1, 0],
  [0, 1],
  [0.5, 0.5],
  [0, 1],
];

/** The whole network and its loss in plain float64. */
function plainLoss([e, w1, b1, w2, b2]: readonly Matrix[]): number {
  const addRow = (m: Matrix, b: Matrix): number[][] =>
    m.map((row) => row.map((value, j) => value + b[0]![j]!));
  const hidden = addRow(multiply(multiply(bags, e!), w1!), b1!).map((row) => row.map((x) => Math.max(0, x)));
  const logits = addRow(multiply(hidden, w2!), b2!);
  const rowLoss = logits.map((row, i) => {
    const logSum = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
    return -row.reduce((sum, x, j) => sum + targets[i]![j]! * (x - logSum), 0);
  });
  return rowLoss.reduce((sum, x) => sum + x, 0) / rowLoss.length;
}

function plainGradient(which: number, i: number, j: number): number {
  const shifted = (by: number): readonly Matrix[] =>
    weights.map((m, k) =>
      k === which ? m.map((row, r) => row.map((x, c) => (r === i && c === j ? x + by : x))) : m,
    );
  return (plainLoss(shifted(1e-5)) - plainLoss(shifted(-1e-5))) / 2e-5;
}

onEachBackend(() => {
  test('loss and all gradients are those of the float64 network', async () => {
    const before = tf.memory().numTensors;
    const sides = { bags: tensorOf(bags), bagsTransposed: tensorOf(transposed(bags)) };
    const targetTensor = tensorOf(targets);
    const inputs = weights.map(tensorOf);
    const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
      const [e, w1, b1, w2, b2] = tensors as [
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
        tf.Tensor2D,
      ];
      const hidden = relu(addBias(project(averageEmbeddings(sides, e), w1), b1));
      return softmaxCrossEntropy(addBias(project(hidden, w2), b2), targetTensor);
    };
    const { value, grads } = tf.valueAndGrads(loss)(inputs);
    expect((await value.data())[0]).toBeCloseTo(plainLoss(weights), 5);
    for (const [which, gradient] of grads.entries()) {
      const values = await gradient.data();
      const columns = weights[which]![0]!.length;
      values.forEach((found, k) => {
        const wanted = plainGradient(which, Math.floor(k / columns), k % columns);
        expect(Math.abs(found - wanted)).toBeLessThan(1e-4);
      });
    }
    tf.dispose([value, ...grads, ...inputs, targetTensor, sides.bags, sides.bagsTransposed]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('large logits neither overflow nor lose the loss', async () => {
    const loss = tf.tidy(() =>
      softmaxCrossEntropy(
        tensorOf([
          [1000, 0],
          [-1000, 0],
        ]),
        tensorOf([
          [1, 0],
          [1, 0],
        ]),
      ),
    );
    expect((await loss.data())[0]).toBeCloseTo(500, 3);
    loss.dispose();
  });

  test('Adam walks as Kingma and Ba (2015), algorithm 1, says', async () => {
    const before = tf.memory().numTensors;
    const variable = new AdamVariable(tensorOf([[1, -2]]), 0.1);
    const w = [1, -2];
    const m = [0, 0];
    const v = [0, 0];
    for (let t = 1; t <= 5; t++) {
      const g = [0.5 * t, -0.1];
      const gradient = tensorOf([g]);
      variable.descend(gradient, t, 1);
      gradient.dispose();
      for (let i = 0; i < 2; i++) {
        m[i] = 0.9 * m[i]! + 0.1 * g[i]!;
        v[i] = 0.999 * v[i]! + 0.001 * g[i]! ** 2;
        w[i]! -= (0.1 * (m[i]! / (1 - 0.9 ** t))) / (Math.sqrt(v[i]! / (1 - 0.999 ** t)) + 1e-8);
      }
      const values = await variable.value.data();
      for (let i = 0; i < 2; i++) expect(values[i]).toBeCloseTo(w[i]!, 5);
    }
    variable.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('a step on some rows moves these as a whole step would, and leaves the others alone', async () => {
    const start = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const gradient = [
      [0.5, -1],
      [0.2, 0.3],
    ];
    const some = new AdamVariable(tensorOf(start), 0.1);
    const all = new AdamVariable(tensorOf(start), 0.1);
    const rows = tf.tensor2d([2, 0], [2, 1], 'int32');
    const part = tensorOf(gradient);
    const whole = tensorOf([gradient[1]!, [0, 0], gradient[0]!]);
    some.descendRows(rows, part, 1, 1);
    all.descend(whole, 1, 1);
    const [found, wanted] = [await some.value.data(), await all.value.data()];
    found.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 5));
    expect([found[2], found[3]]).toEqual([3, 4]);
    some.dispose();
    all.dispose();
    tf.dispose([rows, part, whole]);
  });
});
