/** @file "Pre-training × fine-tuning" with real bodies, so small that a whole study takes seconds. */
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import type { StudyEvent } from '../../../src/core/events';
import type { Dataset } from '../../../src/core/example';
import { sampleWithout, stream } from '../../../src/core/random';
import type { StudyRecord } from '../../../src/core/run';
import { defaultSettings } from '../../../src/experiment/settings';
import type { StudySettings } from '../../../src/core/study';
import { openPreTrainer, type NetworkSize } from '../../../src/experiment/run/pre-trainer';
import { runStudy } from '../../../src/experiment/run/run-study';
import { studyOf } from '../../../src/experiment/run/study-of';
import type { StudyPorts } from '../../../src/experiment/run/study-ports';
import { NGramGenerator } from '../../../src/generation/ngram/ngram-generator';
import { learnSubwords } from '../../../src/text/subwords';
import { onEachBackend } from '../../training/backends';
import { dataset as fakeDataset, fakePorts, MemoryStore } from '../fakes';

/** Two classes with words of their own, and words of both. */
const WORDS = [
  ['feather', 'beak', 'wing', 'nest', 'claw', 'plume'],
  ['oven', 'bread', 'sugar', 'butter', 'spice', 'flour'],
];
const SHARED = ['a', 'of', 'the', 'with', 'small', 'large'];

function textsOf(label: number, count: number, ...name: readonly (string | number)[]): string[] {
  const rng = stream(...name, label);
  return Array.from({ length: count }, () => {
    const [own, other] = [sampleWithout(WORDS[label]!, 2, rng), sampleWithout(SHARED, 3, rng)];
    return `${other[0]} ${own[0]} ${other[1]} ${other[2]} ${own[1]}`;
  });
}

const split = (name: string, count: number): string[][] =>
  [0, 1].map((label) => textsOf(label, count, 'split', name));

const dataset: Dataset = {
  ...fakeDataset,
  classNames: ['bird', 'food'],
  splits: {
    test: split('test', 20),
    validation: split('validation', 10),
    pool: split('pool', 12),
    corpus: split('corpus', 80),
  },
};

const SIZE: NetworkSize = {
  numPieces: 96,
  shape: { contextLength: 12, dimensions: 8, heads: 2, layers: 1, feedForwardSize: 16 },
  tokensPerClass: 600,
  epochs: 6,
  batchTokens: 200,
  learningRate: 0.02,
  probeSteps: 150,
  probeLearningRate: 0.15,
};

const settings: StudySettings = {
  ...defaultSettings('pre-training'),
  values: [0.8, 2],
  series: ['low', 'high'],
  rowsPerClass: 12,
  realRowsPerClass: 2,
  replicates: 2,
  training: { ...defaultSettings('pre-training').training, steps: 40, batchSize: 8, learningRate: 0.05 },
};

const study = studyOf(settings, dataset.id);
const pieces = learnSubwords(dataset.splits.corpus.flat(), SIZE.numPieces).pieces;

/** Words of a class lie in one direction each, so that topics are found. */
const embedder = {
  id: 'words',
  dimensions: 12,
  embed: (texts: readonly string[]) =>
    Promise.resolve(
      Float32Array.from(
        texts.flatMap((text) => {
          const row = WORDS.flat().map((word) => (text.includes(word) ? 1 : 0));
          const norm = Math.hypot(...row) || 1;
          return row.map((value) => value / norm);
        }),
      ),
    ),
};

const portsWith = (over: Partial<StudyPorts> = {}): StudyPorts => ({
  ...fakePorts(),
  dataset,
  embedder,
  generator: new NGramGenerator(dataset.splits.corpus),
  preTrainer: openPreTrainer(dataset, pieces, SIZE),
  ...over,
});

async function recordOf(
  ports: StudyPorts,
  onEvent: (event: StudyEvent) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<StudyRecord> {
  for await (const event of runStudy(study, settings, ports, signal)) {
    onEvent(event);
    if (event.type === 'finished') return event.record;
  }
  throw new Error('the study did not finish');
}

const timeless = ({ runs, analysis, verdict }: StudyRecord): unknown => ({
  runs: runs.map((run) => ({ ...run, durations: null })),
  analysis,
  verdict,
});

onEachBackend(() => {
  test('a whole study: bodies that learned, equal figures after a stop, nothing left behind', async () => {
    const numTensors = tf.memory().numTensors;
    const whole = await recordOf(portsWith());
    expect(whole.runs).toHaveLength(8);
    const [low, high] = ['low', 'high'].map((level) => whole.runs.filter(({ arm }) => arm.startsWith(level)));
    high!.forEach(({ measures, accuracy }, i) => {
      // Guessing among all tokens would be as many choices as there are.
      expect(measures.heldOutPerplexity).toBeLessThan(pieces.length / 2);
      expect(measures.heldOutPerplexity).toBeGreaterThan(1);
      // Real text is full of words that a body which read of one topic never met.
      expect(measures.heldOutPerplexity).toBeLessThan(low![i]!.measures.heldOutPerplexity!);
      expect(measures.probeAccuracy).toBeGreaterThan(0.6);
      expect(accuracy).toBeGreaterThan(0.6);
    });
    const kinds = new Set(whole.analysis.findings!.map(({ kind }) => kind));
    expect([...kinds]).toEqual(
      expect.arrayContaining(['pre-training', 'fine-tuning', 'interaction', 'spread', 'correlation']),
    );

    // Stopped in the middle of the second body, and gone on with.
    const store = new MemoryStore();
    const abort = new AbortController();
    const stopped = recordOf(
      portsWith({ store }),
      (event) => {
        if (event.type === 'progress' && event.phase === 'preTrain' && event.finishedRuns === 2)
          abort.abort();
      },
      abort.signal,
    );
    await expect(stopped).rejects.toSatisfy(isAbort);
    expect(store.runs.size).toBe(2);
    expect(timeless(await recordOf(portsWith({ store })))).toEqual(timeless(whole));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
}, ['wasm']);

test('encoders of other shapes, pieces or texts have another fingerprint', () => {
  const usual = openPreTrainer(dataset, pieces, SIZE).fingerprint;
  const others = [
    openPreTrainer(dataset, pieces, { ...SIZE, epochs: 5 }),
    openPreTrainer(dataset, pieces.slice(1), SIZE),
    openPreTrainer({ ...dataset, fingerprint: 'other' }, pieces, SIZE),
  ];
  for (const { fingerprint } of others) expect(fingerprint).not.toBe(usual);
  expect(openPreTrainer(dataset, pieces, SIZE).fingerprint).toBe(usual);
});
