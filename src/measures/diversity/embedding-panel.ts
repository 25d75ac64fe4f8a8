/** @file All measures of a set's embeddings. What they say holds for the embedder they were made with. */
import { LabError } from '../../core/errors';
import { kMeans } from '../../math/k-means';
import type { MeasureInfo } from '../../core/measure';
import { stream, type Rng, type SeedPart } from '../../core/random';
import { chamferDistance, chamferDistanceInfo } from './chamfer-distance';
import { clusterInertiaInfo } from './cluster-inertia';
import { clusterScoreInfo, effectiveClusters } from './cluster-score';
import { DC_TAU, dcScore, dcScoreInfo } from './dc-score';
import { meanPairwiseDistance, meanPairwiseDistanceInfo } from './mean-pairwise-distance';
import { novelSum, novelSumInfo } from './novel-sum';
import { runPanel, type Measurement, type PanelResult, type PanelRunOptions } from './panel';
import { needAtLeast, needCount, needPositive } from './refuse';
import { remoteClique, remoteCliqueInfo } from './remote-clique';
import { rke, rkeInfo } from './rke';
import { sampleIndices } from './sample-indices';
import { unitRows, UnitRows } from './unit-rows';
import {
  effectiveNumber,
  kernelSpectrum,
  vendiScoreHalfInfo,
  vendiScoreInfinityInfo,
  vendiScoreInfo,
} from './vendi-score';

export const EMBEDDING_MEASURES: readonly MeasureInfo[] = [
  meanPairwiseDistanceInfo,
  remoteCliqueInfo,
  chamferDistanceInfo,
  clusterInertiaInfo,
  clusterScoreInfo,
  vendiScoreInfo,
  vendiScoreHalfInfo,
  vendiScoreInfinityInfo,
  rkeInfo,
  dcScoreInfo,
  novelSumInfo,
];

/** Clusters of the panel's k-means, from a single start; fewer where there are fewer rows. */
const NUM_CLUSTERS = 20;

/** Above this many rows, the measures that compare every row with every other take a sample: about three seconds each. */
const MOST_QUADRATIC_ROWS = 4_000;

export interface EmbeddingPanelOptions extends PanelRunOptions {
  /** Temperature of DCScore. Default 0.1. */
  readonly tau?: number | undefined;
  /** Default 20. */
  readonly numClusters?: number | undefined;
  /** Default 4,000. */
  readonly mostQuadraticRows?: number | undefined;
}

/**
 * Every measure of a set's embeddings. Chamfer distance, DCScore and NovelSum take a seeded sample of very large sets,
 * and say so in a note. Embeddings that are not whole rows of finite numbers leave all measures missing.
 * @param embeddings (n, d) row-major
 * @param seed begins the name of every random stream
 */
export async function embeddingPanel(
  embeddings: Float32Array,
  d: number,
  seed: readonly SeedPart[],
  options: EmbeddingPanelOptions = {},
): Promise<PanelResult> {
  const { tau = DC_TAU, numClusters = NUM_CLUSTERS, mostQuadraticRows = MOST_QUADRATIC_ROWS } = options;
  needPositive(tau, 'embeddingPanel', 'temperature τ');
  needCount(numClusters, 1, 'embeddingPanel', 'number of clusters');
  needCount(mostQuadraticRows, 2, 'embeddingPanel', 'number of rows');
  const whole = rowsOrFault(embeddings, d);
  if (typeof whole === 'string') {
    const missing = Object.fromEntries(EMBEDDING_MEASURES.map(({ id }) => [id, whole]));
    return { values: {}, intervals: {}, notes: {}, missing };
  }
  const measurementsOf = (
    rows: readonly number[] | null,
    seed: readonly SeedPart[],
  ): readonly Measurement[] => {
    const set = rows === null ? whole : unitRows(rowsOf(embeddings, d, rows), d, 'embeddingPanel');
    const isLarge = set.n > mostQuadraticRows;
    const some = isLarge ? someOf(set, mostQuadraticRows, stream(...seed, 'quadratic')) : set;
    some.rememberCosines();
    const sampleNote = isLarge ? `over a seeded sample of ${mostQuadraticRows} texts` : null;
    const k = Math.max(1, Math.min(numClusters, set.n));
    const clusterNote =
      k < numClusters ? `with ${k} ${k === 1 ? 'cluster' : 'clusters'}, as there are no more rows` : null;
    // Two measures read the clusters, three the eigenvalues.
    const clustering = once(() => {
      needAtLeast(1, set.n, clusterInertiaInfo.id, 'rows');
      return kMeans(set.values, d, k, stream(...seed, 'clusters'), { starts: 1 });
    });
    const spectrum = once(() => kernelSpectrum(set, d));
    return [
      { info: meanPairwiseDistanceInfo, take: () => meanPairwiseDistance(set, d) },
      { info: remoteCliqueInfo, take: () => remoteClique(set, d) },
      { info: chamferDistanceInfo, take: () => ({ value: chamferDistance(some, d), note: sampleNote }) },
      { info: clusterInertiaInfo, take: () => ({ value: clustering().inertia, note: clusterNote }) },
      {
        info: clusterScoreInfo,
        take: () => ({ value: effectiveClusters(clustering().assignments, k), note: clusterNote }),
      },
      { info: vendiScoreInfo, take: () => effectiveNumber(spectrum(), 1) },
      { info: vendiScoreHalfInfo, take: () => effectiveNumber(spectrum(), 0.5) },
      { info: vendiScoreInfinityInfo, take: () => effectiveNumber(spectrum(), Infinity) },
      { info: rkeInfo, take: () => rke(set, d) },
      {
        info: dcScoreInfo,
        take: () => ({
          value: dcScore(some, d, tau),
          note: [tau === DC_TAU ? '' : `at τ = ${tau}`, sampleNote ?? ''].filter(Boolean).join(', ') || null,
        }),
      },
      { info: novelSumInfo, take: () => ({ value: novelSum(some, d), note: sampleNote }) },
    ];
  };
  return runPanel(embeddings.length / d, measurementsOf, seed, options);
}

function rowsOf(embeddings: Float32Array, d: number, rows: readonly number[]): Float32Array {
  const chosen = new Float32Array(rows.length * d);
  rows.forEach((row, i) => chosen.set(embeddings.subarray(row * d, (row + 1) * d), i * d));
  return chosen;
}

function someOf({ values, n, d }: UnitRows, count: number, rng: Rng): UnitRows {
  const chosen = new Float64Array(count * d);
  sampleIndices(n, count, rng).forEach((row, i) =>
    chosen.set(values.subarray(row * d, (row + 1) * d), i * d),
  );
  return new UnitRows(chosen, d);
}

/** The value, computed when it is first asked for. */
function once<T>(compute: () => T): () => T {
  let known: { value: T } | null = null;
  return () => (known ??= { value: compute() }).value;
}

/** The unit rows of a matrix of embeddings, or what is wrong with it. */
function rowsOrFault(embeddings: Float32Array, d: number): UnitRows | string {
  try {
    return unitRows(embeddings, d, 'embeddingPanel');
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return error.message;
  }
}
