/** @file What the runner asks for, without knowing who answers: generator, embedder, classifier, store, clock. */
import type { Dataset, Example, GeneratedRow } from './example';
import type { OracleInfo } from './explain';
import type { GenerationSettings } from './generation-settings';
import type { SeedPart } from './random';
import type { Run, StudyRecord } from './run';
import type { RowSource, StudySettings } from './study';
import type { TaskInfo } from './task';
import type { TrainingSettings } from './training-settings';

export interface GenerationRequest {
  readonly label: number;
  /** How many rows. */
  readonly count: number;
  /** 1 leaves the model's distribution as it is, towards 0 only the likeliest token is left. */
  readonly temperature: number;
  /** Nucleus mass in (0, 1]; 1 keeps every token. */
  readonly topP: number;
  /** Row i is drawn from `stream(...seed, i)`. */
  readonly seed: readonly SeedPart[];
  /** Taken off the logit of a word that makes up 1 % of what was written so far, at most 7.5; absent for what a model’s prompts say, or none. */
  readonly suppression?: number;
  /**
   * Taken off the logit of a token for each time the answer has used it, −2 to 2, by a model that has a prompt;
   * absent for what its prompts say.
   */
  readonly frequencyPenalty?: number;
  /** The same once, however often it was used. */
  readonly presencePenalty?: number;
  /** The topics, for a generator that has a prompt; another is fitted to them and gets none here. */
  readonly source?: RowSource;
  /** Of a source of topics the one to write about, by its number from 0. */
  readonly topic?: number;
  /** Row i says text i of these in other words; then `count` is their number. */
  readonly paraphrasesOf?: readonly string[];
  /**
   * Real texts of the label that the training set holds as well: all that a generator may show a model as examples, so
   * that a tier has seen no more real text than it trains on. None where it is left out.
   */
  readonly real?: readonly string[];
}

export interface TextGenerator {
  readonly id: string;
  readonly description: string;
  /** Names the fitted model: equal fingerprints write equal rows. */
  readonly fingerprint: string;
  /** Yields rows in order, in batches, until `count` are out or the signal aborts (then it throws). */
  generate(request: GenerationRequest, signal: AbortSignal): AsyncIterable<readonly GeneratedRow[]>;
}

/** A generator that was fitted to certain texts. */
export interface FittedGenerator extends TextGenerator {
  /** The same fitted to more texts besides. */
  extend(
    moreByClass: readonly (readonly string[])[],
    seed: readonly SeedPart[],
    signal: AbortSignal,
  ): Promise<FittedGenerator>;
  /** Frees its memory; it cannot be used afterwards. */
  dispose(): void;
}

export interface FitOptions {
  /** One that was trained with labels before forgets which class each of its starts was for. */
  readonly forgetsLabels?: boolean;
}

/** Fits generators of the study's kind to other texts than its corpus: to topics, to few rows, or to what a generator wrote. */
export interface GeneratorFitter {
  fit(
    textsByClass: readonly (readonly string[])[],
    seed: readonly SeedPart[],
    signal: AbortSignal,
    options?: FitOptions,
  ): Promise<FittedGenerator>;
}

/**
 * A classifier trained on all the real text there is but test and validation rows, which stands for the truth about labels.
 * It never judges a text by what it learned from that text's source.
 */
export interface LabelOracle {
  readonly info: OracleInfo;
  /** Share of the validation rows whose label it disputes, 0 to 1: its own mistakes. */
  readonly disputedOfReal: number;
  /** The most probable class of each text. */
  labelsOf(texts: readonly string[]): number[];
  /** Whether each text is about none of the classes; null where the dataset has no such text to learn it from. */
  outOfScope(texts: readonly string[]): boolean[] | null;
}

export interface TextEmbedder {
  readonly id: string;
  /** What its measures are called by, where it is not the lab's own, which goes without saying. */
  readonly label?: string;
  readonly dimensions: number;
  /** (n, d) row-major; rows have unit length, or are all zero where a text holds no known token. */
  embed(texts: readonly string[]): Promise<Float32Array>;
  /** Of one that reads words: the same of texts that are split into tokens already (`tokenize`). */
  embedTokens?(tokenLists: readonly (readonly string[])[]): Promise<Float32Array>;
  /**
   * Of one whose vocabulary is at hand: the share of the pieces of these texts, split into tokens, that it knows, 0 to 1;
   * null where they have no piece.
   */
  knownShare?(tokenLists: readonly (readonly string[])[]): number | null;
  /** Of one that is a language model as well: the natural logarithm of P(text and its end), of each text. */
  logProbabilities?(texts: readonly string[]): Promise<readonly number[]>;
}

export interface FineTuneRequest {
  readonly examples: readonly Example[];
  readonly numClasses: number;
  readonly training: TrainingSettings;
  /** Initial weights, order of rows and dropped words all come from streams that begin with these parts. */
  readonly seed: readonly SeedPart[];
}

export interface FineTuneResult {
  /** Predicted class of each test text. */
  readonly yPred: readonly number[];
  readonly steps: number;
  readonly finalLoss: number;
  /** Share of the examples that the classifier gets right at the end; absent where it was not asked. */
  readonly trainingAccuracy?: number;
  readonly trainMs: number;
  readonly evaluateMs: number;
}

export interface TextClassifier {
  readonly id: string;
  readonly fingerprint: string;
  /** The backend that really runs, read back from the library. */
  readonly backend: string;
  readonly adapter: string | null;
  /**
   * Fine-tunes a fresh copy of the pre-trained weights, predicts `testTexts`, and frees all it took. Waits for
   * `onStep` every few steps, so that it can let other work through and stop where the signal says so.
   */
  fineTuneAndPredict(
    request: FineTuneRequest,
    testTexts: readonly string[],
    signal: AbortSignal,
    onStep?: (step: number) => void | Promise<void>,
  ): Promise<FineTuneResult>;
}

/** What an encoder is pre-trained on. */
export interface PreTrainingRequest {
  readonly texts: readonly Example[];
  /** Real rows that train the linear probe on the finished encoder. */
  readonly probe: readonly Example[];
  /** Initial weights and order of the texts come from streams that begin with these parts. */
  readonly seed: readonly SeedPart[];
}

/** An encoder that was pre-trained for a study; it can be fine-tuned any number of times. */
export interface PreTrainedNetwork {
  /** exp of the mean cross-entropy of real validation texts, a piece. */
  readonly heldOutPerplexity: number;
  /** Accuracy of the linear probe on the test rows, with the encoder frozen; 0 to 1. */
  readonly probeAccuracy: number;
  readonly classifier: Pick<TextClassifier, 'fineTuneAndPredict'>;
}

/** Pre-trains encoders from scratch, all of one shape and on equally many tokens. */
export interface PreTrainer {
  readonly id: string;
  /** Of all that the encoders have in common: shape, pieces, settings, the real texts they are tested on. */
  readonly fingerprint: string;
  /** Shape and training in one sentence, for the record. */
  readonly description: string;
  /** Number of weights of an encoder. */
  readonly parameters: number;
  /** How many tokens of each class a corpus has. */
  readonly tokensPerClass: number;
  /** Tokens of a text that an encoder learns to predict, its end included. */
  readonly countTokens: (text: string) => number;
  /**
   * Equal requests give equal encoders on one backend. Awaits `onStep`, which receives the share that is done.
   * @throws LabError `internal` where the loss stops being a number; AbortError
   */
  preTrain(
    request: PreTrainingRequest,
    signal: AbortSignal,
    onStep: (share: number) => void | Promise<void>,
  ): Promise<PreTrainedNetwork>;
}

export interface RatedFineTuneResult extends FineTuneResult {
  /** Of each example: above 0 where learning from it lowered the loss on other real rows, below 0 where it raised it. */
  readonly scores: readonly number[];
}

/** Fine-tunes just as the classifier does, and tells what each row did to the loss on the validation rows. */
export type RowRater = (
  request: FineTuneRequest,
  testTexts: readonly string[],
  validation: readonly Example[],
  signal: AbortSignal,
) => Promise<RatedFineTuneResult>;

/** An interrupted or finished study, as the library of the visitor's own runs lists it. */
export interface StoredStudy {
  readonly key: string;
  readonly settings: StudySettings;
  /** How a language model writes its rows; absent where none does. */
  readonly writing?: GenerationSettings;
  readonly finishedRuns: number;
  readonly totalRuns: number;
  readonly updatedAt: string;
  readonly finished: boolean;
}

/** Stores runs, so that another tab can resume them. Every method may throw; a study then continues without the store. */
export interface RunStore {
  begin(study: Omit<StoredStudy, 'finishedRuns' | 'updatedAt' | 'finished'>): Promise<void>;
  runsOf(key: string): Promise<readonly Run[]>;
  saveRun(key: string, run: Run): Promise<void>;
  saveRecord(key: string, record: StudyRecord): Promise<void>;
  recordOf(key: string): Promise<StudyRecord | null>;
  list(): Promise<readonly StoredStudy[]>;
  remove(key: string): Promise<void>;
}

/** The tasks that a study can be made of: the built-in one, and those that the visitor has brought. */
export interface Datasets {
  /** The built-in task first, then the visitor's, the newest last. */
  list(): Promise<readonly TaskInfo[]>;
  /** @throws LabError `bad-dataset` where no task has this id; `no-network` where its file cannot be fetched; AbortError */
  open(id: string, signal: AbortSignal): Promise<Dataset>;
  /**
   * Takes a task of the visitor's: kept in this browser, or, where that is not wished or storage is refused, until the
   * tab is closed.
   * @throws LabError `bad-dataset` where its id is not `own:` and its fingerprint
   */
  import(dataset: Dataset, isKept: boolean): Promise<TaskInfo>;
  /** Forgets a task of the visitor's, if it is there. */
  remove(id: string): Promise<void>;
}

export interface Clock {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
}
