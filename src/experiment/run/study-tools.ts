/** @file Fits the embedded generator and classifier to a dataset and an encoder: everything a study needs but a store. */
import { BUILT_IN_TASK } from '../../core/built-in-task';
import { breathe } from '../../core/breathe';
import { type Dataset, examplesOf } from '../../core/example';
import type {
  FineTuneRequest,
  FineTuneResult,
  FittedGenerator,
  GeneratorFitter,
  LabelOracle,
  RowRater,
  TextClassifier,
  TextEmbedder,
  TextGenerator,
} from '../../core/ports';
import { stream } from '../../core/random';
import { DEFAULT_TRAINING } from '../settings';
import { NGramGenerator } from '../../generation/ngram/ngram-generator';
import { type Bag, bagOf, type Encoder } from '../../training/encoder';
import { EncoderEmbedder } from '../../training/encoder-embedder';
import { fineTune } from '../../training/fine-tune';
import { trainOracle } from '../../training/label-oracle';
import { fineTuneAndRate } from '../../training/rate-rows';
import { outsideHalves } from '../rows/row-edits';

export interface StudyTools {
  readonly generator: TextGenerator;
  readonly fitter: GeneratorFitter;
  /** Trained once; a failed or stopped attempt is forgotten. */
  readonly oracle: (signal: AbortSignal) => Promise<LabelOracle>;
  readonly embedder: TextEmbedder;
  readonly classifier: TextClassifier;
  readonly rater: RowRater;
}

/** @param backend what TF.js really runs on, and the GPU's name where it is one */
export function openStudyTools(
  dataset: Dataset,
  encoder: Encoder,
  { backend, adapter }: { readonly backend: string; readonly adapter: string | null },
): StudyTools {
  let known: { texts: readonly string[]; bags: readonly Bag[] } | null = null;
  const bagsOf = (texts: readonly string[]): readonly Bag[] => {
    if (known?.texts !== texts) known = { texts, bags: texts.map((text) => bagOf(encoder, text)) };
    return known.bags;
  };
  let oracle: Promise<LabelOracle> | null = null;
  return {
    generator: new NGramGenerator(dataset.splits.corpus),
    fitter: MARKOV_FITTER,
    oracle: (signal) => {
      const training = (oracle ??= openOracle(dataset, encoder, signal));
      training.catch(() => (oracle = null));
      return training;
    },
    embedder: new EncoderEmbedder(encoder),
    classifier: {
      id: encoder.id,
      fingerprint: encoder.fingerprint,
      backend,
      adapter,
      fineTuneAndPredict: (request, testTexts, signal, onStep) =>
        fineTune(encoder, request, bagsOf(testTexts), signal, onStep),
    },
    rater: (request, testTexts, validation, signal) =>
      fineTuneAndRate(encoder, request, bagsOf(testTexts), validation, signal, breathe),
  };
}

/** Learns from pool and corpus, half by half; its mistakes are counted on validation and test rows. */
function openOracle(dataset: Dataset, encoder: Encoder, signal: AbortSignal): Promise<LabelOracle> {
  const texts = {
    numClasses: dataset.classNames.length,
    real: [...examplesOf(dataset, 'pool'), ...examplesOf(dataset, 'corpus')],
    outside: outsideHalves(dataset)[1],
    validation: examplesOf(dataset, 'validation'),
    test: examplesOf(dataset, 'test'),
  };
  return trainOracle(encoder, texts, signal);
}

/** A little fine-tuning of the real shapes, for timing one backend against another. */
export async function rehearse(encoder: Encoder, steps: number): Promise<FineTuneResult> {
  const rng = stream('rehearsal');
  const numClasses = BUILT_IN_TASK.classNames.length;
  const pieces = encoder.tokenizer.pieces;
  const text = (): string =>
    Array.from({ length: 12 }, () => pieces[rng.integer(pieces.length)]!.replace('▁', '')).join(' ');
  const request: FineTuneRequest = {
    examples: Array.from({ length: 400 }, (_, i) => ({ text: text(), label: i % numClasses })),
    numClasses,
    training: { ...DEFAULT_TRAINING, steps },
    seed: ['rehearsal'],
  };
  return fineTune(encoder, request, [], new AbortController().signal);
}

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
