/** @file Measures tables of texts: reads them, draws comparable sets from them, and takes the measures of each. */
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import type { FileCounts, KnownShares, Measured, MeasureNotice, WordsFound } from '../../core/measured-set';
import type { TextEmbedder } from '../../core/ports';
import { stream, type SeedPart } from '../../core/random';
import { DIVERSITY_MEASURES, MEASURES, SHIFT_MEASURES } from '../../measures';
import { SurrogateJudge } from '../../measures/diversity/cluster-agent/surrogate-judge';
import { equalSize } from '../../measures/diversity/equal-size';
import { measurePanel } from '../../measures/panel';
import type { LogProbability, ReferenceTexts, SetOfTexts } from '../../measures/set-of-texts';
import { tokenize, wordsFoundIn } from '../../text/tokenize';
import { embedderOf, type MeasureTools } from '../run/measure-tools';
import { keyedWith, measuresWith, panelWith } from '../run/measures-by-embedder';
import { baseName, readSource, type ReadFile, type ReadSettings, type TableSource } from './read-tables';

export interface MeasureSettings extends ReadSettings {
  readonly intervals: boolean;
}

interface TellingText {
  readonly text: string;
  /** The classifier's P(generated | text). */
  readonly probability: number;
  /** Words and pairs that speak most for "generated", the strongest first; ^ and $ are begin and end of the text. */
  readonly words: readonly string[];
}

export interface MeasuredSet {
  readonly name: string;
  readonly isReference: boolean;
  /** Rows with a text in the file. */
  readonly rowsRead: number;
  readonly rowsMeasured: number;
  readonly tokensMeasured: number;
  /** Measures whose model knows too little of the set are missing. */
  readonly known: KnownShares;
  readonly diversity: Measured;
  /** Against the reference; null for the reference itself, and where there is none. */
  readonly shift:
    | (Measured & {
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
/** Texts shown of each set that give it away. */
const MOST_GIVEAWAYS = 5;
/** Rounds of the surrogate's cluster-agent score: its standard error is then about a hundredth of its value. */
const SURROGATE_ROUNDS = 500;

/**
 * Measures every set of a file: all of it, or each value of `by`.
 * @param onEmbedded called when all texts are embedded
 * @throws LabError `bad-dataset` where a file cannot be read or lacks a column of the settings
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
  notices.push(...wordNotices(read.flatMap((set) => set.texts)));
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
    const knownPieces = tools.embedder.knownShare?.(whole) ?? null;
    parts.push({ ...set, texts, labels, whole, tokenLists, embeddings, knownPieces, model });
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
    measures: measuresWith(
      MEASURES.map(({ info }) => info),
      tools.embedder,
    ).filter(isTaken),
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
  /** Share that the embedder knows; null where it cannot be said. */
  readonly knownPieces: number | null;
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
  const set: SetOfTexts = {
    tokenLists,
    wholeTokenLists: part.whole,
    texts: part.texts,
    embeddings,
    d: embedder.dimensions,
    knownPieces: part.knownPieces,
    ...(labelNames.length > 0 && labels.some((label) => label !== '')
      ? { labels: labels.map((label) => labelNames.indexOf(label)), numClasses: labelNames.length }
      : {}),
    ...(models ? { models } : {}),
    ...(part.model ? { embedderModel: part.model } : {}),
    surrogateJudge: {
      judge: new SurrogateJudge(embedderOf(part.texts, embeddings, embedder), likeness),
      numRounds: SURROGATE_ROUNDS,
      criteria: [], // a surrogate reads none
      seed: [...seed, 'clusterAgentSurrogate'],
    },
  };
  const reference: ReferenceTexts | null =
    real && !part.isReference
      ? {
          tokenLists: real.tokenLists,
          wholeTokenLists: real.whole,
          embeddings: real.embeddings,
          knownPieces: real.knownPieces,
        }
      : null;
  const options = { intervals, permutations: PERMUTATIONS, signal };
  const diversity = await measurePanel(set, reference, [...seed, 'diversity'], {
    ...options,
    measures: DIVERSITY_MEASURES,
  });
  const base = {
    name: part.name,
    isReference: part.isReference,
    rowsRead: part.rowsRead,
    rowsMeasured: tokenLists.length,
    tokensMeasured: tokenLists.reduce((sum, tokens) => sum + tokens.length, 0),
    known: diversity.known,
    diversity: panelWith(diversity, embedder),
  };
  if (!reference) return { ...base, shift: null };
  const shift = await measurePanel(set, reference, [...seed, 'shift'], {
    ...options,
    measures: SHIFT_MEASURES,
  });
  const giveaways = shift.giveaways.slice(0, MOST_GIVEAWAYS).map(({ row, probability, features }) => ({
    text: part.texts[row]!,
    probability,
    words: features.map(
      ({ tokens, atStart, atEnd }) => `${atStart ? '^ ' : ''}${tokens.join(' ')}${atEnd ? ' $' : ''}`,
    ),
  }));
  return {
    ...base,
    shift: {
      ...panelWith(shift, embedder),
      pValues: keyedWith(shift.pValues, embedder),
      rows: Math.max(0, ...Object.values(shift.rowsUsed)),
      giveaways,
    },
  };
}

/** How words were found in texts of scripts without spaces; none where there are no such texts. */
function wordNotices(texts: readonly string[]): MeasureNotice[] {
  const counts: Record<WordsFound, number> = { 'by character': 0, 'by dictionary': 0 };
  for (const text of texts) for (const found of wordsFoundIn(text)) counts[found]++;
  return (Object.entries(counts) as [WordsFound, number][])
    .filter(([, numTexts]) => numTexts > 0)
    .map(([found, numTexts]) => ({ kind: 'words', found, numTexts, numRead: texts.length }));
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
