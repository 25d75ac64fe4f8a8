/** @file Two language models of a dataset's corpus, for the measures that ask how surprising a text is. */
import type { Dataset } from '../../core/example';
import type { SetOfTexts } from '../../measures/diversity';
import { NGramLanguageModel } from '../../generation/ngram/language-model';

/** A model that remembers one word, and one that remembers two: found together, so each text is read once. */
export function corpusModels({ splits }: Dataset): NonNullable<SetOfTexts['models']> {
  const model = new NGramLanguageModel(splits.corpus.flat(), 3);
  const known = new WeakMap<readonly string[], Float64Array>();
  const logProbabilityUnder =
    (order: number) =>
    (tokens: readonly string[]): number => {
      let all = known.get(tokens);
      if (!all) known.set(tokens, (all = model.logProbabilities(tokens)));
      return all[order - 1]!;
    };
  return { small: logProbabilityUnder(2), large: logProbabilityUnder(3) };
}
