/** @file From words to the model's tokens, so that a bias on a word can be given to WebLLM, which takes token numbers. */
import type { WordBias } from '../../core/llm-engine';

/** Marks of a blank before a word: byte-level BPE, SentencePiece, none. */
const BLANKS = ['Ġ', '▁', ''] as const;

/** Biases by token number, for the words the vocabulary holds whole: after a blank or not, capitalised or not. */
export function biasOfTokens(
  words: readonly WordBias[],
  vocabulary: ReadonlyMap<string, number>,
): Record<string, number> {
  const biases: Record<string, number> = {};
  for (const { word, bias } of words) {
    const capitalised = word.charAt(0).toUpperCase() + word.slice(1);
    for (const form of [word, capitalised]) {
      for (const blank of BLANKS) {
        const id = vocabulary.get(blank + form);
        if (id !== undefined) biases[id] = Math.max(-100, Math.min(100, bias));
      }
    }
  }
  return biases;
}
