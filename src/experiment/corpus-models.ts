/** @file Two language models of a dataset's corpus, for the measures that ask how surprising a text is. */
import type { Dataset } from '../core/example';
import type { SetOfTexts } from '../diversity';
import { MarkovLanguageModel } from '../generation/markov/language-model';

/** A model that remembers one word, and one that remembers two. */
export function corpusModels({ splits }: Dataset): NonNullable<SetOfTexts['models']> {
  const corpus = splits.corpus.flat();
  const [small, large] = [new MarkovLanguageModel(corpus, 2), new MarkovLanguageModel(corpus, 3)];
  return {
    small: (tokens) => small.logProbability(tokens),
    large: (tokens) => large.logProbability(tokens),
  };
}
