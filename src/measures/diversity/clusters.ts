/** @file Two measures by k-means: the spread within the clusters of a set, and how evenly it fills them. */
import { kMeans, type Clustering, type KMeansOptions } from '../../math/k-means';
import type { Rng } from '../../core/random';
import { needAtLeast, type Measure } from '../measure';
import type { SetContext } from '../set-context';
import { unitRows, type Embeddings } from './unit-rows';

export const clusterInertiaMeasure: Measure = {
  info: {
    id: 'clusterInertia',
    label: 'cluster inertia',
    unit: 'sum of squared distances',
    range: [0, null],
    moreDiverseWhen: 'higher',
    cost: 'O(nkd) an iteration',
    source: 'Du & Black 2019, ACL; k-means on rows of unit length',
  },
  needs: ['embeddings'],
  formula: 'Σ ‖x − centre of x‖²',
  reads: 'embedded texts',
  take: (context) => {
    const { inertia, note } = context.once(clustersOf);
    return { value: inertia, note };
  },
};

export const clusterScoreMeasure: Measure = {
  info: {
    id: 'clusterScore',
    label: 'k-means cluster score',
    unit: 'effective clusters',
    range: [1, null],
    moreDiverseWhen: 'higher',
    cost: 'O(nkd) an iteration',
    source:
      'after Chen et al. 2024, arXiv 2410.15226, table 1, which leaves the score undefined; the definition is ours',
  },
  needs: ['embeddings'],
  formula: 'exp(−Σ p ln p), p the shares of the clusters',
  reads: 'embedded texts',
  take: (context) => {
    const { assignments, numClusters, note } = context.once(clustersOf);
    return { value: effectiveClusters(assignments, numClusters), note };
  },
};

/** The clusters that both measures of the panel read, from a single start; fewer where there are fewer rows. */
function clustersOf(context: SetContext): Clustering & { numClusters: number; note: string | null } {
  const { embedded, settings } = context;
  needAtLeast(1, embedded.n, 'clusterInertia', 'rows');
  const k = Math.min(settings.numClusters, embedded.n);
  const clustering = kMeans(embedded.values, embedded.d, k, context.stream('clusters'), { starts: 1 });
  const isFew = k < settings.numClusters;
  const note = isFew ? `with ${k} ${k === 1 ? 'cluster' : 'clusters'}, as there are no more rows` : null;
  return { ...clustering, numClusters: k, note };
}

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

interface ClusterScoreOptions extends KMeansOptions {
  /** (m, d): texts whose clusters the set is sorted into. Default: the set's own. */
  readonly reference?: Embeddings;
}

/**
 * exp(−Σ p ln p) with p the share of the set's texts in each of k clusters of unit rows: the effective number of
 * clusters it fills, in [1, k]: 1 where one cluster holds all, k where all hold equally many. Chen et al. name a
 * "cluster score by k-means" without saying how clusters become a number; this is our reading.
 * k-means seeks clusters wherever there are differences, however small: a set sorted into its *own* clusters scores
 * high for small differences as for large ones. Pass real text as `reference` to learn how much of its variety the
 * set covers. All-zero rows are left out.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-setting` where there are fewer rows than clusters; `bad-dataset` for a value that is not finite
 */
export function clusterScore(
  embeddings: Embeddings,
  d: number,
  numClusters: number,
  rng: Rng,
  options: ClusterScoreOptions = {},
): number {
  const { reference, ...kMeansOptions } = options;
  const rows = unitRows(embeddings, d, 'clusterScore');
  const isOwn = reference === undefined;
  const space = isOwn ? rows : unitRows(reference, d, 'clusterScore');
  needAtLeast(1, rows.n, 'clusterScore', 'rows');
  const { centres, assignments } = kMeans(space.values, d, numClusters, rng, kMeansOptions);
  if (isOwn) return effectiveClusters(assignments, numClusters);
  return effectiveClusters(
    Int32Array.from({ length: rows.n }, (_, i) => nearestCentre(rows.values, i * d, centres, d)),
    numClusters,
  );
}

/** exp(−Σ p ln p), p the shares of the clusters. */
function effectiveClusters(assignments: Int32Array, numClusters: number): number {
  const counts = new Int32Array(numClusters);
  for (const cluster of assignments) counts[cluster]!++;
  let entropy = 0;
  for (const count of counts) {
    if (count > 0) entropy -= (count / assignments.length) * Math.log(count / assignments.length);
  }
  return Math.exp(entropy);
}

function nearestCentre(values: Float64Array, from: number, centres: Float64Array, d: number): number {
  let nearest = 0;
  let least = Infinity;
  for (let to = 0; to < centres.length; to += d) {
    let distance = 0;
    for (let k = 0; k < d; k++) distance += (values[from + k]! - centres[to + k]!) ** 2;
    if (distance < least) {
      least = distance;
      nearest = to / d;
    }
  }
  return nearest;
}
