/**
 * @file The linear classifier behind the same interface as the averaging network: hashed n-grams and logistic regression.
 * It knows nothing before its training set, so it shows what the texts of a set teach by themselves.
 */
import type { FineTuneResult, TextClassifier } from '../../core/ports';
import { countGrams, HashedGrams, type GramCounts } from './hashed-grams';
import { DEFAULT_C, LogisticRegression } from './logistic-regression';

/** A new classifier; what it counts of the test texts is kept from one training to the next. */
export function linearClassifier(): TextClassifier {
  let known: { readonly texts: readonly string[]; readonly counts: readonly GramCounts[] } | null = null;
  const countsOf = (texts: readonly string[]): readonly GramCounts[] => {
    if (known?.texts !== texts) known = { texts, counts: texts.map(countGrams) };
    return known.counts;
  };
  return {
    id: 'linear',
    fingerprint: `linear-1-c${DEFAULT_C}`,
    backend: 'javascript',
    adapter: null,
    async fineTuneAndPredict({ examples, numClasses }, testTexts, signal, onStep): Promise<FineTuneResult> {
      const begun = performance.now();
      const counts = examples.map(({ text }) => countGrams(text));
      const grams = new HashedGrams(counts);
      const model = await LogisticRegression.fit(
        counts.map((one) => grams.rowOf(one)),
        examples.map(({ label }) => label),
        numClasses,
        grams.numColumns,
        {
          onIteration: async (iteration) => {
            await onStep?.(iteration);
            signal.throwIfAborted();
          },
        },
      );
      const trained = performance.now();
      const yPred = countsOf(testTexts).map((one) => model.predict(grams.rowOf(one)));
      return {
        yPred,
        steps: model.iterations,
        finalLoss: model.loss,
        trainMs: trained - begun,
        evaluateMs: performance.now() - trained,
      };
    },
  };
}
