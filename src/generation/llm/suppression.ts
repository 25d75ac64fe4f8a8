/**
 * @file Suppression of frequent words, after Chung, Kamar and Amershi 2023 (arXiv 2306.04140): what was generated often so
 * far gets a logit bias in proportion to its share of the text. They bias the model's tokens; here it is words, counted
 * in the rows kept, so that quotes and brackets of the JSON around them stay free, and the hundred most frequent of them.
 */
import type { WordBias } from '../../core/llm-engine';
import { tokenize } from '../../text/tokenize';

/** Words that are biased, and the strongest bias, both as in the paper. */
const MOST_WORDS = 100;
const STRONGEST_BIAS = -7.5;

/** @param perPercent bias for a word that makes up 1 % of the texts; the paper takes −7.5; 0 gives an empty list */
export function suppressFrequent(texts: readonly string[], perPercent: number): WordBias[] {
  if (perPercent === 0) return [];
  const counts = new Map<string, number>();
  let total = 0;
  for (const word of texts.flatMap(tokenize)) {
    total++;
    if (/^[\p{L}\p{M}]+$/u.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([word, count]) => ({ word, bias: Math.max(STRONGEST_BIAS, (perPercent * 100 * count) / total) }));
}
