/** @file Numbers and lists as the sentences about a study show them: percent and percentage points, to one decimal. */
import type { Estimate } from '../../../core/measure';

/** A corrected p-value above this shows nothing. */
export const ALPHA = 0.05;

/** A share in percent, or a difference in percentage points, without its sign. */
export function points(share: number): string {
  return (100 * Math.abs(share)).toFixed(1);
}

/** "+6.1", "−0.3". */
export function signedPoints(share: number): string {
  const shown = points(share);
  if (shown === points(0)) return shown;
  return `${share < 0 ? '−' : '+'}${shown}`;
}

/** "74.2 % (95 % interval 71.5–76.9)". */
export function accuracyWithInterval({ mean, low, high }: Estimate): string {
  return `${points(mean)} % (95 % interval ${points(low)}–${points(high)})`;
}

/** "6.1 points (95 % interval 4.0 to 8.2)": of a difference whose sign the sentence has said; `turn` is -1 where it is a loss. */
export function pointsWithInterval({ mean, low, high }: Estimate, turn: 1 | -1 = 1): string {
  const [from, to] = turn === 1 ? [low, high] : [-high, -low];
  return `${unsigned(turn * mean)} points (95 % interval ${unsigned(from)} to ${unsigned(to)})`;
}

/** "+6.1 points (95 % interval +4.0 to +8.2)". */
export function signedWithInterval({ mean, low, high }: Estimate): string {
  return `${signedPoints(mean)} points (95 % interval ${signedPoints(low)} to ${signedPoints(high)})`;
}

/** As `points`, with a minus where it is negative. */
function unsigned(share: number): string {
  return `${share < 0 && points(share) !== points(0) ? '−' : ''}${points(share)}`;
}

export function showP(pValue: number): string {
  return pValue < 0.001 ? 'corrected p < 0.001' : `corrected p = ${pValue.toFixed(3)}`;
}

/** The axis label as it stands within a sentence: "Temperature" loses its capital, "LLM calls" keeps it. */
export function inSentence(label: string): string {
  return /^\p{Lu}(?!\p{Lu})/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  if (parts.length <= 1) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** With a capital at its beginning. */
export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** "75 %", to one decimal where there is one. */
export function shareWords(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

/** "+0.42", "−0.10". */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}

/** "above" and 1, or "below" and -1, by the sign. */
export function sideOf({ mean }: Estimate): readonly ['above' | 'below', 1 | -1] {
  return mean < 0 ? ['below', -1] : ['above', 1];
}

/** "8 real rows a class: " before what is said of one curve of several. */
export function ofCurve(curve: string | null, sentence: string): string {
  return capital((curve === null ? '' : `${curve}: `) + sentence);
}
