/**
 * @file The transformer one token at a time, for many texts at once.
 *
 * A text's logits do not depend, to the last bit, on the texts written beside it, so that any row can be made again
 * alone. On WASM and in plain JavaScript that is so because matrices are multiplied row by row. On WebGPU the library
 * picks the program that multiplies two matrices by their size: there the number of slots is always the same.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { LabError, shown } from '../../core/errors';
import { gatherRows } from '../adam';
import { CachedAttention } from './cached-attention';
import { feedForward } from './feed-forward';
import { layerNorm } from './layer-norm';
import type { NanoModel } from './nano-model';

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
