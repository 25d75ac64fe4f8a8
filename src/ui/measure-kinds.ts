/** @file Two kinds of measures, never to be mixed up: how varied a set is, and how far it is from real text. */
import { kindOf, type MeasureInfo, type MeasureKind } from '../core/measure';

/** The id of a measure whatever embedder it is taken with, which stands after an @ (see `MeasureInfo.embedder`). */
export function baseId({ id }: MeasureInfo): string {
  return id.split('@', 1)[0]!;
}

/** Measures by what they speak of, in their own order. */
export function measureGroups(
  measures: readonly MeasureInfo[],
): Readonly<Record<MeasureKind, readonly MeasureInfo[]>> {
  const of = (kind: MeasureKind): MeasureInfo[] => measures.filter((measure) => kindOf(measure) === kind);
  return { diversity: of('diversity'), shift: of('shift'), other: of('other') };
}

/** The few measures that stand beside accuracy in the table of results; the panel holds all. */
const HEADLINE_IDS = ['distinct2', 'vendiScore', 'twoSampleAccuracy'];

export function headlineMeasures(measures: readonly MeasureInfo[]): MeasureInfo[] {
  return measures.filter((measure) => HEADLINE_IDS.includes(baseId(measure)));
}
