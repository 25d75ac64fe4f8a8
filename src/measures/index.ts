/** @file All measures. A new one takes a line here, a file beside it, and a sentence in `words`. */
import {
  clusterAgentMeasure,
  clusterAgentSurrogateMeasure,
} from './diversity/cluster-agent/cluster-agent-score';
import { chamferDistanceMeasure } from './diversity/chamfer-distance';
import { clusterInertiaMeasure, clusterScoreMeasure } from './diversity/clusters';
import { compressionRatioMeasure } from './diversity/compression-ratio';
import { contextLengthMeasure } from './diversity/context-length';
import { dcScoreMeasure } from './diversity/dc-score';
import {
  distinct1Measure,
  distinct2Measure,
  distinct2PerTextMeasure,
  distinct3Measure,
  nGramDiversityMeasure,
} from './diversity/distinct-n';
import { expectationAdjustedDistinctMeasure } from './diversity/expectation-adjusted-distinct';
import { homogenizationMeasure } from './diversity/homogenization';
import { labelCoverageMeasure, labelEntropyMeasure } from './diversity/label-entropy';
import { meanPairwiseDistanceMeasure } from './diversity/mean-pairwise-distance';
import { novelSumMeasure } from './diversity/novel-sum';
import { embedderPerplexityMeasure, perplexityGapMeasure, perplexityMeasure } from './diversity/perplexity';
import { rkeMeasure } from './diversity/rke';
import { selfBleuMeasure } from './diversity/self-bleu';
import { selfRepetitionMeasure } from './diversity/self-repetition';
import { typeCoverageMeasure } from './diversity/type-coverage';
import { vendiScoreHalfMeasure, vendiScoreInfinityMeasure, vendiScoreMeasure } from './diversity/vendi-score';
import type { Measure } from './measure';
import {
  jensenShannonMeasure,
  missedDivergenceMeasure,
  strayDivergenceMeasure,
} from './shift/cluster-divergences';
import { frechetDistanceMeasure } from './shift/frechet-distance';
import { frontierIntegralMeasure, mauveMeasure } from './shift/mauve';
import { maximumMeanDiscrepancyMeasure } from './shift/maximum-mean-discrepancy';
import { coverageMeasure, densityMeasure, precisionMeasure, recallMeasure } from './shift/nearest-neighbours';
import { twoSampleTestMeasure } from './shift/two-sample-test';
import { unseenTokensMeasure, vocabularyOverlapMeasure } from './shift/vocabulary-overlap';

/** How varied a set is. */
export const DIVERSITY_MEASURES: readonly Measure[] = [
  distinct1Measure,
  distinct2Measure,
  distinct3Measure,
  distinct2PerTextMeasure,
  expectationAdjustedDistinctMeasure,
  nGramDiversityMeasure,
  compressionRatioMeasure,
  selfRepetitionMeasure,
  selfBleuMeasure,
  homogenizationMeasure,
  contextLengthMeasure,
  meanPairwiseDistanceMeasure,
  chamferDistanceMeasure,
  clusterInertiaMeasure,
  clusterScoreMeasure,
  vendiScoreMeasure,
  vendiScoreHalfMeasure,
  vendiScoreInfinityMeasure,
  rkeMeasure,
  dcScoreMeasure,
  novelSumMeasure,
  clusterAgentSurrogateMeasure,
  labelEntropyMeasure,
  labelCoverageMeasure,
  typeCoverageMeasure,
  perplexityMeasure,
  perplexityGapMeasure,
  embedderPerplexityMeasure,
  clusterAgentMeasure,
];

/** How far a set is from real text. */
export const SHIFT_MEASURES: readonly Measure[] = [
  twoSampleTestMeasure,
  vocabularyOverlapMeasure,
  unseenTokensMeasure,
  maximumMeanDiscrepancyMeasure,
  frechetDistanceMeasure,
  precisionMeasure,
  recallMeasure,
  densityMeasure,
  coverageMeasure,
  mauveMeasure,
  frontierIntegralMeasure,
  missedDivergenceMeasure,
  strayDivergenceMeasure,
  jensenShannonMeasure,
];

export const MEASURES: readonly Measure[] = [...DIVERSITY_MEASURES, ...SHIFT_MEASURES];
