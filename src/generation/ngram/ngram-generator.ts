/** @file The embedded generator: a class-wise n-gram model, fitted to any labelled texts in well under a second. */
import { LabError, shown } from '../../core/errors';
import type { Example } from '../../core/example';
import type { GenerationRequest, TextGenerator } from '../../core/ports';
import { fingerprintText, type Rng, type SeedPart, stream } from '../../core/random';
import { detokenize, tokenize, Vocabulary } from '../../text/tokenize';
import { suppressFrequent } from '../llm/suppression';
import type { NGramContext } from './context';
import { countWords, type Marks, NGramModel } from './n-gram-model';
import { NucleusSampler } from './nucleus';
import { PoweredSampler } from './powered';
import { nextWordDistribution, SuppressedSampler } from './suppressed';

interface NGramOptions {
  /** Longest n-gram; 3 by default. */
  readonly order?: number;
  /** Rows end here at the latest; by default the length of the longest text it was fitted to. */
  readonly maxTokens?: number;
}

interface NGramSampling {
  readonly temperature: number;
  readonly topP: number;
}

/** A token and its probability of coming next; `token` is null where the text ends instead. */
interface NextWord {
  readonly token: string | null;
  readonly probability: number;
}

interface TextSampler {
  draw(context: NGramContext, rng: Rng): number;
}

/** Rows between two looks at the abort signal, and in one batch: a few milliseconds of work. */
const BATCH_SIZE = 50;

/** Rows between two counts of what was written often; Chung et al. 2023 count after each request for as many. */
const ROWS_PER_COUNT = 20;

export class NGramGenerator implements TextGenerator {
  readonly id = 'markov';
  readonly description: string;
  readonly maxTokens: number;
  readonly #fitted: ClassModels;
  #fingerprint: string | null = null;

  /**
   * Fits one model per class.
   * @param textsByClass `textsByClass[label]` are the texts of that class; or models that were fitted to some already
   * @throws LabError `bad-dataset` where a class has no words to learn from
   */
  constructor(
    textsByClass: readonly (readonly string[])[] | ClassModels,
    { order = 3, maxTokens }: NGramOptions = {},
  ) {
    this.#fitted = 'models' in textsByClass ? textsByClass : fitClassModels(textsByClass, order);
    this.maxTokens = maxTokens ?? this.#fitted.mostTokens;
    this.description = `class-wise ${this.#fitted.order}-gram model, interpolated Witten–Bell smoothing`;
  }

  get fingerprint(): string {
    const { order, textsByClass } = this.#fitted;
    return (this.#fingerprint ??= fingerprintText(JSON.stringify([order, this.maxTokens, textsByClass])));
  }

  /** A generator fitted to these texts besides, of the same distributions as one that is fitted to all at once. */
  extended(moreByClass: readonly (readonly string[])[]): NGramGenerator {
    return new NGramGenerator(extendClassModels(this.#fitted, moreByClass));
  }

  /**
   * With `suppression` what was written often is counted anew every so many rows, so that a row depends on those before it.
   * @throws LabError `bad-setting` at a request this model cannot heed: a topic, a prompt, a paraphrase, a penalty
   */
  async *generate(request: GenerationRequest, signal: AbortSignal): AsyncGenerator<readonly Example[]> {
    const { label, count, seed, suppression = 0, frequencyPenalty = 0, presencePenalty = 0 } = request;
    if (request.source ?? request.paraphrasesOf)
      throw badRequest('invalid request', request.source?.kind ?? 'paraphrases', 'plain rows');
    if (frequencyPenalty !== 0 || presencePenalty !== 0)
      throw badRequest('invalid request', 'penalties', 'none: only a language model heeds them');
    if (!(suppression >= 0 && suppression < Infinity))
      throw badRequest('invalid suppression', suppression, 'a finite number from 0');
    const sampler = this.#samplerOf(label, request);
    const batchSize = suppression > 0 ? ROWS_PER_COUNT : BATCH_SIZE;
    const written: string[] = [];
    for (let from = 0; from < count; from += batchSize) {
      signal.throwIfAborted();
      const write = this.#rowWriter(
        label,
        suppression > 0
          ? new SuppressedSampler(
              sampler,
              request,
              suppressFrequent(written, -suppression),
              this.#fitted.vocabulary,
            )
          : sampler,
      );
      const batch: Example[] = [];
      for (let i = from; i < Math.min(from + batchSize, count); i++) {
        batch.push({ text: write(stream(...seed, i)), label });
      }
      if (suppression > 0) written.push(...batch.map(({ text }) => text));
      yield batch;
    }
  }

  /** Row `index` of a request again, alone. */
  generateRow(label: number, sampling: NGramSampling, seed: readonly SeedPart[], index: number): string {
    return this.#rowWriter(label, this.#samplerOf(label, sampling))(stream(...seed, index));
  }

  /**
   * The distribution of the token that follows `prefix` in texts of class `label`, after temperature and top-p:
   * at most `limit` tokens, most probable first. Tokens of the prefix the model never saw count as unknown context.
   */
  nextTokenDistribution(label: number, prefix: string, sampling: NGramSampling, limit = 50): NextWord[] {
    checkSampling(sampling);
    const unknown = -1;
    const ids = tokenize(prefix).map((token) => this.#fitted.vocabulary.idOf(token) ?? unknown);
    const context = this.#modelOf(label).contextAfter(ids);
    return nextWordDistribution(context, sampling.temperature, sampling.topP)
      .slice(0, limit)
      .map(({ word, probability }) => ({
        token: this.#fitted.vocabulary.tokenOf(word) ?? null,
        probability,
      }));
  }

  #samplerOf(label: number, sampling: NGramSampling): TextSampler {
    this.#modelOf(label);
    checkSampling(sampling);
    const { temperature, topP } = sampling;
    return topP < 1 ? new NucleusSampler(temperature, topP) : new PoweredSampler(temperature);
  }

  #rowWriter(label: number, sampler: TextSampler): (rng: Rng) => string {
    const model = this.#modelOf(label);
    const { vocabulary, marks } = this.#fitted;
    return (rng) => {
      const ids: number[] = [];
      while (ids.length < this.maxTokens) {
        const context = model.contextAfter(ids);
        const word =
          ids.length > 0 ? sampler.draw(context, rng) : drawFirst(sampler, context, marks.end, rng);
        if (word === marks.end) break;
        ids.push(word);
      }
      return detokenize(ids.map((id) => vocabulary.tokenOf(id)!));
    };
  }

  #modelOf(label: number): NGramModel {
    const model = this.#fitted.models[label];
    if (!model) throw badRequest('unknown label', label, `0 to ${this.#fitted.models.length - 1}`);
    return model;
  }
}

/** The first word of a row: the end is drawn again, so that no row is empty. */
function drawFirst(sampler: TextSampler, context: NGramContext, end: number, rng: Rng): number {
  for (let tries = 0; tries < 1000; tries++) {
    const word = sampler.draw(context, rng);
    if (word !== end) return word;
  }
  return context.words.find((word) => word !== end)!; // some text begins with it
}

function checkSampling({ temperature, topP }: NGramSampling): void {
  if (!(temperature > 0 && Number.isFinite(temperature))) {
    throw badRequest('invalid temperature', temperature, 'a finite number above 0');
  }
  if (!(topP > 0 && topP <= 1)) throw badRequest('invalid topP', topP, 'above 0 and at most 1');
}

function badRequest(what: string, value: unknown, wanted: string): LabError {
  return new LabError(
    'bad-setting',
    `MarkovGenerator: ${what}: ${shown(value)} (wanted ${wanted}) — change it and start again`,
  );
}

interface ClassModels {
  readonly order: number;
  readonly vocabulary: Vocabulary;
  readonly marks: Marks;
  /** The words of all classes. */
  readonly root: NGramContext;
  /** By class. */
  readonly models: readonly NGramModel[];
  /** Tokens of the longest text. */
  readonly mostTokens: number;
  /** Everything it was fitted to, by class. */
  readonly textsByClass: readonly (readonly string[])[];
}

/** @throws LabError `bad-dataset` where a class has no words to learn from */
export function fitClassModels(textsByClass: readonly (readonly string[])[], order: number): ClassModels {
  const vocabulary = new Vocabulary();
  const idsByClass = textsByClass.map((texts) =>
    texts.map((text) => tokenize(text).map((token) => vocabulary.add(token))).filter((ids) => ids.length > 0),
  );
  const empty = idsByClass.findIndex((texts) => texts.length === 0);
  if (empty >= 0 || idsByClass.length === 0) {
    throw new LabError(
      'bad-dataset',
      `MarkovGenerator: missing texts of class: ${shown(Math.max(0, empty))} (wanted at least one text with a word in it for each class) — add texts to the corpus or leave the class out`,
    );
  }
  const marks = { end: vocabulary.size, begin: vocabulary.size + 1, size: vocabulary.size + 2 };
  const root = countWords(idsByClass.flat(), marks);
  return {
    order,
    vocabulary,
    marks,
    root,
    models: idsByClass.map((texts) => new NGramModel(texts, order, root, marks)),
    mostTokens: longest(idsByClass, 1),
    textsByClass,
  };
}

/**
 * Models of the texts of `known` and of these: as if all had been given at once. Where no word is new, what was counted
 * before is not counted again.
 */
export function extendClassModels(
  known: ClassModels,
  moreByClass: readonly (readonly string[])[],
): ClassModels {
  const { order, vocabulary, marks } = known;
  const textsByClass = known.textsByClass.map((texts, label) => [...texts, ...(moreByClass[label] ?? [])]);
  const idsByClass = textsByClass.map((_, label) =>
    (moreByClass[label] ?? [])
      .map((text) => tokenize(text).map((token) => vocabulary.idOf(token)))
      .filter((ids) => ids.length > 0),
  );
  if (!areAllKnown(idsByClass)) return fitClassModels(textsByClass, order);
  const root = countWords(idsByClass.flat(), marks, known.root);
  return {
    ...known,
    root,
    models: known.models.map((model, label) => new NGramModel(idsByClass[label]!, order, root, marks, model)),
    mostTokens: longest(idsByClass, known.mostTokens),
    textsByClass,
  };
}

function areAllKnown(idsByClass: (number | undefined)[][][]): idsByClass is number[][][] {
  return idsByClass.every((texts) => texts.every((ids) => !ids.includes(undefined)));
}

function longest(idsByClass: readonly (readonly (readonly number[])[])[], least: number): number {
  return idsByClass.flat().reduce((most, ids) => Math.max(most, ids.length), least);
}
