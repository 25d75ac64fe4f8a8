/** @file What goes into one training set, and from which seeds. */
import type { Dataset, Example } from '../../core/example';
import { rowsToWrite } from '../../core/estimate';
import type { GenerationRequest } from '../../core/ports';
import type { SeedPart } from '../../core/random';
import { realTexts } from '../../core/real-rows';
import type { Arm, Study } from '../../core/study';

/** The parts of every seed of a study; a row's own stream adds its index. Arms that share their rows share their seeds. */
function rowSeed(study: Study, arm: Arm, replicate: number, label: number): readonly SeedPart[] {
  return [study.seed, 'row', sharedName(arm), replicate, label];
}

/** What rows that several arms start from go by; the arm's own name where it shares none. */
export function sharedName({ id, recipe }: Arm): string {
  return recipe.generated?.shared ?? id;
}

/**
 * What is asked of the study's own generator for one class of one run; null where the arm has no generated rows. Arms
 * that share their rows ask for the same, as many as the largest of them needs.
 */
export function generationRequest(
  study: Study,
  dataset: Dataset,
  arm: Arm,
  replicate: number,
  label: number,
): GenerationRequest | null {
  const { generated } = arm.recipe;
  if (!generated) return null;
  const { temperature, topP, suppression, frequencyPenalty, presencePenalty, source, shared } = generated;
  const sharing =
    shared === undefined ? [arm] : study.arms.filter(({ recipe }) => recipe.generated?.shared === shared);
  const count = Math.max(...sharing.map(({ recipe }) => rowsToWrite(recipe.generated!)));
  // What is shown to a model must be in the training set of every arm that learns from what it then writes.
  const numReal = Math.min(...sharing.map(({ recipe }) => recipe.realRowsPerClass));
  return {
    label,
    count,
    temperature,
    topP,
    seed: rowSeed(study, arm, replicate, label),
    real: realTexts(dataset.splits.pool[label]!, study.seed, replicate, label, numReal),
    // Even 0 takes the place of what a model's own prompts say.
    ...(suppression === undefined ? {} : { suppression }),
    ...(frequencyPenalty === undefined ? {} : { frequencyPenalty }),
    ...(presencePenalty === undefined ? {} : { presencePenalty }),
    ...(source ? { source } : {}),
  };
}

/** Runs of one replicate share their real rows, initial weights and order, so that arms can be compared in pairs. */
export function trainingSeed(study: Study, replicate: number): readonly SeedPart[] {
  return [study.seed, 'training', replicate];
}

/** The few real rows of a replicate, class by class: those of a smaller number are among those of a larger one. */
export function realRows(study: Study, dataset: Dataset, replicate: number, rowsPerClass: number): Example[] {
  return dataset.splits.pool.flatMap((texts, label) =>
    realTexts(texts, study.seed, replicate, label, rowsPerClass).map((text) => ({ text, label })),
  );
}
