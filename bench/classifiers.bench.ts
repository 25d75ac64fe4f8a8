/**
 * @file What a classifier is worth at each number of real rows: the lab's averaging network, and the small transformer
 * with all weights tuned or only a head. Accuracy on the test split, mean of the seeds, and processor seconds of training,
 * which on an idle machine are those of the clock. `SPLIT=validation` tries the transformer's rates on the validation
 * split instead; the settings below are what won there. `ONLY=pattern` leaves out all but the figures it names.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { examplesOf, type Dataset, type Example } from '../src/core/example';
import type { FineTuneRequest, FineTuneResult } from '../src/core/ports';
import { sampleWithout, stream } from '../src/core/random';
import { DEFAULT_TRAINING } from '../src/experiment/settings';
import { accuracy } from '../src/evaluation/scores';
import { bagOf, readEncoder } from '../src/training/encoder';
import { fineTune } from '../src/training/fine-tune';
import { fineTuneNano, type NanoClassifierSettings } from '../src/training/nano/classify';
import { readNano } from '../src/training/nano/weights-file';
import { buildDataset } from '../scripts/data';

export const name = 'classifiers';

const TUNED: NanoClassifierSettings = {
  pooling: 'mean',
  tuned: 'all',
  bodyLearningRate: 2e-4,
  headLearningRate: 5e-3,
  weightDecay: 0.01,
  wordDropout: 0.2,
};
const FROZEN: NanoClassifierSettings = { ...TUNED, tuned: 'head', headLearningRate: 0.003 };

type Trial = readonly [settings: NanoClassifierSettings, steps: number, seeds?: number];

const TABLE: Readonly<Record<string, Trial>> = {
  nanoTuned: [TUNED, 150, 1], // over a minute each
  nanoFrozenMean: [FROZEN, 400],
  nanoFrozenLast: [{ ...FROZEN, pooling: 'last' }, 400],
};

/** Rates and poolings around those of the table, by name. */
function grid(): Readonly<Record<string, Trial>> {
  const trials: Record<string, Trial> = {};
  for (const pooling of ['mean', 'last'] as const) {
    for (const headLearningRate of [0.003, 0.01, 0.05]) {
      trials[`frozen ${pooling} ${headLearningRate}`] = [{ ...FROZEN, pooling, headLearningRate }, 400];
    }
  }
  for (const bodyLearningRate of [1e-4, 2e-4, 5e-4]) {
    trials[`tuned mean ${bodyLearningRate}`] = [{ ...TUNED, bodyLearningRate }, 150];
  }
  trials['tuned last 0.0002'] = [{ ...TUNED, pooling: 'last', bodyLearningRate: 2e-4 }, 150];
  return trials;
}

const TABLE_ROWS = { rowsPerClass: [8, 50, 100, 500], seeds: 2 };
const GRID_ROWS = { rowsPerClass: [8, 100], seeds: 1 };

type Classifier = (
  request: FineTuneRequest,
  texts: readonly string[],
  onStep: (step: number) => void,
) => Promise<FineTuneResult>;

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
    averaging: (request, texts, onStep) => {
      const bags = texts.map((text) => bagOf(encoder, text));
      return fineTune(encoder, request, bags, signal, onStep);
    },
  };
  const trials = split === 'test' ? TABLE : grid();
  for (const [id, [settings, steps]] of Object.entries(trials)) {
    classifiers[id] = (request, texts, onStep) => {
      const training = { ...request.training, steps };
      return fineTuneNano(nano, { ...request, training }, texts, settings, signal, onStep);
    };
  }

  const figures: Record<string, number | string> = { split };
  const only = new RegExp(process.env.ONLY ?? '');
  const { rowsPerClass, seeds: mostSeeds } = split === 'test' ? TABLE_ROWS : GRID_ROWS;
  for (const rows of rowsPerClass) {
    for (const [id, classify] of Object.entries(classifiers)) {
      const key = `${id}At${rows}`;
      if (!only.test(key)) continue;
      let [sum, seconds] = [0, 0];
      const seeds = trials[id]?.[2] ?? mostSeeds;
      for (let seed = 0; seed < seeds; seed++) {
        const request = {
          examples: realRows(dataset, rows, seed),
          numClasses: dataset.classNames.length,
          training: DEFAULT_TRAINING,
          seed: ['classifiers', seed],
        };
        const from = process.cpuUsage();
        let trained = process.cpuUsage(from);
        const result = await classify(request, texts, () => (trained = process.cpuUsage(from)));
        sum += accuracy(yTrue, result.yPred);
        seconds += (trained.user + trained.system) / 1e6;
      }
      figures[`${key}Accuracy`] = Number((sum / seeds).toFixed(4));
      figures[`${key}ProcessorSeconds`] = Number((seconds / seeds).toFixed(1));
      process.stderr.write(`${key}: ${figures[`${key}Accuracy`]}, ${figures[`${key}ProcessorSeconds`]} s\n`);
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
