/** @file Chamfer distance: how far a text is from its nearest neighbour. */
import { needAtLeast, type Measure } from '../measure';
import { unitRows, type Embeddings } from './unit-rows';

export const chamferDistanceMeasure: Measure = {
  info: {
    id: 'chamferDistance',
    label: 'Chamfer distance',
    unit: 'cosine distance',
    range: [0, 2],
    moreDiverseWhen: 'higher',
    cost: 'O(n²d)',
    source: 'Cox et al. 2021, CHI, doi 10.1145/3411764.3445782',
  },
  needs: ['embeddings'],
  formula: 'mean over i of min over j ≠ i of (1 − cos(xᵢ, xⱼ))',
  reads: 'sampled texts',
  take: ({ sampled }) => chamferDistance(sampled, sampled.d),
};

/**
 * Mean over rows of the smallest 1 − cos to another row: 0 where every row has a twin, 1 where all are at right angles.
 * It sees near-duplicates and little else, and falls as sets grow. O(n) memory. All-zero rows are left out.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-dataset` where fewer than two rows are left, or a value is not finite
 */
export function chamferDistance(embeddings: Embeddings, d: number): number {
  const rows = unitRows(embeddings, d, 'chamferDistance');
  const { n } = rows;
  needAtLeast(2, n, 'chamferDistance', 'rows');
  const nearest = new Float64Array(n).fill(-Infinity);
  const cosines = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    rows.cosinesOf(i, i + 1, cosines);
    let best = nearest[i]!;
    for (let j = i + 1; j < n; j++) {
      const cosine = cosines[j]!;
      if (cosine > best) best = cosine;
      if (cosine > nearest[j]!) nearest[j] = cosine;
    }
    nearest[i] = best;
  }
  return nearest.reduce((sum, cosine) => sum + Math.max(0, 1 - cosine), 0) / n;
}
