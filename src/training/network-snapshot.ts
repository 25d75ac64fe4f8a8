/** @file The averaging network at one moment as plain numbers: it needs no backend, and nobody has to free it. */
import type { PieceIndex } from './batches';
import { bagOf, type Bag, type Encoder } from './encoder';

/** The trained weights at one moment; pieces that the training set did not have keep their pre-trained embedding. */
interface SnapshotWeights {
  /** (indexed pieces and more, d) row-major. */
  readonly embeddings: Float32Array;
  /** (d, hidden) row-major. */
  readonly hidden: Float32Array;
  /** (hidden, classes) row-major. */
  readonly output: Float32Array;
}

export class NetworkSnapshot {
  readonly numClasses: number;
  readonly hiddenSize: number;
  readonly #encoder: Encoder;
  readonly #index: PieceIndex;
  readonly #weights: SnapshotWeights;

  constructor(encoder: Encoder, index: PieceIndex, weights: SnapshotWeights) {
    this.#encoder = encoder;
    this.#index = index;
    this.#weights = weights;
    this.hiddenSize = weights.hidden.length / encoder.dimensions;
    this.numClasses = weights.output.length / this.hiddenSize;
  }

  bagOf(text: string): Bag {
    return bagOf(this.#encoder, text);
  }

  /** (hidden) h₁ of a text: relu of its mean embedding times the hidden weights. */
  hiddenOf({ pieces, shares }: Bag): Float64Array {
    const { dimensions: d, embeddings: preTrained } = this.#encoder;
    const { embeddings, hidden } = this.#weights;
    const mean = new Float64Array(d);
    for (let i = 0; i < pieces.length; i++) {
      const row = this.#index.rowOf.get(pieces[i]!);
      const source = row === undefined ? preTrained : embeddings;
      const from = (row ?? pieces[i]!) * d;
      for (let k = 0; k < d; k++) mean[k]! += shares[i]! * source[from + k]!;
    }
    const out = new Float64Array(this.hiddenSize);
    for (let k = 0; k < d; k++) {
      const value = mean[k]!;
      const from = k * this.hiddenSize;
      for (let h = 0; h < out.length; h++) out[h]! += value * hidden[from + h]!;
    }
    for (let h = 0; h < out.length; h++) out[h] = Math.max(0, out[h]!);
    return out;
  }

  /** (classes) that sum to 1. */
  probabilitiesOf(hidden: Float64Array): Float64Array {
    const logits = new Float64Array(this.numClasses);
    for (let h = 0; h < hidden.length; h++) {
      const value = hidden[h]!;
      if (value === 0) continue;
      const from = h * this.numClasses;
      for (let c = 0; c < logits.length; c++) logits[c]! += value * this.#weights.output[from + c]!;
    }
    const largest = Math.max(...logits);
    const exponentials = logits.map((logit) => Math.exp(logit - largest));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    return exponentials.map((value) => value / sum);
  }
}
