/** @file Cluster inertia: what is left of the spread of a set once it is sorted into k clusters. */
import { kMeans, type KMeansOptions } from '../../math/k-means';
import type { MeasureInfo } from '../../core/measure';
import type { Rng } from '../../core/random';
import { unitRows, type Embeddings } from './unit-rows';

export const clusterInertiaInfo: MeasureInfo = {
  id: 'clusterInertia',
  label: 'cluster inertia',
  unit: 'sum of squared distances',
  range: [0, null],
  moreDiverseWhen: 'higher',
  cost: 'O(nkd) an iteration',
  source: 'Du & Black 2019, ACL; k-means on rows of unit length',
};

/**
 * Σ ‖x − centre of x‖² after k-means: 0 where at most k different rows exist, at most n. It grows with the set and falls
 * with k, so compare sets of equal size at equal k. Not the least inertia there is, but the least of a few seeded
 * starts. All-zero rows are left out.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-setting` where there are fewer rows than clusters; `bad-dataset` for a value that is not finite
 */
export function clusterInertia(
  embeddings: Embeddings,
  d: number,
  numClusters: number,
  rng: Rng,
  options: KMeansOptions = {},
): number {
  return kMeans(unitRows(embeddings, d, 'clusterInertia').values, d, numClusters, rng, options).inertia;
}
