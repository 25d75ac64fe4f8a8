/** @file Numbers in English sentences. */
const THIN_SPACE = '\u202f';

/** 0.7123 as "71.2 %". */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}${THIN_SPACE}%`;

/** The same without a digit after the point where that is 0, as along an axis. */
export const wholePercent = (share: number): string => percent(share).replace('.0', '');

/** So many a second, or whatever it is: "1,200", "37", "0.5", "0.04", and "–" where nothing is known yet. */
export const rate = (n: number): string =>
  n >= 10 ? Math.round(n).toLocaleString('en-GB') : n > 0 ? (n < 0.1 ? n.toPrecision(1) : n.toFixed(1)) : '–';

/** "1 row", "2 rows". */
export const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

const NUMBER_WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** A count in a sentence: "eight", "150". */
export function inWords(count: number): string {
  return NUMBER_WORDS[count] ?? String(count);
}
