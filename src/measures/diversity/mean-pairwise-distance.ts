/** @file Mean pairwise cosine distance: how far apart two texts are on average. */
import { needAtLeast, type Measure } from '../measure';
import { unitRows, type Embeddings, type UnitRows } from './unit-rows';

export const meanPairwiseDistanceMeasure: Measure = {
  info: {
    id: 'meanPairwiseDistance',
    label: 'mean pairwise distance',
    unit: 'cosine distance',
    range: [0, 2],
    moreDiverseWhen: 'higher',
    cost: 'O(nd)',
    source: '1 − APS of Yu et al. 2023, arXiv 2306.15895; exact, by the sum of the rows',
  },
  needs: ['embeddings'],
  formula: 'mean over i ≠ j of (1 − cos(xᵢ, xⱼ))',
  reads: 'embedded texts',
  take: ({ embedded }) => meanPairwiseDistance(embedded, embedded.d),
};

/**
 * Mean of 1 − cos over all pairs of different rows, exactly, in O(nd): the cosines of all pairs sum to
 * (‖Σ x‖² − n) / 2. In [0, n / (n − 1)]: 0 where all rows point the same way, 1 where they are at right angles, above
 * 1 only where they lean away from each other. All-zero rows are left out.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-dataset` where fewer than two rows are left, or a value is not finite
 */
export function meanPairwiseDistance(embeddings: Embeddings, d: number): number {
  const rows = unitRows(embeddings, d, 'meanPairwiseDistance');
  needAtLeast(2, rows.n, 'meanPairwiseDistance', 'rows');
  const { n } = rows;
  return Math.max(0, (n * n - squaredSum(rows)) / (n * (n - 1)));
}

/** ‖Σ x‖², the sum of the cosines of all ordered pairs of rows, each row with itself included. */
function squaredSum({ values, n, d }: UnitRows): number {
  const sum = new Float64Array(d);
  for (let from = 0; from < n * d; from += d) for (let k = 0; k < d; k++) sum[k]! += values[from + k]!;
  return sum.reduce((total, value) => total + value * value, 0);
}
