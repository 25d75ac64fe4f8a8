/** @file Words that no line may end between. */

/** A number does not leave its percent sign, nor a p its value, at the end of a line. */
export function keepTogether(words: string): string {
  return words.replaceAll(' %', '\u00a0%').replace(/\bp ([<=]) /g, 'p\u00a0$1\u00a0');
}
