/** @file Why an arm did as it did: what is wrong with its rows, which classes suffer, and which rows hurt most. */
import type { Example } from './example';
import type { StudySettings } from './study';

export interface ExplainRequest {
  readonly settings: StudySettings;
  /** Id of an arm of the study that the settings make. */
  readonly arm: string;
  readonly replicate: number;
  /** All generated rows of that run; null to have them made again, which a language model cannot do. */
  readonly rows: readonly Example[] | null;
}

/**
 * What can be the matter with a training set's generated rows:
 * `labelNoise` share of rows with a wrong label, by the oracle, corrected for the oracle's own mistakes;
 * `outOfScope` share of rows that are about none of the classes;
 * `shift` accuracy with which a classifier tells the rows from real ones (0.5 is a coin);
 * `coverage` share of real rows with a generated row in their neighbourhood (Naeem et al. 2020);
 * `duplicates` share of rows that are near-duplicates of an earlier row.
 */
export type CauseId = 'labelNoise' | 'outOfScope' | 'shift' | 'coverage' | 'duplicates';

export interface Cause {
  readonly id: CauseId;
  /** 0 to 1; null where it cannot be had, and `text` says why. */
  readonly value: number | null;
  /** The same of as many real rows: what text without a fault would have. */
  readonly real: number | null;
  /** Whether it is worse than in real rows by more than chance and the method's own error explain. */
  readonly isNotable: boolean;
  /** The finding in plain English, one sentence. */
  readonly text: string;
}

export interface ClassOutcome {
  readonly label: number;
  /** Share of the class's test rows that were recognised. */
  readonly accuracy: number;
  /** The class its test rows were most often taken for, and the share of them; null where none was missed. */
  readonly takenFor: { readonly label: number; readonly share: number } | null;
}

/** A row of the training set and what learning from it did. */
export interface RatedRow {
  readonly text: string;
  /** The label it was learned with. */
  readonly label: number;
  /** The label the oracle gives it. */
  readonly oracleLabel: number;
  readonly isReal: boolean;
  /** Above 0 where learning from it lowered the loss on validation rows, below 0 where it raised it (TracIn). */
  readonly score: number;
}

/** The classifier that stands for the truth where labels are in question. */
export interface OracleInfo {
  /** Real rows it was fine-tuned on, in all folds. */
  readonly rows: number;
  /** On the test rows: what it says of labels is no surer than this. */
  readonly testAccuracy: number;
  /**
   * Its networks, each trained on one part of the rows; a text is judged by one that has not seen the text's source.
   * Absent in records of versions whose one network had seen all rows.
   */
  readonly folds?: readonly { readonly rows: number; readonly testAccuracy: number }[];
}

export interface Explanation {
  readonly arm: string;
  readonly replicate: number;
  readonly accuracy: number;
  /** `confusion[true][predicted]`, counts. */
  readonly confusion: readonly (readonly number[])[];
  /** By class, in the dataset's order. */
  readonly classes: readonly ClassOutcome[];
  /** Empty for an arm without generated rows. */
  readonly causes: readonly Cause[];
  /** The rows that hurt most, the worst first. */
  readonly hurting: readonly RatedRow[];
  /** The rows that helped most, the best first. */
  readonly helping: readonly RatedRow[];
  readonly oracle: OracleInfo;
  /** Of the rows that hurt most, a tenth of the generated ones, the share whose label the oracle disputes; null without any. */
  readonly disputedOfHurting: number | null;
  /** What it comes to, in plain English, a few sentences. */
  readonly text: string;
}
