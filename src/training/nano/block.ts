/**
 * @file One block of the transformer. Each half stands beside the residual path, behind its own norm (Xiong et al. 2020):
 *
 *     x₁ = x₀ + attention(norm(x₀)) · W        x₂ = x₁ + feedForward(norm(x₁))
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { causalAttention, causalAttentionBackward, type AttentionSaved } from './attention';
import { drop, type BranchMasks } from './dropout';
import { feedForward, feedForwardBackward, type FeedForwardSaved } from './feed-forward';
import { layerNorm, layerNormBackward, type LayerNormSaved } from './layer-norm';
import { linearBackward, multiply } from './linear';
import type { NanoBlock } from './model';

export type BlockSaved = {
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
export interface BlockContext {
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
export function forwardBlock(
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
export function backwardBlock(
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
