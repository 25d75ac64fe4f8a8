/** @file Adapter: continues a text with the small transformer. */
import { NanoModel, type NanoWeights } from '../../training/nano/model';
import { mostPieces, nextTokenDistribution } from '../../training/nano/sample';
import { labelIndex } from './ngram-continuer';
import type { Continuer } from './next-tokens';

/** Holds tensors of the backend in use until `dispose`. */
export function nanoContinuer(weights: NanoWeights): Continuer {
  const model = new NanoModel(weights);
  const { vocabulary } = model;
  return {
    mostTokens: mostPieces(model),
    dispose: () => model.dispose(),
    async distribution(text, label, sampling) {
      const start = vocabulary.startOf(label === null ? null : labelIndex(vocabulary.labels, label));
      const pieces = await nextTokenDistribution(model, start, text, sampling, Infinity);
      return pieces.map(({ token, probability }) => ({
        token: token?.trimStart() ?? null,
        startsWord: token?.startsWith(' ') ?? false,
        probability,
      }));
    },
  };
}
