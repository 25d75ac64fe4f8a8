/** @file The table of all measures of diversity, and the one function that takes them of a set. */
import { LabError, shown } from '../../core/errors';
import type { MeasureInfo } from '../../core/measure';
import type { SeedPart } from '../../core/random';
import { clusterAgentInfo } from './cluster-agent/cluster-agent-score';
import { EMBEDDING_MEASURES, embeddingPanel, type EmbeddingPanelOptions } from './embedding-panel';
import { labelCoverage, labelCoverageInfo, labelEntropy, labelEntropyInfo } from './label-entropy';
import { LEXICAL_MEASURES, lexicalPanel, type LexicalPanelOptions } from './lexical-panel';
import { runPanel, type Measurement, type PanelResult, type PanelRunOptions } from './panel';
import {
  embedderPerplexityInfo,
  perplexity,
  perplexityGapInfo,
  perplexityInfo,
  type LogProbability,
} from './perplexity';
import { typeCoverage, typeCoverageInfo } from './type-coverage';

export { EMBEDDING_MEASURES, embedderPerplexityInfo, LEXICAL_MEASURES };
export type { LogProbability, PanelResult };

/** Measures of a set's labels. */
const LABEL_MEASURES: readonly MeasureInfo[] = [labelEntropyInfo, labelCoverageInfo];

/** Measures that need more than the set: a reference, two language models. */
export const MODEL_MEASURES: readonly MeasureInfo[] = [typeCoverageInfo, perplexityInfo, perplexityGapInfo];

/** Measures that need a judge (`cluster-agent/`). */
const JUDGE_MEASURES: readonly MeasureInfo[] = [clusterAgentInfo];

export const DIVERSITY_MEASURES: readonly MeasureInfo[] = [
  ...LEXICAL_MEASURES,
  ...EMBEDDING_MEASURES,
  ...LABEL_MEASURES,
  ...MODEL_MEASURES,
  embedderPerplexityInfo,
  ...JUDGE_MEASURES,
];

export interface SetOfTexts {
  /** Tokens of each text. */
  readonly tokenLists: readonly (readonly string[])[];
  /** Tokens of each text before it was cut to a budget; context length and perplexity are theirs. */
  readonly wholeTokenLists?: readonly (readonly string[])[];
  readonly texts?: readonly string[];
  /** Class of each text. */
  readonly labels?: readonly number[];
  /** Classes of the task, present or not. */
  readonly numClasses?: number;
  /** (n, d) row-major. */
  readonly embeddings?: Float32Array;
  readonly d?: number;
  /** Tokens of each text of a reference set, for type coverage. */
  readonly referenceTokenLists?: readonly (readonly string[])[];
  readonly models?: {
    readonly small: LogProbability;
    readonly large: LogProbability;
    /** Default true. */
    readonly predictEnd?: boolean;
  };
  /** Of the embedder, where it is a language model that predicts the end of a text as well. */
  readonly embedderModel?: LogProbability;
}

export type DiversityPanelOptions = Omit<LexicalPanelOptions, 'texts' | 'wholeTokenLists'> &
  EmbeddingPanelOptions;

/**
 * Every measure of diversity that can be taken of what is given: those of words always, those of embeddings, labels and
 * models where the set brings them. Equal seeds give equal values.
 * @param seed begins the name of every random stream
 * @throws LabError `bad-setting` for an invalid option; `bad-dataset` where the parts of the set are of unlike length;
 *   other faults of the data are told in `missing` instead
 */
export async function diversityPanel(
  set: SetOfTexts,
  seed: readonly SeedPart[],
  options: DiversityPanelOptions = {},
): Promise<PanelResult> {
  checkLengths(set);
  const { tokenLists, texts, wholeTokenLists } = set;
  const panels = [await lexicalPanel(tokenLists, seed, { ...options, texts, wholeTokenLists })];
  if (set.embeddings) panels.push(await embeddingPanel(set.embeddings, set.d ?? 0, seed, options));
  panels.push(await restOfPanel(set, seed, options));
  return {
    values: Object.assign({}, ...panels.map((panel) => panel.values)) as PanelResult['values'],
    intervals: Object.assign({}, ...panels.map((panel) => panel.intervals)) as PanelResult['intervals'],
    notes: Object.assign({}, ...panels.map((panel) => panel.notes)) as PanelResult['notes'],
    missing: Object.assign({}, ...panels.map((panel) => panel.missing)) as PanelResult['missing'],
  };
}

function checkLengths({ tokenLists, wholeTokenLists, texts, labels, embeddings, d }: SetOfTexts): void {
  const parts = {
    'whole texts': wholeTokenLists?.length,
    texts: texts?.length,
    labels: labels?.length,
    embeddings: embeddings && embeddings.length / (d ?? 0),
  };
  for (const [what, length] of Object.entries(parts)) {
    if (length === undefined || length === tokenLists.length) continue;
    throw new LabError(
      'bad-dataset',
      `diversityPanel: invalid number of ${what}: ${shown(length)} (wanted one for each of ${tokenLists.length} texts)`,
    );
  }
}

function restOfPanel(
  set: SetOfTexts,
  seed: readonly SeedPart[],
  options: PanelRunOptions,
): Promise<PanelResult> {
  const { tokenLists, labels, numClasses, referenceTokenLists, models, embedderModel } = set;
  const { wholeTokenLists = tokenLists } = set;
  const measurementsOf = (rows: readonly number[] | null): readonly Measurement[] => {
    const of = <T>(items: readonly T[]): readonly T[] =>
      rows === null ? items : rows.map((row) => items[row]!);
    const measurements: Measurement[] = [];
    if (labels) measurements.push({ info: labelEntropyInfo, take: () => labelEntropy(of(labels)) });
    if (labels && numClasses !== undefined) {
      measurements.push({ info: labelCoverageInfo, take: () => labelCoverage(of(labels), numClasses) });
    }
    if (referenceTokenLists) {
      const take = (): number => typeCoverage(of(tokenLists), referenceTokenLists);
      measurements.push({ info: typeCoverageInfo, take });
    }
    if (models) {
      const { small, large, predictEnd: predictsEnd = true } = models;
      const under = (model: LogProbability) => (): number =>
        perplexity(of(wholeTokenLists), model, { predictsEnd });
      let underLarge: number | null = null; // asked for twice
      const ofLarge = (): number => (underLarge ??= under(large)());
      measurements.push(
        { info: perplexityInfo, take: ofLarge },
        { info: perplexityGapInfo, take: () => Math.abs(under(small)() - ofLarge()) },
      );
    }
    if (embedderModel) {
      const take = (): number => perplexity(of(wholeTokenLists), embedderModel);
      measurements.push({ info: embedderPerplexityInfo, take });
    }
    return measurements;
  };
  return runPanel(tokenLists.length, measurementsOf, seed, options);
}
