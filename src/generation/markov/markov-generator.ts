/** @file The embedded generator: a class-wise n-gram model, fitted to any labelled texts in well under a second. */
import { LabError } from '../../core/errors';
import type { Example } from '../../core/example';
import type { GenerationRequest, TextGenerator } from '../../core/ports';
import { fingerprintText, stream, type Rng, type SeedPart } from '../../core/random';
import { detokenize, tokenize } from '../../text/tokenize';
import { Vocabulary } from '../../text/vocabulary';
import type { Context } from './context';
import { nextWordDistribution } from './distribution';
import { countWords, NGramModel, type Marks } from './n-gram-model';
import { NucleusSampler } from './nucleus';
import { PoweredSampler } from './powered';

export interface MarkovOptions {
  /** Longest n-gram; 3 by default. */
  readonly order?: number;
  /** Rows end here at the latest; by default the length of the longest text it was fitted to. */
  readonly maxTokens?: number;
}

export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
}

/** A token and its probability of coming next; `token` is null where the text ends instead. */
export interface NextToken {
  readonly token: string | null;
  readonly probability: number;
}

interface WordSampler {
  draw(context: Context, rng: Rng): number;
}

/** Rows between two looks at the abort signal, and in one batch: a few milliseconds of work. */
const BATCH_SIZE = 50;

export class MarkovGenerator implements TextGenerator {
  readonly id = 'markov';
  readonly description: string;
  readonly fingerprint: string;
  readonly maxTokens: number;
  readonly #vocabulary: Vocabulary;
  readonly #marks: Marks;
  readonly #models: readonly NGramModel[];

  /**
   * Fits one model per class.
   * @param textsByClass `textsByClass[label]` are the texts of that class
   * @throws LabError `bad-dataset` where a class has no words to learn from
   */
  constructor(textsByClass: readonly (readonly string[])[], { order = 3, maxTokens }: MarkovOptions = {}) {
    const vocabulary = new Vocabulary();
    const idsByClass = textsByClass.map((texts) =>
      texts
        .map((text) => tokenize(text).map((token) => vocabulary.add(token)))
        .filter((ids) => ids.length > 0),
    );
    const empty = idsByClass.findIndex((texts) => texts.length === 0);
    if (empty >= 0 || idsByClass.length === 0) {
      throw new LabError({
        code: 'bad-dataset',
        place: 'MarkovGenerator',
        what: 'missing texts of class',
        value: Math.max(0, empty),
        wanted: 'at least one text with a word in it for each class',
        wayOut: 'add texts to the corpus or leave the class out',
      });
    }
    this.#vocabulary = vocabulary;
    this.#marks = { end: vocabulary.size, begin: vocabulary.size + 1, size: vocabulary.size + 2 };
    const root = countWords(idsByClass.flat(), this.#marks);
    this.#models = idsByClass.map((texts) => new NGramModel(texts, order, root, this.#marks));
    this.maxTokens = maxTokens ?? idsByClass.flat().reduce((most, ids) => Math.max(most, ids.length), 1);
    this.description = `class-wise ${order}-gram model, interpolated Witten–Bell smoothing`;
    this.fingerprint = fingerprintText(JSON.stringify([order, this.maxTokens, textsByClass]));
  }

  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<readonly Example[]> {
    const write = this.#rowWriter(request.label, request);
    for (let from = 0; from < request.count; from += BATCH_SIZE) {
      signal.throwIfAborted();
      const batch: Example[] = [];
      for (let i = from; i < Math.min(from + BATCH_SIZE, request.count); i++) {
        batch.push({ text: write(stream(...request.seed, i)), label: request.label });
      }
      yield batch;
    }
  }

  /** Row `index` of a request again, alone. */
  generateRow(label: number, sampling: Sampling, seed: readonly SeedPart[], index: number): string {
    return this.#rowWriter(label, sampling)(stream(...seed, index));
  }

  /**
   * The distribution of the token that follows `prefix` in texts of class `label`, after temperature and top-p:
   * at most `limit` tokens, most probable first. Tokens of the prefix the model never saw count as unknown context.
   */
  nextTokenDistribution(label: number, prefix: string, sampling: Sampling, limit = 50): NextToken[] {
    checkSampling(sampling);
    const unknown = -1;
    const ids = tokenize(prefix).map((token) => this.#vocabulary.idOf(token) ?? unknown);
    const context = this.#modelOf(label).contextAfter(ids);
    return nextWordDistribution(context, sampling.temperature, sampling.topP)
      .slice(0, limit)
      .map(({ word, probability }) => ({ token: this.#vocabulary.tokenOf(word) ?? null, probability }));
  }

  #rowWriter(label: number, sampling: Sampling): (rng: Rng) => string {
    const model = this.#modelOf(label);
    checkSampling(sampling);
    const { temperature, topP } = sampling;
    const sampler = topP < 1 ? new NucleusSampler(temperature, topP) : new PoweredSampler(temperature);
    const { end } = this.#marks;
    return (rng) => {
      const ids: number[] = [];
      while (ids.length < this.maxTokens) {
        const context = model.contextAfter(ids);
        const word = ids.length > 0 ? sampler.draw(context, rng) : drawFirst(sampler, context, end, rng);
        if (word === end) break;
        ids.push(word);
      }
      return detokenize(ids.map((id) => this.#vocabulary.tokenOf(id)!));
    };
  }

  #modelOf(label: number): NGramModel {
    const model = this.#models[label];
    if (!model) throw badRequest('unknown label', label, `0 to ${this.#models.length - 1}`);
    return model;
  }
}

/** The first word of a row: the end is drawn again, so that no row is empty. */
function drawFirst(sampler: WordSampler, context: Context, end: number, rng: Rng): number {
  for (let tries = 0; tries < 1000; tries++) {
    const word = sampler.draw(context, rng);
    if (word !== end) return word;
  }
  return context.words.find((word) => word !== end)!; // some text begins with it
}

function checkSampling({ temperature, topP }: Sampling): void {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw badRequest('invalid temperature', temperature, 'a finite number above 0');
  }
  if (!(topP > 0 && topP <= 1)) throw badRequest('invalid topP', topP, 'above 0 and at most 1');
}

function badRequest(what: string, value: number, wanted: string): LabError {
  return new LabError({
    code: 'bad-setting',
    place: 'MarkovGenerator',
    what,
    value,
    wanted,
    wayOut: 'change it and start again',
  });
}
