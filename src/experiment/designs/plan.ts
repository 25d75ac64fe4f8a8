/** @file What an experiment says of itself, and what the arms of all experiments have in common. */
import type { AnalysisPlan } from '../../analysis';
import { CLASSIFIER_KINDS, type ClassifierKind } from '../../core/classifiers';
import type { AxisInfo, ExperimentGroup, ExperimentId, SeriesInfo } from '../../core/experiments';
import type { Capability, GeneratorKind } from '../../core/generators';
import type { Arm, GeneratedRows, Study, StudySeries, StudySettings } from '../../core/study';
import type { TrainingSettings } from '../../core/training-settings';
import type { Budget } from './training-steps';

/** A study but for what it is run on, what is measured, and what was stated before. */
export type StudyPlan = Omit<Study, 'datasetId' | 'measures' | 'registration'>;

/** What an experiment makes of its settings. */
export interface Design {
  readonly title: string;
  readonly axis: StudyPlan['axis'];
  readonly series?: readonly StudySeries[];
  readonly arms: readonly Arm[];
}

/**
 * All that the lab knows of one experiment. What it takes to run it follows from its arms: an arm that is pre-trained, or
 * written by a fitted generator, says so in its recipe. Its words are in `words/`, under the same id.
 */
export interface Experiment {
  readonly id: ExperimentId;
  /** The question that it belongs to in the page's list. */
  readonly group: ExperimentGroup;
  readonly axis: AxisInfo;
  readonly series: SeriesInfo | null;
  /** Ways to run it, the default first; empty where there is one way only. */
  readonly variants: readonly string[];
  /** What the generator must be able to do for one of these ways. */
  readonly variantNeeds?: Readonly<Record<string, Capability>>;
  /** Which generators can write its rows, the default first. */
  readonly generators: readonly GeneratorKind[];
  /** Settings it starts with that differ from those of every other experiment. */
  readonly defaults: {
    readonly rowsPerClass?: number;
    readonly realRowsPerClass?: number;
    readonly manyRealRowsPerClass?: number;
    readonly replicates?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly training?: Partial<Omit<TrainingSettings, 'steps'>>;
  };
  /** How long its classifiers train on the built-in task, at the default numbers of rows. */
  readonly budget: Budget;
  /** Which classifiers can learn its rows, the default first. */
  readonly classifiers: readonly ClassifierKind[];
  /** Number settings that follow from its axis and curves, or that none of its arms has: the page does not show them. */
  readonly hidden: readonly string[];
  readonly analysis: AnalysisPlan;
  /** Whether the site ships a finished study of it, as `recorded/<id>.json`. */
  readonly isRecorded: boolean;
  readonly design: (settings: StudySettings) => Design;
}

/** What most experiments have: one way to run, one curve, its own axis read by the statistics of tiers. */
export const USUAL = {
  series: null,
  variants: [],
  defaults: {},
  budget: { steps: 200, rowsPerClass: 108 },
  classifiers: CLASSIFIER_KINDS,
  hidden: [],
  analysis: { family: 'tiers', isTurned: false },
  isRecorded: false,
} as const satisfies Partial<Experiment>;

export const TEMPERATURE_AXIS: AxisInfo = {
  id: 'temperature',
  least: 0.05,
  greatest: 10,
  whole: false,
  fewest: 2,
  most: 24,
  defaults: [0.2, 0.5, 0.8, 1.1, 1.5, 2.2],
  spacing: 'linear',
  fitScale: 'log',
};

export const SHARE_AXIS: AxisInfo = {
  id: 'share',
  least: 0,
  greatest: 1,
  whole: false,
  fewest: 2,
  most: 24,
  defaults: [0, 0.25, 0.5, 0.75, 1],
  spacing: 'linear',
  fitScale: 'linear',
};

/** How many topics a class's texts are split into, where the text itself must say what a topic is. */
export const MOST_TOPICS = 32;

export const TOPICS_AXIS: AxisInfo = {
  ...SHARE_AXIS,
  id: 'topics',
  least: 1,
  greatest: MOST_TOPICS,
  whole: true,
  defaults: [1, 2, 4, 8, 16],
  spacing: 'log',
  fitScale: 'log',
};

export const TEMPERATURE_SERIES = {
  id: 'temperature',
  kind: 'number',
  least: TEMPERATURE_AXIS.least,
  greatest: TEMPERATURE_AXIS.greatest,
  whole: false,
  most: 6,
} as const;

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

/** The arm with what learns from it. */
export function learnedBy(classifier: string, arm: Arm): Arm {
  return classifier === 'linear' ? { ...arm, recipe: { ...arm.recipe, classifier } } : arm;
}

/** "1 topic", "2 topics". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share as its name in ids of arms has it, and as a label does: 0.37 and "37 %". */
export function percent(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}
