/** @file Writes texts by ancestral sampling: token after token, each drawn given all before it, many texts at once. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { LabError, shown } from '../../core/errors';
import type { Rng } from '../../core/random';
import { UNKNOWN_PIECE } from '../../text/subwords';
import { gatherRows } from '../adam';
import { CachedAttention } from './cached-attention';
import { logits } from './evaluate';
import { feedForward, layerNorm } from './layers';
import type { NanoModel } from './model';
import { TokenSampler, type TokenSampling } from './token-sampler';

/** One text to be written. */
export interface RowRequest {
  /** The token it begins with; see `NanoVocabulary.startOf`. */
  readonly start: number;
  /** All its draws come from here, so that it is the same text whatever is written beside it. */
  readonly rng: Rng;
}

/** Pieces a text has at most: with its start, as many tokens as the model can look back on. */
export function mostPieces({ shape }: NanoModel): number {
  return shape.contextLength - 1;
}

/** The tokens that may come after `numPieces` pieces: known pieces and the end, which cannot be first. */
function possibleTokens({ vocabulary }: NanoModel, numPieces: number): [first: number, last: number] {
  return [UNKNOWN_PIECE + 1, numPieces === 0 ? vocabulary.end - 1 : vocabulary.end];
}

/**
 * The pieces of each text, at least one, without start and end.
 * @param requests at most `MOST_SLOTS`
 * @param betweenTokens awaited after each token of all texts; what it throws ends the writing
 * @throws LabError `bad-setting` at a temperature or top-p out of bounds
 */
export async function sampleTexts(
  model: NanoModel,
  requests: readonly RowRequest[],
  sampling: TokenSampling,
  betweenTokens: () => Promise<void>,
): Promise<number[][]> {
  const { vocabularySize } = model.shape;
  const sampler = new TokenSampler(sampling, vocabularySize);
  const texts = requests.map((): number[] => []);
  let unfinished = requests.map((_, i) => ({ text: i, slot: i }));
  let newest = requests.map(({ start }) => start); // by slot
  const decoder = new Decoder(model, requests.length);
  try {
    while (unfinished.length > 0) {
      const logits = decoder.step(newest);
      const values = (await logits.data().finally(() => logits.dispose())) as Float32Array;
      unfinished = unfinished.filter(({ text, slot }) => {
        const pieces = texts[text]!;
        const [first, last] = possibleTokens(model, pieces.length);
        const token = sampler.draw(values, slot * vocabularySize, first, last, requests[text]!.rng);
        if (token === model.vocabulary.end) return false;
        pieces.push(token);
        newest[slot] = token;
        return pieces.length < mostPieces(model);
      });
      if (unfinished.length > 0 && decoder.keep(unfinished.map(({ slot }) => slot))) {
        newest = unfinished.map(({ slot }) => newest[slot]!);
        unfinished = unfinished.map(({ text }, slot) => ({ text, slot }));
      }
      await betweenTokens();
    }
  } finally {
    decoder.dispose();
  }
  return texts;
}

/*
 * The transformer one token at a time, for many texts at once.
 *
 * A text's logits do not depend, to the last bit, on the texts written beside it, so that any row can be made again
 * alone. On WASM and in plain JavaScript that is so because matrices are multiplied row by row. On WebGPU the library
 * picks the program that multiplies two matrices by their size: there the number of slots is always the same.
 */

/** Texts written at once at most, and on WebGPU always. */
export const MOST_SLOTS = 128;
/** Texts that go on are moved together where they have at most this share of the slots: moving costs, too. */
const WORTH_MOVING = 15 / 16;

/** Holds tensors until `dispose`. */
export class Decoder {
  readonly #model: NanoModel;
  readonly #isFixed = tf.getBackend() === 'webgpu';
  readonly #attention: CachedAttention;

  /** @param numTexts at most `MOST_SLOTS`; their slots are the numbers from 0, until `keep` moves them */
  constructor(model: NanoModel, numTexts: number) {
    if (numTexts > MOST_SLOTS) {
      const what = 'invalid number of texts';
      throw new LabError('internal', `Decoder: ${what}: ${shown(numTexts)} (wanted ${MOST_SLOTS})`);
    }
    this.#model = model;
    this.#attention = new CachedAttention(model.shape, this.#isFixed ? MOST_SLOTS : numTexts);
  }

  /**
   * Takes in the next token of each text, the C-th at most.
   * @param tokens by slot; what stands in slots without a text does not matter
   * @returns (slots, V) logits of the token that follows, for the caller to dispose
   */
  step(tokens: ArrayLike<number>): Tensor2D {
    const { parameters, output } = this.#model;
    const { numSlots } = this.#attention;
    return tf.tidy(() => {
      const { position, attend } = this.#attention.beginToken();
      const ids = Int32Array.from({ length: numSlots }, (_, slot) => tokens[slot] ?? 0);
      const embedded = gatherRows(parameters.tokens, tf.tensor2d(ids, [numSlots, 1], 'int32'));
      let x: Tensor2D = tf.add(embedded, tf.slice(parameters.positions, [position, 0], [1, -1])); // (slots, d)
      parameters.blocks.forEach((block, i) => {
        const qkv: Tensor2D = tf.matMul(layerNorm(x, block.attentionNorm).output, block.queryKeyValue);
        x = tf.add(x, tf.matMul(attend(i, qkv), block.attentionOut));
        const normed = layerNorm(x, block.feedForwardNorm).output;
        x = tf.add(x, feedForward(normed, block.feedForwardIn, block.feedForwardOut).output);
      });
      return tf.matMul(layerNorm(x, parameters.finalNorm).output, output);
    });
  }

  /**
   * Gives up the slots of finished texts, where that is worth moving the others.
   * @param slots of the texts that go on, ascending
   * @returns whether these now have the slots from 0 on, in this order
   */
  keep(slots: readonly number[]): boolean {
    if (this.#isFixed || slots.length > WORTH_MOVING * this.#attention.numSlots) return false;
    this.#attention.keep(slots);
    return true;
  }

  dispose(): void {
    this.#attention.dispose();
  }
}

/* What may come next, and how likely: a look inside the model while it writes. */

/** A piece and its probability of coming next; `token` is null where the text ends instead. */
export interface NextToken {
  /** As it would be written on: with a space before it where it begins a word. */
  readonly token: string | null;
  readonly probability: number;
}

/**
 * The distribution of the piece that follows `prefix` in a text with this start, after temperature and top-p, as it is
 * drawn from in writing: at most `limit` pieces, most probable first. Where a text has no room left, it ends.
 * @throws LabError `bad-setting` at a temperature or top-p out of bounds
 */
export async function nextTokenDistribution(
  model: NanoModel,
  start: number,
  prefix: string,
  sampling: TokenSampling,
  limit: number,
): Promise<NextToken[]> {
  const { parameters, shape, vocabulary } = model;
  const sampler = new TokenSampler(sampling, shape.vocabularySize);
  const pieces = vocabulary.tokenizer.encode(prefix);
  if (pieces.length >= mostPieces(model)) return [{ token: null, probability: 1 }];
  const newest = tf.tidy(() =>
    tf.gatherND(logits(parameters, shape, [start, ...pieces]), tf.tensor2d([pieces.length], [1, 1], 'int32')),
  );
  const values = await newest.data<'float32'>().finally(() => newest.dispose());
  const [first, last] = possibleTokens(model, pieces.length);
  return sampler
    .distribution(values, 0, first, last)
    .slice(0, limit)
    .map(({ token, probability }) => ({
      token: token === vocabulary.end ? null : vocabulary.tokenizer.pieces[token]!.replace(/^▁/, ' '),
      probability,
    }));
}
