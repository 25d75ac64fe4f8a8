/**
 * @file A study with several curves as tables: the grid of accuracies, and what each curve could do before
 * fine-tuning beside what came of it.
 */
import { leadOf } from '../core/score';
import type { Estimate, Run } from '../core/run';
import type { CurveSeries, CurveSource } from './marks';

interface GridCell {
  readonly arm: string;
  /** Null before its first run. */
  readonly accuracy: Estimate | null;
  /** 0 for the worst cell of the grid, 1 for the best; where all are equal 0.5. */
  readonly shade: number;
  readonly isBest: boolean;
}

interface GridLine extends CurveSeries {
  /** One for each column; null where the study has no such arm. */
  readonly cells: readonly (GridCell | null)[];
}

interface Grid {
  /** Ascending. */
  readonly values: readonly number[];
  readonly lines: readonly GridLine[];
}

export function buildGrid({ arms, analysis }: CurveSource, series: readonly CurveSeries[]): Grid {
  const tiers = arms.filter((arm) => arm.value !== null && series.some(({ id }) => id === arm.series));
  const values = [...new Set(tiers.map((arm) => arm.value!))].sort((a, b) => a - b);
  const summaries = new Map(analysis.arms.map((summary) => [summary.arm, leadOf(summary)]));
  const means = tiers.flatMap(({ id }) => summaries.get(id)?.mean ?? []);
  const [least, greatest] = [Math.min(...means), Math.max(...means)];
  const cellOf = (id: string): GridCell => {
    const accuracy = summaries.get(id) ?? null;
    const shade = accuracy && greatest > least ? (accuracy.mean - least) / (greatest - least) : 0.5;
    return { arm: id, accuracy, shade, isBest: accuracy !== null && accuracy.mean === greatest };
  };
  const lines = series.map((one) => ({
    id: one.id,
    label: one.label,
    cells: values.map((value) => {
      const arm = tiers.find((candidate) => candidate.series === one.id && candidate.value === value);
      return arm ? cellOf(arm.id) : null;
    }),
  }));
  return { values, lines };
}

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

interface BeforeAfter {
  readonly lines: readonly BeforeAfterLine[];
  /** Of each quantity, the least and the greatest mean of a line; null where fewer than two lines have one. */
  readonly ends: readonly (readonly [least: number, greatest: number] | null)[];
}

/** A number of each run; what a line shows of it is the mean of a replicate's runs. */
type Quantity = (run: Run) => number | undefined;

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
