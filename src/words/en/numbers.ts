/**
 * @file How numbers are printed in English: on the page, in the sentences of a record and on the command line. Labels on
 * the page have a narrow no-break space before the percent sign; the sentences of a record have a plain space.
 */
import type { Estimate } from '../../core/measure';

const THIN_SPACE = '\u202f';

/** "1,200". */
export const number = (n: number): string => n.toLocaleString('en-GB');

/** "1 row", "2 rows", "1200 rows". */
export const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** "1 row", "1,200 rows". */
export const numberOf = (n: number, one: string, many: string): string =>
  `${number(n)} ${n === 1 ? one : many}`;

const NUMBER_WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A count in a sentence: "eight", "150". */
export function inWords(count: number): string {
  return NUMBER_WORDS[count] ?? String(count);
}

/** Per second: "1,200", "37", "0.5", "0.04", and "–" where the rate is not known yet. */
export const rate = (n: number): string =>
  n >= 10 ? number(Math.round(n)) : n > 0 ? (n < 0.1 ? n.toPrecision(1) : n.toFixed(1)) : '–';

/** "840 bytes", "1.2 kB", "35 kB", "1.3 MB". */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6
    ? `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`
    : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A share as a label: 0.7123 as "71.2 %". */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}${THIN_SPACE}%`;

/** The same without ".0", for the ticks of an axis. */
export const tickPercent = (share: number): string => percent(share).replace('.0', '');

/** A share as a label, in whole percent: "71 %". */
export const wholePercent = (share: number): string => `${Math.round(share * 100)}${THIN_SPACE}%`;

/** A share as the value of an axis, with all its digits: "37.5 %". */
export const exactPercent = (share: number): string =>
  `${Number((100 * share).toPrecision(6))}${THIN_SPACE}%`;

/** A probability to two significant figures: "12 %", "3.4 %", "0.12 %", "<0.01 %". */
export function probabilityPercent(share: number): string {
  const hundredths = share * 100;
  if (hundredths === 0) return `0${THIN_SPACE}%`;
  if (hundredths < 0.01) return `<0.01${THIN_SPACE}%`;
  const decimals = hundredths >= 9.95 ? 0 : hundredths >= 0.995 ? 1 : 2;
  return `${hundredths.toFixed(decimals)}${THIN_SPACE}%`;
}

/** "71.5 to 76.9 %"; both ends are the mean where there is no interval. */
export const interval = ({ low, high }: Estimate): string =>
  low === high ? 'no interval yet' : `${(low * 100).toFixed(1)} to ${percent(high)}`;

/** The value of a measure, to three significant figures without a tail of zeros. */
export function measureValue(value: number): string {
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (Number.isInteger(size)) return `${sign}${size}`;
  if (size < 0.0005) return '≈ 0';
  if (size < 0.01) return `${sign}${size.toFixed(4)}`;
  return `${sign}${size.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)}`;
}

/** To four significant figures, for tables on the command line. Below 1e-12 in size is rounding error: "0". */
export function fourFigures(value: number): string {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  if (size < 1e-12) return '0';
  return size < 1e-4 ? value.toExponential(1) : Number(value.toPrecision(4)).toString();
}

/** "+0.42", "−0.10". */
export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

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
