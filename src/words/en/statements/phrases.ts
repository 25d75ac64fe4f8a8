/** @file What the sentences about a study have in common besides numbers. */
import type { Estimate } from '../../../core/measure';

/** A corrected p-value above this shows nothing. */
export const ALPHA = 0.05;

/** An axis label inside a sentence: "Temperature" loses its capital, "LLM calls" keeps it. */
export function inSentence(label: string): string {
  return /^\p{Lu}(?!\p{Lu})/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** With its first letter as a capital. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** "above" and 1, or "below" and -1, by the sign. */
export function sideOf({ mean }: Estimate): readonly ['above' | 'below', 1 | -1] {
  return mean < 0 ? ['below', -1] : ['above', 1];
}

/** With the name of the curve in front, where there are several: "8 real rows a class: …". */
export function ofCurve(curve: string | null, sentence: string): string {
  return capital((curve === null ? '' : `${curve}: `) + sentence);
}
