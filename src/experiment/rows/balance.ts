/**
 * @file Brings the classes of a training set to equal numbers of rows.
 *
 * Edits that change labels (label repair, wrong labels) and generators that fall short leave classes of unequal size. A
 * classifier then learns how frequent a class is as well, and a difference in accuracy may be that alone.
 */
import type { Example } from '../../core/example';
import { sampleWithout, stream, type SeedPart } from '../../core/random';

/**
 * Rows in which each class has `perClass` of them: of a class with more, a random subset; of a class with fewer, all, and
 * some again, each as often as the others or once more. A class without rows stays without. Rows that are balanced already
 * come back as they are. Equal seeds give equal rows; the input is not changed.
 */
export function balanceClasses(
  rows: readonly Example[],
  numClasses: number,
  perClass: number,
  seed: readonly SeedPart[],
): readonly Example[] {
  const classes = Array.from({ length: numClasses }, (): Example[] => []);
  for (const row of rows) classes[row.label]!.push(row);
  if (classes.every((own) => own.length === perClass)) return rows;
  return classes.flatMap((own, label) => {
    if (own.length === 0) return [];
    const whole = Array.from({ length: Math.floor(perClass / own.length) }, () => own).flat();
    const rest = perClass - whole.length;
    return [...whole, ...sampleWithout(own, rest, stream(...seed, 'balance', label))];
  });
}
