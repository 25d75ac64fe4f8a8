/** @file What the measures say of a file, or of two files beside each other. */
import type { MeasureInfo, MeasureValues } from './measure';

/** 95 % interval of a measure. */
export interface MeasureInterval {
  readonly low: number;
  readonly high: number;
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

export interface MeasuredFile extends Measured {
  readonly name: string;
  /** Rows with a text in the file. */
  readonly numRows: number;
  /** Rows that were measured: all, or a random sample. */
  readonly numMeasured: number;
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
  /** Diversity of each file: one or two. */
  readonly files: readonly MeasuredFile[];
  /** Shift of the first file from the second, at equal size; null for one file. */
  readonly shift: Measured | null;
  /** Of the tests among the shift measures: P(a value as far off | same source). */
  readonly pValues: Readonly<Record<string, number>>;
  readonly giveaways: readonly GiveawayRow[];
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
}
