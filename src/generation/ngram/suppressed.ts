/**
 * @file Suppression of frequent words (Chung, Kamar & Amershi 2023): words that were generated often so far lose from their
 * logits, in proportion to their share of the text.
 *
 * With p(w) of the model, b(w) ≤ 0 the bias and T the temperature, a word is drawn from (p(w) · exp b(w))^(1/T) / Z: the
 * bias is added to the logits before the temperature divides them, as language models have it. A draw from p^(1/T) / Z'
 * that is kept with chance exp(b(w)/T) is a draw from just that, whatever the number of words.
 */
import type { WordBias } from '../../core/llm-engine';
import type { Rng } from '../../core/random';
import type { Vocabulary } from '../../text/tokenize';
import type { NGramContext } from './context';

interface WordSampler {
  draw(context: NGramContext, rng: Rng): number;
}

/**
 * Draws thrown away in a row before the distribution is worked out word by word, which costs about as much as so many
 * draws: where the likeliest words are all suppressed.
 */
const MOST_REJECTIONS = 10_000;

export class SuppressedSampler implements WordSampler {
  readonly #sampler: WordSampler;
  readonly #temperature: number;
  readonly #topP: number;
  /** Chance that a draw of the word is kept; 1 where the word is not here. */
  readonly #chances = new Map<number, number>();

  /** @param sampler draws at this temperature and top-p; the nucleus is that of the model without biases */
  constructor(
    sampler: WordSampler,
    { temperature, topP }: { readonly temperature: number; readonly topP: number },
    biases: readonly WordBias[],
    vocabulary: Vocabulary,
  ) {
    this.#sampler = sampler;
    this.#temperature = temperature;
    this.#topP = topP;
    for (const { word, bias } of biases) {
      const id = vocabulary.idOf(word);
      if (id !== undefined) this.#chances.set(id, Math.exp(bias / temperature));
    }
  }

  draw(context: NGramContext, rng: Rng): number {
    for (let tries = 0; tries < MOST_REJECTIONS; tries++) {
      const word = this.#sampler.draw(context, rng);
      const chance = this.#chances.get(word);
      if (chance === undefined || rng.uniform() < chance) return word;
    }
    return this.#drawFromAll(context, rng);
  }

  #drawFromAll(context: NGramContext, rng: Rng): number {
    const words = nextWordDistribution(context, this.#temperature, this.#topP);
    const weights = words.map(({ word, probability }) => probability * (this.#chances.get(word) ?? 1));
    let left = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
    for (let i = 0; i < words.length; i++) if ((left -= weights[i]!) < 0) return words[i]!.word;
    return words.at(-1)!.word;
  }
}

/* The whole next-word distribution, word by word: for looking at, and to check the samplers against. */

interface WeightedWord {
  readonly word: number;
  readonly probability: number;
}

/**
 * Every word that can come after the context at this temperature and top-p with its probability, most probable first;
 * they sum to 1. Touches the whole vocabulary. Ties at the edge of the nucleus share what is left, as in `nucleus.ts`.
 */
export function nextWordDistribution(
  context: NGramContext,
  temperature: number,
  topP: number,
): WeightedWord[] {
  let root = context;
  while (root.suffix) root = root.suffix;
  const ranked = Array.from(root.words, (word) => ({ word, probability: context.probabilityOf(word) }));
  ranked.sort((a, b) => b.probability - a.probability || a.word - b.word);
  const weights = ranked.map(({ probability }) => probability ** (1 / temperature));
  const mass = weights.reduce((sum, weight) => sum + weight, 0);

  const wanted = topP * mass;
  const kept: WeightedWord[] = [];
  let keptMass = 0;
  for (let from = 0; from < ranked.length && (keptMass < wanted || topP >= 1);) {
    const weight = weights[from]!;
    let to = from;
    while (to < ranked.length && weights[to]! > weight * (1 - 1e-8)) to++;
    const needed = topP >= 1 ? to - from : Math.ceil((wanted - keptMass) / weight - 1e-6);
    const share = Math.min(1, Math.max(1, needed) / (to - from));
    for (let i = from; i < to; i++) kept.push({ word: ranked[i]!.word, probability: weights[i]! * share });
    keptMass += weight * share * (to - from);
    from = to;
  }
  return kept.map(({ word, probability }) => ({ word, probability: probability / keptMass }));
}
