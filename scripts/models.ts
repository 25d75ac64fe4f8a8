/**
 * @file `npm run models`: learns the subword pieces and pre-trains the encoder on the unlabelled corpus of the default
 * task, and writes `models/encoder.json` and `models/encoder.bin`. Runs TF.js on WASM; the same bytes every time.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { learnSubwords } from '../src/text/subwords';
import { quantise, type EncoderManifest } from '../src/training/encoder';
import { preTrain, type PreTrainSettings } from '../src/training/pre-train';
import { buildDataset } from './data';

const NUM_PIECES = 4096;
const SETTINGS: PreTrainSettings = {
  dimensions: 64,
  epochs: 30,
  batchSize: 256,
  learningRate: 0.01,
  keepThreshold: 1e-3,
  seed: 1,
};

const models = join(dirname(fileURLToPath(import.meta.url)), '..', 'models');
const wasmFolder = dirname(
  createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'),
);
setWasmPaths(`${wasmFolder}/dist/`);
setThreadsCount(1);
if (!(await tf.setBackend('wasm')))
  throw new Error('models: missing backend: wasm (wanted WebAssembly with SIMD) — use Node 20 or newer');

const dataset = buildDataset();
const corpus = dataset.splits.corpus.flat();
console.log(`learning ${NUM_PIECES} subword pieces from ${corpus.length} definitions`);
const tokenizer = learnSubwords(corpus, NUM_PIECES);
const texts = corpus.map((text) => tokenizer.encode(text)).filter((ids) => ids.length > 1);
const validation = dataset.splits.validation.flat().map((text) => tokenizer.encode(text));
const pieceCounts = tokenizer.pieces.map(() => 0);
for (const ids of texts) for (const id of ids) pieceCounts[id]! += 1;

const losses: [trainingLoss: number, validationLoss: number][] = [];
const embeddings = await preTrain(texts, validation, tokenizer.pieces.length, SETTINGS, (report) => {
  losses.push([report.trainingLoss, report.validationLoss]);
  console.log(
    `epoch ${report.epoch}: training loss ${report.trainingLoss.toFixed(4)}, validation loss ${report.validationLoss.toFixed(4)} nats`,
  );
});
const bytes = quantise(embeddings, SETTINGS.dimensions);
const manifest: EncoderManifest = {
  format: 'goldilocks-encoder-1',
  id: 'encoder-what-kind',
  dimensions: SETTINGS.dimensions,
  pieces: tokenizer.pieces,
  pieceCounts,
  madeBy: {
    command: 'npm run models',
    objective: 'from one random half of a text predict the other half; no labels',
    data: { id: dataset.id, split: 'corpus', fingerprint: dataset.fingerprint, texts: texts.length },
    settings: SETTINGS,
    backend: tf.getBackend(),
    lossesPerEpoch: losses.map((pair) => pair.map((loss) => Number(loss.toFixed(4)))),
    quantisation: 'int8 steps with one float32 scale per piece',
  },
  sha256: createHash('sha256').update(bytes).digest('hex'),
};
writeFileSync(join(models, 'encoder.bin'), bytes);
writeFileSync(join(models, 'encoder.json'), `${JSON.stringify(manifest)}\n`);
console.log(`models/encoder.bin: ${bytes.length} bytes, SHA-256 ${manifest.sha256}`);
