/**
 * @file `npm run models -- encoder`: learns the subword pieces and pre-trains the encoder on the unlabelled corpus of
 * the default task, and writes `models/encoder.json` and `models/encoder.bin`; the same bytes every time.
 */
import * as tf from '@tensorflow/tfjs-core';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** @param models the folder to write to; TF.js must have its backend */
export async function makeEncoder(models: string): Promise<void> {
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
}
