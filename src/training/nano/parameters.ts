/** @file Weights as tensors of the backend in use, and back. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { LabError, shown } from '../../core/errors';
import { parameterSpecs, type NanoShape } from './model';

/**
 * Lists of numbers, one for each parameter in the one order, row-major, as tensors for the caller to dispose.
 * @throws LabError `bad-model` where they are not those of the shape
 */
export function parameterTensors(numbers: readonly Float32Array[], shape: NanoShape): Tensor2D[] {
  const specs = parameterSpecs(shape);
  const lengths = specs.map(({ shape: [rows, columns] }) => rows * columns);
  if (numbers.length !== specs.length || numbers.some((list, i) => list.length !== lengths[i])) {
    throw new LabError(
      'bad-model',
      `parameterTensors: invalid lengths of parameters: ${shown(numbers.map((list) => list.length))} (wanted ${lengths.join(', ')}) — use weights of this shape`,
    );
  }
  return specs.map(({ shape: [rows, columns] }, i) => tf.tensor2d(numbers[i]!, [rows, columns]));
}

/** The numbers of tensors, each a copy. */
export async function numbersOf(tensors: readonly Tensor2D[]): Promise<Float32Array[]> {
  const lists = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  return lists.map((list) => Float32Array.from(list));
}
