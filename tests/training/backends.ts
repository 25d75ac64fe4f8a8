/** @file Runs a suite on each TF.js backend in turn; WebGPU is software here, so shapes stay tiny. */
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe } from 'vitest';

const BACKENDS = ['cpu', 'wasm', 'webgpu'] as const;
export type Backend = (typeof BACKENDS)[number];

export function onEachBackend(
  suite: (backend: Backend) => void,
  backends: readonly Backend[] = BACKENDS,
): void {
  for (const backend of backends) {
    describe(backend, () => {
      beforeAll(() => useBackend(backend));
      suite(backend);
    });
  }
}

/** Switches over and makes sure of it: TF.js says nothing when it falls back to another backend. */
export async function useBackend(backend: Backend): Promise<void> {
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(new URL('/wasm/', location.href).href);
  if (!(await tf.setBackend(backend)) || tf.getBackend() !== backend)
    throw new Error(`backend ${backend} did not start`);
}

/** A matrix in plain arrays, the reference the tensors are held against. */
export type Matrix = readonly (readonly number[])[];

export function tensorOf(matrix: Matrix): tf.Tensor2D {
  return tf.tensor2d(matrix.flat(), [matrix.length, matrix[0]!.length]);
}

export function multiply(a: Matrix, b: Matrix): number[][] {
  return a.map((row) => b[0]!.map((_, j) => row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

export function transposed(a: Matrix): number[][] {
  return a[0]!.map((_, j) => a.map((row) => row[j]!));
}
