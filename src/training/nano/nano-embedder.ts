/** @file The small transformer as a text embedder, which is a language model besides. */
import * as tf from '@tensorflow/tfjs-core';
import { breathe } from '../../core/breathe';
import type { TextEmbedder } from '../../core/ports';
import { stream } from '../../core/random';
import { UNKNOWN_PIECE } from '../../text/subwords';
import { disposeBatch, makeBatch, planBatches, type TextWindow, windowsOf } from './batches';
import type { NanoModel } from './model';
import { scoreTexts } from './evaluate';
import { forwardBody } from './transformer';

/** Most tokens that are worked on at once. */
const BATCH_TOKENS = 4096;

/**
 * Embeds a text, read from the plain start, as the mean of the last hidden states of its known pieces at unit length;
 * each of them has seen the pieces before it. Works with a model that somebody else disposes.
 */
export class NanoEmbedder implements TextEmbedder {
  readonly id: string;
  readonly label = 'small transformer';
  readonly dimensions: number;
  readonly #model: NanoModel;

  constructor(model: NanoModel) {
    this.id = `${model.id}@${model.fingerprint.slice(0, 12)}`;
    this.dimensions = model.shape.dimensions;
    this.#model = model;
  }

  async embed(texts: readonly string[]): Promise<Float32Array> {
    const { vocabulary, shape } = this.#model;
    const out = new Float32Array(texts.length * this.dimensions);
    const windows = texts.flatMap((text, row) => {
      const pieces = vocabulary.tokenizer.encode(text);
      if (pieces.every((piece) => piece === UNKNOWN_PIECE)) return []; // stays zero
      const all = windowsOf(vocabulary.start, pieces, vocabulary.end, shape.contextLength);
      return all.map((window) => ({ row, window }));
    });
    const lengths = windows.map(({ window }) => window.inputs.length);
    for (const batch of planBatches(lengths, BATCH_TOKENS, stream('embed'))) {
      const together = batch.map((i) => windows[i]!);
      const sums = await this.#sums(together.map(({ window }) => window));
      together.forEach(({ row }, i) => {
        for (let k = 0; k < this.dimensions; k++)
          out[row * this.dimensions + k]! += sums[i * this.dimensions + k]!;
      });
      await breathe();
    }
    texts.forEach((_, row) => toUnitLength(out.subarray(row * this.dimensions, (row + 1) * this.dimensions)));
    return out;
  }

  knownShare(tokenLists: readonly (readonly string[])[]): number | null {
    return this.#model.vocabulary.tokenizer.knownShare(tokenLists);
  }

  /** As one of no class in particular. */
  readonly logProbabilities = async (texts: readonly string[]): Promise<number[]> => {
    const scores = await scoreTexts(this.#model, texts);
    return scores.map(({ logProbability }) => logProbability);
  };

  /** The sum of the hidden states of the known pieces that count in each window, (n, d). */
  async #sums(windows: readonly TextWindow[]): Promise<Float32Array> {
    const { parameters, shape } = this.#model;
    const batch = makeBatch(windows.map(({ inputs }) => inputs));
    const columns = windows.length * batch.length;
    const counts = new Float32Array(windows.length * columns);
    windows.forEach(({ inputs, from }, i) => {
      for (let k = Math.max(1, from); k < inputs.length; k++) {
        if (inputs[k] !== UNKNOWN_PIECE) counts[i * columns + i * batch.length + k] = 1;
      }
    });
    const sums = tf.tidy(() =>
      tf.matMul(tf.tensor2d(counts, [windows.length, columns]), forwardBody(parameters, batch, shape).hidden),
    );
    disposeBatch(batch);
    return sums.data<'float32'>().finally(() => sums.dispose());
  }
}

function toUnitLength(row: Float32Array): void {
  const length = Math.hypot(...row);
  if (length > 0) row.forEach((value, k) => (row[k] = value / length));
}
