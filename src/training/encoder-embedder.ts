/** @file The lab's own text embedder: the pre-trained encoder, not fine-tuned. */
import type { TextEmbedder } from '../core/ports';
import type { Encoder } from './encoder';

/**
 * Embeds a text as the weighted mean of its pieces' embeddings, less the mean of the encoder's whole corpus, at unit
 * length. Without the subtraction every text would point the way all texts have in common (Mu & Viswanath 2018).
 */
export class EncoderEmbedder implements TextEmbedder {
  readonly id: string;
  readonly dimensions: number;
  readonly #encoder: Encoder;
  readonly #center: Float64Array;

  constructor(encoder: Encoder) {
    this.id = `${encoder.id}@${encoder.fingerprint.slice(0, 12)}`;
    this.dimensions = encoder.dimensions;
    this.#encoder = encoder;
    const { pieces, shares } = encoder.corpusBag;
    this.#center = this.#meanInto(new Float64Array(this.dimensions), pieces, shares);
  }

  embed(texts: readonly string[]): Promise<Float32Array> {
    const { dimensions } = this;
    const { tokenizer, pieceWeights } = this.#encoder;
    const out = new Float32Array(texts.length * dimensions);
    const mean = new Float64Array(dimensions);
    texts.forEach((text, row) => {
      const ids = tokenizer.encode(text);
      if (ids.length === 0) return; // stays zero
      this.#meanInto(
        mean,
        ids,
        ids.map((id) => pieceWeights[id]!),
      );
      let squares = 0;
      for (let k = 0; k < dimensions; k++) squares += (mean[k]! -= this.#center[k]!) ** 2;
      const length = Math.sqrt(squares);
      if (length > 0) for (let k = 0; k < dimensions; k++) out[row * dimensions + k] = mean[k]! / length;
    });
    return Promise.resolve(out);
  }

  /** Σ weight · embedding / Σ weight, over pieces that may come more than once. */
  #meanInto(mean: Float64Array, pieces: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
    const { embeddings } = this.#encoder;
    const { dimensions } = this;
    mean.fill(0);
    let total = 0;
    for (let i = 0; i < pieces.length; i++) {
      const weight = weights[i]!;
      const from = pieces[i]! * dimensions;
      total += weight;
      for (let k = 0; k < dimensions; k++) mean[k]! += weight * embeddings[from + k]!;
    }
    for (let k = 0; k < dimensions; k++) mean[k]! /= total;
    return mean;
  }
}
