/** @file How sure a measure of two sets is: its spread over random halves of both. */
import { LabError, shown } from '../../core/errors';
import { shuffled, type Rng } from '../../core/random';

/** Bounds between which a value lies in 95 of 100 cases. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** One random half of each set, as ascending indices. */
export interface Halves {
  readonly real: Int32Array;
  readonly generated: Int32Array;
}

/** The 97.5 % point of the standard normal distribution. */
const Z_975 = 1.959963984540054;

/**
 * Halves of two sets of n rows each, drawn without replacement. The bootstrap proper draws with replacement, and the
 * copies it makes are what nearest neighbours, kernels and vocabularies react to most.
 * @throws LabError `bad-setting` where a count is out of bounds
 */
export function drawHalves(numRows: number, count: number, rng: Rng): Halves[] {
  if (!Number.isInteger(count) || count < 2) {
    throw new LabError(
      'bad-setting',
      `drawHalves: invalid number of half samples: ${shown(count)} (wanted a whole number from 2 on, or 0 for no intervals) — for example 50`,
    );
  }
  const rows = Array.from({ length: numRows }, (_, i) => i);
  const half = (): Int32Array =>
    Int32Array.from(shuffled(rows, rng).slice(0, Math.floor(numRows / 2))).sort();
  return Array.from({ length: count }, () => ({ real: half(), generated: half() }));
}

/**
 * value ± 1.96 s, where s is the standard deviation over the halves: that of an average over n/2 of n rows drawn
 * without replacement is that of an average over n rows (Shao & Wu 1989, Annals of Statistics 17(3), 1176–1197; the
 * factor √(m / (n − m)) mends an odd n). Only the spread of the halves is used, not their level, which for measures
 * that depend on n is another one. Cut to the range of the measure.
 * @param ofHalves values of the measure on the halves, two at least
 * @param numRows n, two at least
 */
export function halfSampleInterval(
  value: number,
  ofHalves: readonly number[],
  numRows: number,
  [least, greatest]: readonly [number | null, number | null],
): Interval {
  const mean = ofHalves.reduce((sum, one) => sum + one, 0) / ofHalves.length;
  const variance = ofHalves.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (ofHalves.length - 1);
  const m = Math.floor(numRows / 2);
  const half = Z_975 * Math.sqrt((variance * m) / (numRows - m));
  return {
    low: Math.max(value - half, least ?? -Infinity),
    high: Math.min(value + half, greatest ?? Infinity),
  };
}
