/** @file From texts to a training that can begin: pieces, sequences, shape, settings. */
import { LabError, shown } from '../../core/errors';
import type { ModelAbout, ModelSize, ModelTrainingPlan } from '../../core/model-lab';
import { stream } from '../../core/random';
import { learnSubwords } from '../../text/subwords';
import { planBatches } from './batches';
import { splitTexts } from './loss';
import { countParameters, type NanoShape } from './model';
import { NanoTrainer } from './train';
import type { NanoTrainingRequest, NanoTrainingSettings } from './training-state';
import { NanoVocabulary } from './vocabulary';

export interface LearningText {
  readonly text: string;
  /** Index of one of the labels; null where it has none. */
  readonly label: number | null;
}

/** Plain data: it survives storage. */
export interface LearningTexts {
  /** Names the texts. */
  readonly name: string;
  readonly labels: readonly string[];
  readonly training: readonly LearningText[];
  /** None of them is in `training`. */
  readonly validation: readonly LearningText[];
}

export interface PreparedTraining {
  readonly about: ModelAbout;
  readonly vocabulary: NanoVocabulary;
  readonly request: NanoTrainingRequest;
  readonly numCut: number;
  readonly tokensPerEpoch: number;
  readonly stepsPerEpoch: number;
}

interface TrainingChoices {
  readonly size: ModelSize;
  readonly epochs: number;
  readonly seed: number;
}

/** Characters that pieces are learned from at most; of more texts, those that come first in random order. */
const MOST_LEARNED_CHARACTERS = 400_000;

/** Pieces for a model of this size, learned from the texts. Deterministic. */
export function learnPieces({ training }: LearningTexts, size: ModelSize): readonly string[] {
  const total = training.reduce((sum, { text }) => sum + text.length, 0);
  const share = MOST_LEARNED_CHARACTERS / Math.max(1, total);
  const rng = stream('texts to learn pieces from');
  const chosen = share >= 1 ? training : training.filter(() => rng.uniform() < share);
  const { pieces } = learnSubwords(
    chosen.map(({ text }) => text),
    SIZES[size].numPieces,
  );
  if (pieces.length > 1) return pieces;
  throw new LabError(
    'bad-dataset',
    `learnPieces: missing pieces of words: ${shown(pieces.length)} (wanted texts with words) — choose other texts`,
  );
}

/** @param pieces that the vocabulary has; where there are more than the size takes, the first of them */
export function prepareTraining(
  { name, labels, training, validation }: LearningTexts,
  pieces: readonly string[],
  { size, epochs, seed }: TrainingChoices,
): PreparedTraining {
  const { shape: sizes, numPieces } = SIZES[size];
  const vocabulary = new NanoVocabulary(pieces.slice(0, numPieces), labels);
  const encode = ({ text, label }: LearningText): number[] => vocabulary.encode(text, label);
  const shape = { vocabularySize: vocabulary.size, ...sizes };
  const texts = training.map(encode);
  const { inputs, targets } = splitTexts(texts, shape.contextLength);
  // How many batches there are depends on the lengths alone.
  const stepsPerEpoch = planBatches(
    inputs.map(({ length }) => length),
    BATCH_TOKENS,
    stream('count'),
  ).length;
  const request: NanoTrainingRequest = {
    texts,
    validation: validation.map(encode),
    plainStart: vocabulary.start,
    shape,
    settings: trainingSettings(size, epochs, epochs * stepsPerEpoch, seed),
  };
  const numParameters = countParameters(shape);
  return {
    about: { name, size, epochs, seed, labels, numTexts: texts.length, numParameters },
    vocabulary,
    request,
    numCut: texts.filter(({ length }) => length > shape.contextLength + 1).length,
    tokensPerEpoch: targets.reduce((sum, { length }) => sum + length, 0),
    stepsPerEpoch,
  };
}

const WARM_UP_STEPS = 1;
const MOST_MEASURED_STEPS = 6;
const ENOUGH_MS = 1500;

/** What the training would be, its pace measured on a few steps whose outcome is thrown away. @throws AbortError */
export async function planTraining(
  prepared: PreparedTraining,
  now: () => number,
  signal: AbortSignal,
): Promise<ModelTrainingPlan> {
  const { about, vocabulary, request, numCut, tokensPerEpoch, stepsPerEpoch } = prepared;
  const trainer = new NanoTrainer(request);
  let tokens = 0;
  let ms = 0;
  try {
    for (let i = 0; i < WARM_UP_STEPS + MOST_MEASURED_STEPS && i < trainer.numSteps; i++) {
      signal.throwIfAborted();
      const from = now();
      const { numTokens } = await trainer.advance();
      const took = now() - from;
      if (i === WARM_UP_STEPS) tokens = ms = 0;
      tokens += numTokens;
      ms += took;
      if (i >= WARM_UP_STEPS && ms > ENOUGH_MS) break;
    }
  } finally {
    trainer.dispose();
  }
  return {
    name: about.name,
    labels: about.labels,
    numTexts: about.numTexts,
    numValidation: request.validation.length,
    numCut,
    numPieces: vocabulary.numPieces,
    numParameters: about.numParameters,
    tokensPerEpoch,
    stepsPerEpoch,
    // Batches differ in size, and so do those that were measured.
    msPerStep: (ms / tokens) * (tokensPerEpoch / stepsPerEpoch),
  };
}

interface SizedModel {
  readonly shape: Omit<NanoShape, 'vocabularySize'>;
  /** Pieces of words at most; fewer where the texts have no more. */
  readonly numPieces: number;
  /** The narrower the model, the larger the steps it takes well. */
  readonly learningRate: number;
  /** A larger model learns its texts by heart without. */
  readonly dropout: number;
}

const SIZES: Readonly<Record<ModelSize, SizedModel>> = {
  tiny: {
    shape: { contextLength: 32, dimensions: 32, heads: 2, layers: 2, feedForwardSize: 128 },
    numPieces: 1024,
    learningRate: 6e-3,
    dropout: 0,
  },
  small: {
    shape: { contextLength: 40, dimensions: 64, heads: 4, layers: 3, feedForwardSize: 256 },
    numPieces: 2048,
    learningRate: 5e-3,
    dropout: 0,
  },
  /** As `npm run models -- nano` makes the lab's own. */
  shipped: {
    shape: { contextLength: 40, dimensions: 128, heads: 4, layers: 4, feedForwardSize: 512 },
    numPieces: 4096,
    learningRate: 2e-3,
    dropout: 0.1,
  },
};

/** Tokens in a step at most. */
const BATCH_TOKENS = 640;
const MOST_WARM_UP_STEPS = 200;

/** @param numSteps of the whole training: the first tenth of a short one is for warming up */
function trainingSettings(
  size: ModelSize,
  epochs: number,
  numSteps: number,
  seed: number,
): NanoTrainingSettings {
  return {
    epochs,
    batchTokens: BATCH_TOKENS,
    initialDeviation: 0.05,
    learningRate: SIZES[size].learningRate,
    warmUpSteps: Math.min(MOST_WARM_UP_STEPS, Math.ceil(numSteps / 10)),
    weightDecay: 0.1,
    beta2: 0.98,
    dropout: SIZES[size].dropout,
    plainStartChance: 0.1,
    seed,
  };
}
