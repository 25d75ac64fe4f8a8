/** @file Rank correlation over the runs of a study, with an interval that knows that runs of one arm are no independent ones. */
import type { Estimate } from '../core/run';
import { stream } from '../core/random';
import { spearman } from './spearman';

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
  if (arms.length < LEAST_ARMS || !varies(finite, 'x') || !varies(finite, 'y')) return null;
  const table = arms.map((arm) =>
    replicates.map((replicate) => finite.findLast((run) => run.arm === arm && run.replicate === replicate)),
  );
  const { mean } = correlate(table.flat().filter((run) => run !== undefined));
  const rng = stream('bootstrap-spearman', name);
  const drawn: number[] = [];
  for (let k = 0; k < numDraws; k++) {
    const rows = arms.map(() => table[rng.integer(arms.length)]!);
    const columns = replicates.map(() => rng.integer(replicates.length));
    const sample = rows.flatMap((row) => columns.flatMap((column) => row[column] ?? []));
    if (varies(sample, 'x') && varies(sample, 'y')) drawn.push(correlate(sample).mean);
  }
  drawn.sort((a, b) => a - b);
  return {
    mean,
    low: Math.min(mean, quantile(drawn, 0.025) ?? mean),
    high: Math.max(mean, quantile(drawn, 0.975) ?? mean),
  };
}

/** Enough for a first decimal of the bounds. */
const DRAWS = 400;

/** With fewer, most draws repeat one of a handful of correlations. */
const LEAST_ARMS = 4;

function correlate(runs: readonly PairedRun[]): Estimate {
  return spearman(
    runs.map((run) => run.x),
    runs.map((run) => run.y),
  );
}

function varies(runs: readonly PairedRun[], side: 'x' | 'y'): boolean {
  return runs.some((run) => run[side] !== runs[0]![side]);
}

/** Of ascending numbers, the nearest rank; undefined where there are none. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
