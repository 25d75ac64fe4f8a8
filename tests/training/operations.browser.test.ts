/** @file Every TF.js operation the classifiers use, against plain TypeScript, on every backend. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { stream } from '../../src/core/random';
import { multiply, onEachBackend, tensorOf, transposed, type Matrix } from './backends';

const rng = stream('operations');
const matrix = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => Array.from({ length: columns }, () => Math.fround(rng.normal())));
const a = matrix(5, 7);
const b = matrix(5, 7);
const c = matrix(7, 3);
const row = matrix(1, 7);
const positive = a.map((values) => values.map((value) => Math.abs(value) + 0.1));
const map = (m: Matrix, f: (x: number, i: number, j: number) => number): number[][] =>
  m.map((values, i) => values.map((value, j) => f(value, i, j)));

/** What each operation should give, and how the lab asks for it. */
const OPERATIONS: readonly (readonly [name: string, run: () => tf.Tensor, expected: Matrix])[] = [
  ['matMul', () => tf.matMul(tensorOf(a), tensorOf(c)), multiply(a, c)],
  [
    'matMul of a row',
    () => tf.matMul(tf.ones<tf.Rank.R2>([1, 5]), tensorOf(a)),
    multiply([[1, 1, 1, 1, 1]], a),
  ],
  ['add', () => tf.add(tensorOf(a), tensorOf(b)), map(a, (x, i, j) => x + b[i]![j]!)],
  ['add a row to each', () => tf.add(tensorOf(a), tensorOf(row)), map(a, (x, _, j) => x + row[0]![j]!)],
  ['sub', () => tf.sub(tensorOf(a), tensorOf(b)), map(a, (x, i, j) => x - b[i]![j]!)],
  [
    'sub a column from each',
    () => tf.sub(tensorOf(a), tf.max(tensorOf(a), 1, true)),
    map(a, (x, i) => x - Math.max(...a[i]!)),
  ],
  ['mul', () => tf.mul(tensorOf(a), tensorOf(b)), map(a, (x, i, j) => x * b[i]![j]!)],
  ['mul by a number', () => tf.mul(tensorOf(a), 0.9), map(a, (x) => x * 0.9)],
  ['div', () => tf.div(tensorOf(a), tensorOf(positive)), map(a, (x, i, j) => x / positive[i]![j]!)],
  ['div by a number', () => tf.div(tensorOf(a), 5), map(a, (x) => x / 5)],
  ['neg', () => tf.neg(tensorOf(a)), map(a, (x) => -x)],
  ['square', () => tf.square(tensorOf(a)), map(a, (x) => x * x)],
  ['rsqrt', () => tf.rsqrt(tensorOf(positive)), map(positive, (x) => 1 / Math.sqrt(x))],
  ['exp', () => tf.exp(tensorOf(a)), map(a, Math.exp)],
  ['log', () => tf.log(tensorOf(positive)), map(positive, Math.log)],
  ['relu', () => tf.relu(tensorOf(a)), map(a, (x) => Math.max(0, x))],
  ['step', () => tf.step(tensorOf(a)), map(a, (x) => (x > 0 ? 1 : 0))],
  ['transpose', () => tf.transpose(tensorOf(a)), transposed(a)],
  [
    'sum of each row',
    () => tf.sum(tensorOf(a), 1, true),
    a.map((values) => [values.reduce((s, x) => s + x, 0)]),
  ],
  ['sum of all', () => tf.sum(tensorOf(a)), [[a.flat().reduce((s, x) => s + x, 0)]]],
  ['max of each row', () => tf.max(tensorOf(a), 1, true), a.map((values) => [Math.max(...values)])],
  ['zerosLike', () => tf.zerosLike(tensorOf(a)), map(a, () => 0)],
  [
    'fill',
    () => tf.fill([2, 3], 1e-13),
    [
      [1e-13, 1e-13, 1e-13],
      [1e-13, 1e-13, 1e-13],
    ],
  ],
  [
    'gatherND of rows',
    () => tf.gatherND(tensorOf(a), tf.tensor2d([4, 0, 2], [3, 1], 'int32')),
    [a[4]!, a[0]!, a[2]!],
  ],
  [
    'tensorScatterUpdate of rows',
    () => tf.tensorScatterUpdate(tensorOf(a), tf.tensor2d([3, 1], [2, 1], 'int32'), tensorOf([b[0]!, b[1]!])),
    [a[0]!, b[1]!, a[2]!, b[0]!, a[4]!],
  ],
];

onEachBackend(() => {
  test.each(OPERATIONS)('%s is what plain TypeScript says', async (_, run, expected) => {
    const before = tf.memory().numTensors;
    const result = tf.tidy(run);
    const values = await result.data();
    result.dispose();
    const wanted = expected.flat();
    expect(values.length).toBe(wanted.length);
    wanted.forEach((value, i) =>
      expect(Math.abs(values[i]! - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value))),
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
