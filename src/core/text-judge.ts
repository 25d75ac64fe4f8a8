/**
 * @file The interface of a judge of how alike texts are: a language model, or a computed surrogate. A question has a
 * wording, for a model, and its texts as data, for a surrogate. Both answer in JSON text, which may be malformed.
 */
import type { SeedPart } from './random';

/** A trait by which texts differ, and what it means. */
export interface Trait {
  readonly name: string;
  readonly definition: string;
}

export type TraitKind = 'metadata' | 'metrics';

/** Texts and clusters are numbered from 1, in the wording as in the answer. */
export type JudgeQuestion = { readonly prompt: string } & (
  | { readonly kind: 'propose'; readonly texts: readonly string[] }
  | {
      readonly kind: 'summarise';
      readonly about: TraitKind;
      readonly traits: readonly Trait[];
      readonly count: number;
    }
  | { readonly kind: 'criteria'; readonly traits: readonly Trait[] }
  | { readonly kind: 'cluster'; readonly texts: readonly string[]; readonly criteria: readonly string[] }
  | {
      readonly kind: 'verify';
      readonly texts: readonly string[];
      readonly clusters: readonly (readonly number[])[];
      readonly criteria: readonly string[];
    }
);

/** Texts in clusters, by their numbers, and of each cluster whether it is valid; one of a single text always is. */
export interface SortedTexts {
  readonly clusters: readonly (readonly number[])[];
  readonly valid: readonly boolean[];
}

export interface TextJudge {
  /** `surrogate` for the stand-in; else the model. Part of the identity of every value it judged. */
  readonly id: string;
  readonly description: string;
  /** About how many characters of a prompt it can read; no bound where it does not say. */
  readonly promptCharacters?: number;
  /** Receives all texts that may come, so that they can be processed in one batch. */
  prepare?(texts: readonly string[], signal: AbortSignal): Promise<void>;
  /** The answer as it came. Equal questions with equal seeds get equal answers where the judge can keep that promise. */
  answer(question: JudgeQuestion, seed: readonly SeedPart[], signal: AbortSignal): Promise<string>;
  /** Of a judge that computes: what its answers to `cluster` and `verify` would say, without the way through JSON. */
  sort?(texts: readonly string[], signal: AbortSignal): Promise<SortedTexts>;
}
