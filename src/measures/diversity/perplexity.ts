/** @file Perplexity: how surprising a language model finds the texts; and the gap between two models. */
import { LabError, shown } from '../../core/errors';
import { needAtLeast, type Measure } from '../measure';
import type { SetContext } from '../set-context';
import type { LogProbability } from '../set-of-texts';

export const perplexityMeasure: Measure = {
  info: {
    id: 'perplexity',
    label: 'perplexity',
    unit: 'effective choices per token',
    range: [1, null],
    moreDiverseWhen: 'higher',
    cost: 'O(nL) calls of the model',
    source: 'Chen et al. 2024, arXiv 2410.15226, appendix C; under a language model of the lab',
  },
  needs: ['whole tokens', 'language models'],
  formula: 'exp(−Σ ln P(text) / Σ tokens)',
  take: (context) => context.once(perplexityUnderLarge),
};

export const perplexityGapMeasure: Measure = {
  info: {
    id: 'perplexityGap',
    label: 'perplexity gap',
    unit: 'effective choices per token',
    range: [0, null],
    moreDiverseWhen: 'higher',
    cost: 'O(nL) calls of both models',
    source: 'Chen et al. 2024, arXiv 2410.15226, appendix C; under two language models of the lab',
  },
  needs: ['whole tokens', 'language models'],
  formula: '|perplexity under the small model − under the large one|',
  take: (context) => {
    const { small, predictEnd: predictsEnd = true } = context.set.models!;
    return Math.abs(
      perplexity(context.wholeTokenLists, small, { predictsEnd }) - context.once(perplexityUnderLarge),
    );
  },
};

/** Under the language model that gives the embeddings: `measures-by-embedder.ts` names it. */
export const embedderPerplexityMeasure: Measure = {
  info: {
    id: 'embedderPerplexity',
    label: 'perplexity',
    unit: 'effective choices per token',
    range: [1, null],
    moreDiverseWhen: 'higher',
    cost: 'O(nL) tokens read by the model',
    source: 'Chen et al. 2024, arXiv 2410.15226, appendix C; under the language model that embeds the texts',
  },
  needs: ['whole tokens', 'embedder model'],
  formula: 'exp(−Σ ln P(text) / Σ tokens)',
  take: ({ wholeTokenLists, set }) => perplexity(wholeTokenLists, set.embedderModel!),
};

/** Two measures read it. */
function perplexityUnderLarge({ wholeTokenLists, set }: SetContext): number {
  const { large, predictEnd: predictsEnd = true } = set.models!;
  return perplexity(wholeTokenLists, large, { predictsEnd });
}

export interface PerplexityOptions {
  /** Whether the model predicts where a text ends; the end then counts as one more token. Default true. */
  readonly predictsEnd?: boolean;
}

/**
 * exp(−Σ ln P(text) / Σ tokens) over the set: 1 where the model foresees every token, V where it guesses among V
 * equally likely ones. Pooled by tokens, so that long texts weigh more. It mixes variety with strangeness: noise is
 * surprising, too.
 * @param texts tokens of each text
 * @throws LabError `bad-dataset` where there is no token to predict; `bad-model` where the model gives a logarithm that
 *   is not finite or above 0 (give it a share for unknown words)
 */
export function perplexity(
  texts: Iterable<readonly string[]>,
  logProbability: LogProbability,
  { predictsEnd = true }: PerplexityOptions = {},
): number {
  let sum = 0;
  let numPredictions = 0;
  for (const tokens of texts) {
    const count = tokens.length + (predictsEnd ? 1 : 0);
    if (count === 0) continue;
    const value = logProbability(tokens);
    if (!(value > -Infinity && value <= 0)) {
      throw new LabError(
        'bad-model',
        `perplexity: invalid log probability: ${shown(value)} (wanted a finite number of at most 0) — use a model that gives unknown words a share`,
      );
    }
    sum += value;
    numPredictions += count;
  }
  needAtLeast(1, numPredictions, 'perplexity', 'tokens');
  return Math.exp(-sum / numPredictions);
}

/** |perplexity under one model − perplexity under the other|: 0 where the larger model sees nothing that the smaller misses. */
export function perplexityGap(
  texts: Iterable<readonly string[]>,
  small: LogProbability,
  large: LogProbability,
  options: PerplexityOptions = {},
): number {
  const lists = [...texts];
  return Math.abs(perplexity(lists, small, options) - perplexity(lists, large, options));
}
