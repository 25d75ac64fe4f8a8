/** @file Which rows of each class an edit touches. */
import type { Example } from '../../core/example';
import { shuffled, stream, type SeedPart } from '../../core/random';

/**
 * round(share · n) of the numbers below n, in random order. What is chosen at one share is chosen at every greater one.
 * @param share 0 to 1
 */
export function chosenRows(n: number, share: number, seed: readonly SeedPart[]): number[] {
  const numbers = Array.from({ length: n }, (_, i) => i);
  return shuffled(numbers, stream(...seed)).slice(0, Math.round(share * n));
}

/** The rows of each class by themselves, in the order in which the classes first come. */
export function rowsByClass<T extends Example>(rows: readonly T[]): Map<number, T[]> {
  const classes = new Map<number, T[]>();
  for (const row of rows) {
    const own = classes.get(row.label);
    if (own) own.push(row);
    else classes.set(row.label, [row]);
  }
  return classes;
}

/**
 * Changes a share of each class's rows, chosen by the seed and the class; the others stay as they are, all in their places.
 * @param change gets a row that was chosen, and how many of its class were chosen before it
 */
export function editRows<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
  change: (row: T, index: number) => Example,
): Example[] {
  return [...rowsByClass(rows)].flatMap(([label, own]) => {
    const out: Example[] = own.slice();
    chosenRows(own.length, share, [...seed, label]).forEach((row, i) => (out[row] = change(own[row]!, i)));
    return out;
  });
}
