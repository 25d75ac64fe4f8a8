/** @file A task out of the visitor's own file: what was asked for, what was found, and what would become of the rows. */
import type { SplitName } from './example';
import type { FileToMeasure } from './measured-set';
import type { TableColumn } from './table-columns';
import type { TaskInfo } from './task';

export interface TaskFileRequest {
  readonly file: FileToMeasure;
  /** Rows of this file are the test rows; null where they are drawn from the one file. */
  readonly testFile: FileToMeasure | null;
  /** Null where the lab is to choose the columns. */
  readonly columns: TaskColumns | null;
  /** Whether labels that differ only in case and white space are one. */
  readonly mergesSpellings: boolean;
  /** Of the draw of test, validation and training rows. */
  readonly seed: number;
}

export interface ImportTaskRequest extends TaskFileRequest {
  readonly title: string;
  /** Whether its texts stay in this browser; else they are gone when the tab is closed. */
  readonly isKept: boolean;
}

export interface TaskColumns {
  readonly text: string;
  readonly label: string;
}

/** One class, and how many of its rows go where. */
export interface ClassOfTask extends Readonly<Record<SplitName, number>> {
  readonly name: string;
  /** Different texts. */
  readonly rows: number;
}

/** What was done to the rows, and what a reader must know; counts of rows but where said otherwise. */
export interface TaskReport {
  /** With a text and a label. */
  readonly rows: number;
  readonly withoutText: number;
  readonly withoutLabel: number;
  /** With more or fewer cells than the heading. */
  readonly ragged: number;
  /** The same text under the same label once more: left out. */
  readonly repeated: number;
  /** The same text under several labels: left out. */
  readonly contradicting: number;
  /** Too like a test or validation row: left out of training. */
  readonly tooLike: number;
  /** Texts that were cut to `MOST_CHARACTERS`. */
  readonly cut: number;
  /** Labels that were written in several ways and are taken as one; each with its spellings, the most frequent first. */
  readonly merged: readonly (readonly string[])[];
  /** Too few rows to be learned and tested. */
  readonly leftOut: readonly { readonly name: string; readonly rows: number }[];
  readonly classes: readonly ClassOfTask[];
}

export interface TaskDraft {
  /** Of the file, in its order. */
  readonly columns: readonly TableColumn[];
  readonly chosen: TaskColumns;
  /** The first rows as they were read. */
  readonly preview: readonly { readonly line: number; readonly text: string; readonly label: string }[];
  readonly report: TaskReport;
  /** Null where fewer than two classes have rows enough. */
  readonly task: TaskInfo | null;
}

/** Longer texts are cut: a classifier that averages words gains nothing from more, and memory grows with the longest. */
export const MOST_CHARACTERS = 2000;

/** A class with fewer different texts can be neither learned nor tested. */
export const LEAST_CLASS_ROWS = 12;

/** Below this the interval of a class's accuracy is as wide as half the scale. */
export const FEW_CLASS_ROWS = 40;
