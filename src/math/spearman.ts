/** @file Rank correlation: do two quantities rise and fall together? */
import { LabError, shown } from '../core/errors';
import type { Estimate } from '../core/run';

/**
 * Spearman's ρ with its 95 % interval: Pearson's correlation of the ranks, ties given their average rank.
 *
 *   ρ = cov(rank x, rank y) / (sd(rank x) sd(rank y))
 *   interval: tanh(artanh ρ ± z √((1 + ρ²/2) / (n - 3))),  z = 1.96
 *
 * `x`, `y`: (n,). Range -1 to 1: 1 = y rises whenever x does, -1 = it falls, 0 = no such trend. The interval is that of
 * Bonett and Wright, fair from about n = 10 on; below n = 4, or at ρ = ±1, both bounds equal ρ. Where all x or all y
 * are equal there are no ranks to compare: 0, width 0. Pairs with a number that is not finite are left out.
 * @throws LabError `internal` where the lists differ in length.
 * @see Bonett & Wright (2000), "Sample size requirements for estimating Pearson, Kendall and Spearman correlations",
 * Psychometrika 65, 23–28.
 */
export function spearman(x: readonly number[], y: readonly number[]): Estimate {
  if (x.length !== y.length) {
    const wanted = `${x.length}, one for each x`;
    throw new LabError('internal', `spearman: invalid number of y: ${shown(y.length)} (wanted ${wanted})`);
  }
  const both = x.map((_, i) => i).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  const rho = correlation(averageRanks(both.map((i) => x[i]!)), averageRanks(both.map((i) => y[i]!)));
  if (rho === null) return { mean: 0, low: 0, high: 0 };
  if (both.length < 4 || Math.abs(rho) === 1) return { mean: rho, low: rho, high: rho };
  const half = Z_975 * Math.sqrt((1 + (rho * rho) / 2) / (both.length - 3));
  return { mean: rho, low: Math.tanh(Math.atanh(rho) - half), high: Math.tanh(Math.atanh(rho) + half) };
}

/** The 97.5 % point of the standard normal distribution. */
const Z_975 = 1.959963984540054;

/** Ranks from 1 to n; equal values share the mean of their ranks. */
function averageRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let k = start; k < end; k++) ranks[order[k]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

/** Pearson's correlation within [-1, 1]; null where one side does not vary. */
function correlation(x: readonly number[], y: readonly number[]): number | null {
  const middle = (x.length + 1) / 2; // mean rank, with ties too
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - middle;
    const dy = y[i]! - middle;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  if (xx === 0 || yy === 0) return null;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}
