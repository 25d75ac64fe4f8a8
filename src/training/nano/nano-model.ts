/** @file The small transformer ready to run: its weights as tensors of the backend in use. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { nameParameters, type NanoParameters, type NanoShape } from './model';
import { parameterTensors } from './parameters';
import type { NanoVocabulary } from './vocabulary';

/** What a file of weights holds. */
export interface NanoWeights {
  readonly id: string;
  /** Names the weights: equal fingerprints write equal texts on one backend. */
  readonly fingerprint: string;
  readonly shape: NanoShape;
  readonly vocabulary: NanoVocabulary;
  /** Every parameter in the one order, row-major. */
  readonly weights: readonly Float32Array[];
}

/** Holds tensors until `dispose`. */
export class NanoModel {
  readonly id: string;
  readonly fingerprint: string;
  readonly shape: NanoShape;
  readonly vocabulary: NanoVocabulary;
  readonly parameters: NanoParameters<Tensor2D>;
  /** (d, V): the token embedding turned round, copied once because WASM is slow at multiplying by a turned matrix. */
  readonly output: Tensor2D;
  readonly #tensors: readonly Tensor2D[];

  /** @throws LabError `bad-model` where the weights are not those of the shape */
  constructor({ id, fingerprint, shape, vocabulary, weights }: NanoWeights) {
    this.id = id;
    this.fingerprint = fingerprint;
    this.shape = shape;
    this.vocabulary = vocabulary;
    this.#tensors = parameterTensors(weights, shape);
    this.parameters = nameParameters(this.#tensors, shape);
    this.output = tf.transpose(this.parameters.tokens);
  }

  dispose(): void {
    tf.dispose([...this.#tensors, this.output]);
  }
}
