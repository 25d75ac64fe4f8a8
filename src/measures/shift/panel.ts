/** @file The measurements of the panel of shift, of whole sets and of halves, with what they share computed once. */
import type { MeasureInfo } from '../../core/measure';
import { stream, type SeedPart } from '../../core/random';
import { GramTable } from '../../text/gram-table';
import {
  jensenShannonDivergence,
  jensenShannonInfo,
  klDivergence,
  missedDivergenceInfo,
  strayDivergenceInfo,
} from './cluster-divergences';
import { pairDistances, type PairDistances } from './embedding-pair';
import { frechetDistance, frechetDistanceInfo, frechetOfMoments, momentsOf } from './frechet-distance';
import type { Halves } from './half-samples';
import {
  discrepancyOf,
  divisionValue,
  kernelOf,
  LEAST_ROWS,
  maximumMeanDiscrepancyInfo,
  testOfKernel,
  type PairKernel,
} from './maximum-mean-discrepancy';
import { frontierIntegral, frontierIntegralInfo, mauve, mauveInfo } from './mauve';
import {
  coverageInfo,
  densityInfo,
  DEFAULT_NEIGHBOURS,
  neighbourScoresOf,
  precisionInfo,
  recallInfo,
  type NeighbourScores,
} from './nearest-neighbours';
import { clusterCounts, quantise, type Quantisation } from './quantise';
import {
  DEFAULT_GIVEAWAYS,
  featuresOf,
  testOfFeatures,
  twoSampleTestInfo,
  type PairFeatures,
  type TwoSampleResult,
} from './two-sample-test';
import {
  unseenTokensInfo,
  overlapOf,
  vocabularyOverlapInfo,
  type VocabularyOverlap,
} from './vocabulary-overlap';

/** The texts of a set that are compared. */
interface Side {
  readonly tokenLists: readonly (readonly string[])[];
  /** (n, d) row-major. */
  readonly embeddings: Float32Array | null;
}

/** Both sets, of equal size. */
export interface Sides {
  readonly real: Side;
  readonly generated: Side;
  readonly d: number;
}

/** Measures that are taken together. */
export interface Measurement {
  readonly infos: readonly MeasureInfo[];
  /** Values of the whole sets, in the order of `infos`; a LabError `bad-dataset` where they have none. */
  readonly whole: () => readonly number[];
  /** Values of a half of each set; called after `whole`. */
  readonly part: (halves: Halves, replicate: number) => readonly number[];
}

/** The measures of words, and the two-sample test of the whole sets once it was taken. */
export function wordMeasurements(
  { real, generated }: Sides,
  seed: readonly SeedPart[],
): { readonly measurements: readonly Measurement[]; readonly test: () => TwoSampleResult | null } {
  let test: TwoSampleResult | null = null;
  let features: PairFeatures | null = null;
  const some = <T>(items: readonly T[], rows: Int32Array): readonly T[] =>
    Array.from(rows, (row) => items[row]!);
  const numRows = real.tokenLists.length;
  /** Both sets' words by number, the real texts first. */
  let table: GramTable | null = null;
  const words = (): GramTable => (table ??= GramTable.of([...real.tokenLists, ...generated.tokenLists]));
  const ofOverlap = ({ overlap, unseen }: VocabularyOverlap): number[] => [overlap, unseen];
  const measurements: Measurement[] = [
    {
      infos: [twoSampleTestInfo],
      whole: () => {
        features = featuresOf(real.tokenLists, generated.tokenLists, words());
        test = testOfFeatures(features, stream(...seed, 'two-sample'), DEFAULT_GIVEAWAYS);
        return [test.accuracy];
      },
      part: (halves, replicate) => {
        const half = {
          ...features!,
          real: some(features!.real, halves.real),
          generated: some(features!.generated, halves.generated),
        };
        return [testOfFeatures(half, stream(...seed, 'two-sample', replicate), 0).accuracy];
      },
    },
    {
      infos: [vocabularyOverlapInfo, unseenTokensInfo],
      whole: () => ofOverlap(overlapOf(words(), range(0, numRows), range(numRows, words().numTexts))),
      part: (halves) => ofOverlap(overlapOf(words(), halves.real, below(numRows, halves.generated))),
    },
  ];
  return { measurements, test: () => test };
}

/** The measures of embeddings, and the kernel distance's test, which may be asked for once that was taken. */
export function embeddingMeasurements(
  sides: Sides,
  seed: readonly SeedPart[],
): {
  readonly measurements: readonly Measurement[];
  readonly discrepancyPValue: (permutations: number) => number;
} {
  const { d } = sides;
  const real = sides.real.embeddings!;
  const generated = sides.generated.embeddings!;
  const numRows = real.length / d;
  /** Distances, kernel and clusters; computed where they are first needed, so that a fault is told there. */
  let distances: PairDistances | null = null;
  let kernel: PairKernel | null = null;
  let clusters: Quantisation | null = null;
  const distancesFor = (place: string, least: number): PairDistances => {
    if (!distances || numRows < least) distances = pairDistances(place, real, generated, d, least);
    return distances;
  };

  const ofScores = ({ precision, recall, density, coverage }: NeighbourScores): number[] => [
    precision,
    recall,
    density,
    coverage,
  ];
  const ofClusters = (realRows: Int32Array, generatedRows: Int32Array): number[] => {
    const p = clusterCounts(realRows, clusters!.numClusters);
    const q = clusterCounts(generatedRows, clusters!.numClusters);
    return [
      mauve(p, q),
      frontierIntegral(p, q),
      klDivergence(p, q),
      klDivergence(q, p),
      jensenShannonDivergence(p, q),
    ];
  };
  const measurements: Measurement[] = [
    {
      infos: [maximumMeanDiscrepancyInfo],
      whole: () => {
        kernel = kernelOf(distancesFor('maximumMeanDiscrepancy', LEAST_ROWS));
        return [discrepancyOf(kernel)];
      },
      part: (halves) => [divisionValue(kernel!, halves.real, below(numRows, halves.generated))],
    },
    {
      infos: [frechetDistanceInfo],
      whole: () => [frechetDistance(real, generated, d)],
      part: (halves) => [
        frechetOfMoments(momentsOf(real, d, halves.real), momentsOf(generated, d, halves.generated), d),
      ],
    },
    {
      infos: [precisionInfo, recallInfo, densityInfo, coverageInfo],
      whole: () =>
        ofScores(neighbourScoresOf(distancesFor('nearestNeighbourScores', DEFAULT_NEIGHBOURS + 1))),
      part: (halves) =>
        ofScores(
          neighbourScoresOf(distances!, DEFAULT_NEIGHBOURS, halves.real, below(numRows, halves.generated)),
        ),
    },
    {
      infos: [mauveInfo, frontierIntegralInfo, missedDivergenceInfo, strayDivergenceInfo, jensenShannonInfo],
      whole: () => {
        clusters = quantise(real, generated, d, stream(...seed, 'clusters'));
        return ofClusters(clusters.real, clusters.generated);
      },
      part: (halves) =>
        ofClusters(
          halves.real.map((row) => clusters!.real[row]!),
          halves.generated.map((row) => clusters!.generated[row]!),
        ),
    },
  ];
  return {
    measurements,
    discrepancyPValue: (permutations) =>
      testOfKernel(kernel!, stream(...seed, 'permutations'), permutations).pValue,
  };
}

/** Rows of the generated set where it stands below so many real ones. */
function below(numReal: number, rows: Int32Array): Int32Array {
  return rows.map((row) => row + numReal);
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, i) => from + i);
}
