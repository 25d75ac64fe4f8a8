/** @file Words that no line may end between. */

/** A number does not leave its percent sign at the end of a line. */
export function keepTogether(words: string): string {
  return words.replaceAll(' %', '\u00a0%');
}
