/** @file Rank correlation over the runs of a study, with an interval that knows that runs of one arm are no independent ones. */
import type { Estimate } from '../core/run';
import { stream } from '../core/random';

/** Two quantities of one run. */
export interface PairedRun {
  readonly arm: string;
  readonly replicate: number;
  readonly x: number;
  readonly y: number;
}

/**
 * Spearman's ρ over the runs, with a 95 % bootstrap interval: arms are drawn with replacement, and replicates are drawn with
 * replacement, independently (pigeonhole bootstrap); each draw holds the runs of the drawn arms in the drawn replicates, and
 * the interval lies between the 2.5 and the 97.5 % point of its ρ. Draws in which a side does not vary are left out. Wider
 * than over independent runs, as it should be, and rough with few arms. Equal names and runs give equal intervals; the order
 * of the runs does not matter.
 *
 * Null with fewer than 4 arms that have runs with two finite numbers, or where a side does not vary.
 * @see Owen (2007), "The pigeonhole bootstrap", Ann. Appl. Stat. 1, 386–411, https://doi.org/10.1214/07-AOAS122.
 */
export function bootstrapSpearman(
  runs: readonly PairedRun[],
  name: string,
  numDraws = DRAWS,
): Estimate | null {
  const finite = runs.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const arms = [...new Set(finite.map((run) => run.arm))].sort();
  const replicates = [...new Set(finite.map((run) => run.replicate))].sort((a, b) => a - b);
  if (arms.length < LEAST_ARMS) return null;
  const cells = arms.flatMap((arm, a) =>
    replicates.flatMap((replicate, r) => {
      const run = finite.findLast((one) => one.arm === arm && one.replicate === replicate);
      return run ? [{ a, r, run }] : [];
    }),
  );
  const x = levelsOf(cells.map(({ run }) => run.x));
  const y = levelsOf(cells.map(({ run }) => run.y));
  const mean = weightedCorrelation(x, y, new Int32Array(cells.length).fill(1));
  if (mean === null) return null;
  const rng = stream('bootstrap-spearman', name);
  const timesDrawn = (count: number): Int32Array => {
    const times = new Int32Array(count);
    for (let k = 0; k < count; k++) times[rng.integer(count)]!++;
    return times;
  };
  const drawn: number[] = [];
  const times = new Int32Array(cells.length);
  for (let k = 0; k < numDraws; k++) {
    const armTimes = timesDrawn(arms.length);
    const replicateTimes = timesDrawn(replicates.length);
    cells.forEach(({ a, r }, i) => (times[i] = armTimes[a]! * replicateTimes[r]!));
    const rho = weightedCorrelation(x, y, times);
    if (rho !== null) drawn.push(rho);
  }
  drawn.sort((a, b) => a - b);
  const left = Math.floor(LEFT_OUT * drawn.length);
  return {
    mean,
    low: Math.min(mean, drawn[left] ?? mean),
    high: Math.max(mean, drawn[drawn.length - 1 - left] ?? mean),
  };
}

/** Enough for a first decimal of the bounds. */
const DRAWS = 400;

/** Share of the draws beyond either bound. */
const LEFT_OUT = 0.025;

/** With fewer, most draws repeat one of a handful of correlations. */
const LEAST_ARMS = 4;

/** Values as their places in the order of the different ones, so that a draw need not be sorted. */
interface Levels {
  readonly of: Int32Array;
  readonly count: number;
}

function levelsOf(values: readonly number[]): Levels {
  const different = [...new Set(values)].sort((a, b) => a - b);
  const place = new Map(different.map((value, i) => [value, i]));
  return { of: Int32Array.from(values, (value) => place.get(value)!), count: different.length };
}

/** Spearman's ρ of runs of which each counts so many times; null where a side does not vary. Sums of halves: exact. */
function weightedCorrelation(x: Levels, y: Levels, times: Int32Array): number | null {
  const ranksX = averageRanks(x, times);
  const ranksY = averageRanks(y, times);
  let total = 0;
  for (let i = 0; i < times.length; i++) total += times[i]!;
  const middle = (total + 1) / 2; // mean rank, with ties too
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < times.length; i++) {
    const dx = ranksX[x.of[i]!]! - middle;
    const dy = ranksY[y.of[i]!]! - middle;
    xy += times[i]! * dx * dy;
    xx += times[i]! * dx * dx;
    yy += times[i]! * dy * dy;
  }
  if (xx === 0 || yy === 0) return null;
  return Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
}

/** By level: the mean of the ranks that its runs share. */
function averageRanks({ of, count }: Levels, times: Int32Array): Float64Array {
  const ranks = new Float64Array(count);
  for (let i = 0; i < of.length; i++) ranks[of[i]!]! += times[i]!;
  let before = 0;
  for (let level = 0; level < count; level++) {
    const own = ranks[level]!;
    ranks[level] = before + (own + 1) / 2;
    before += own;
  }
  return ranks;
}
