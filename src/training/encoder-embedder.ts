/** @file The lab's own text embedder: the pre-trained encoder, not fine-tuned. */
import type { TextEmbedder } from '../core/ports';
import { tokenize } from '../text/tokenize';
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
    return this.embedTokens(texts.map((text) => tokenize(text)));
  }

  embedTokens(tokenLists: readonly (readonly string[])[]): Promise<Float32Array> {
    const { dimensions } = this;
    const { tokenizer, pieceWeights } = this.#encoder;
    const center = this.#center;
    const out = new Float32Array(tokenLists.length * dimensions);
    const mean = new Float64Array(dimensions);
    tokenLists.forEach((tokens, row) => {
      const ids = tokenizer.encodeWords(tokens);
      if (ids.length === 0) return; // stays zero
      this.#meanInto(
        mean,
        ids,
        ids.map((id) => pieceWeights[id]!),
      );
      let squares = 0;
      for (let k = 0; k < dimensions; k++) squares += (mean[k]! -= center[k]!) ** 2;
      const length = Math.sqrt(squares);
      if (length > 0) for (let k = 0; k < dimensions; k++) out[row * dimensions + k] = mean[k]! / length;
    });
    return Promise.resolve(out);
  }

  knownShare(tokenLists: readonly (readonly string[])[]): number | null {
    return this.#encoder.tokenizer.knownShare(tokenLists);
  }

  /** Σ weight · embedding / Σ weight, over pieces that may come more than once. */
  #meanInto(mean: Float64Array, pieces: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
    const { embeddings } = this.#encoder;
    const { dimensions } = this;
    mean.fill(0);
    let total = 0;
    let i = 0;
    // Four pieces at a time, added in their order.
    for (; i + 4 <= pieces.length; i += 4) {
      const w0 = weights[i]!;
      const w1 = weights[i + 1]!;
      const w2 = weights[i + 2]!;
      const w3 = weights[i + 3]!;
      const from0 = pieces[i]! * dimensions;
      const from1 = pieces[i + 1]! * dimensions;
      const from2 = pieces[i + 2]! * dimensions;
      const from3 = pieces[i + 3]! * dimensions;
      total = total + w0 + w1 + w2 + w3;
      for (let k = 0; k < dimensions; k++) {
        mean[k] =
          mean[k]! +
          w0 * embeddings[from0 + k]! +
          w1 * embeddings[from1 + k]! +
          w2 * embeddings[from2 + k]! +
          w3 * embeddings[from3 + k]!;
      }
    }
    for (; i < pieces.length; i++) {
      const weight = weights[i]!;
      const from = pieces[i]! * dimensions;
      total += weight;
      for (let k = 0; k < dimensions; k++) mean[k]! += weight * embeddings[from + k]!;
    }
    for (let k = 0; k < dimensions; k++) mean[k]! /= total;
    return mean;
  }
}
