/** @file Of how many rows the measures of a study were taken. */
import { kindOf, type MeasureInfo } from '../core/measure';
import type { Run } from '../core/run';
import { rowsMade } from './study-view';

/** Least and greatest number over the runs. */
type Span = readonly [number, number];

interface RowsUsed {
  readonly used: Span;
  readonly generated: Span;
}

/** Whether a measure does not take all rows of every set. */
export function isOfSomeRows({ limits }: MeasureInfo): boolean {
  return limits?.rows !== undefined || limits?.rowsPerClass !== undefined;
}

/** Rows that the value of a run was taken of; null where it has none, and where an older record does not say. */
export function rowsUsedBy({ measures, rowsUsed, trainingRows }: Run, id: string): number | null {
  if (measures[id] === undefined || rowsUsed === undefined) return null;
  return rowsUsed[id] ?? rowsMade({ trainingRows });
}

/** Over all runs; null where none says, and of measures that are not known to be of generated rows. */
export function rowsUsedIn(runs: readonly Run[], measure: MeasureInfo): RowsUsed | null {
  if (kindOf(measure) === 'other' && measure.limits === undefined) return null;
  const having = runs.filter((run) => rowsUsedBy(run, measure.id) !== null);
  if (having.length === 0) return null;
  return {
    used: spanOf(having.map((run) => rowsUsedBy(run, measure.id)!)),
    generated: spanOf(having.map(rowsMade)),
  };
}

function spanOf(numbers: readonly number[]): Span {
  return [Math.min(...numbers), Math.max(...numbers)];
}
