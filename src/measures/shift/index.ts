/** @file The table of all measures of shift, and the one function that takes them: how far is a set from real text? */
import { breathe } from '../../core/breathe';
import { LabError, shown } from '../../core/errors';
import type { MeasureInfo, MeasureValues } from '../../core/measure';
import { sampleWithout, stream, type SeedPart } from '../../core/random';
import { jensenShannonInfo, missedDivergenceInfo, strayDivergenceInfo } from './cluster-divergences';
import { frechetDistanceInfo } from './frechet-distance';
import { drawHalves, halfSampleInterval, type Interval } from './half-samples';
import { maximumMeanDiscrepancyInfo } from './maximum-mean-discrepancy';
import { frontierIntegralInfo, mauveInfo } from './mauve';
import {
  coverageInfo,
  DEFAULT_NEIGHBOURS,
  densityInfo,
  precisionInfo,
  recallInfo,
} from './nearest-neighbours';
import { embeddingMeasurements, wordMeasurements, type Measurement, type Sides } from './panel';
import { twoSampleTestInfo, type Giveaway } from './two-sample-test';
import { unseenTokensInfo, vocabularyOverlapInfo } from './vocabulary-overlap';

/** Measures of the words of two sets. */
const WORD_SHIFT_MEASURES: readonly MeasureInfo[] = [
  twoSampleTestInfo,
  vocabularyOverlapInfo,
  unseenTokensInfo,
];

/** Measures of the embeddings of two sets; what they say holds for the embedder. */
export const EMBEDDING_SHIFT_MEASURES: readonly MeasureInfo[] = [
  maximumMeanDiscrepancyInfo,
  frechetDistanceInfo,
  precisionInfo,
  recallInfo,
  densityInfo,
  coverageInfo,
  mauveInfo,
  frontierIntegralInfo,
  missedDivergenceInfo,
  strayDivergenceInfo,
  jensenShannonInfo,
];

export const SHIFT_MEASURES: readonly MeasureInfo[] = [...WORD_SHIFT_MEASURES, ...EMBEDDING_SHIFT_MEASURES];

/** A set as the panel reads it. */
export interface ShiftSet {
  /** Tokens of each text. */
  readonly tokenLists: readonly (readonly string[])[];
  /** (n, d) row-major, a row for each text, by one embedder for both sets; without them, words alone are measured. */
  readonly embeddings?: Float32Array;
}

export interface ShiftPanelOptions {
  /** Dimensions of the embeddings. */
  readonly d?: number;
  /** Whether to take the measures of words; default true. */
  readonly words?: boolean;
  /** Texts of each set that are compared at most; time and memory grow with its square. Default 1,000. */
  readonly mostRows?: number;
  /** Whether to take 95 % intervals too, from 40 halves of both sets (see `half-samples.ts`). Default false. */
  readonly intervals?: boolean;
  /** Permutations of the kernel distance's test; default 0, no p-value. */
  readonly permutations?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface ShiftPanel {
  /** Texts of each set that were compared. */
  readonly numRows: number;
  /** Finite numbers only, by measure id. */
  readonly values: MeasureValues;
  /** 95 % intervals, where they were asked for and could be had. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** P(at least this far apart | same source), for measures that have a test. */
  readonly pValues: Readonly<Record<string, number>>;
  /** What a reader of a value must know. */
  readonly notes: Readonly<Record<string, string>>;
  /** Why a measure of the panel has no value, by its id. */
  readonly missing: Readonly<Record<string, string>>;
  /** The generated texts that give their set away; `row` is the place in the generated set as it was given. */
  readonly giveaways: readonly Giveaway[];
}

const DEFAULT_MOST_ROWS = 1000;

/** The width of an interval is then within a ninth of what infinitely many would give. */
const NUM_HALVES = 40;

/** With fewer, the nearest neighbours of a half are all there are. */
const LEAST_ROWS_FOR_INTERVALS = 2 * (DEFAULT_NEIGHBOURS + 1);

/** Below so many rows for each dimension, the Fréchet distance is mostly its own bias. */
const ROWS_PER_DIMENSION = 10;

/**
 * All measures of shift of a generated set against a real one. Both are cut, at random, to as many texts as the
 * smaller one has, and vocabularies are compared at as many running tokens. The clusters of MAUVE and the divergences
 * are found once, so that their intervals hold the clusters fixed; the intervals are a little too wide where the sets
 * are of one source, since many of these measures cannot vary as freely there as an average does. Same seed, same
 * panel.
 * @param seed begins the name of every random stream
 * @throws LabError `bad-setting` for an invalid option; `bad-dataset` where texts and embeddings of a set are of
 * unlike number; other faults of the data are told in `missing` instead
 */
export async function shiftPanel(
  real: ShiftSet,
  generated: ShiftSet,
  seed: readonly SeedPart[],
  options: ShiftPanelOptions = {},
): Promise<ShiftPanel> {
  const { d = 0, mostRows = DEFAULT_MOST_ROWS, intervals = false, permutations = 0, signal } = options;
  const takesWords = options.words ?? true;
  needWhole('greatest number of rows', mostRows, 1);
  needWhole('number of permutations', permutations, 0);
  checkLengths('real', real, d);
  checkLengths('generated', generated, d);
  const numRows = Math.min(real.tokenLists.length, generated.tokenLists.length, mostRows);
  const realRows = sampleWithout([...real.tokenLists.keys()], numRows, stream(...seed, 'real'));
  const generatedRows = sampleWithout(
    [...generated.tokenLists.keys()],
    numRows,
    stream(...seed, 'generated'),
  );
  const sides: Sides = { real: partOf(real, realRows, d), generated: partOf(generated, generatedRows, d), d };

  const found = new Found();
  const takeAll = async (measurements: readonly Measurement[]): Promise<void> => {
    for (const measurement of measurements) {
      signal?.throwIfAborted();
      found.take(measurement);
      await breathe();
    }
  };
  const words = takesWords ? wordMeasurements(sides, seed) : null;
  if (words) await takeAll(words.measurements);
  const ofEmbeddings =
    sides.real.embeddings && sides.generated.embeddings ? embeddingMeasurements(sides, seed) : null;
  if (ofEmbeddings) await takeAll(ofEmbeddings.measurements);

  if (intervals && numRows >= LEAST_ROWS_FOR_INTERVALS) {
    const halves = drawHalves(numRows, NUM_HALVES, stream(...seed, 'halves'));
    for (const [replicate, half] of halves.entries()) {
      signal?.throwIfAborted();
      found.takeHalf(half, replicate);
      await breathe();
    }
  }
  signal?.throwIfAborted();
  const test = words?.test() ?? null;
  const pValues: Record<string, number> = {};
  if (test) pValues[twoSampleTestInfo.id] = test.pValue;
  if (permutations > 0 && found.values[maximumMeanDiscrepancyInfo.id] !== undefined) {
    pValues[maximumMeanDiscrepancyInfo.id] = ofEmbeddings!.discrepancyPValue(permutations);
  }
  const notes: Record<string, string> = {};
  if (found.values[frechetDistanceInfo.id] !== undefined && numRows < ROWS_PER_DIMENSION * d) {
    notes[frechetDistanceInfo.id] = `biased upwards: ${numRows} texts for ${d} dimensions`;
  }
  return {
    numRows,
    values: found.values,
    intervals: found.intervals(numRows),
    pValues,
    notes,
    missing: found.missing,
    giveaways: (test?.giveaways ?? []).map((one) => ({ ...one, row: generatedRows[one.row]! })),
  };
}

/** What the measurements have come to. */
class Found {
  readonly values: Record<string, number> = {};
  readonly missing: Record<string, string> = {};
  readonly #taken: Measurement[] = [];
  readonly #ofHalves = new Map<string, number[]>();

  /** Takes a measurement of the whole sets; a fault of the data leaves its measures missing. */
  take(measurement: Measurement): void {
    try {
      const values = measurement.whole();
      measurement.infos.forEach(({ id }, i) => (this.values[id] = values[i]!));
      this.#taken.push(measurement);
    } catch (error) {
      if (!(error instanceof LabError) || error.code !== 'bad-dataset') throw error;
      for (const { id } of measurement.infos) this.missing[id] = error.message;
    }
  }

  /** Takes all that could be taken of the whole sets of a half of each; what a half has too little of is left out. */
  takeHalf(half: Parameters<Measurement['part']>[0], replicate: number): void {
    for (const { infos, part } of this.#taken) {
      try {
        const values = part(half, replicate);
        infos.forEach(({ id }, i) => {
          if (!this.#ofHalves.has(id)) this.#ofHalves.set(id, []);
          this.#ofHalves.get(id)!.push(values[i]!);
        });
      } catch (error) {
        if (!(error instanceof LabError) || error.code !== 'bad-dataset') throw error;
      }
    }
  }

  intervals(numRows: number): Record<string, Interval> {
    const intervals: Record<string, Interval> = {};
    for (const { id, range } of this.#taken.flatMap(({ infos }) => infos)) {
      const ofHalves = this.#ofHalves.get(id) ?? [];
      if (ofHalves.length > 1) intervals[id] = halfSampleInterval(this.values[id]!, ofHalves, numRows, range);
    }
    return intervals;
  }
}

function partOf({ tokenLists, embeddings }: ShiftSet, rows: readonly number[], d: number): Sides['real'] {
  const chosen = rows.map((row) => tokenLists[row]!);
  if (!embeddings) return { tokenLists: chosen, embeddings: null };
  const part = new Float32Array(rows.length * d);
  rows.forEach((row, i) => part.set(embeddings.subarray(row * d, (row + 1) * d), i * d));
  return { tokenLists: chosen, embeddings: part };
}

function checkLengths(name: string, { tokenLists, embeddings }: ShiftSet, d: number): void {
  if (!embeddings) return;
  needWhole('number of dimensions', d, 1);
  if (embeddings.length === tokenLists.length * d) return;
  throw new LabError(
    'bad-dataset',
    `shiftPanel: invalid size of the ${name} embeddings: ${shown(embeddings.length)} (wanted ${tokenLists.length * d}, ${d} for each of ${tokenLists.length} texts) — embed every text once, with one embedder for both sets`,
  );
}

function needWhole(noun: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new LabError(
    'bad-setting',
    `shiftPanel: invalid ${noun}: ${shown(value)} (wanted a whole number from ${least} on) — change it and measure again`,
  );
}
