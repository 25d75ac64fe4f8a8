/** @file What became of the rows a language model wrote: kept, or turned away for a named reason. */
import type { Estimate } from './measure';
import type { GeneratedRow } from './example';
import type { GpuName } from './gpu-name';

/**
 * Why a row is not used. `empty`: nothing is left of it; `too-short`, `too-long`: outside the task's bounds;
 * `truncated`: the reply broke off inside it; `repeats-prompt`: it says what the prompt said; `repeats-example`: it is
 * one of the real rows shown; `duplicate`: the set holds it already; `wrong-form`: markup, a placeholder or a refusal;
 * `no-rows`: a whole reply in which no row could be found.
 */
export const REJECTIONS = [
  'empty',
  'too-short',
  'too-long',
  'truncated',
  'repeats-prompt',
  'repeats-example',
  'duplicate',
  'wrong-form',
  'no-rows',
] as const;
export type Rejection = (typeof REJECTIONS)[number];
export type RejectionCounts = Readonly<Record<Rejection, number>>;

export const NO_REJECTIONS: RejectionCounts = {
  empty: 0,
  'too-short': 0,
  'too-long': 0,
  truncated: 0,
  'repeats-prompt': 0,
  'repeats-example': 0,
  duplicate: 0,
  'wrong-form': 0,
  'no-rows': 0,
};

export function addRejections(a: RejectionCounts, b: RejectionCounts): RejectionCounts {
  return Object.fromEntries(REJECTIONS.map((reason) => [reason, a[reason] + b[reason]])) as Record<
    Rejection,
    number
  >;
}

/** A row with what it takes to make it again. */
export type AcceptedRow = Required<GeneratedRow>;

/** One request to the model and what came of it. */
export interface RequestRecord {
  readonly request: number;
  readonly seed: number;
  /** Of the messages, the grammar and the knobs. */
  readonly promptHash: string;
  /** What it ran on; absent where the browser does not tell. */
  readonly gpu?: GpuName;
  readonly rows: readonly AcceptedRow[];
  readonly rejections: RejectionCounts;
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly durationMs: number;
  /** The worker died or the GPU was lost in it; rows finished before were kept. */
  readonly isInterrupted: boolean;
}

/** What became of one generation request: the rows of one label of one run. */
export interface GenerationReport {
  readonly label: number;
  readonly wanted: number;
  readonly written: number;
  readonly requests: number;
  readonly interruptions: number;
  readonly rejections: RejectionCounts;
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly durationMs: number;
}

/** The same with its place in the study. */
export interface TierReport extends GenerationReport {
  readonly arm: string;
  readonly replicate: number;
}

/** Rows a judge gave a label, and those of them whose own label it disputes. */
export interface LabelCounts {
  /** Rows it was asked about: to the others it gave no label that can be read. Absent in records of before. */
  readonly asked?: number;
  readonly judged: number;
  readonly disputed: number;
}

/** What the language model says of the labels of what it wrote. */
export interface LabelChecks {
  /** Of real rows, whose labels are right: what it disputes there are its own mistakes. */
  readonly real: LabelCounts;
  readonly runs: readonly (LabelCounts & { readonly arm: string; readonly replicate: number })[];
  /** Over all replicates. */
  readonly tiers: readonly (LabelCounts & {
    readonly arm: string;
    /** Share of wrong labels, 0 to 1, corrected for the judge's own mistakes; null where it is no better than chance. */
    readonly noise: Estimate | null;
  })[];
}

/** How a language model wrote the rows of a study. */
export interface Generation {
  /** Of each class of each run. */
  readonly reports: readonly TierReport[];
  /** Null where labels were not checked. */
  readonly labelChecks: LabelChecks | null;
}

/** The same with what the record says beside the model: what it was written on, as far as that is known. */
export interface PrefetchedGeneration extends Generation {
  readonly gpus: readonly GpuName[];
}

export function reportOf(label: number, wanted: number, records: readonly RequestRecord[]): GenerationReport {
  const sum = (pick: (record: RequestRecord) => number): number =>
    records.reduce((total, one) => total + pick(one), 0);
  return {
    label,
    wanted,
    written: Math.min(
      wanted,
      sum((record) => record.rows.length),
    ),
    requests: records.length,
    interruptions: sum((record) => (record.isInterrupted ? 1 : 0)),
    rejections: records.reduce((total, record) => addRejections(total, record.rejections), NO_REJECTIONS),
    promptTokens: sum((record) => record.promptTokens),
    replyTokens: sum((record) => record.replyTokens),
    durationMs: sum((record) => record.durationMs),
  };
}

/** How much a journal holds. */
export interface JournalSize {
  /** About. */
  readonly bytes: number;
  readonly rows: number;
}

/** Stores finished requests, so that generation can be resumed after the tab was closed. */
export interface RowJournal {
  /** The records under that key, in the order of their requests. */
  read(key: string): Promise<readonly RequestRecord[]>;
  append(key: string, record: RequestRecord): Promise<void>;
  /** Labels a judge gave the texts that the key names; null for one it did not give. Null as a whole where unknown. */
  readLabels(key: string): Promise<readonly (number | null)[] | null>;
  keepLabels(key: string, labels: readonly (number | null)[]): Promise<void>;
  /** Topics that a model named for what the key names; null where it was not asked. */
  readTopics(key: string): Promise<readonly string[] | null>;
  keepTopics(key: string, topics: readonly string[]): Promise<void>;
  size(): Promise<JournalSize>;
  /** Forgets everything, of every study. */
  clear(): Promise<void>;
}
