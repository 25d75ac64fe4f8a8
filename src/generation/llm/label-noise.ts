/** @file How many labels are wrong, from what an imperfect judge says of them. */
import type { Estimate } from '../../core/interval';
import type { LabelCounts } from '../../core/llm-report';

const Z_95 = 1.959964;

/**
 * Label noise, corrected for the judge's own mistakes:
 *
 *     q = (d − e) / (1 − e · C / (C − 1))
 *
 * with d the share it disputes of generated rows, e the share it disputes of real rows, whose labels are right, and C
 * classes, its mistakes spread evenly over them. 0 no noise, 1 every label wrong. Of few rows it may come out below 0,
 * by as much as the judge happened to dispute fewer of them than of the real ones: not cut off, so that a mean over
 * runs is not too high. Null where nothing was judged, or the judge is no better than chance.
 * @see Rogan and Gladen 1978, "Estimating prevalence from the results of a screening test"
 */
export function labelNoise(generated: LabelCounts, real: LabelCounts, numClasses: number): number | null {
  if (generated.judged === 0 || real.judged === 0) return null;
  return labelNoiseOfShares(generated.disputed / generated.judged, real.disputed / real.judged, numClasses);
}

/** The same from the shares d and e. */
export function labelNoiseOfShares(
  disputed: number,
  disputedOfReal: number,
  numClasses: number,
): number | null {
  if (numClasses < 2) return null;
  const power = 1 - (disputedOfReal * numClasses) / (numClasses - 1);
  return power > 0 ? (disputed - disputedOfReal) / power : null;
}

/**
 * The same with its 95 % interval, both held within 0 and 1. The interval is that of the delta method, from the
 * variances of both shares, after two disputed and two undisputed rows are added to each set (Agresti and Coull 1998,
 * who do so for one share), without which a set in which nothing is disputed would seem to be known exactly.
 */
export function labelNoiseInterval(
  generated: LabelCounts,
  real: LabelCounts,
  numClasses: number,
): Estimate | null {
  const mean = labelNoise(generated, real, numClasses);
  if (mean === null) return null;
  const k = numClasses / (numClasses - 1);
  const [d, e] = [generated, real].map(({ judged, disputed }) => ({
    share: (disputed + 2) / (judged + 4),
    n: judged + 4,
  }));
  const power = Math.max(1e-9, 1 - k * e!.share);
  const centre = (d!.share - e!.share) / power;
  const varianceOf = ({ share, n }: { share: number; n: number }): number => (share * (1 - share)) / n;
  const slopeOfReal = (k * d!.share - 1) / power ** 2;
  const sd = Math.sqrt(varianceOf(d!) / power ** 2 + slopeOfReal ** 2 * varianceOf(e!));
  const within = (value: number): number => Math.min(1, Math.max(0, value));
  const low = within(Math.min(mean, centre - Z_95 * sd));
  const high = within(Math.max(mean, centre + Z_95 * sd));
  return { mean: within(mean), low, high };
}
