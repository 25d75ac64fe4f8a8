/** @file Numbers as the sentences of the analysis show them: percent and percentage points, to one decimal. */
import type { ArmSummary, Estimate } from '../../core/run';

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
export function accuracyWithInterval({ accuracy }: ArmSummary): string {
  return `${points(accuracy.mean)} % (95 % interval ${points(accuracy.low)}–${points(accuracy.high)})`;
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
