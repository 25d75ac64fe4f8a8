/** @file Writes texts by ancestral sampling: token after token, each drawn given all before it, many texts at once. */
import type { Rng } from '../../core/random';
import { UNKNOWN_PIECE } from '../../text/subwords';
import { Decoder } from './decoder';
import type { NanoModel } from './nano-model';
import { TokenSampler, type TokenSampling } from './token-sampler';

/** One text to be written. */
export interface RowRequest {
  /** The token it begins with; see `NanoVocabulary.startOf`. */
  readonly start: number;
  /** All its draws come from here, so that it is the same text whatever is written beside it. */
  readonly rng: Rng;
}

/** Pieces a text has at most: with its start, as many tokens as the model can look back on. */
export function mostPieces({ shape }: NanoModel): number {
  return shape.contextLength - 1;
}

/** The tokens that may come after `numPieces` pieces: known pieces and the end, which cannot be first. */
export function possibleTokens({ vocabulary }: NanoModel, numPieces: number): [first: number, last: number] {
  return [UNKNOWN_PIECE + 1, numPieces === 0 ? vocabulary.end - 1 : vocabulary.end];
}

/**
 * The pieces of each text, at least one, without start and end.
 * @param requests at most `MOST_SLOTS`
 * @param betweenTokens awaited after each token of all texts; what it throws ends the writing
 * @throws LabError `bad-setting` at a temperature or top-p out of bounds
 */
export async function sampleTexts(
  model: NanoModel,
  requests: readonly RowRequest[],
  sampling: TokenSampling,
  betweenTokens: () => Promise<void>,
): Promise<number[][]> {
  const { vocabularySize } = model.shape;
  const sampler = new TokenSampler(sampling, vocabularySize);
  const texts = requests.map((): number[] => []);
  let unfinished = requests.map((_, i) => ({ text: i, slot: i }));
  let newest = requests.map(({ start }) => start); // by slot
  const decoder = new Decoder(model, requests.length);
  try {
    while (unfinished.length > 0) {
      const logits = decoder.step(newest);
      const values = (await logits.data().finally(() => logits.dispose())) as Float32Array;
      unfinished = unfinished.filter(({ text, slot }) => {
        const pieces = texts[text]!;
        const [first, last] = possibleTokens(model, pieces.length);
        const token = sampler.draw(values, slot * vocabularySize, first, last, requests[text]!.rng);
        if (token === model.vocabulary.end) return false;
        pieces.push(token);
        newest[slot] = token;
        return pieces.length < mostPieces(model);
      });
      if (unfinished.length > 0 && decoder.keep(unfinished.map(({ slot }) => slot))) {
        newest = unfinished.map(({ slot }) => newest[slot]!);
        unfinished = unfinished.map(({ text }, slot) => ({ text, slot }));
      }
      await betweenTokens();
    }
  } finally {
    decoder.dispose();
  }
  return texts;
}
