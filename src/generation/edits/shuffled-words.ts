/** @file Rows with their words in random order: the same words, and no longer text. */
import type { Example } from '../../core/example';
import { shuffled, stream, type SeedPart } from '../../core/random';
import { detokenize, tokenize } from '../../text/tokenize';
import { editRows } from './chosen-rows';

export function shuffleWords<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
): Example[] {
  return editRows(rows, share, seed, ({ text, label }, i) => ({
    text: detokenize(shuffled(tokenize(text), stream(...seed, 'order', label, i))),
    label,
  }));
}
