/** @file What became of the rows a language model wrote: kept, or turned away for a named reason. */
import type { Example } from './example';

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
export interface WrittenRow extends Example {
  /** Of the request that wrote it. */
  readonly seed: number;
  /** Number of the request, from 0, and of the row in its reply. */
  readonly request: number;
  readonly position: number;
}

/** One request to the model and what came of it. */
export interface RequestRecord {
  readonly request: number;
  readonly seed: number;
  /** Of the messages, the grammar and the knobs. */
  readonly promptHash: string;
  readonly rows: readonly WrittenRow[];
  readonly rejections: RejectionCounts;
  readonly promptTokens: number;
  readonly replyTokens: number;
  readonly durationMs: number;
  /** The worker died or the GPU was lost in it; rows finished before were kept. */
  readonly isInterrupted: boolean;
}

/** What became of one generation request: the rows of one label of one tier. */
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

/** Where finished requests are kept, so that generation goes on after a closed tab. */
export interface RowJournal {
  /** The records under that key, in the order of their requests. */
  read(key: string): Promise<readonly RequestRecord[]>;
  append(key: string, record: RequestRecord): Promise<void>;
  clear(): Promise<void>;
}
