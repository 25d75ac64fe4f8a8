/**
 * @file What each curve of a study could do before fine-tuning, beside what came of it: means over replicates, the ends of
 * their range, and how far the curves lie apart.
 */
import type { Run } from '../core/run';
import type { CurveSeries } from './marks';
import type { CurveSource } from './marks';

/** Over replicates. */
export interface Spanned {
  readonly mean: number;
  readonly least: number;
  readonly greatest: number;
}

interface BeforeAfterLine extends CurveSeries {
  /** One for each quantity; null before the first run that has it. */
  readonly cells: readonly (Spanned | null)[];
}

export interface BeforeAfter {
  readonly lines: readonly BeforeAfterLine[];
  /** Of each quantity, the least and the greatest mean of a line; null where fewer than two lines have one. */
  readonly ends: readonly (readonly [least: number, greatest: number] | null)[];
}

/** A number of each run; what a line shows of it is the mean of a replicate's runs. */
export type Quantity = (run: Run) => number | undefined;

/**
 * Lines compare over the same values and replicates: a run that another line, of those begun, has no counterpart of is left
 * out.
 */
export function buildBeforeAfter(
  { arms, runs }: Pick<CurveSource, 'arms' | 'runs'>,
  series: readonly CurveSeries[],
  quantities: readonly Quantity[],
): BeforeAfter {
  const place = new Map(arms.map(({ id, series: own, value }) => [id, { own, value }]));
  const done = runs.flatMap((run) => {
    const { own, value } = place.get(run.arm) ?? {};
    return own !== undefined && value !== null && value !== undefined ? [{ run, own, value }] : [];
  });
  const begun = series.filter(({ id }) => done.some(({ own }) => own === id));
  const whole = done.filter(({ run, value }) =>
    begun.every(({ id }) =>
      done.some(
        (other) => other.own === id && other.value === value && other.run.replicate === run.replicate,
      ),
    ),
  );
  const lines = series.map((one) => {
    const own = whole.filter((found) => found.own === one.id).map(({ run }) => run);
    return { ...one, cells: quantities.map((quantity) => spanOf(own, quantity)) };
  });
  const ends = quantities.map((_, i) => {
    const means = lines.flatMap(({ cells }) => cells[i]?.mean ?? []);
    return means.length < 2 ? null : ([Math.min(...means), Math.max(...means)] as const);
  });
  return { lines, ends };
}

function spanOf(runs: readonly Run[], quantity: Quantity): Spanned | null {
  const byReplicate = new Map<number, number[]>();
  for (const run of runs) {
    const value = quantity(run);
    if (value === undefined || !Number.isFinite(value)) continue;
    byReplicate.set(run.replicate, [...(byReplicate.get(run.replicate) ?? []), value]);
  }
  if (byReplicate.size === 0) return null;
  const means = [...byReplicate.values()].map(meanOf);
  return { mean: meanOf(means), least: Math.min(...means), greatest: Math.max(...means) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
