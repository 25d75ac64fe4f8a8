/** @file Which settings an experiment has, under the names of the address and the command line. */
import type { ExperimentId, ExperimentInfo } from '../core/experiments';

/** Fields that are typed, under the names of the address and the command line: `arms`, `series` and the numbers. */
export type FieldName = string;

/** Numbers of rows that follow from an experiment's own axis and curves, or that none of its arms has. */
const WITHOUT: Partial<Readonly<Record<ExperimentId, readonly FieldName[]>>> = {
  mixing: ['rows', 'real', 'manyReal'],
  topics: ['rows'],
  'pre-training': ['manyReal'],
};

/** What changes how long a study takes and how well each curve is known. */
export function countFields({ id }: ExperimentInfo): readonly FieldName[] {
  const without = WITHOUT[id] ?? [];
  return ['rows', 'real', 'manyReal', 'replicates', 'seed'].filter((name) => !without.includes(name));
}

/** The way to run that a fitted generator cannot go. */
export const MODEL_VARIANT = 'paraphrases';

const TRAINING_FIELDS: readonly FieldName[] = [
  'steps',
  'batch',
  'learningRate',
  'embeddingLearningRate',
  'hidden',
  'wordDropout',
];

/** A body that the study pre-trains has no hidden layer above it. */
export function trainingFields({ id }: ExperimentInfo): readonly FieldName[] {
  return id === 'pre-training' ? TRAINING_FIELDS.filter((name) => name !== 'hidden') : TRAINING_FIELDS;
}

/** How rows are drawn, as far as the experiment's own axis and curves leave it open. */
export function samplingFields({ axis, series }: ExperimentInfo): readonly FieldName[] {
  const taken = [axis.id, series?.id];
  return ['temperature', 'topP'].filter((name) => !taken.includes(name));
}
