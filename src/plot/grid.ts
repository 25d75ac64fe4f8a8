/** @file A study with series as a grid: a line for each curve, a column for each value, and how dark each cell is. */
import type { Estimate } from '../core/run';
import type { CurveSeries } from './marks';
import type { CurveSource } from './marks';

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

export interface Grid {
  /** Ascending. */
  readonly values: readonly number[];
  readonly lines: readonly GridLine[];
}

export function buildGrid({ arms, analysis }: CurveSource, series: readonly CurveSeries[]): Grid {
  const tiers = arms.filter((arm) => arm.value !== null && series.some(({ id }) => id === arm.series));
  const values = [...new Set(tiers.map((arm) => arm.value!))].sort((a, b) => a - b);
  const summaries = new Map(analysis.arms.map((summary) => [summary.arm, summary.accuracy]));
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
