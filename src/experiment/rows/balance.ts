/**
 * @file Brings the classes of a training set to equal numbers of rows, and says where that could not be done in full.
 *
 * Classes come out unequal where an edit changes labels (label repair), or where a generator wrote fewer rows of a class
 * than it was asked for. A classifier then learns how frequent a class is as well, and a difference in accuracy may be that
 * alone.
 */
import type { StudyWarning } from '../../core/events';
import type { Example } from '../../core/example';
import { sampleWithout, stream, type SeedPart } from '../../core/random';
import type { Run } from '../../core/run';
import type { Arm, RowEdit, Study } from '../../core/study';

const CHANGES_LABELS: readonly RowEdit['kind'][] = ['label-noise', 'label-repair'];

/**
 * The generated rows that an arm is trained on: the rows as edited; where their classes differ in size, as many of each
 * class as the recipe asks for. What is measured and kept are the rows as edited.
 * @param seed of the replicate, so that all its arms draw alike
 */
export function rowsToTrainOn<T extends Example>(
  { recipe: { generated } }: Pick<Arm, 'recipe'>,
  rows: readonly T[],
  numClasses: number,
  seed: readonly SeedPart[],
): readonly T[] {
  const counts = countsOf(rows, numClasses);
  if (!generated || counts.every((count) => count === counts[0])) return rows;
  return balanceClasses(rows, numClasses, generated.rowsPerClass, seed);
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

/** A warning for each class of an arm that has no generated row in some replicate: its training sets are not balanced. */
export function emptyClassesOf(
  { arms }: Pick<Study, 'arms'>,
  runs: readonly Pick<Run, 'arm' | 'replicate' | 'rows'>[],
  classNames: readonly string[],
): StudyWarning[] {
  return arms.flatMap(({ id, label: tier, recipe }) => {
    if (!recipe.generated) return [];
    const own = runs.filter(({ arm }) => arm === id);
    return classNames.flatMap((className, label): StudyWarning[] => {
      const replicates = own
        .filter(({ rows }) => rows.every((row) => row.label !== label))
        .map(({ replicate }) => replicate)
        .sort((a, b) => a - b);
      return replicates.length > 0 ? [{ code: 'empty-class', tier, className, replicates }] : [];
    });
  });
}

/**
 * A warning for each class of a run of which fewer rows were written than its recipe asks for. Arms whose edits change
 * labels are left out: what their classes hold says nothing of what was written.
 */
export function shortClassesOf(
  { arms }: Pick<Study, 'arms'>,
  runs: readonly Pick<Run, 'arm' | 'replicate' | 'rows'>[],
  classNames: readonly string[],
): StudyWarning[] {
  return arms.flatMap(({ id, label: tier, recipe: { generated } }) => {
    if (!generated || generated.edits?.some(({ kind }) => CHANGES_LABELS.includes(kind))) return [];
    const numRequested = generated.rowsPerClass;
    return runs
      .filter(({ arm }) => arm === id)
      .flatMap(({ replicate, rows }) =>
        countsOf(rows, classNames.length).flatMap((numRows, label): StudyWarning[] => {
          const className = classNames[label]!;
          return numRows < numRequested
            ? [{ code: 'short-tier', tier, replicate, className, numRows, numRequested }]
            : [];
        }),
      );
  });
}

function countsOf(rows: readonly Example[], numClasses: number): number[] {
  const counts = new Array<number>(numClasses).fill(0);
  for (const { label } of rows) counts[label]!++;
  return counts;
}
