/**
 * @file Brings the classes of a training set to equal numbers of rows.
 *
 * Edits that change labels (label repair, wrong labels) leave classes of unequal size. A classifier then learns how frequent
 * a class is as well, and a difference in accuracy may be that alone.
 */
import type { Example } from '../../core/example';
import { sampleWithout, stream, type SeedPart } from '../../core/random';
import type { Arm, RowEdit } from '../../core/study';

const CHANGES_LABELS: readonly RowEdit['kind'][] = ['label-noise', 'label-repair'];

/**
 * The generated rows that an arm is trained on: the rows as edited, with equally many of each class where an edit changed
 * labels. What is measured and kept are the rows as edited.
 * @param seed of the replicate, so that all its arms draw alike
 */
export function rowsToTrainOn<T extends Example>(
  { recipe: { generated } }: Pick<Arm, 'recipe'>,
  rows: readonly T[],
  numClasses: number,
  seed: readonly SeedPart[],
): readonly T[] {
  const changes = generated?.edits?.some(({ kind }) => CHANGES_LABELS.includes(kind)) ?? false;
  return changes ? balanceClasses(rows, numClasses, generated!.rowsPerClass, seed) : rows;
}

/**
 * Rows in which each class has `perClass` of them: of a class with more, a random subset; of a class with fewer, all, and
 * some again, each as often as the others or once more. A class without rows stays without. Rows that are balanced already
 * come back as they are. Equal seeds give equal rows; the input is not changed.
 */
export function balanceClasses<T extends Example>(
  rows: readonly T[],
  numClasses: number,
  perClass: number,
  seed: readonly SeedPart[],
): readonly T[] {
  const classes = Array.from({ length: numClasses }, (): T[] => []);
  for (const row of rows) classes[row.label]!.push(row);
  if (classes.every((own) => own.length === perClass)) return rows;
  return classes.flatMap((own, label) => {
    if (own.length === 0) return [];
    const whole = Array.from({ length: Math.floor(perClass / own.length) }, () => own).flat();
    const rest = perClass - whole.length;
    return [...whole, ...sampleWithout(own, rest, stream(...seed, 'balance', label))];
  });
}
