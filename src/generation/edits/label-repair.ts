/** @file Rows that get the label an oracle gives them (label replacement, Chung et al. 2023). */
import type { Example } from '../../core/example';
import type { SeedPart } from '../../core/random';
import { editRows } from './chosen-rows';

/**
 * The rows with the oracle's label on round(share · n) of each class's n; the classes need not stay equally large. Sorted
 * by label.
 * @param oracleLabels of each row, in the order of the rows
 */
export function repairLabels<T extends Example>(
  rows: readonly T[],
  share: number,
  oracleLabels: readonly number[],
  seed: readonly SeedPart[],
): Example[] {
  const labelOf = new Map(rows.map((row, i) => [row, oracleLabels[i]!]));
  return editRows(rows, share, seed, (row) => ({ ...row, label: labelOf.get(row)! })).sort(
    (a, b) => a.label - b.label,
  );
}
