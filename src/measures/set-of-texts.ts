/** @file A set of texts to measure, its reference, and what measures may need of them. */
import type { SeedPart } from '../core/random';
import type { TextJudge } from '../core/text-judge';

export type TokenLists = readonly (readonly string[])[];

/** What a measure may need of a set or its reference. The panel takes every measure whose needs are met. */
export type Need =
  /** Tokens of each text, cut where sets are compared at equal numbers of tokens. */
  | 'tokens'
  /** Tokens of each text, never cut. */
  | 'whole tokens'
  /** The texts as written. */
  | 'texts'
  | 'labels'
  | 'number of classes'
  | 'embeddings'
  | 'reference tokens'
  | 'reference embeddings'
  /** Two language models of the lab, a smaller and a larger one. */
  | 'language models'
  /** The embedder as a language model. */
  | 'embedder model'
  /** A language model that sorts texts into clusters. */
  | 'judge'
  /** The judge that reads embeddings instead. */
  | 'surrogate judge';

/** Natural logarithm of the probability that a language model gives to a text (and, where it models it, to its end). */
export type LogProbability = (tokens: readonly string[]) => number;

/** A set to measure. Every list has one entry for each text. */
export interface SetOfTexts {
  /** Tokens of each text. */
  readonly tokenLists: TokenLists;
  /** Tokens of each text before it was cut to a budget. Default: `tokenLists`. */
  readonly wholeTokenLists?: TokenLists;
  /** As written; judges read them. */
  readonly texts?: readonly string[];
  /** Class of each text. */
  readonly labels?: readonly number[];
  /** Classes of the task, present or not. */
  readonly numClasses?: number;
  /** (n, d) row-major. */
  readonly embeddings?: Float32Array;
  readonly d?: number;
  /** Share of the pieces of the texts that the embedder knows, 0 to 1; null or absent where it cannot be said. */
  readonly knownPieces?: number | null;
  readonly models?: {
    readonly small: LogProbability;
    readonly large: LogProbability;
    /** Default true. */
    readonly predictEnd?: boolean;
    /** Share of the tokens that both know, 0 to 1; null where there is no token. */
    readonly knownShare?: (tokenLists: TokenLists) => number | null;
  };
  /** Of the embedder, where it is a language model that predicts the end of a text as well. */
  readonly embedderModel?: LogProbability;
  readonly judge?: JudgeOfSet;
  readonly surrogateJudge?: JudgeOfSet;
}

export interface JudgeOfSet {
  readonly judge: TextJudge;
  readonly numRounds: number;
  /** By which the judge separates texts. */
  readonly criteria: readonly string[];
  /** Begins the name of every random stream of the score. */
  readonly seed: readonly SeedPart[];
}

/** Real text that a set is compared with, embedded by the same embedder. */
export interface ReferenceTexts {
  readonly tokenLists: TokenLists;
  /** Default: `tokenLists`. */
  readonly wholeTokenLists?: TokenLists;
  /** (m, d) row-major. */
  readonly embeddings?: Float32Array;
  /** As of a set. */
  readonly knownPieces?: number | null;
}

/** Whether the set and its reference bring what a measure needs. */
export function isMet(need: Need, set: SetOfTexts, reference: ReferenceTexts | null): boolean {
  switch (need) {
    case 'tokens':
    case 'whole tokens':
      return true;
    case 'texts':
      return set.texts !== undefined;
    case 'labels':
      return set.labels !== undefined;
    case 'number of classes':
      return set.numClasses !== undefined;
    case 'embeddings':
      return set.embeddings !== undefined;
    case 'reference tokens':
      return reference !== null;
    case 'reference embeddings':
      return reference?.embeddings !== undefined;
    case 'language models':
      return set.models !== undefined;
    case 'embedder model':
      return set.embedderModel !== undefined;
    case 'judge':
      return set.judge !== undefined;
    case 'surrogate judge':
      return set.surrogateJudge !== undefined;
  }
}
