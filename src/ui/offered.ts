/** @file What of the lab this site offers: it can do more than a site need ship. */
import { BUILT_IN_TASK } from '../core/built-in-task';
import type { ExperimentId, GeneratorKind } from '../core/experiments';

/** Who may be chosen to write; the weights of the small transformer are shipped. */
const OFFERED_GENERATORS: readonly GeneratorKind[] = ['markov', 'nano', 'webllm'];

/** Experiments of which the site ships a finished study to read, as `recorded/<id>.json`. */
export const RECORDED_EXPERIMENTS: readonly ExperimentId[] = ['temperature'];

/** Those of an experiment's generators that can be chosen here; the small transformer knows the built-in classes alone. */
export function offered(generators: readonly GeneratorKind[], data: string): readonly GeneratorKind[] {
  return generators.filter(
    (generator) =>
      OFFERED_GENERATORS.includes(generator) && (generator !== 'nano' || data === BUILT_IN_TASK.id),
  );
}
