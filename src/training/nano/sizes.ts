/** @file The sizes in which a visitor can train a transformer, and how it is trained. */
import type { ModelSize } from '../../core/model-lab';
import type { NanoShape } from './model';
import type { NanoTrainingSettings } from './training-state';

interface SizedModel {
  readonly shape: Omit<NanoShape, 'vocabularySize'>;
  /** Pieces of words at most; fewer where the texts have no more. */
  readonly numPieces: number;
  /** The narrower the model, the larger the steps it takes well. */
  readonly learningRate: number;
  /** A larger model learns its texts by heart without. */
  readonly dropout: number;
}

export const SIZES: Readonly<Record<ModelSize, SizedModel>> = {
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
export const BATCH_TOKENS = 640;
const MOST_WARM_UP_STEPS = 200;

/** @param numSteps of the whole training: the first tenth of a short one is for warming up */
export function trainingSettings(
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
