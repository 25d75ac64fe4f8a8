/** @file How many steps a study trains each classifier for, where the settings leave it open. */
import { BUILT_IN_TASK } from '../../core/built-in-task';
import type { Arm } from '../../core/study';

/** The steps that were chosen for an experiment, and the rows a class of its largest training set that they were chosen for. */
export interface Budget {
  readonly steps: number;
  readonly rowsPerClass: number;
}

/** Rows of one step where `Budget.steps` were chosen. */
const BATCH = 32;
/** A bound on waiting: about six seconds a run at the pace of two cores with WASM. */
const MOST_STEPS = 3000;

/**
 * Steps for every arm of a study: as many passes over its largest training set as the experiment makes on the built-in
 * task, but never fewer steps than there.
 *
 *   steps = ceil(s₀ · (K n) / (K₀ n₀) · 32 / batch), between s₀ and 3,000
 *
 * with K classes and n rows a class in the largest arm, and s₀, K₀ = 8 and n₀ those of the built-in task. In most
 * experiments 200 steps over 864 rows: 7.4 epochs. All arms get the same steps, so that only their rows differ; a
 * small arm sees each row more often. Whole number, at least 1.
 */
export function trainingSteps(
  { steps, rowsPerClass }: Budget,
  arms: readonly Pick<Arm, 'recipe'>[],
  numClasses: number,
  batchSize: number,
): number {
  const largest = Math.max(
    0,
    ...arms.map(({ recipe }) => recipe.realRowsPerClass + (recipe.generated?.rowsPerClass ?? 0)),
  );
  const rows = numClasses * largest * BATCH;
  const usual = BUILT_IN_TASK.classNames.length * rowsPerClass * batchSize;
  return Math.max(steps, Math.min(MOST_STEPS, Math.ceil((steps * rows) / usual)));
}
