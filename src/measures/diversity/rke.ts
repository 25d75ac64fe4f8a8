/** @file RKE: the Rényi kernel entropy mode count, how many modes a set has. */
import type { Measure } from '../measure';
import { unitRows, type Embeddings } from './unit-rows';

export const rkeMeasure: Measure = {
  info: {
    id: 'rke',
    label: 'RKE mode count',
    unit: 'effective modes',
    range: [1, null],
    moreDiverseWhen: 'higher',
    cost: 'O(nd·min(n, d))',
    source: 'Jalali, Li & Farnia 2023, NeurIPS, with the cosine kernel: the Vendi score of order 2',
  },
  needs: ['embeddings'],
  formula: 'n² / ‖XXᵀ‖²',
  reads: 'embedded texts',
  take: ({ embedded }) => rke(embedded, embedded.d),
};

/**
 * n² / ‖XXᵀ‖² = 1 / ‖XᵀX / n‖², the squared sums of all elements: the Vendi score of order 2, 1 / Σ λ², without an
 * eigenvalue being computed. In [1, min(n, d)]: 1 where all rows are the same, n where all are at right angles.
 * All-zero rows are left out; 0 where no row is left.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-dataset` for a value that is not finite
 */
export function rke(embeddings: Embeddings, d: number): number {
  const rows = unitRows(embeddings, d, 'rke');
  const { n } = rows;
  if (n === 0) return 0;
  if (n >= d) {
    const { dual } = rows;
    let squares = 0;
    for (let i = 0; i < d; i++) {
      squares += dual[i * d + i]! ** 2;
      for (let j = 0; j < i; j++) squares += 2 * dual[i * d + j]! ** 2;
    }
    return 1 / squares;
  }
  const cosines = new Float64Array(n);
  let squares = n;
  for (let i = 0; i < n; i++) {
    rows.cosinesOf(i, i + 1, cosines);
    for (let j = i + 1; j < n; j++) squares += 2 * cosines[j]! ** 2;
  }
  return (n * n) / squares;
}
