/** @file TF.js on its WASM backend under Node: for benchmarks and the command line. */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** @throws Error where this Node has no WebAssembly with SIMD */
export async function useWasm(): Promise<void> {
  const folder = dirname(
    createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
  );
  setWasmPaths(`${folder}/dist/`);
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm')))
    throw new Error('missing backend: wasm (wanted WebAssembly with SIMD) — use Node 20 or newer');
}
