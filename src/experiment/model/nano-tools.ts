/** @file The small transformer as a study's generator: as it is shipped, or fine-tuned on other texts. */
import { LabError, shown } from '../../core/errors';
import type { FittedGenerator, GeneratorFitter, TextGenerator } from '../../core/ports';
import { sampleWithout, seedNumber, stream, type SeedPart } from '../../core/random';
import { NanoGenerator } from '../../training/nano/nano-generator';
import { NanoModel, type NanoWeights } from '../../training/nano/nano-model';
import { trainNano } from '../../training/nano/train';
import { fingerprintRequest, type NanoTrainingSettings } from '../../training/nano/training-state';

/**
 * Read at least so often, and so many tokens with repetition: enough to follow few texts too, and some seconds on two
 * cores.
 */
const [LEAST_EPOCHS, LEAST_TOKENS] = [2, 20_000];

const FIT_SETTINGS: Omit<NanoTrainingSettings, 'seed' | 'epochs'> = {
  batchTokens: 640,
  initialDeviation: 0,
  learningRate: 0.001,
  warmUpSteps: 5,
  weightDecay: 0.1,
  beta2: 0.98,
  dropout: 0.1,
  plainStartChance: 0,
};

/** Of all classes together; where there are more, a random sample of each class is learned from. */
const MOST_TEXTS = 1600;

export interface NanoTools {
  readonly generator: TextGenerator;
  readonly fitter: GeneratorFitter;
  /** Frees the shipped model; fitted ones are their owners' to free. */
  dispose(): void;
}

/**
 * Its tensors are of the backend in use, which must stand.
 * @throws LabError `bad-setting` where the model was trained on other classes than the dataset has
 */
export function openNanoTools(weights: NanoWeights, classNames: readonly string[]): NanoTools {
  const { labels } = weights.vocabulary;
  if (labels.length !== classNames.length || labels.some((label, i) => label !== classNames[i])) {
    throw new LabError(
      'bad-setting',
      `openNano: unknown classes: ${shown(classNames)} (wanted ${labels.join(', ')}, which the small transformer was trained on) — use generator=markov`,
    );
  }
  const model = new NanoModel(weights);
  return {
    generator: new NanoGenerator(model),
    fitter: { fit: (textsByClass, seed, signal) => fit(weights, textsByClass, seed, signal) },
    dispose: () => model.dispose(),
  };
}

/**
 * The shipped weights, fine-tuned on these texts: each fitted generator starts from the same ones, as every generation in
 * Shumailov et al. 2024 starts from the same pre-trained model. Unlike theirs it was pre-trained on the corpus that the
 * real texts are drawn from.
 */
async function fit(
  shipped: NanoWeights,
  textsByClass: readonly (readonly string[])[],
  seed: readonly SeedPart[],
  signal: AbortSignal,
): Promise<FittedGenerator> {
  const { vocabulary, shape } = shipped;
  const mostOfClass = Math.ceil(MOST_TEXTS / textsByClass.length);
  const texts = textsByClass.flatMap((own, label) =>
    sampleWithout(own, mostOfClass, stream(...seed, 'texts', label)).map((text) =>
      vocabulary.encode(text, label),
    ),
  );
  const numTokens = texts.reduce((sum, tokens) => sum + tokens.length, 0);
  const epochs = Math.max(LEAST_EPOCHS, Math.ceil(LEAST_TOKENS / Math.max(1, numTokens)));
  const request = {
    texts,
    validation: [],
    plainStart: vocabulary.start,
    shape,
    settings: { ...FIT_SETTINGS, epochs, seed: seedNumber(...seed) },
  };
  const zeros = shipped.weights.map((list) => new Float32Array(list.length));
  const fingerprint = fingerprintRequest(request);
  const from = {
    fingerprint,
    step: 0,
    epochNats: 0,
    epochTokens: 0,
    weights: shipped.weights,
    firstMoments: zeros,
    secondMoments: zeros,
  };
  const weights = await trainNano(request, { from, signal });
  const model = new NanoModel({ ...shipped, fingerprint, weights });
  const { id, description, generate } = bindGenerator(new NanoGenerator(model));
  return {
    id,
    description,
    fingerprint,
    generate,
    extend: (more, seed, signal) =>
      fit(
        shipped,
        textsByClass.map((own, label) => [...own, ...(more[label] ?? [])]),
        seed,
        signal,
      ),
    dispose: () => model.dispose(),
  };
}

function bindGenerator(generator: NanoGenerator): Pick<TextGenerator, 'id' | 'description' | 'generate'> {
  const { id, description } = generator;
  return { id, description, generate: (request, signal) => generator.generate(request, signal) };
}
