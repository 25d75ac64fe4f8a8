/** @file n-grams of a token list as strings: the plain count that the gram table is tested against. */

/** Unit separator: `tokenize` never lets a control character into a token, so joined n-grams cannot collide. */
const SEPARATOR = '\u001f';

/**
 * The n-grams of a token list as strings, in order, repeats included: max(0, L − n + 1) of them.
 * `n` is a positive integer.
 */
export function nGrams(tokens: readonly string[], n: number): string[] {
  if (n === 1) return tokens.slice();
  const grams: string[] = [];
  for (let i = 0; i + n <= tokens.length; i++) grams.push(tokens.slice(i, i + n).join(SEPARATOR));
  return grams;
}
