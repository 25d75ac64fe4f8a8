/** @file How surprising real text is to a model of what a generator was fitted to. */
import type { MeasureInfo } from '../../core/measure';
import { NGramLanguageModel } from '../../generation/ngram/language-model';
import { tokenize } from '../../text/tokenize';

export const realPerplexityInfo: MeasureInfo = {
  id: 'realPerplexity',
  label: 'perplexity of real text',
  unit: 'effective choices per token',
  range: [1, null],
  closerWhen: 'lower',
  cost: 'O(nL) calls of the model',
  source:
    'Shumailov et al. 2024, Nature 631, 755–759; validation text under word trigrams of what the generator was fitted to',
};

const ORDER = 3;

/**
 * exp(−Σ ln P(text) / Σ predictions) of real texts under word trigrams of other texts, the end of each text being
 * predicted as well. Words that stand fewer than twice in the other texts share one probability, evenly:
 *
 *     P(word) = P(unknown) / U,   U = number of words of the vocabulary that stand there fewer than twice
 *
 * so that a model which has forgotten words pays for each, and models of smaller and larger vocabularies compare. The
 * vocabulary's size would be no knowledge at all; a model that is sure of what is not so has more. A model of more texts is
 * surer of itself, so that only models of equally many compare.
 */
export class RealPerplexity {
  readonly #texts: readonly (readonly string[])[];
  readonly #vocabularySize: number;

  /**
   * @param texts real texts, that no generator was fitted to
   * @param vocabulary texts with all words there are
   */
  constructor(texts: readonly string[], vocabulary: readonly string[]) {
    this.#texts = texts.map((text) => tokenize(text));
    this.#vocabularySize = new Set(vocabulary.flatMap((text) => tokenize(text))).size;
  }

  under(texts: readonly string[]): number {
    const counts = new Map<string, number>();
    for (const text of texts)
      for (const token of tokenize(text)) counts.set(token, (counts.get(token) ?? 0) + 1);
    const isKnown = (token: string): boolean => (counts.get(token) ?? 0) > 1;
    const numKnown = [...counts.keys()].filter(isKnown).length;
    const costOfUnknown = Math.log(Math.max(1, this.#vocabularySize - numKnown));
    const model = new NGramLanguageModel(texts, ORDER);
    let sum = 0;
    let predictions = 0;
    for (const tokens of this.#texts) {
      const unknown = tokens.filter((token) => !isKnown(token)).length;
      sum += model.logProbability(tokens) - unknown * costOfUnknown;
      predictions += tokens.length + 1;
    }
    return Math.exp(-sum / Math.max(1, predictions));
  }
}
