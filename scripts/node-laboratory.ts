/** @file The laboratory under Node, on WASM: for benchmarks and tests that need no page. */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Dataset } from '../src/core/example.js';
import { openPreTrainer } from '../src/experiment/run/pre-trainer.js';
import { openStudyTools, type StudyTools } from '../src/experiment/run/study-tools.js';
import type { StudyPorts } from '../src/experiment/run/study-ports.js';
import type { Encoder } from '../src/training/encoder.js';
import { buildDataset } from './data.js';
import { readShippedEncoder } from './shipped-models.js';

export interface NodeLaboratory {
  readonly dataset: Dataset;
  readonly encoder: Encoder;
  readonly laboratory: StudyTools;
  /** All that a study needs; nothing is stored. */
  readonly ports: StudyPorts;
}

/** The built-in task, the shipped encoder and one thread of WASM. */
export async function openNodeLaboratory(): Promise<NodeLaboratory> {
  await useWasm();
  const encoder = await readShippedEncoder();
  const dataset = buildDataset();
  const laboratory = openStudyTools(dataset, encoder, { backend: 'wasm', adapter: null });
  const ports: StudyPorts = {
    ...laboratory,
    preTrainer: openPreTrainer(dataset, encoder.tokenizer.pieces),
    dataset,
    store: null,
    clock: { now: () => performance.now() },
    appVersion: 'node',
    browser: `Node ${process.version}`,
    helpers: [],
    writeAhead: null,
    notices: [],
  };
  return { dataset, encoder, laboratory, ports };
}

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
