/**
 * @file What a classifier is worth at each number of real rows: the lab's averaging network, and the small transformer
 * with all weights tuned or only a head. Accuracy on the test split, mean of the seeds, and seconds of training. The
 * transformer's rates and steps are first choices, the same at every number of rows; `SPLIT=validation` measures on the
 * validation split, for choosing better ones.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { examplesOf, type Dataset, type Example } from '../src/core/example';
import type { FineTuneRequest, FineTuneResult } from '../src/core/ports';
import { sampleWithout, stream } from '../src/core/random';
import { DEFAULT_TRAINING } from '../src/core/settings';
import { accuracy } from '../src/evaluation';
import { bagOf, readEncoder } from '../src/training/encoder';
import { fineTune } from '../src/training/fine-tune';
import { fineTuneNano, type NanoClassifierSettings } from '../src/training/nano/classify';
import { readNano } from '../src/training/nano/weights-file';
import { buildDataset } from '../scripts/data';

export const name = 'classifiers';

const ROWS_PER_CLASS = [8, 50, 100, 500];
const SEEDS = 2;

const TUNED: NanoClassifierSettings = {
  pooling: 'mean',
  tuned: 'all',
  bodyLearningRate: 5e-4,
  headLearningRate: 5e-3,
  weightDecay: 0.01,
  wordDropout: 0.2,
};
const FROZEN: NanoClassifierSettings = { ...TUNED, tuned: 'head', headLearningRate: 0.05 };
const TRANSFORMERS: Readonly<Record<string, readonly [NanoClassifierSettings, steps: number]>> = {
  nanoMean: [TUNED, 150],
  nanoLast: [{ ...TUNED, pooling: 'last' }, 150],
  nanoFrozen: [FROZEN, 400],
};

type Classifier = (request: FineTuneRequest, texts: readonly string[]) => Promise<FineTuneResult>;

export async function run(): Promise<Record<string, number | string>> {
  const wasm = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  setWasmPaths(`${wasm}/dist/`);
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) throw new Error('bench: missing backend: wasm');
  const { signal } = new AbortController();
  const dataset = buildDataset();
  const encoder = await readEncoder(
    readFileSync('models/encoder.json', 'utf8'),
    bytesOf('models/encoder.bin'),
  );
  const nano = await readNano(readFileSync('models/nano.json', 'utf8'), bytesOf('models/nano.bin'));
  const split = process.env.SPLIT === 'validation' ? 'validation' : 'test';
  const held = examplesOf(dataset, split);
  const texts = held.map(({ text }) => text);
  const yTrue = held.map(({ label }) => label);
  const classifiers: Record<string, Classifier> = {
    averaging: (request, texts) =>
      fineTune(
        encoder,
        request,
        texts.map((text) => bagOf(encoder, text)),
        signal,
      ),
  };
  for (const [id, [settings, steps]] of Object.entries(TRANSFORMERS)) {
    classifiers[id] = (request, texts) => {
      const training = { ...request.training, steps };
      return fineTuneNano(nano, { ...request, training }, texts, settings, signal);
    };
  }

  const figures: Record<string, number | string> = { split };
  for (const rowsPerClass of ROWS_PER_CLASS) {
    for (const [id, classify] of Object.entries(classifiers)) {
      let [sum, trainMs] = [0, 0];
      for (let seed = 0; seed < SEEDS; seed++) {
        const request = {
          examples: realRows(dataset, rowsPerClass, seed),
          numClasses: dataset.classNames.length,
          training: DEFAULT_TRAINING,
          seed: ['classifiers', seed],
        };
        const result = await classify(request, texts);
        sum += accuracy(yTrue, result.yPred);
        trainMs += result.trainMs;
      }
      const key = `${id}At${rowsPerClass}`;
      figures[`${key}Accuracy`] = Number((sum / SEEDS).toFixed(4));
      figures[`${key}Seconds`] = Number((trainMs / SEEDS / 1000).toFixed(1));
      process.stderr.write(`${key}: ${figures[`${key}Accuracy`]}, ${figures[`${key}Seconds`]} s\n`);
    }
  }
  return figures;
}

function realRows(dataset: Dataset, rowsPerClass: number, seed: number): Example[] {
  return dataset.splits.pool.flatMap((texts, label) =>
    sampleWithout(texts, rowsPerClass, stream('classifiers', seed, label)).map((text) => ({ text, label })),
  );
}

function bytesOf(path: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(path)).buffer;
}
