/**
 * @file How numbers are printed in English: on the page, in the sentences of a record and on the command line. Labels on
 * the page have a narrow no-break space before the percent sign; the sentences of a record have a plain space.
 */
import type { Estimate } from '../../core/measure';

/** Narrow no-break space. */
export const THIN_SPACE = '\u202f';

/** "1,200". */
export const number = (n: number): string => n.toLocaleString('en-GB');

/** "1 row", "2 rows", "1200 rows". */
export const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** Per second: "1,200", "37", "0.5", "0.04", and "–" where the rate is not known yet. */
export const rate = (n: number): string =>
  n >= 10 ? number(Math.round(n)) : n > 0 ? (n < 0.1 ? n.toPrecision(1) : n.toFixed(1)) : '–';

/** A share as a label: 0.7123 as "71.2 %". */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}${THIN_SPACE}%`;

/** The same without ".0", for the ticks of an axis. */
export const tickPercent = (share: number): string => percent(share).replace('.0', '');

/** A share as a label, in whole percent: "71 %". */
export const wholePercent = (share: number): string => `${Math.round(share * 100)}${THIN_SPACE}%`;

/** A share as the value of an axis, with all its digits: "37.5 %". */
export const exactPercent = (share: number): string =>
  `${Number((100 * share).toPrecision(6))}${THIN_SPACE}%`;

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

/** "+0.42", "−0.10". */
export const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
