/** @file Numbers that the first page does not print: of sentences about studies, of files, of the command line. */
import type { Estimate } from '../../core/measure';
import { number, THIN_SPACE } from './numbers';

/** To four significant figures, for tables on the command line. Below 1e-12 in size is rounding error: "0". */
export function fourFigures(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  if (size < 1e-12) return '0';
  return size < 1e-4 ? value.toExponential(1) : Number(value.toPrecision(4)).toString();
}

/** "840 bytes", "1.2 kB", "35 kB", "1.3 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6
    ? `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A count in a sentence: "eight", "150". */
export function inWords(count: number): string {
  return NUMBER_WORDS[count] ?? String(count);
}

/** A probability to two significant figures: "12 %", "3.4 %", "0.12 %", "<0.01 %". */
export function probabilityPercent(share: number): string {
  const hundredths = share * 100;
  if (hundredths === 0) return `0${THIN_SPACE}%`;
  if (hundredths < 0.01) return `<0.01${THIN_SPACE}%`;
  const decimals = hundredths >= 9.95 ? 0 : hundredths >= 0.995 ? 1 : 2;
  return `${hundredths.toFixed(decimals)}${THIN_SPACE}%`;
}

/** "1 row", "1,200 rows". */
export const numberOf = (n: number, one: string, many: string): string =>
  `${number(n)} ${n === 1 ? one : many}`;

const NUMBER_WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A share in percent, or a difference in percentage points, to one decimal and without its sign. */
export const points = (share: number): string => (100 * Math.abs(share)).toFixed(1);

/** A difference in percentage points: "+6.1", "−0.3", "0.0". */
export function signedPoints(share: number): string {
  const shown = points(share);
  if (shown === points(0)) return shown;
  return `${share < 0 ? '−' : '+'}${shown}`;
}

/** In a sentence: "75 %", "37.5 %". */
export const sharePercent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

/** In a sentence: "62 %". */
export const roundPercent = (share: number): string => `${roundHundredths(share)} %`;

/** "74.2 % (95 % interval 71.5–76.9)". */
export const accuracyWithInterval = ({ mean, low, high }: Estimate): string =>
  `${points(mean)} % (95 % interval ${points(low)}–${points(high)})`;

/**
 * "6.1 points (95 % interval 4.0 to 8.2)", for a difference whose direction the sentence has named; `turn` is -1 where
 * it is a loss.
 */
export function pointsWithInterval({ mean, low, high }: Estimate, turn: 1 | -1 = 1): string {
  const [from, to] = turn === 1 ? [low, high] : [-high, -low];
  return `${minusPoints(turn * mean)} points (95 % interval ${minusPoints(from)} to ${minusPoints(to)})`;
}

/** "+6.1 points (95 % interval +4.0 to +8.2)". */
export const signedWithInterval = ({ mean, low, high }: Estimate): string =>
  `${signedPoints(mean)} points (95 % interval ${signedPoints(low)} to ${signedPoints(high)})`;

/** "62 %, 95 % interval 31 to 95". */
export const shareWithInterval = ({ mean, low, high }: Estimate): string =>
  `${roundPercent(mean)}, 95 % interval ${roundHundredths(low)} to ${roundHundredths(high)}`;

/** A p-value that is corrected for multiple tests. */
export const showP = (pValue: number): string =>
  pValue < 0.001 ? 'corrected p < 0.001' : `corrected p = ${pValue.toFixed(3)}`;

/** As `points`, with a minus where the share is negative. */
function minusPoints(share: number): string {
  return `${share < 0 && points(share) !== points(0) ? '−' : ''}${points(share)}`;
}

function roundHundredths(share: number): string {
  const rounded = Math.round(100 * share);
  return `${rounded < 0 ? '−' : ''}${Math.abs(rounded)}`;
}
