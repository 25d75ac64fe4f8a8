/** @file A study is a list of arms and how often each is repeated; nothing here knows how one is run. */

/** The settings a visitor chooses; `experiment/` turns them into a `Study`. */
export interface StudySettings {
  readonly experiment: 'temperature';
  readonly generator: 'markov' | 'webllm';
  /** Which language model writes, by its id in the catalogue or among the visitor's own; null for the embedded generator. */
  readonly model: string | null;
  /** Values of the axis, ascending: here the sampling temperatures. */
  readonly values: readonly number[];
  /** Generated rows per class in each tier. */
  readonly rowsPerClass: number;
  /** Real rows per class mixed into each tier, and the whole training set of the baseline "few". */
  readonly realRowsPerClass: number;
  /** Real rows per class in the baseline "many". */
  readonly manyRealRowsPerClass: number;
  readonly replicates: number;
  readonly seed: number;
}

/** Recipe for one training set. */
export interface Recipe {
  readonly generated: {
    readonly rowsPerClass: number;
    readonly temperature: number;
    readonly topP: number;
  } | null;
  readonly realRowsPerClass: number;
}

export interface Arm {
  readonly id: string;
  readonly label: string;
  /** Where the arm stands on the study's axis; null for a baseline. */
  readonly value: number | null;
  readonly kind: 'tier' | 'baseline';
  readonly recipe: Recipe;
}

/** How every classifier of a study is fine-tuned; equal for all arms, so that only the data differ. */
export interface TrainingSettings {
  /** Optimizer steps, the same for every arm however many rows it has. */
  readonly steps: number;
  readonly batchSize: number;
  /** Adam's learning rate for the embedding table. */
  readonly embeddingLearningRate: number;
  /** Adam's learning rate for the layers above it. */
  readonly learningRate: number;
  /** Width of the hidden layer. */
  readonly hiddenSize: number;
  /** Chance that a token is left out of a text in one step (word dropout, Iyyer et al. 2015). */
  readonly wordDropout: number;
}

export interface Study {
  readonly experiment: StudySettings['experiment'];
  readonly title: string;
  readonly axis: { readonly id: string; readonly label: string };
  readonly datasetId: string;
  readonly generator: StudySettings['generator'];
  readonly model: string | null;
  readonly arms: readonly Arm[];
  readonly replicates: number;
  readonly seed: number;
  readonly training: TrainingSettings;
  /** Ids of the measures taken of every generated set. */
  readonly measures: readonly string[];
}
