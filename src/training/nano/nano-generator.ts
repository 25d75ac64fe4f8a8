/** @file The small transformer as a generator: it writes texts of the classes it was trained on. */
import { breathe } from '../../core/breathe';
import { LabError, shown } from '../../core/errors';
import type { Example } from '../../core/example';
import type { FittedGenerator, GenerationRequest, GeneratorFitter, TextGenerator } from '../../core/ports';
import { fingerprintText, sampleWithout, seedNumber, type SeedPart, stream } from '../../core/random';
import { countParameters, NanoModel, type NanoWeights } from './model';
import { MOST_SLOTS, type NextToken, nextTokenDistribution, type RowRequest, sampleTexts } from './sample';
import type { TokenSampling } from './token-sampler';
import { trainNano } from './train';
import { fingerprintRequest, type NanoTrainingSettings } from './training-state';

/** Generates with a model that its owner disposes. */
export class NanoGenerator implements TextGenerator {
  readonly id = 'nano';
  readonly description: string;
  readonly fingerprint: string;
  readonly #model: NanoModel;

  constructor(model: NanoModel) {
    const { layers, dimensions } = model.shape;
    const millions = (countParameters(model.shape) / 1e6).toFixed(1);
    this.description = `decoder-only transformer, ${layers} layers of width ${dimensions}, ${millions} million weights (${model.id})`;
    this.fingerprint = model.fingerprint;
    this.#model = model;
  }

  /**
   * @throws LabError `bad-setting` at a label the model was not trained on, a temperature or top-p out of bounds, or a
   *   request this model cannot heed: a topic, a prompt, a paraphrase, suppression, a penalty
   */
  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<readonly Example[]> {
    const { label, count, seed } = request;
    const start = this.#startOf(label);
    checkPlain(request);
    const breatheOrStop = async (): Promise<void> => {
      await breathe();
      signal.throwIfAborted();
    };
    for (let from = 0; from < count; from += MOST_SLOTS) {
      signal.throwIfAborted();
      const requests = Array.from({ length: Math.min(MOST_SLOTS, count - from) }, (_, i): RowRequest => ({
        start,
        rng: stream(...seed, from + i),
      }));
      const texts = await sampleTexts(this.#model, requests, request, breatheOrStop);
      yield texts.map((pieces) => ({ text: this.#model.vocabulary.decode(pieces), label }));
    }
  }

  /** Row `index` of a request again, alone. */
  async generateRow(
    label: number,
    sampling: TokenSampling,
    seed: readonly SeedPart[],
    index: number,
  ): Promise<string> {
    const request = { start: this.#startOf(label), rng: stream(...seed, index) };
    const [pieces] = await sampleTexts(this.#model, [request], sampling, breathe);
    return this.#model.vocabulary.decode(pieces!);
  }

  /** See `nextTokenDistribution`: what may follow `prefix` in a text of class `label`. */
  nextTokenDistribution(
    label: number,
    prefix: string,
    sampling: TokenSampling,
    limit = 50,
  ): Promise<NextToken[]> {
    return nextTokenDistribution(this.#model, this.#startOf(label), prefix, sampling, limit);
  }

  #startOf(label: number): number {
    const { labels } = this.#model.vocabulary;
    if (labels[label] === undefined) {
      const wanted = `one of the ${labels.length} classes the model was trained on`;
      throw new LabError(
        'bad-setting',
        `NanoGenerator: unknown label: ${shown(label)} (wanted ${wanted}) — choose another generator for this data`,
      );
    }
    return this.#model.vocabulary.startOf(label);
  }
}

function checkPlain(request: GenerationRequest): void {
  const { source, paraphrasesOf, suppression = 0, frequencyPenalty = 0, presencePenalty = 0 } = request;
  const asked = source?.kind ?? (paraphrasesOf ? 'paraphrases' : suppression === 0 ? null : 'suppression');
  if (asked !== null) {
    throw new LabError(
      'bad-setting',
      `NanoGenerator: invalid request: ${shown(asked)} (wanted plain rows) — choose another generator`,
    );
  }
  if (frequencyPenalty !== 0 || presencePenalty !== 0) {
    throw new LabError(
      'bad-setting',
      `NanoGenerator: invalid request: ${shown('penalties')} (wanted none: only a language model heeds them) — choose a language model`,
    );
  }
}

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

/**
 * Where labels were forgotten, the starts of the classes alone are learned: all weights learn few texts by heart. Loss of
 * 320 texts of the validation split, nats a piece: 3.97 without labels, 3.81 and 3.79 with 8 and 32 rows of each class, 3.78 as shipped; all
 * weights tuned on 8 rows 4.01 after two epochs, and 4.94 after as many as here.
 */
const STARTS_SETTINGS: typeof FIT_SETTINGS = {
  ...FIT_SETTINGS,
  learningRate: 0.01,
  weightDecay: 0,
  dropout: 0,
  startsOnly: true,
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
      `openNanoTools: unknown classes: ${shown(classNames)} (wanted ${labels.join(', ')}, which the small transformer was trained on) — use generator=markov`,
    );
  }
  const model = new NanoModel(weights);
  return {
    generator: new NanoGenerator(model),
    fitter: {
      fit: (textsByClass, seed, signal, { forgetsLabels = false } = {}) =>
        forgetsLabels
          ? fit(withoutLabels(weights), textsByClass, seed, signal, STARTS_SETTINGS)
          : fit(weights, textsByClass, seed, signal, FIT_SETTINGS),
    },
    dispose: () => model.dispose(),
  };
}

/**
 * Weights in which the start of every class is the plain start: which class it was is gone, and the first text of a class
 * tells it again. What the other weights have learned of the classes stays, so that they are told apart from fewer texts
 * than by a model that never had a label.
 */
function withoutLabels(shipped: NanoWeights): NanoWeights {
  const { vocabulary, shape, weights } = shipped;
  const [tokens, ...others] = weights as [Float32Array, ...Float32Array[]];
  const { dimensions: d } = shape;
  const plain = tokens.subarray(vocabulary.start * d, (vocabulary.start + 1) * d);
  const forgotten = tokens.slice();
  vocabulary.labels.forEach((_, label) => forgotten.set(plain, vocabulary.startOf(label) * d));
  return {
    ...shipped,
    fingerprint: `${shipped.fingerprint} without labels`,
    weights: [forgotten, ...others],
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
  fitSettings: typeof FIT_SETTINGS,
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
    settings: { ...fitSettings, epochs, seed: seedNumber(...seed) },
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
  const name = fingerprintText(`${shipped.fingerprint} ${fingerprint}`);
  const model = new NanoModel({ ...shipped, fingerprint: name, weights });
  const { id, description, generate } = bindGenerator(new NanoGenerator(model));
  return {
    id,
    description,
    fingerprint: name,
    generate,
    extend: (more, seed, signal) =>
      fit(
        shipped,
        textsByClass.map((own, label) => [...own, ...(more[label] ?? [])]),
        seed,
        signal,
        fitSettings,
      ),
    dispose: () => model.dispose(),
  };
}

function bindGenerator(generator: NanoGenerator): Pick<TextGenerator, 'id' | 'description' | 'generate'> {
  const { id, description } = generator;
  return { id, description, generate: (request, signal) => generator.generate(request, signal) };
}
