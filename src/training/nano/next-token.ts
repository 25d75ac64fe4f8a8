/** @file What may come next, and how likely: a look inside the model while it writes. */
import * as tf from '@tensorflow/tfjs-core';
import { logits } from './evaluate';
import type { NanoModel } from './nano-model';
import { mostPieces, possibleTokens } from './sample';
import { TokenSampler, type TokenSampling } from './token-sampler';

/** A piece and its probability of coming next; `token` is null where the text ends instead. */
export interface NextToken {
  /** As it would be written on: with a space before it where it begins a word. */
  readonly token: string | null;
  readonly probability: number;
}

/**
 * The distribution of the piece that follows `prefix` in a text with this start, after temperature and top-p, as it is
 * drawn from in writing: at most `limit` pieces, most probable first. Where a text has no room left, it ends.
 * @throws LabError `bad-setting` at a temperature or top-p out of bounds
 */
export async function nextTokenDistribution(
  model: NanoModel,
  start: number,
  prefix: string,
  sampling: TokenSampling,
  limit: number,
): Promise<NextToken[]> {
  const { parameters, shape, vocabulary } = model;
  const sampler = new TokenSampler(sampling, shape.vocabularySize);
  const pieces = vocabulary.tokenizer.encode(prefix);
  if (pieces.length >= mostPieces(model)) return [{ token: null, probability: 1 }];
  const newest = tf.tidy(() =>
    tf.gatherND(logits(parameters, shape, [start, ...pieces]), tf.tensor2d([pieces.length], [1, 1], 'int32')),
  );
  const values = await newest.data<'float32'>().finally(() => newest.dispose());
  const [first, last] = possibleTokens(model, pieces.length);
  return sampler
    .distribution(values, 0, first, last)
    .slice(0, limit)
    .map(({ token, probability }) => ({
      token: token === vocabulary.end ? null : vocabulary.tokenizer.pieces[token]!.replace(/^▁/, ' '),
      probability,
    }));
}
