/** @file A figure with its uncertainty. */

/** An estimate with its 95 % interval; bounds are NaN-free: where nothing can be said they equal the mean. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}
