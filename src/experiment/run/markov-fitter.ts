/** @file Fits the embedded n-gram generator to any texts. */
import type { FittedGenerator, GeneratorFitter } from '../../core/ports';
import { NGramGenerator } from '../../generation/ngram/ngram-generator';

export const MARKOV_FITTER: GeneratorFitter = {
  fit: (textsByClass) => Promise.resolve(fitted(new NGramGenerator(textsByClass))),
};

function fitted(generator: NGramGenerator): FittedGenerator {
  const { id, description } = generator;
  return {
    id,
    description,
    get fingerprint() {
      return generator.fingerprint;
    },
    generate: (request, signal) => generator.generate(request, signal),
    extend: (moreByClass) => Promise.resolve(fitted(generator.extended(moreByClass))),
    dispose: () => undefined, // plain memory
  };
}
