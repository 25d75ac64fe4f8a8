/** @file Adapter: continues a text with an n-gram model of one class, or of all texts together. */
import { LabError, shown } from '../../core/errors';
import { NGramGenerator } from '../../generation/ngram/ngram-generator';
import type { Continuer } from './next-tokens';

export interface LabelledTexts {
  readonly labels: readonly string[];
  /** Texts of each label, by its index; each list with a text that has a word. */
  readonly byLabel: readonly (readonly string[])[];
  /** All texts, those without a label too. */
  readonly all: readonly string[];
}

/** Fits each model at its first use. */
export function markovContinuer({ labels, byLabel, all }: LabelledTexts): Continuer {
  let byClass: NGramGenerator | null = null;
  let ofAll: NGramGenerator | null = null;
  const maxTokens = (): number => (ofAll ??= new NGramGenerator([all])).maxTokens;
  return {
    dispose: () => undefined,
    get mostTokens() {
      return maxTokens();
    },
    distribution(text, label, sampling) {
      const model =
        label === null ? (ofAll ??= new NGramGenerator([all])) : (byClass ??= new NGramGenerator(byLabel));
      const index = label === null ? 0 : labelIndex(labels, label);
      return Promise.resolve(
        model
          .nextTokenDistribution(index, text, sampling, Infinity)
          .map((candidate) => ({ ...candidate, startsWord: true })),
      );
    },
  };
}

/** @throws LabError `bad-setting` at a name that is none of the labels */
export function labelIndex(labels: readonly string[], label: string): number {
  const index = labels.indexOf(label);
  if (index >= 0) return index;
  throw new LabError(
    'bad-setting',
    `continue: unknown label: ${shown(label)} (wanted one of ${labels.join(', ')}) — choose another class, or none`,
  );
}
