/** @file All measures of a set's words. */
import type { MeasureInfo } from '../../core/measure';
import { stream, type SeedPart } from '../../core/random';
import { GramTable } from '../../text/gram-table';
import { compressionRatio, compressionRatioInfo } from './compression-ratio';
import { contextLength, contextLengthInfo } from './context-length';
import {
  distinct1Info,
  distinct2Info,
  distinct2PerTextInfo,
  distinct3Info,
  distinctN,
  distinctNPerText,
} from './distinct-n';
import {
  expectationAdjustedDistinct,
  expectationAdjustedDistinctInfo,
} from './expectation-adjusted-distinct';
import { homogenization, homogenizationInfo } from './homogenization';
import { nGramDiversity, nGramDiversityInfo } from './n-gram-diversity';
import { runPanel, type Measurement, type PanelResult, type PanelRunOptions } from './panel';
import { selfBleu, selfBleuInfo } from './self-bleu';
import { selfRepetition, selfRepetitionInfo } from './self-repetition';

export const LEXICAL_MEASURES: readonly MeasureInfo[] = [
  distinct1Info,
  distinct2Info,
  distinct3Info,
  distinct2PerTextInfo,
  expectationAdjustedDistinctInfo,
  nGramDiversityInfo,
  compressionRatioInfo,
  selfRepetitionInfo,
  selfBleuInfo,
  homogenizationInfo,
  contextLengthInfo,
];

export interface LexicalPanelOptions extends PanelRunOptions {
  /** What is compressed. Default: the tokens of each text, with a space between any two. */
  readonly texts?: readonly string[] | undefined;
  /** Tokens of each text before it was cut to a budget; context length is theirs. Default: the tokens that are measured. */
  readonly wholeTokenLists?: readonly (readonly string[])[] | undefined;
  /** The vocabulary that expectation-adjusted distinct reckons with. Default: 30,522. */
  readonly vocabularySize?: number | undefined;
  /** Above this many pairs, homogenization measures a sample. Default: 2,000,000. */
  readonly mostPairs?: number | undefined;
}

/**
 * Every lexical measure of a set; time linear in its tokens once homogenization samples its pairs.
 * @param tokenLists tokens of each text
 * @param seed begins the name of every random stream
 */
export async function lexicalPanel(
  tokenLists: readonly (readonly string[])[],
  seed: readonly SeedPart[],
  options: LexicalPanelOptions = {},
): Promise<PanelResult> {
  const whole = GramTable.of(tokenLists);
  const { texts, vocabularySize, mostPairs, wholeTokenLists = tokenLists } = options;
  const textOf = (i: number): string => texts?.[i] ?? tokenLists[i]!.join(' ');
  const measurementsOf = (
    rows: readonly number[] | null,
    seed: readonly SeedPart[],
  ): readonly Measurement[] => {
    const table = rows === null ? whole : whole.pick(rows);
    return [
      { info: distinct1Info, take: () => distinctN(table, 1) },
      { info: distinct2Info, take: () => distinctN(table, 2) },
      { info: distinct3Info, take: () => distinctN(table, 3) },
      { info: distinct2PerTextInfo, take: () => distinctNPerText(table, 2) },
      {
        info: expectationAdjustedDistinctInfo,
        take: () => expectationAdjustedDistinct(table, vocabularySize),
      },
      { info: nGramDiversityInfo, take: () => nGramDiversity(table) },
      { info: compressionRatioInfo, take: () => compressionRatio(textsOf(rows, tokenLists.length, textOf)) },
      { info: selfRepetitionInfo, take: () => selfRepetition(table) },
      { info: selfBleuInfo, take: () => selfBleu(table) },
      {
        info: homogenizationInfo,
        take: () => {
          const rng = stream(...seed, homogenizationInfo.id);
          const { value, numPairs, isSampled } = homogenization(table, rng, mostPairs);
          return { value, note: isSampled ? `over a seeded sample of ${numPairs} pairs` : null };
        },
      },
      {
        info: contextLengthInfo,
        take: () => contextLength(rows?.map((row) => wholeTokenLists[row]!) ?? wholeTokenLists),
      },
    ];
  };
  return runPanel(tokenLists.length, measurementsOf, seed, options);
}

function* textsOf(
  rows: readonly number[] | null,
  n: number,
  textOf: (i: number) => string,
): Generator<string> {
  if (rows === null) for (let i = 0; i < n; i++) yield textOf(i);
  else for (const i of rows) yield textOf(i);
}
