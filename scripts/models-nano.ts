/**
 * @file `npm run models -- nano`: trains the small transformer on the corpus of the default task, labels known, and
 * writes `models/nano.json` and `models/nano.bin`; the same bytes every time. Saves its state as it goes, and goes on
 * from it when it is called again with the same options.
 */
import * as tf from '@tensorflow/tfjs-core';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isAbort } from '../src/core/errors';
import type { EncoderManifest } from '../src/training/encoder';
import { evaluateLoss } from '../src/training/nano/evaluate';
import { nameParameters, type NanoShape, parameterTensors } from '../src/training/nano/model';
import { trainNano, type NanoTrainer } from '../src/training/nano/train';
import { fingerprintRequest, type NanoTrainingSettings } from '../src/training/nano/training-state';
import { NanoVocabulary } from '../src/training/nano/vocabulary';
import { NANO_FORMAT, quantiseNano, readNano, type NanoManifest } from '../src/training/nano/weights-file';
import { buildDataset } from './data';
import { readCheckpoint, writeCheckpoint, type EpochLosses } from './nano-checkpoint';

/** 62 of the 22 253 definitions are longer and lose their end. */
const SHAPE: Omit<NanoShape, 'vocabularySize'> = {
  contextLength: 40,
  dimensions: 128,
  heads: 4,
  layers: 4,
  feedForwardSize: 512,
};
const SETTINGS: NanoTrainingSettings = {
  epochs: 12,
  batchTokens: 640,
  initialDeviation: 0.05,
  learningRate: 2e-3,
  warmUpSteps: 200,
  weightDecay: 0.1,
  beta2: 0.98,
  dropout: 0.1,
  plainStartChance: 0.1,
  seed: 1,
};
/** The first so many of the encoder's pieces: byte pairs are learned one after the other, so fewer are those of a shorter training. */
const NUM_PIECES = 4096;
/** Between two savings, and between two lines of progress. */
const STEPS_PER_SAVING = 100;
const STEPS_PER_LINE = 50;

const CACHE = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.cache', 'goldilocks');

/** @param models the folder with the encoder, to write to; TF.js must have its backend */
export async function makeNano(models: string, options: readonly string[]): Promise<void> {
  const { shape: sizes, settings, numPieces, maxSteps } = readOptions(options);
  const dataset = buildDataset();
  const encoder = JSON.parse(readFileSync(join(models, 'encoder.json'), 'utf8')) as EncoderManifest;
  const vocabulary = new NanoVocabulary(encoder.pieces.slice(0, numPieces), dataset.classNames);
  const encodeSplit = (name: 'corpus' | 'validation', hasLabels = true): number[][] =>
    dataset.splits[name].flatMap((texts, label) =>
      texts.map((text) => vocabulary.encode(text, hasLabels ? label : null)),
    );
  const request = {
    texts: encodeSplit('corpus'),
    validation: encodeSplit('validation'),
    plainStart: vocabulary.start,
    shape: { vocabularySize: vocabulary.size, ...sizes },
    settings,
  };
  const name = `nano-${fingerprintRequest(request).slice(0, 12)}`;
  const [file, log] = [join(CACHE, `${name}.bin`), join(CACHE, `${name}.log`)];
  mkdirSync(CACHE, { recursive: true });
  const say = (line: string): void => {
    console.log(line);
    appendFileSync(log, `${line}\n`);
  };
  const saved = readCheckpoint(file);
  const losses: EpochLosses[] = [...(saved?.losses ?? [])];
  say(`${saved ? `going on at step ${saved.checkpoint.step}` : 'beginning'}: ${file}`);
  say(JSON.stringify({ shape: request.shape, settings, texts: request.texts.length }));

  const stop = new AbortController();
  const save = async (trainer: NanoTrainer): Promise<void> =>
    writeCheckpoint(file, await trainer.checkpoint(), losses);
  let [since, nats, tokens] = [performance.now(), 0, 0];
  const weights = await trainNano(request, {
    ...(saved ? { from: saved.checkpoint } : {}),
    signal: stop.signal,
    onStep: async ({ step, numSteps, loss, numTokens, learningRate }, trainer) => {
      nats += loss * numTokens;
      tokens += numTokens;
      if (step % STEPS_PER_LINE === 0) {
        const seconds = (performance.now() - since) / 1000;
        const speed = `${((1000 * seconds) / STEPS_PER_LINE).toFixed(0)} ms a step, ${(tokens / seconds).toFixed(0)} tokens a second`;
        say(
          `step ${step} of ${numSteps}: loss ${(nats / tokens).toFixed(4)}, rate ${learningRate.toExponential(2)}, ${speed}`,
        );
        [since, nats, tokens] = [performance.now(), 0, 0];
      }
      if (step % STEPS_PER_SAVING === 0 || step === maxSteps) await save(trainer);
      if (step === maxSteps) stop.abort();
    },
    onEpoch: async ({ epoch, trainingLoss, validationLoss }, trainer) => {
      losses.push(
        [trainingLoss, validationLoss].map((loss) => Number(loss.toFixed(4))) as unknown as EpochLosses,
      );
      say(
        `epoch ${epoch}: training loss ${trainingLoss.toFixed(4)}, validation loss ${validationLoss.toFixed(4)} nats a token`,
      );
      await save(trainer);
    },
  }).catch((error: unknown) => {
    if (isAbort(error)) return null;
    throw error;
  });
  if (weights === null) return say(`stopped at step ${maxSteps}; the same command without it goes on`);

  const bytes = quantiseNano(weights, request.shape);
  const manifest: NanoManifest = {
    format: NANO_FORMAT,
    id: 'nano-what-kind',
    shape: request.shape,
    pieces: vocabulary.tokenizer.pieces,
    labels: vocabulary.labels,
    madeBy: {
      command: ['npm run models -- nano', ...options].join(' '),
      objective: 'predict the next piece; each text begins with the start of its label',
      data: {
        id: dataset.id,
        split: 'corpus',
        fingerprint: dataset.fingerprint,
        texts: request.texts.length,
      },
      settings,
      backend: tf.getBackend(),
      lossesPerEpoch: losses,
    },
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const rounded = await readNano(JSON.stringify(manifest), bytes.buffer);
  const tensors = parameterTensors(rounded.weights, request.shape);
  const lossOf = async (texts: number[][]): Promise<number> =>
    Number((await evaluateLoss(nameParameters(tensors, request.shape), request.shape, texts)).toFixed(4));
  const afterRounding = {
    validationLoss: await lossOf(request.validation),
    validationLossPlainStart: await lossOf(encodeSplit('validation', false)),
  };
  tf.dispose(tensors);
  const madeBy = { ...manifest.madeBy, afterRounding };
  writeFileSync(join(models, 'nano.bin'), bytes);
  writeFileSync(join(models, 'nano.json'), `${JSON.stringify({ ...manifest, madeBy })}\n`);
  say(`models/nano.bin: ${bytes.length} bytes, SHA-256 ${manifest.sha256}, ${JSON.stringify(afterRounding)}`);
}

/** Every number of the shape and the settings can be given by its name: `--epochs 3 --dropout 0.1`. */
function readOptions(args: readonly string[]): {
  shape: typeof SHAPE;
  settings: NanoTrainingSettings;
  numPieces: number;
  /** Stop there, as if interrupted. */
  maxSteps: number;
} {
  const numbers = { ...SHAPE, ...SETTINGS, numPieces: NUM_PIECES, maxSteps: 0 };
  const names = Object.keys(numbers);
  const { values } = parseArgs({
    args: [...args],
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const read = <T extends object>(defaults: T): T =>
    Object.fromEntries(
      Object.entries(defaults).map(([name, number]) => [
        name,
        name in values ? Number(values[name]) : number,
      ]),
    ) as T;
  const { numPieces, maxSteps } = read({ numPieces: NUM_PIECES, maxSteps: 0 });
  return { shape: read(SHAPE), settings: read(SETTINGS), numPieces, maxSteps };
}
