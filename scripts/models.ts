/**
 * @file `npm run models`: makes the files in `models/`, on TF.js with the WASM backend. With a name, `encoder` or
 * `nano`, that one alone; the transformer takes the encoder's subword pieces and therefore comes second.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeEncoder } from './models-encoder';
import { makeNano } from './models-nano';

const MODELS: Readonly<Record<string, (models: string, options: readonly string[]) => Promise<void>>> = {
  encoder: makeEncoder,
  nano: makeNano,
};

const [name, ...options] = process.argv.slice(2);
if (name !== undefined && !(name in MODELS)) {
  throw new Error(
    `models: unknown model: "${name}" (wanted ${Object.keys(MODELS).join(' or ')}) — or none, for all`,
  );
}

const wasmFolder = dirname(
  createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
);
setWasmPaths(`${wasmFolder}/dist/`);
setThreadsCount(1);
if (!(await tf.setBackend('wasm')))
  throw new Error('models: missing backend: wasm (wanted WebAssembly with SIMD) — use Node 20 or newer');

const models = join(dirname(fileURLToPath(import.meta.url)), '..', 'models');
for (const one of name === undefined ? Object.keys(MODELS) : [name]) await MODELS[one]!(models, options);
