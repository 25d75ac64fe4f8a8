/** @file Measured files as lines of a table: every measure, and what each file, or the pair, has of it. */
import { type MeasureInfo, kindOf, type MeasureKind } from '../core/measure';
import type { FilesMeasured, Measured, MeasureInterval } from '../core/measured-set';

/** What one set, or the pair, has of a measure. */
export interface CompareCell {
  readonly value: number | null;
  readonly interval: MeasureInterval | null;
  readonly note: string | null;
  /** Why there is no value. */
  readonly missing: string | null;
}

/** Shares of the width of a line's own scale, 0 to 1. */
export interface CompareMark {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

export interface CompareLine {
  readonly measure: MeasureInfo;
  readonly kind: MeasureKind;
  /** Of each file; for a measure of shift one, of the pair. */
  readonly cells: readonly CompareCell[];
  /** Of each cell on a common scale; null where there are not two values to compare. */
  readonly marks: readonly CompareMark[] | null;
  /**
   * Which file is clearly more varied (of other measures: higher), its interval lying clear of the other's;
   * `overlap` where they do not, null where that cannot be said.
   */
  readonly clear: 0 | 1 | 'overlap' | null;
  readonly pValue: number | null;
}

/** Lines in the order of the measures; without a second file there are none of shift. */
export function compareLines(measured: FilesMeasured): CompareLine[] {
  return measured.measures.flatMap((measure): CompareLine[] => {
    const kind = kindOf(measure);
    if (kind === 'shift') {
      if (!measured.shift) return [];
      const cells = [cellOf(measured.shift, measure.id)];
      return [
        { measure, kind, cells, marks: null, clear: null, pValue: ownValue(measured.pValues, measure.id) },
      ];
    }
    const cells = measured.files.map((file) => cellOf(file, measure.id));
    return [{ measure, kind, cells, marks: marksOf(cells), clear: clearOf(measure, cells), pValue: null }];
  });
}

function cellOf({ values, intervals, notes, missing }: Measured, id: string): CompareCell {
  return {
    value: ownValue(values, id),
    interval: ownValue(intervals, id),
    note: ownValue(notes, id),
    missing: plain(ownValue(missing, id)),
  };
}

/** A reason without the place in the program where it was found. */
function plain(reason: string | null): string | null {
  return reason?.replace(/^[\w.-]+: (?=\w)/, '') ?? null;
}

function ownValue<T>(from: Readonly<Record<string, T>>, id: string): T | null {
  return Object.hasOwn(from, id) ? (from[id] ?? null) : null;
}

function marksOf(cells: readonly CompareCell[]): CompareMark[] | null {
  const spans = cells.flatMap(({ value, interval }) =>
    value === null ? [] : [{ mean: value, low: interval?.low ?? value, high: interval?.high ?? value }],
  );
  if (spans.length < 2) return null;
  const least = Math.min(...spans.map(({ low, mean }) => Math.min(low, mean)));
  const greatest = Math.max(...spans.map(({ high, mean }) => Math.max(high, mean)));
  const place = (value: number): number => (greatest > least ? (value - least) / (greatest - least) : 0.5);
  return spans.map(({ low, mean, high }) => ({ low: place(low), mean: place(mean), high: place(high) }));
}

function clearOf(measure: MeasureInfo, [a, b]: readonly CompareCell[]): CompareLine['clear'] {
  if (!a?.interval || !b?.interval || a.value === null || b.value === null) return null;
  const isLowerMore = measure.moreDiverseWhen === 'lower';
  if (a.interval.low > b.interval.high) return isLowerMore ? 1 : 0;
  if (b.interval.low > a.interval.high) return isLowerMore ? 0 : 1;
  return 'overlap';
}
