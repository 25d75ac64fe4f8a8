/**
 * @file The n-gram model against the small transformer, as writers of a study's rows, at the temperatures of the default
 * study. Fluency: perplexity of the rows under an n-gram model of real text that neither was fitted to (the validation
 * split and the pool). Labels: the share of rows whose label the oracle gives too. Use: accuracy of the lab's classifier
 * on the test split, fine-tuned on the rows and the study's few real ones, mean of the replicates.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { examplesOf, type Example } from '../src/core/example';
import type { TextGenerator } from '../src/core/ports';
import { DEFAULT_SETTINGS } from '../src/experiment/settings';
import { perplexity } from '../src/measures/diversity/perplexity';
import { accuracy } from '../src/evaluation/scores';
import { openStudyTools } from '../src/experiment/run/study-tools';
import { studyOf } from '../src/experiment/run/study-of';
import { realRows, trainingSeed } from '../src/experiment/rows/training-set';
import { NGramLanguageModel } from '../src/generation/ngram/language-model';
import { tokenize } from '../src/text/tokenize';
import { readEncoder } from '../src/training/encoder';
import { NanoGenerator } from '../src/training/nano/nano-generator';
import { NanoModel } from '../src/training/nano/model';
import { readNano } from '../src/training/nano/weights-file';
import { buildDataset } from '../scripts/data';

export const name = 'generators';

const REPLICATES = 3;

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
  const laboratory = openStudyTools(dataset, encoder, { backend: tf.getBackend(), adapter: null });
  const nano = new NanoModel(
    await readNano(readFileSync('models/nano.json', 'utf8'), bytesOf('models/nano.bin')),
  );
  const oracle = await laboratory.oracle(signal);
  const { validation, pool } = dataset.splits;
  const heldOut = new NGramLanguageModel([...validation.flat(), ...pool.flat()], 3);
  const perplexityOf = (rows: readonly Example[]): number =>
    perplexity(
      rows.map(({ text }) => tokenize(text)),
      (tokens) => heldOut.logProbability(tokens),
    );
  const test = examplesOf(dataset, 'test');
  const testTexts = test.map(({ text }) => text);
  const yTrue = test.map(({ label }) => label);
  const figures: Record<string, number | string> = {
    oracleTestAccuracy: round(oracle.info.testAccuracy),
    realPerplexity: round(perplexityOf(test)),
  };

  const study = studyOf({ ...DEFAULT_SETTINGS, replicates: REPLICATES }, dataset.id);
  const writers: readonly TextGenerator[] = [laboratory.generator, new NanoGenerator(nano)];
  for (const writer of writers) {
    for (const temperature of DEFAULT_SETTINGS.values) {
      const all: Example[] = [];
      const accuracies: number[] = [];
      const from = performance.now();
      let writingMs = 0;
      for (let replicate = 0; replicate < REPLICATES; replicate++) {
        const writingFrom = performance.now();
        const rows = await rowsOf(writer, temperature, replicate, dataset.classNames.length, signal);
        writingMs += performance.now() - writingFrom;
        all.push(...rows);
        const real = realRows(study, dataset, replicate, DEFAULT_SETTINGS.realRowsPerClass);
        const request = {
          examples: [...rows, ...real],
          numClasses: dataset.classNames.length,
          training: study.training,
          seed: trainingSeed(study, replicate),
        };
        const { yPred } = await laboratory.classifier.fineTuneAndPredict(request, testTexts, signal);
        accuracies.push(accuracy(yTrue, yPred));
      }
      const labels = oracle.labelsOf(all.map(({ text }) => text));
      const key = `${writer.id}T${temperature}`;
      figures[`${key}RowsPerSecond`] = Math.round((1000 * all.length) / writingMs);
      figures[`${key}Perplexity`] = round(perplexityOf(all));
      figures[`${key}LabelAgreement`] = round(
        accuracy(
          all.map(({ label }) => label),
          labels,
        ),
      );
      figures[`${key}Accuracy`] = round(accuracies.reduce((sum, value) => sum + value, 0) / REPLICATES);
      process.stderr.write(`${key}: ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
    }
  }
  nano.dispose();
  return figures;
}

async function rowsOf(
  writer: TextGenerator,
  temperature: number,
  replicate: number,
  numClasses: number,
  signal: AbortSignal,
): Promise<Example[]> {
  const rows: Example[] = [];
  for (let label = 0; label < numClasses; label++) {
    const seed = ['generators', writer.id, temperature, replicate, label];
    const request = { label, count: DEFAULT_SETTINGS.rowsPerClass, temperature, topP: 1, seed };
    for await (const batch of writer.generate(request, signal)) rows.push(...batch);
  }
  return rows;
}

function bytesOf(path: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(path)).buffer;
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
