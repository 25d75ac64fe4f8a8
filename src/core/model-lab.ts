/** @file What the page asks of the lab's own small language models, and what comes back: plain data, fit for `postMessage`. */

/** Whose texts a model learned from: the lab's, or those of the training in this browser. */
export type ModelSource = 'site' | 'own';
export type ModelName = 'markov' | 'nano';

/** What a model is to go on from, and how freely. */
export interface Continuation {
  readonly source: ModelSource;
  readonly model: ModelName;
  /** The beginning of a text; may be empty. */
  readonly text: string;
  /** The class whose texts are meant, by name; null for any. */
  readonly label: string | null;
  /** Above 0. */
  readonly temperature: number;
  /** Nucleus mass in (0, 1]. */
  readonly topP: number;
}

export interface Chance {
  /** After temperature, before top-p. */
  readonly tempered: number;
  /** After both, as it is drawn with; 0 where top-p cuts it. */
  readonly probability: number;
}

export interface TokenChance extends Chance {
  readonly token: string;
  /** False for a piece that continues the word before it. */
  readonly startsWord: boolean;
  /** The text with the token at its end. */
  readonly text: string;
}

/** What may come next. All tempered chances sum to 1, and so do all probabilities. */
export interface NextTokens {
  /** The likeliest, most probable first, without the end. */
  readonly tokens: readonly TokenChance[];
  /** That the text ends here. */
  readonly end: Chance;
  /** All other tokens together. */
  readonly rest: Chance & { readonly numTokens: number };
  /** Tokens that can come, the end among them, before and after top-p. */
  readonly numTokens: number;
  readonly numKept: number;
  /** exp(entropy) of the probabilities: among so many equally likely tokens the choice would be as open. At least 1. */
  readonly choices: number;
}

/** The site may be without the transformer, and the visitor may have trained none. */
export type NextTokensAnswer =
  { readonly kind: 'tokens'; readonly next: NextTokens } | { readonly kind: 'absent' };

export type WrittenOn = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'absent' };

/** How large a transformer is trained; `shipped` is the shape of the lab's own. */
export const MODEL_SIZES = ['tiny', 'small', 'shipped'] as const;
export type ModelSize = (typeof MODEL_SIZES)[number];

/** Texts to learn from. In a file of lines every line is a text; a table has a column of texts, perhaps one of labels. */
export type TextsSource =
  | { readonly kind: 'site' }
  | { readonly kind: 'lines'; readonly name: string; readonly content: Blob }
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly content: Blob;
      readonly textColumn: string;
      /** Null: a column “label” is taken if there is one with few enough values. */
      readonly labelColumn: string | null;
    };

export interface ModelTrainingRequest {
  readonly texts: TextsSource;
  readonly size: ModelSize;
  readonly epochs: number;
  readonly seed: number;
}

export const TRAINING_BOUNDS = {
  epochs: { least: 1, most: 500 },
  seed: { least: 0, most: 2147483647 },
} as const;

/** What a training would be. */
export interface ModelTrainingPlan {
  /** Names the texts. */
  readonly name: string;
  readonly labels: readonly string[];
  readonly numTexts: number;
  readonly numValidation: number;
  /** Texts that are longer than the model reads and lose their end. */
  readonly numCut: number;
  readonly numPieces: number;
  readonly numParameters: number;
  /** Predicted tokens, and steps, in an epoch. */
  readonly tokensPerEpoch: number;
  readonly stepsPerEpoch: number;
  /** Of a step that was done here and now. */
  readonly msPerStep: number;
}

/** Mean cross-entropy, nats a token, of the steps up to this one, or of the validation texts after it. */
export interface LossPoint {
  readonly step: number;
  readonly loss: number;
}

export interface LossHistory {
  readonly training: readonly LossPoint[];
  readonly validation: readonly LossPoint[];
}

export type ModelTrainingEvent =
  | { readonly type: 'preparing'; readonly part: 'texts' | 'pieces' | 'model' }
  | {
      readonly type: 'started';
      readonly about: ModelAbout;
      readonly step: number;
      readonly numSteps: number;
      readonly stepsPerEpoch: number;
      /** ln of the number of tokens: the loss of one who knows nothing. */
      readonly guessingLoss: number;
      readonly history: LossHistory;
    }
  | {
      readonly type: 'progress';
      readonly step: number;
      /** Predicted tokens a second of late; null until it can be said. */
      readonly tokensPerSecond: number | null;
      readonly remainingMs: number | null;
      readonly history: LossHistory;
    }
  | { readonly type: 'sample'; readonly step: number; readonly label: string | null; readonly text: string }
  /** Everything up to this step is in the browser's storage. */
  | { readonly type: 'kept'; readonly step: number }
  /** The training cannot be stored; it continues all the same. */
  | { readonly type: 'not-kept'; readonly code: 'storage-full' | 'storage-refused' }
  | { readonly type: 'paused'; readonly step: number }
  | { readonly type: 'resumed' }
  | { readonly type: 'finished'; readonly model: OwnModel };

/** What a training, or the model that came of it, is. */
export interface ModelAbout {
  /** Names the texts. */
  readonly name: string;
  readonly size: ModelSize;
  readonly epochs: number;
  readonly seed: number;
  readonly labels: readonly string[];
  readonly numTexts: number;
  readonly numParameters: number;
}

/** A model that was trained in this browser. */
export interface OwnModel extends ModelAbout {
  /** Nats a token over the validation texts. */
  readonly validationLoss: number;
  /** ISO 8601. */
  readonly finishedAt: string;
  /** Of both files. */
  readonly sizeBytes: number;
  /** False where it lives in this tab's memory only. */
  readonly isKept: boolean;
}

/** A training that was interrupted and can go on. */
export interface InterruptedTraining {
  readonly about: ModelAbout;
  readonly step: number;
  readonly numSteps: number;
  readonly savedAt: string;
}

/** What there is to look at and to go on with. */
export interface ModelLabState {
  /** Classes of the lab's own texts. */
  readonly labels: readonly string[];
  readonly own: OwnModel | null;
  readonly interrupted: InterruptedTraining | null;
}

/** The two files of a model. */
export interface ModelFiles {
  readonly manifest: string;
  readonly weights: Uint8Array<ArrayBuffer>;
}
