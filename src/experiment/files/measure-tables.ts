/** @file Measures tables of texts: reads them, draws comparable sets from them, and takes both panels of measures. */
import { LabError } from '../../core/errors';
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import type { FileCounts, Measured as Panel, MeasureNotice } from '../../core/measured-set';
import type { TextEmbedder } from '../../core/ports';
import { stream, type SeedPart } from '../../core/random';
import { clusterAgentScore } from '../../measures/diversity/cluster-agent/cluster-agent-score';
import { SurrogateJudge } from '../../measures/diversity/cluster-agent/surrogate-judge';
import { equalSize } from '../../measures/diversity/equal-size';
import {
  DIVERSITY_MEASURES,
  diversityPanel,
  type LogProbability,
  type SetOfTexts,
} from '../../measures/diversity';
import { SHIFT_MEASURES, shiftPanel } from '../../measures/shift';
import { tokenize } from '../../text/tokenize';
import type { MeasureTools } from '../run/measure-tools';
import { idWith, measuresWith, panelWith } from '../run/measures-by-embedder';
import { baseName, readSource, type ReadFile, type ReadSettings, type TableSource } from './read-tables';
import { embedderOf } from '../run/known-embeddings';
import { surrogateInfo } from '../run/surrogate-info';

export interface MeasureSettings extends ReadSettings {
  readonly intervals: boolean;
}

interface TellingText {
  readonly text: string;
  /** The classifier's P(generated | text). */
  readonly probability: number;
  /** Words and pairs that told, the most telling first; ^ and $ are begin and end of the text. */
  readonly words: readonly string[];
}

export interface MeasuredSet {
  readonly name: string;
  readonly isReference: boolean;
  /** Rows with a text in the file. */
  readonly rowsRead: number;
  readonly rowsMeasured: number;
  readonly tokensMeasured: number;
  readonly diversity: Panel;
  /** Against the reference; null for the reference itself, and where there is none. */
  readonly shift:
    | (Panel & {
        readonly rows: number;
        readonly pValues: MeasureValues;
        readonly giveaways: readonly TellingText[];
      })
    | null;
}

export interface TablesMeasured {
  readonly files: readonly FileCounts[];
  /** Names the embedder: values of other embedders do not compare. */
  readonly embedder: string;
  readonly seed: number;
  /** What was left out or cut. */
  readonly notices: readonly MeasureNotice[];
  readonly measures: readonly MeasureInfo[];
  readonly sets: readonly MeasuredSet[];
}

/** Groups smaller than this would cut all others to their size; they are left out. */
const LEAST_TEXTS = 20;
const PERMUTATIONS = 199;
/** Giveaways that are told of each set. */
const MOST_GIVEAWAYS = 5;
/** Rounds of the surrogate's cluster-agent score: its standard error is then about a hundredth of its value. */
const SURROGATE_ROUNDS = 500;

/**
 * Measures every set of a file: all of it, or each value of `by`.
 * @param onEmbedded is told when all texts are embedded
 * @throws LabError `bad-dataset` where a file cannot be read or has not what was asked for
 */
export async function measureTables(
  source: TableSource,
  reference: TableSource | null,
  settings: MeasureSettings,
  tools: MeasureTools,
  signal: AbortSignal = new AbortController().signal,
  onEmbedded: () => void = () => undefined,
): Promise<TablesMeasured> {
  const notices: MeasureNotice[] = [];
  const table = await readSource(source, 'file', settings, signal);
  const referenceTable =
    reference === null
      ? null
      : await readSource(reference, 'reference', { ...settings, by: null, needsLabels: false }, signal);
  const tables = [table, ...(referenceTable ? [referenceTable] : [])];
  const groups = largeEnough(table, settings.by, notices).map((group) => ({ ...group, isReference: false }));
  if (referenceTable) {
    groups.push({
      ...referenceTable.groups[0]!,
      name: `reference: ${baseName(reference!.name)}`,
      isReference: true,
    });
  }
  for (const { name, numRows, texts } of groups) {
    if (numRows > texts.length) {
      const shown = name || baseName(source.name);
      notices.push({ kind: 'drawn', name: shown, numRead: numRows, numDrawn: texts.length });
    }
  }
  const namesRead = tables.flatMap((one) => one.labelNames ?? []);
  // A row without a label among rows with one stands in a class of its own.
  const labelNames =
    namesRead.length === 0 ? [] : [...new Set([...namesRead, ...groups.flatMap((group) => group.labels)])];
  const seed: readonly SeedPart[] = [settings.seed, 'measure'];

  const read = groups.map(({ name, numRows, isReference, texts, labels }) => ({
    name: name || baseName(source.name),
    isReference,
    rowsRead: numRows,
    texts,
    labels,
    tokenLists: texts.map((text) => tokenize(text)),
  }));
  const cuts = equalCuts(
    read.map((set) => set.tokenLists),
    seed,
    notices,
  );
  const parts: Part[] = [];
  for (const [i, set] of read.entries()) {
    const { indices, tokenLists } = cuts[i]!;
    const texts = indices.map((row) => set.texts[row]!);
    const labels = indices.map((row) => set.labels[row]!);
    const whole = indices.map((row) => set.tokenLists[row]!);
    const embeddings = await tools.embedder.embed(texts);
    const model = await modelOf(tools.embedder, texts, whole);
    parts.push({ ...set, texts, labels, whole, tokenLists, embeddings, model });
  }
  onEmbedded();
  const real = parts.find((part) => part.isReference) ?? null;
  const sets: MeasuredSet[] = [];
  for (const part of parts)
    sets.push(await measureSet(part, real, tools, labelNames, seed, settings, signal));
  const isTaken = ({ id }: MeasureInfo): boolean =>
    sets.some((set) =>
      [set.diversity, set.shift].some((panel) => panel && (id in panel.values || id in panel.missing)),
    );
  return {
    files: tables.map((one) => one.counts),
    embedder: tools.embedder.id,
    seed: settings.seed,
    notices,
    measures: measuresWith([...DIVERSITY_MEASURES, surrogateInfo, ...SHIFT_MEASURES], tools.embedder).filter(
      isTaken,
    ),
    sets,
  };
}

/** A set as it is measured. */
interface Part {
  readonly name: string;
  readonly isReference: boolean;
  readonly rowsRead: number;
  readonly texts: readonly string[];
  readonly labels: readonly string[];
  /** Tokens of each text. */
  readonly whole: readonly (readonly string[])[];
  /** The same, cut so that all sets have equally many. */
  readonly tokenLists: readonly (readonly string[])[];
  readonly embeddings: Float32Array;
  /** The embedder as a language model of `whole`; null where it is none. */
  readonly model: LogProbability | null;
}

async function modelOf(
  embedder: TextEmbedder,
  texts: readonly string[],
  whole: readonly (readonly string[])[],
): Promise<LogProbability | null> {
  const known = await embedder.logProbabilities?.(texts);
  if (!known) return null;
  const byTokens = new Map(whole.map((tokens, row) => [tokens, known[row]!]));
  return (tokens) => byTokens.get(tokens) ?? NaN;
}

async function measureSet(
  part: Part,
  real: Part | null,
  { embedder, models, likeness }: MeasureTools,
  labelNames: readonly string[],
  seed: readonly SeedPart[],
  { intervals }: MeasureSettings,
  signal: AbortSignal,
): Promise<MeasuredSet> {
  const { tokenLists, embeddings, labels } = part;
  const d = embedder.dimensions;
  const set: SetOfTexts = {
    tokenLists,
    wholeTokenLists: part.whole,
    embeddings,
    d,
    ...(labelNames.length > 0 && labels.some((label) => label !== '')
      ? { labels: labels.map((label) => labelNames.indexOf(label)), numClasses: labelNames.length }
      : {}),
    ...(real && !part.isReference ? { referenceTokenLists: real.tokenLists } : {}),
    ...(models ? { models } : {}),
    ...(part.model ? { embedderModel: part.model } : {}),
  };
  const panel = await diversityPanel(set, [...seed, 'diversity'], { intervals, signal });
  const judge = new SurrogateJudge(embedderOf(part.texts, embeddings, embedder), likeness);
  const diversity = panelWith(await withSurrogate(panel, part.texts, judge, seed, signal), embedder);
  const base = {
    name: part.name,
    isReference: part.isReference,
    rowsRead: part.rowsRead,
    rowsMeasured: tokenLists.length,
    tokensMeasured: tokenLists.reduce((sum, tokens) => sum + tokens.length, 0),
    diversity,
  };
  if (!real || part.isReference) return { ...base, shift: null };
  const generated = { tokenLists: part.whole, embeddings };
  const options = { d, intervals, permutations: PERMUTATIONS, signal };
  const shift = await shiftPanel(
    { tokenLists: real.whole, embeddings: real.embeddings },
    generated,
    [...seed, 'shift'],
    options,
  );
  const giveaways = shift.giveaways.slice(0, MOST_GIVEAWAYS).map(({ row, probability, features }) => ({
    text: part.texts[row]!,
    probability,
    words: features.map(
      ({ tokens, atStart, atEnd }) => `${atStart ? '^ ' : ''}${tokens.join(' ')}${atEnd ? ' $' : ''}`,
    ),
  }));
  const { values, intervals: bounds, notes, missing, numRows: rows } = shift;
  const pValues = Object.fromEntries(
    Object.entries(shift.pValues).map(([id, p]) => [idWith(id, embedder), p]),
  );
  return {
    ...base,
    shift: {
      ...panelWith({ values, intervals: bounds, notes, missing }, embedder),
      pValues,
      rows,
      giveaways,
    },
  };
}

/** The panel and the cluster-agent score, whose judge here is no language model. */
async function withSurrogate(
  panel: Panel,
  texts: readonly string[],
  judge: SurrogateJudge,
  seed: readonly SeedPart[],
  signal: AbortSignal,
): Promise<Panel> {
  const { id } = surrogateInfo;
  try {
    const options = { numRounds: SURROGATE_ROUNDS, criteria: [], signal };
    const { value, interval } = await clusterAgentScore(texts, judge, [...seed, id], options);
    const intervals =
      Object.keys(panel.intervals).length > 0 ? { ...panel.intervals, [id]: interval } : panel.intervals;
    return { ...panel, values: { ...panel.values, [id]: value }, intervals };
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'bad-dataset') throw error;
    return { ...panel, missing: { ...panel.missing, [id]: error.message } };
  }
}

/** All sets at equal n and equal tokens; a set that is alone stays whole. */
function equalCuts(
  sets: readonly (readonly (readonly string[])[])[],
  seed: readonly SeedPart[],
  notices: MeasureNotice[],
): readonly { readonly indices: readonly number[]; readonly tokenLists: readonly (readonly string[])[] }[] {
  if (sets.length === 1) return [{ indices: [...sets[0]!.keys()], tokenLists: sets[0]! }];
  const { numTexts, numTokens, sets: cut } = equalSize(sets, stream(...seed, 'equal'));
  notices.push({ kind: 'equal', numTexts, numTokens });
  return cut;
}

function largeEnough(
  { groups, counts }: ReadFile,
  by: string | null,
  notices: MeasureNotice[],
): ReadFile['groups'] {
  const large = groups.filter((group) => group.texts.length >= LEAST_TEXTS);
  if (by === null || large.length === 0 || large.length === groups.length) return groups;
  const small = groups.filter((group) => !large.includes(group)).map((group) => group.name);
  notices.push({ kind: 'small', name: baseName(counts.path), by, groups: small, leastTexts: LEAST_TEXTS });
  return large;
}
