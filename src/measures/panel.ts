/** @file The panel: takes every measure whose needs a set meets, one after another. */
import { breathe } from '../core/breathe';
import { LabError, shown } from '../core/errors';
import type { KnownShares, Measured, MeasureInterval } from '../core/measured-set';
import type { SeedPart } from '../core/random';
import { DC_TAU } from './diversity/dc-score';
import { EAD_VOCABULARY_SIZE } from './diversity/expectation-adjusted-distinct';
import { MOST_PAIRS } from './diversity/homogenization';
import { MEASURES } from './index';
import { knownSharesOf, whyNotKnown } from './known-shares';
import { needCount, needPositive, type Giveaway, type Measure, type TakenInFull } from './measure';
import { LEAST_ROWS_FOR_INTERVALS, RESAMPLINGS } from './resampling';
import { SetContext, type MeasureSettings, type Part, type RowList } from './set-context';
import { isMet, type ReferenceTexts, type SetOfTexts } from './set-of-texts';

export interface PanelOptions extends Partial<MeasureSettings> {
  /** Default: all. */
  readonly measures?: readonly Measure[];
  readonly signal?: AbortSignal | undefined;
}

export interface PanelResult extends Measured {
  /** Rows that each value was taken from, by measure id; of a comparison, rows of each side. */
  readonly rowsUsed: Readonly<Record<string, number>>;
  /** P(at least this far apart | same source), for measures that have a test. */
  readonly pValues: Readonly<Record<string, number>>;
  /** The generated texts that a classifier recognises most surely; `row` is the place in the set. */
  readonly giveaways: readonly Giveaway[];
  /** Of the set. A measure whose model knows too little of it is missing. */
  readonly known: KnownShares;
}

const DEFAULTS: MeasureSettings = {
  tau: DC_TAU,
  numClusters: 20,
  // About three seconds for each measure.
  mostQuadraticRows: 4_000,
  mostPairs: MOST_PAIRS,
  vocabularySize: EAD_VOCABULARY_SIZE,
  mostComparedTexts: 1_000,
  mostComparedEmbeddings: 1_000,
  permutations: 0,
  intervals: false,
};

/**
 * Takes every measure whose needs are met: those of words always, those of embeddings, labels, models and judges where
 * the set brings them, those of shift where there is a reference. Set and reference are cut, at random, to as many rows
 * as the smaller one has before they are compared. Equal seeds give equal values. Intervals take 20 to 40 times the work.
 * A measure that reads a model which knows too little of the texts is missing.
 * @param seed begins the name of every random stream
 * @throws LabError `bad-setting` for an invalid option; `bad-dataset` where the parts of a set are of unlike length;
 *   other faults of the data are reported in `missing` instead
 */
export async function measurePanel(
  set: SetOfTexts,
  reference: ReferenceTexts | null,
  seed: readonly SeedPart[],
  { measures = MEASURES, signal = new AbortController().signal, ...chosen }: PanelOptions = {},
): Promise<PanelResult> {
  const settings = { ...DEFAULTS, ...chosen };
  checkSettings(settings);
  checkLengths(set, reference);
  const whole = new SetContext(set, reference, settings, seed, signal);
  const values: Record<string, number> = {};
  const notes: Record<string, string> = {};
  const missing: Record<string, string> = {};
  const rowsUsed: Record<string, number> = {};
  const pValues: Record<string, number> = {};
  const intervals: Record<string, MeasureInterval> = {};
  let giveaways: readonly Giveaway[] = [];
  const known = knownSharesOf(set);
  const taken: Measure[] = [];
  for (const measure of measures.filter(({ needs }) => needs.every((need) => isMet(need, set, reference)))) {
    const { id } = measure.info;
    const found = whyNotKnown(measure, known, reference) ?? (await takeOrFault(measure, whole));
    if (typeof found === 'string') missing[id] = found;
    else {
      values[id] = found.value;
      rowsUsed[id] = whole.numRows(measure.reads ?? 'texts');
      const note = [found.note, sampleNote(measure, whole)].filter(Boolean).join(', ');
      if (note !== '') notes[id] = note;
      if (found.interval && settings.intervals) intervals[id] = found.interval;
      if (typeof found.pValue === 'number') pValues[id] = found.pValue;
      giveaways = found.giveaways ?? giveaways;
      taken.push(measure);
    }
    await breathe();
  }
  if (settings.intervals) Object.assign(intervals, await resampledIntervals(whole, taken, values));
  signal.throwIfAborted();
  return { values, intervals, notes, missing, rowsUsed, pValues, giveaways, known };
}

/** The value of a measure, or why it has none; a fault of a setting stops the panel. */
async function takeOrFault(measure: Measure, context: SetContext): Promise<TakenInFull | string> {
  context.signal.throwIfAborted();
  try {
    const taken = await measure.take(context);
    const found = typeof taken === 'number' ? { value: taken } : taken;
    return Number.isFinite(found.value) ? found : `${measure.info.id}: invalid value: ${found.value}`;
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'bad-dataset') throw error;
    return error.message;
  }
}

function sampleNote({ reads }: Measure, context: SetContext): string | null {
  if (reads !== 'sampled texts' || context.sampled === context.embedded) return null;
  return `over a seeded sample of ${context.sampled.n} texts`;
}

/** Measures parts of the set again; a measure that some part has no value of has no interval. */
async function resampledIntervals(
  whole: SetContext,
  measures: readonly Measure[],
  values: Readonly<Record<string, number>>,
): Promise<Record<string, MeasureInterval>> {
  const intervals: Record<string, MeasureInterval> = {};
  for (const [method, { numParts, draw, interval }] of Object.entries(RESAMPLINGS)) {
    const suited = measures.filter(
      (measure) =>
        (measure.interval ?? 'jackknife') === method && numUnits(measure, whole) >= LEAST_ROWS_FOR_INTERVALS,
    );
    if (suited.length === 0) continue;
    const drawn = (list: RowList): readonly Int32Array[] =>
      draw(whole.rowsOf(list).length, whole.stream(method, list));
    const texts = drawn('texts');
    const realTexts = drawn('real texts');
    const generatedTexts = drawn('generated texts');
    const realEmbeddings = drawn('real embeddings');
    const generatedEmbeddings = drawn('generated embeddings');
    const ofParts = suited.map((): number[] => []);
    for (let i = 0; i < numParts; i++) {
      const rows: Part = {
        texts: texts[i]!,
        'real texts': realTexts[i]!,
        'generated texts': generatedTexts[i]!,
        'real embeddings': realEmbeddings[i]!,
        'generated embeddings': generatedEmbeddings[i]!,
      };
      const part = whole.partOf(rows, method, i);
      for (const [m, measure] of suited.entries()) {
        const found = await takeOrFault(measure, part);
        if (typeof found !== 'string') ofParts[m]!.push(found.value);
        await breathe();
      }
    }
    suited.forEach((measure, m) => {
      const { id, range } = measure.info;
      if (ofParts[m]!.length < numParts) return;
      intervals[id] = interval(values[id]!, ofParts[m]!, numUnits(measure, whole), range);
    });
  }
  return intervals;
}

/** Rows that are resampled for a measure, on each side. */
function numUnits({ reads }: Measure, whole: SetContext): number {
  if (reads === 'compared texts') return whole.rowsOf('real texts').length;
  return whole.rowsOf(reads === 'compared embeddings' ? 'real embeddings' : 'texts').length;
}

function checkSettings(settings: MeasureSettings): void {
  needPositive(settings.tau, 'measurePanel', 'temperature τ');
  needCount(settings.numClusters, 1, 'measurePanel', 'number of clusters');
  needCount(settings.mostQuadraticRows, 2, 'measurePanel', 'number of rows');
  needCount(settings.mostComparedTexts, 1, 'measurePanel', 'number of compared texts');
  needCount(settings.mostComparedEmbeddings, 1, 'measurePanel', 'number of compared rows');
  needCount(settings.permutations, 0, 'measurePanel', 'number of permutations');
}

function checkLengths(set: SetOfTexts, reference: ReferenceTexts | null): void {
  const { d } = set;
  if (set.embeddings || reference?.embeddings) needCount(d ?? 0, 1, 'measurePanel', 'number of dimensions');
  const numTexts = set.tokenLists.length;
  const numReal = reference?.tokenLists.length ?? 0;
  const parts = [
    { what: 'whole texts', length: set.wholeTokenLists?.length, wanted: numTexts },
    { what: 'texts as written', length: set.texts?.length, wanted: numTexts },
    { what: 'labels', length: set.labels?.length, wanted: numTexts },
    { what: 'embeddings', length: set.embeddings && set.embeddings.length / d!, wanted: numTexts },
    { what: 'whole reference texts', length: reference?.wholeTokenLists?.length, wanted: numReal },
    {
      what: 'reference embeddings',
      length: reference?.embeddings && reference.embeddings.length / d!,
      wanted: numReal,
    },
  ];
  for (const { what, length, wanted } of parts) {
    if (length === undefined || length === wanted) continue;
    throw new LabError(
      'bad-dataset',
      `measurePanel: invalid number of ${what}: ${shown(length)} (wanted one for each of ${wanted} texts)`,
    );
  }
}
