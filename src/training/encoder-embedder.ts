/** @file The lab's own text embedder: the pre-trained encoder, not fine-tuned. */
import type { TextEmbedder } from '../core/ports';
import { bagOf, type Bag, type Encoder } from './encoder';

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
    this.#center = this.#mean(encoder.corpusBag);
  }

  embed(texts: readonly string[]): Promise<Float32Array> {
    const { dimensions } = this;
    const out = new Float32Array(texts.length * dimensions);
    texts.forEach((text, row) => {
      const bag = bagOf(this.#encoder, text);
      if (bag.pieces.length === 0) return; // stays zero
      const mean = this.#mean(bag);
      let squares = 0;
      for (let k = 0; k < dimensions; k++) squares += (mean[k]! -= this.#center[k]!) ** 2;
      const length = Math.sqrt(squares);
      if (length > 0) for (let k = 0; k < dimensions; k++) out[row * dimensions + k] = mean[k]! / length;
    });
    return Promise.resolve(out);
  }

  #mean({ pieces, shares }: Bag): Float64Array {
    const { embeddings } = this.#encoder;
    const mean = new Float64Array(this.dimensions);
    pieces.forEach((piece, i) => {
      for (let k = 0; k < this.dimensions; k++)
        mean[k]! += shares[i]! * embeddings[piece * this.dimensions + k]!;
    });
    return mean;
  }
}
