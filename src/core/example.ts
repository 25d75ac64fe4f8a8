/** @file The nouns of labelled text. */
import type { LlmTask } from './llm-task';

/** One text and the index of its class in `classNames`. */
export interface Example {
  readonly text: string;
  readonly label: number;
}

/** A row of a generator; where a language model wrote it, with what it takes to write it again. */
export interface GeneratedRow extends Example {
  /** Of the request that wrote it. */
  readonly seed?: number;
  /** Number of the request among those for its class, from 0, and of the row in its reply. */
  readonly request?: number;
  readonly position?: number;
}

/**
 * `test` real, fixed, never seen by a generator or a classifier; `validation` real, for choosing settings;
 * `pool` where a study's few real examples come from; `corpus` what the generators and the encoder learn from.
 */
export const SPLIT_NAMES = ['test', 'validation', 'pool', 'corpus'] as const;
export type SplitName = (typeof SPLIT_NAMES)[number];

/** Labelled real text in four disjoint splits. */
export interface Dataset {
  readonly id: string;
  readonly title: string;
  readonly classNames: readonly string[];
  /** Texts of each class of each split: `splits.test[label][i]`. */
  readonly splits: Readonly<Record<SplitName, readonly (readonly string[])[]>>;
  /** Real texts about none of the classes; absent where there are none. The fingerprint does not cover them. */
  readonly outside?: readonly string[];
  /**
   * A SHA-256 in hexadecimal, which names the data in records: of the splits where the task is built in; of class names,
   * splits and outside texts where it is the visitor's own.
   */
  readonly fingerprint: string;
  /** Where the texts come from and under which licence, in one sentence. */
  readonly source: string;
  /** What one text is called in a sentence, and several; absent for "text", "texts". */
  readonly textNoun?: readonly [one: string, many: string];
  /** Address of the licence below the site's root, where the site has it. */
  readonly licence?: string;
  /** The task in a language model's prompt; absent where only the names of the classes are known. */
  readonly llmTask?: LlmTask;
}

/** The examples of one split, class by class. */
export function examplesOf(dataset: Dataset, split: SplitName): Example[] {
  return dataset.splits[split].flatMap((texts, label) => texts.map((text) => ({ text, label })));
}
