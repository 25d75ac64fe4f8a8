/** @file The cluster-agent score of files: settings, number of questions to the judge, and results. */
import type { FileToMeasure, MeasureInterval } from './measured-set';

/** What the score is taken with; see `JUDGE_BOUNDS`. */
export interface JudgeSettings {
  /** K: texts in each round. */
  readonly textsPerRound: number;
  /** N: rounds for each file. */
  readonly numRounds: number;
  /** M: proposals of criteria, once for all files. */
  readonly numProposals: number;
}

/** Chen et al. 2024 ask 5,000 rounds and 100 proposals of a large model; a small one in a browser has not the time. */
export const DEFAULT_JUDGE_SETTINGS: JudgeSettings = { textsPerRound: 10, numRounds: 200, numProposals: 20 };

export const JUDGE_BOUNDS: Readonly<Record<keyof JudgeSettings, readonly [number, number]>> = {
  textsPerRound: [2, 20],
  numRounds: [10, 10_000],
  numProposals: [1, 200],
};

export function isInBounds(name: keyof JudgeSettings, value: number): boolean {
  const [least, most] = JUDGE_BOUNDS[name];
  return Number.isInteger(value) && value >= least && value <= most;
}

/** Traits of either kind that a proposal holds at most, as the question asks. */
const TRAITS_PER_PROPOSAL = 5;
/** Traits that are merged in one question, and what they are merged into. */
export const TRAITS_MERGED = 60;
export const TRAITS_KEPT = 4;

/**
 * How many questions the judge is asked, at most: M proposals, the merging of what they proposed, the wording of the
 * criteria, and for each round of each file one for the clusters and one for their check. Answers that cannot be read
 * are asked for once more, which is not counted here.
 */
export function questionsOf({ numProposals, numRounds }: JudgeSettings, numFiles: number): number {
  let merges = 0;
  for (let left = TRAITS_PER_PROPOSAL * numProposals; left > TRAITS_KEPT;) {
    const chunks = Math.ceil(left / TRAITS_MERGED);
    merges += chunks;
    left = chunks === 1 ? 0 : chunks * TRAITS_KEPT;
  }
  return numProposals + 2 * merges + 1 + 2 * numRounds * numFiles;
}

export interface JudgeFilesRequest {
  /** One file, or two. */
  readonly files: readonly FileToMeasure[];
  readonly textColumn: string;
  /** Of the model that judges. */
  readonly modelId: string;
  readonly settings: JudgeSettings;
}

/** A judge that is loaded and has answered a first question. */
export interface JudgeReady {
  readonly id: string;
  readonly description: string;
  readonly msPerQuestion: number;
}

export interface JudgeProgress {
  readonly phase: 'load' | 'criteria' | 'rounds';
  /** Of loading, 0 to 1; of the rest questions answered, of those there are at most. */
  readonly done: number;
  readonly total: number;
  /** Null while that cannot be said. */
  readonly remainingMs: number | null;
}

/** A score with the interval that other handfuls of the same texts would give. */
export interface ClusterScore {
  readonly value: number;
  readonly interval: MeasureInterval;
}

export interface JudgedFile {
  readonly name: string;
  /** Rows with a text in the file, and how many of them the rounds were drawn from. */
  readonly numRows: number;
  readonly numTexts: number;
  readonly score: ClusterScore;
  /** By the lab's embeddings instead, at the same settings. */
  readonly surrogate: ClusterScore;
  readonly numRounds: number;
  /** Rounds that were given up, as no answer could be read. */
  readonly numLostRounds: number;
  readonly numRejectedAnswers: number;
  /** Clusters that were struck out when the judge checked them. */
  readonly numStruck: number;
}

export interface FilesJudged {
  readonly judge: { readonly id: string; readonly description: string };
  readonly embedderId: string;
  readonly settings: JudgeSettings;
  /** What the judge went by; empty where it proposed nothing that could be read. */
  readonly criteria: readonly string[];
  readonly files: readonly JudgedFile[];
  readonly numQuestions: number;
  readonly seconds: number;
}

export interface AblateFilesRequest {
  readonly files: readonly FileToMeasure[];
  readonly textColumn: string;
}

/** The score at other settings, or without some of its steps. */
export interface AblationLine {
  /** "K = 5", "N = 100", "without verification". */
  readonly id: string;
  readonly textsPerRound: number;
  readonly numRounds: number;
  /** Of each file; null where it has too few texts. */
  readonly scores: readonly (ClusterScore | null)[];
}

export interface FilesAblated {
  readonly judge: { readonly id: string; readonly description: string };
  readonly names: readonly string[];
  readonly lines: readonly AblationLine[];
}
