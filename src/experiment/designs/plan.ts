/** @file What the arms of all experiments have in common. */
import type { Arm, GeneratedRows, Study, StudySeries, StudySettings } from '../../core/study';

/** A study but for what it is run on: the data, and what is measured. */
export type StudyPlan = Omit<Study, 'datasetId' | 'measures'>;

/** What an experiment makes of its settings. */
export interface Design {
  readonly title: string;
  readonly axis: StudyPlan['axis'];
  readonly series?: readonly StudySeries[];
  readonly arms: readonly Arm[];
}

/** One arm on the axis, with the study's few real rows. */
export function tier(
  { realRowsPerClass }: Pick<StudySettings, 'realRowsPerClass'>,
  parts: Pick<Arm, 'id' | 'label' | 'series'> & { readonly value: number; readonly generated: GeneratedRows },
): Arm {
  const { generated, series, id, label, value } = parts;
  return {
    id,
    label,
    value,
    kind: 'tier',
    ...(series === undefined ? {} : { series }),
    recipe: { generated, realRowsPerClass },
  };
}

/** What every tier writes, but for what its experiment varies. */
export function rowsOf({ rowsPerClass, temperature, topP }: StudySettings): GeneratedRows {
  return { rowsPerClass, temperature, topP };
}

/**
 * The training sets of real rows alone: as few as each tier has, and many. Without real rows there is nothing to train
 * the first on, so it is left out; equal ones are one.
 */
export function baselines({ realRowsPerClass, manyRealRowsPerClass }: StudySettings): Arm[] {
  const numbers = [...new Set([realRowsPerClass, manyRealRowsPerClass])].filter((rows) => rows > 0);
  return numbers.map((rows): Arm => ({
    id: `real${rows}`,
    label: `${rows} real ${rows === 1 ? 'row' : 'rows'} a class${rows === realRowsPerClass ? ' only' : ''}`,
    value: null,
    kind: 'baseline',
    recipe: { generated: null, realRowsPerClass: rows },
  }));
}

/** "1 topic", "2 topics". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share as its name in ids of arms has it, and as a label does: 0.37 and "37 %". */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}
