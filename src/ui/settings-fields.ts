/** @file Which settings an experiment has, under the names of the address and the command line. */
import type { Experiment } from '../experiment/designs';

/** Fields that are typed, under the names of the address and the command line: `arms`, `series` and the numbers. */
export type FieldName = string;

/** What changes how long a study takes and how well each curve is known. */
export function countFields({ hidden }: Experiment): readonly FieldName[] {
  return ['rows', 'real', 'manyReal', 'replicates', 'seed'].filter((name) => !hidden.includes(name));
}

export function trainingFields({ hidden }: Experiment): readonly FieldName[] {
  const all = ['steps', 'batch', 'learningRate', 'embeddingLearningRate', 'hidden', 'wordDropout'];
  return all.filter((name) => !hidden.includes(name));
}

/** How rows are drawn, as far as the experiment's own axis and curves leave it open. */
export function samplingFields({ axis, series }: Experiment): readonly FieldName[] {
  const taken = [axis.id, series?.id];
  return ['temperature', 'topP'].filter((name) => !taken.includes(name));
}
