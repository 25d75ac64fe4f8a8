/**
 * @file The small transformer below its head (next token or class): from tokens to hidden states, and the gradients
 * back. The gradients are written out, layer by layer, in the reverse order of the forward pass; why
 * not the library's stands in `training/layers`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { type AttentionSaved, causalAttention, causalAttentionBackward } from './attention';
import type { NanoBatch, Sequence } from './batches';
import {
  type BranchMasks,
  drop,
  feedForward,
  feedForwardBackward,
  type FeedForwardSaved,
  layerNorm,
  layerNormBackward,
  type LayerNormSaved,
  linearBackward,
  multiply,
} from './layers';
import type { NanoBlock, NanoParameters, NanoShape } from './model';

type BodySaved = { readonly blocks: readonly BlockSaved[]; readonly finalNorm: LayerNormSaved };

/**
 * The hidden states after the last norm, and what the way back needs; `tf.dispose` frees both.
 * @returns hidden (B · L, d)
 */
export function forwardBody(
  parameters: NanoParameters<Tensor2D>,
  batch: NanoBatch,
  shape: NanoShape,
): { hidden: Tensor2D; saved: BodySaved } {
  return tf.tidy(() => {
    let x = embedTokens(parameters, batch, shape);
    const blocks: BlockSaved[] = [];
    parameters.blocks.forEach((block, i) => {
      const { output, saved } = forwardBlock(block, x, contextOf(batch, shape, i));
      x.dispose();
      x = output;
      blocks.push(saved);
    });
    const { output: hidden, saved: finalNorm } = layerNorm(x, parameters.finalNorm);
    return { hidden, saved: { blocks, finalNorm } };
  });
}

/**
 * The gradient of every parameter, for the caller to dispose; that of `tokens` is what comes in by the embedding alone,
 * and a head that uses the tokens adds its own. `saved` is left alone.
 * @param dHidden (B · L, d), zero where the batch is filled up
 */
export function backwardBody(
  parameters: NanoParameters<Tensor2D>,
  dHidden: Tensor2D,
  batch: NanoBatch,
  shape: NanoShape,
  saved: BodySaved,
): NanoParameters<Tensor2D> {
  return tf.tidy(() => {
    const finalNorm = layerNormBackward(dHidden, parameters.finalNorm, saved.finalNorm);
    let dx = finalNorm.dInput;
    const blocks: Plain<NanoBlock<Tensor2D>>[] = [];
    for (let i = shape.layers - 1; i >= 0; i--) {
      const back = backwardBlock(parameters.blocks[i]!, dx, contextOf(batch, shape, i), saved.blocks[i]!);
      dx.dispose();
      dx = back.dInput;
      blocks.unshift(back.gradients);
    }
    return {
      ...embedTokensBackward(dx, batch, shape),
      blocks,
      finalNorm: finalNorm.dGain,
    };
  });
}

/** What `tf.tidy` takes: an object type and not an interface. */
type Plain<T> = { readonly [Name in keyof T]: T[Name] };

function contextOf({ mask, dropout }: NanoBatch, { heads }: NanoShape, layer: number): BlockContext {
  return { heads, mask, dropout: dropout?.blocks[layer] ?? null };
}

/** tokens[id] + positions[0 … L): (B · L, d). */
function embedTokens(
  { tokens, positions }: NanoParameters<Tensor2D>,
  { tokens: ids, numTexts, length, dropout }: NanoBatch,
  { dimensions: d }: NanoShape,
): Tensor2D {
  return tf.tidy(() => {
    const looked = tf.reshape(tf.gatherND(tokens, ids), [numTexts, length, d]);
    const placed = tf.slice(positions, [0, 0], [length, d]); // (L, d)
    return drop(tf.reshape(tf.add(looked, placed), [numTexts * length, d]), dropout?.embedding);
  });
}

/**
 * The gradient of a token or position is the sum over the places where it stands. Scattering would do, but WebGPU adds
 * in an order that varies from run to run; so the places of each are a row of ones in a matrix, and a product sums them.
 * (Nothing here is reshaped before it is multiplied: WASM keeps a packed copy of each right-hand matrix by its data
 * alone, and takes it for the same matrix when it comes back in another shape.)
 */
function embedTokensBackward(
  dx: Tensor2D,
  { sequences, numTexts, length, dropout }: NanoBatch,
  { dimensions: d, contextLength, vocabularySize }: NanoShape,
): { tokens: Tensor2D; positions: Tensor2D } {
  const dSum = drop(dx, dropout?.embedding);
  const columns = numTexts * length;
  const { ids, places } = placesOf(sequences, length);
  const perToken = multiply(tf.tensor2d(places, [ids.length, columns]), dSum); // (tokens that occur, d)
  const tokens = tf.scatterND(tf.tensor2d(ids, [ids.length, 1], 'int32'), perToken, [vocabularySize, d]);
  const steps = new Float32Array(contextLength * columns);
  for (let i = 0; i < columns; i++) steps[(i % length) * columns + i] = 1;
  const positions = multiply(tf.tensor2d(steps, [contextLength, columns]), dSum); // (C, d)
  return { tokens: tokens as Tensor2D, positions };
}

/** The tokens that occur, each once, and (tokens that occur, B · L) ones where they stand. */
function placesOf(sequences: readonly Sequence[], length: number): { ids: Int32Array; places: Float32Array } {
  const rowOf = new Map<number, number>();
  for (const sequence of sequences) {
    for (const token of sequence) if (!rowOf.has(token)) rowOf.set(token, rowOf.size);
  }
  const columns = sequences.length * length;
  const places = new Float32Array(rowOf.size * columns);
  sequences.forEach((sequence, text) => {
    sequence.forEach((token, i) => (places[rowOf.get(token)! * columns + text * length + i] = 1));
  });
  return { ids: Int32Array.from(rowOf.keys()), places };
}

/*
 * One block of the transformer. Each half stands beside the residual path, behind its own norm (Xiong et al. 2020):
 *
 *     x₁ = x₀ + attention(norm(x₀)) · W        x₂ = x₁ + feedForward(norm(x₁))
 */

type BlockSaved = {
  readonly attentionNorm: LayerNormSaved;
  /** (n, d) each */
  readonly attentionInput: Tensor2D;
  readonly attended: Tensor2D;
  readonly attention: AttentionSaved;
  readonly feedForwardNorm: LayerNormSaved;
  readonly feedForwardInput: Tensor2D;
  readonly feedForward: FeedForwardSaved;
};

/** How the tokens of a batch lie, and who looks at whom. */
interface BlockContext {
  readonly heads: number;
  /** (1, L, L) */
  readonly mask: Tensor3D;
  /** Dropout of the two branches; null for none. */
  readonly dropout: BranchMasks | null;
}

/**
 * @param x (B · L, d)
 * @returns output (B · L, d)
 */
function forwardBlock(
  block: NanoBlock<Tensor2D>,
  x: Tensor2D,
  { heads, mask, dropout }: BlockContext,
): { output: Tensor2D; saved: BlockSaved } {
  return tf.tidy(() => {
    const norm1 = layerNorm(x, block.attentionNorm);
    const attention = causalAttention(multiply(norm1.output, block.queryKeyValue), heads, mask);
    const branch1 = multiply(attention.output, block.attentionOut);
    const middle = tf.add<Tensor2D>(x, drop(branch1, dropout?.attention));

    const norm2 = layerNorm(middle, block.feedForwardNorm);
    const branch2 = feedForward(norm2.output, block.feedForwardIn, block.feedForwardOut);
    const output = tf.add<Tensor2D>(middle, drop(branch2.output, dropout?.feedForward));
    const saved = {
      attentionNorm: norm1.saved,
      attentionInput: norm1.output,
      attended: attention.output,
      attention: attention.saved,
      feedForwardNorm: norm2.saved,
      feedForwardInput: norm2.output,
      feedForward: branch2.saved,
    };
    return { output, saved };
  });
}

/** @param dOutput (B · L, d) */
function backwardBlock(
  block: NanoBlock<Tensor2D>,
  dOutput: Tensor2D,
  { heads, dropout }: BlockContext,
  saved: BlockSaved,
): { dInput: Tensor2D; gradients: NanoBlock<Tensor2D> } {
  return tf.tidy(() => {
    const branch2 = feedForwardBackward(
      drop(dOutput, dropout?.feedForward),
      saved.feedForwardInput,
      block.feedForwardIn,
      block.feedForwardOut,
      saved.feedForward,
    );
    const norm2 = layerNormBackward(branch2.dInput, block.feedForwardNorm, saved.feedForwardNorm);
    const dMiddle = tf.add<Tensor2D>(dOutput, norm2.dInput);

    const branch1 = linearBackward(drop(dMiddle, dropout?.attention), saved.attended, block.attentionOut);
    const dQkv = causalAttentionBackward(branch1.dInput, heads, saved.attention);
    const projection = linearBackward(dQkv, saved.attentionInput, block.queryKeyValue);
    const norm1 = layerNormBackward(projection.dInput, block.attentionNorm, saved.attentionNorm);
    const gradients = {
      attentionNorm: norm1.dGain,
      queryKeyValue: projection.dWeights,
      attentionOut: branch1.dWeights,
      feedForwardNorm: norm2.dGain,
      feedForwardIn: branch2.dInward,
      feedForwardOut: branch2.dOutward,
    };
    return { dInput: tf.add<Tensor2D>(dMiddle, norm1.dInput), gradients };
  });
}
