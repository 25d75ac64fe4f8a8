/** @file The colour of a measure's values beside each other: what they mean, not how large they are. */
import type { MeasureInfo } from '../core/measure';
import { isReversed } from './scales';

/** Values that differ by less than this share of their size differ by rounding only. */
const ROUNDING = 1e-9;

/**
 * How dark each value is drawn, 0 to 1, from the least varied (or closest to real text) of the row to the most varied
 * (or farthest), whichever way the number runs. Null where there is no value. Where all values are one, all are 0.
 */
export function heatShades(measure: MeasureInfo, values: readonly (number | null)[]): (number | null)[] {
  const present = values.filter((value) => value !== null);
  const least = Math.min(...present);
  const greatest = Math.max(...present);
  const isFlat = greatest - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(greatest));
  return values.map((value) => {
    if (value === null) return null;
    if (isFlat) return 0;
    const share = (value - least) / (greatest - least);
    return isReversed(measure) ? 1 - share : share;
  });
}
