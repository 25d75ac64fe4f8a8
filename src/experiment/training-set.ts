/** @file What goes into one training set, and from which seeds. */
import type { Dataset, Example } from '../core/example';
import { sampleWithout, stream, type SeedPart } from '../core/random';
import type { Arm, Study } from '../core/study';

/** The parts of every seed of a study; a row's own stream adds its index. */
export function rowSeed(study: Study, arm: Arm, replicate: number, label: number): readonly SeedPart[] {
  return [study.seed, 'row', arm.id, replicate, label];
}

/** Runs of one replicate share their real rows, initial weights and order, so that arms can be compared in pairs. */
export function trainingSeed(study: Study, replicate: number): readonly SeedPart[] {
  return [study.seed, 'training', replicate];
}

/** The few real rows of a replicate, class by class: those of a smaller number are among those of a larger one. */
export function realRows(study: Study, dataset: Dataset, replicate: number, rowsPerClass: number): Example[] {
  return dataset.splits.pool.flatMap((texts, label) =>
    sampleWithout(texts, rowsPerClass, stream(study.seed, 'real', replicate, label)).map((text) => ({
      text,
      label,
    })),
  );
}
