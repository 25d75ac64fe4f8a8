/** @file The whole next-word distribution, word by word: for looking at, and to check the samplers against. */
import type { NGramContext } from './context';

export interface WeightedWord {
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
