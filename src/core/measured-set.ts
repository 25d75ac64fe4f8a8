/** @file What the measures say of a file, or of two files beside each other. */
import type { MeasureInfo, MeasureValues } from './measure';

/** 95 % interval of a measure. */
export interface MeasureInterval {
  readonly low: number;
  readonly high: number;
}

/** How much of a set is known to the models that measures read, 0 to 1; null where it cannot be said. */
export interface KnownShares {
  /** Pieces of words that the embedder knows. */
  readonly pieces: number | null;
  /** Tokens that the language models of perplexity know. */
  readonly tokens: number | null;
}

/** A share in whole percent, rounded down: 100 only where it is all. */
export function percentRoundedDown(share: number): number {
  return Math.floor(100 * share + 1e-9); // 100 · 0.29 is 28.999… in floating point
}

/** What a panel of measures found. */
export interface Measured {
  /** Finite numbers only, by measure id. */
  readonly values: MeasureValues;
  /** Where they could be had. */
  readonly intervals: Readonly<Record<string, MeasureInterval>>;
  /** What a reader of a value must know: that it stands for a sample, say. */
  readonly notes: Readonly<Record<string, string>>;
  /** Why a measure has no value, by its id. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Rows of a file that was read. */
export interface FileCounts {
  readonly path: string;
  readonly rowsWithText: number;
  /** Left out. */
  readonly rowsWithoutText: number;
  /** With more or fewer cells than the header. */
  readonly raggedRows: number;
}

/** What was left out or cut before anything was measured. */
export type MeasureNotice =
  /** More texts than are measured: a random sample stands for them. */
  | { readonly kind: 'drawn'; readonly name: string; readonly numRead: number; readonly numDrawn: number }
  /** Groups with too few texts. */
  | {
      readonly kind: 'small';
      readonly name: string;
      readonly by: string;
      readonly groups: readonly string[];
      readonly leastTexts: number;
    }
  /** All sets at equal numbers of texts, and for measures of diversity in words of tokens. */
  | { readonly kind: 'equal'; readonly numTexts: number; readonly numTokens: number }
  /** How words were found in scripts without spaces: Chinese and Japanese, or Thai, Lao, Khmer and Burmese. */
  | {
      readonly kind: 'words';
      readonly found: WordsFound;
      /** Texts with letters of these scripts, of so many in all. */
      readonly numTexts: number;
      readonly numRead: number;
    };

/** Words are single characters, or were found by the dictionary of `Intl.Segmenter`. */
export type WordsFound = 'by character' | 'by dictionary';

export interface MeasuredFile extends Measured {
  readonly name: string;
  /** Rows with a text in the file. */
  readonly numRows: number;
  /** Rows that were measured: all, or a random sample. */
  readonly numMeasured: number;
  readonly numWithoutText: number;
  readonly numRagged: number;
  readonly known: KnownShares;
}

/** A row that gives its set away, and the words that did it. */
export interface GiveawayRow {
  readonly text: string;
  readonly features: readonly string[];
  /** P(generated) the classifier gave it, 0.5 to 1. */
  readonly probability: number;
}

export interface FilesMeasured {
  readonly measures: readonly MeasureInfo[];
  readonly embedderId: string;
  readonly notices: readonly MeasureNotice[];
  /** Diversity of each file: one or two. */
  readonly files: readonly MeasuredFile[];
  /** Shift of the first file from the second, at equal size; null for one file. */
  readonly shift: (Measured & { readonly numRows: number }) | null;
  /** Of the tests among the shift measures: P(a value as far off | same source). */
  readonly pValues: Readonly<Record<string, number>>;
  readonly giveaways: readonly GiveawayRow[];
}

/** How far measuring has come, where it takes long enough to ask. */
export interface MeasureProgress {
  /** A language model is moved to the GPU, a model turns texts into vectors; then the measures are taken. */
  readonly phase: 'load' | 'embed' | 'measure';
  /** 0 to 1; null where that cannot be said. */
  readonly fraction: number | null;
  readonly remainingMs: number | null;
}

/** A file to measure: CSV or JSONL. */
export interface FileToMeasure {
  readonly name: string;
  readonly content: Blob;
}

export interface MeasureFilesRequest {
  /** One file, or two: the second is the reference. */
  readonly files: readonly FileToMeasure[];
  readonly textColumn: string;
  readonly labelColumn: string | null;
  /** Default: the lab's own encoder. */
  readonly embedder?: EmbedderChoice;
}

/** What turns texts into vectors: the lab's own encoder, its small transformer, or a language model on the GPU, by its id. */
export type EmbedderChoice = 'own' | 'nano' | { readonly modelId: string };
