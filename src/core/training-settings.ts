/** @file How classifiers are fine-tuned. */

/** How every classifier of a study is fine-tuned; equal for all arms, so that only the data differ. */
export interface TrainingSettings {
  /** Optimizer steps, the same for every arm however many rows it has. */
  readonly steps: number;
  readonly batchSize: number;
  /** Adam's learning rate for the embedding table; for all of an encoder that the study pre-trains. */
  readonly embeddingLearningRate: number;
  /** Adam's learning rate for the layers above it. */
  readonly learningRate: number;
  /** Width of the hidden layer; an encoder that the study pre-trains has none above it. */
  readonly hiddenSize: number;
  /** Chance that a token is left out of a text in one step (word dropout, Iyyer et al. 2015). */
  readonly wordDropout: number;
}

/** As a study's settings have them: null steps are worked out from the task and the rows (`planOf`). */
export type TrainingChoice = Omit<TrainingSettings, 'steps'> & { readonly steps: number | null };
