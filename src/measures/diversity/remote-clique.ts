/** @file Remote-clique: mean distance over all pairs, each text with itself included. */
import type { MeasureInfo } from '../../core/measure';
import { squaredSum } from './mean-pairwise-distance';
import { needAtLeast } from './refuse';
import { unitRows, type Embeddings } from './unit-rows';

export const remoteCliqueInfo: MeasureInfo = {
  id: 'remoteClique',
  label: 'remote-clique',
  unit: 'cosine distance',
  range: [0, 1],
  moreDiverseWhen: 'higher',
  cost: 'O(nd)',
  source: 'Cox et al. 2021, CHI, doi 10.1145/3411764.3445782',
};

/**
 * (1 / n²) Σᵢⱼ (1 − cos) = 1 − ‖mean row‖², the zero distance of each row to itself included, as published: so it is
 * (n − 1) / n of the mean pairwise distance, and small sets come out too low. In [0, 1]: 0 where all rows point the
 * same way, 1 where they balance out. One row: 0. All-zero rows are left out.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-dataset` where no row is left, or a value is not finite
 */
export function remoteClique(embeddings: Embeddings, d: number): number {
  const rows = unitRows(embeddings, d, 'remoteClique');
  needAtLeast(1, rows.n, 'remoteClique', 'rows');
  return Math.max(0, 1 - squaredSum(rows) / (rows.n * rows.n));
}
