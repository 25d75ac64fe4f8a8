/** @file Rows that give way to text about none of the classes. */
import type { Example } from '../../core/example';
import type { SeedPart } from '../../core/random';
import { chosenRows, editRows, rowsByClass } from './chosen-rows';

/** How many foreign texts `replaceByForeign` takes. */
export function foreignTextsNeeded(rows: readonly Example[], share: number): number {
  return [...rowsByClass(rows).values()].reduce(
    (sum, own) => sum + chosenRows(own.length, share, []).length,
    0,
  );
}

/** The rows with a share of each class's replaced by the foreign texts, one after the other, each under that class's label. */
export function replaceByForeign<T extends Example>(
  rows: readonly T[],
  share: number,
  seed: readonly SeedPart[],
  foreign: readonly string[],
): Example[] {
  let next = 0;
  return editRows(rows, share, seed, (row) => {
    const text = foreign[next++];
    return text === undefined ? row : { text, label: row.label };
  });
}
