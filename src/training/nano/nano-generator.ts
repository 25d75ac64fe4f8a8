/** @file The small transformer as a generator: it writes texts of the classes it was trained on. */
import { breathe } from '../../core/breathe';
import { LabError, shown } from '../../core/errors';
import type { Example } from '../../core/example';
import type { GenerationRequest, TextGenerator } from '../../core/ports';
import { stream, type SeedPart } from '../../core/random';
import { MOST_SLOTS } from './decoder';
import { countParameters } from './model';
import type { NanoModel } from './nano-model';
import { nextTokenDistribution, type NextToken } from './next-token';
import { sampleTexts, type RowRequest } from './sample';
import type { TokenSampling } from './token-sampler';

/** Writes with a model that somebody else disposes. */
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
      throw badRequest('unknown label', label, wanted, 'choose another generator for this data');
    }
    return this.#model.vocabulary.startOf(label);
  }
}

function checkPlain(request: GenerationRequest): void {
  const { source, paraphrasesOf, suppression = 0, frequencyPenalty = 0, presencePenalty = 0 } = request;
  const asked = source?.kind ?? (paraphrasesOf ? 'paraphrases' : suppression === 0 ? null : 'suppression');
  if (asked !== null) throw badRequest('invalid request', asked, 'plain rows', 'choose another generator');
  if (frequencyPenalty !== 0 || presencePenalty !== 0) {
    const wanted = 'none: only a language model heeds them';
    throw badRequest('invalid request', 'penalties', wanted, 'choose a language model');
  }
}

function badRequest(what: string, value: string | number, wanted: string, wayOut: string): LabError {
  return new LabError(
    'bad-setting',
    `NanoGenerator: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`,
  );
}
