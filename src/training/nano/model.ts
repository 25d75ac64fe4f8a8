/**
 * @file The small transformer's shape and its weights by name, in one order everywhere: in memory, in the optimizer,
 * in the file.
 *
 * A decoder-only transformer (Vaswani et al. 2017; Radford et al. 2019): token and position embeddings; `layers` blocks
 * of causal self-attention and a feed-forward network, each behind a layer norm and beside a residual path; a last
 * norm; and the token embedding again, turned round, as the output. No layer has a bias and a norm has a gain only.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { LabError, shown } from '../../core/errors';
import type { Rng } from '../../core/random';
import type { NanoVocabulary } from './vocabulary';

export interface NanoShape {
  /** V: pieces, the end, the starts. */
  readonly vocabularySize: number;
  /** C: the longest sequence, its start included. */
  readonly contextLength: number;
  /** d: width of the residual path; a multiple of `heads`. */
  readonly dimensions: number;
  readonly heads: number;
  readonly layers: number;
  /** f: width inside the feed-forward network. */
  readonly feedForwardSize: number;
}

/** One block; T is a tensor, its gradient, its moments or its numbers. */
export interface NanoBlock<T> {
  /** (1, d) gain. */
  readonly attentionNorm: T;
  /** (d, 3d): queries, keys and values side by side, each of `heads` × d / heads columns. */
  readonly queryKeyValue: T;
  /** (d, d) */
  readonly attentionOut: T;
  /** (1, d) gain. */
  readonly feedForwardNorm: T;
  /** (d, f) */
  readonly feedForwardIn: T;
  /** (f, d) */
  readonly feedForwardOut: T;
}

export interface NanoParameters<T> {
  /** (V, d); turned round it is the output layer too. */
  readonly tokens: T;
  /** (C, d) */
  readonly positions: T;
  readonly blocks: readonly NanoBlock<T>[];
  /** (1, d) gain. */
  readonly finalNorm: T;
}

/** A parameter's name and its shape. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
}

/** Every parameter in the one order. */
export function parameterSpecs(shape: NanoShape): ParameterSpec[] {
  const { vocabularySize, contextLength, dimensions: d, layers, feedForwardSize: f } = shape;
  const blocks = Array.from({ length: layers }, (_, i): ParameterSpec[] => [
    { name: `blocks.${i}.attentionNorm`, shape: [1, d] },
    { name: `blocks.${i}.queryKeyValue`, shape: [d, 3 * d] },
    { name: `blocks.${i}.attentionOut`, shape: [d, d] },
    { name: `blocks.${i}.feedForwardNorm`, shape: [1, d] },
    { name: `blocks.${i}.feedForwardIn`, shape: [d, f] },
    { name: `blocks.${i}.feedForwardOut`, shape: [f, d] },
  ]);
  return [
    { name: 'tokens', shape: [vocabularySize, d] },
    { name: 'positions', shape: [contextLength, d] },
    ...blocks.flat(),
    { name: 'finalNorm', shape: [1, d] },
  ];
}

export function countParameters(shape: NanoShape): number {
  return parameterSpecs(shape).reduce((sum, { shape: [rows, columns] }) => sum + rows * columns, 0);
}

/** The parameters as a list in the one order. */
export function listParameters<T>({ tokens, positions, blocks, finalNorm }: NanoParameters<T>): T[] {
  return [
    tokens,
    positions,
    ...blocks.flatMap((block) => [
      block.attentionNorm,
      block.queryKeyValue,
      block.attentionOut,
      block.feedForwardNorm,
      block.feedForwardIn,
      block.feedForwardOut,
    ]),
    finalNorm,
  ];
}

/** The inverse of `listParameters`. */
export function nameParameters<T>(list: readonly T[], { layers }: NanoShape): NanoParameters<T> {
  const [tokens, positions] = list as readonly [T, T];
  const blocks = Array.from({ length: layers }, (_, i): NanoBlock<T> => {
    const [attentionNorm, queryKeyValue, attentionOut, feedForwardNorm, feedForwardIn, feedForwardOut] =
      list.slice(2 + 6 * i) as [T, T, T, T, T, T];
    return { attentionNorm, queryKeyValue, attentionOut, feedForwardNorm, feedForwardIn, feedForwardOut };
  });
  return { tokens, positions, blocks, finalNorm: list.at(-1)! };
}

/**
 * Lists of numbers, one for each parameter in the one order, row-major, as tensors for the caller to dispose.
 * @throws LabError `bad-model` where they are not those of the shape
 */
export function parameterTensors(numbers: readonly Float32Array[], shape: NanoShape): Tensor2D[] {
  const specs = parameterSpecs(shape);
  const lengths = specs.map(({ shape: [rows, columns] }) => rows * columns);
  if (numbers.length !== specs.length || numbers.some((list, i) => list.length !== lengths[i])) {
    throw new LabError(
      'bad-model',
      `parameterTensors: invalid lengths of parameters: ${shown(numbers.map((list) => list.length))} (wanted ${lengths.join(', ')}) — use weights of this shape`,
    );
  }
  return specs.map(({ shape: [rows, columns] }, i) => tf.tensor2d(numbers[i]!, [rows, columns]));
}

/** The numbers of tensors, each a copy. */
export async function numbersOf(tensors: readonly Tensor2D[]): Promise<Float32Array[]> {
  const lists = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  return lists.map((list) => Float32Array.from(list));
}

/**
 * Gains of 1, and matrices drawn from a normal distribution; those that lead into the residual path, two in each block,
 * are smaller by √(2 · layers), so that the path is as wide behind many blocks as behind few (Radford et al. 2019,
 * section 2.3). In the one order, row-major.
 * @param deviation standard deviation of the others
 */
export function initialParameters(shape: NanoShape, deviation: number, rng: Rng): Float32Array[] {
  return parameterSpecs(shape).map(({ name, shape: [rows, columns] }) => {
    if (/norm$/i.test(name)) return new Float32Array(columns).fill(1);
    const leadsOut = /Out$/.test(name);
    const scale = leadsOut ? deviation / Math.sqrt(2 * shape.layers) : deviation;
    return Float32Array.from({ length: rows * columns }, () => scale * rng.normal());
  });
}

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
