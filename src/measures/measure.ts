/** @file What a measure is: one object with its name, its needs, its formula and the function that takes it. */
import { LabError, shown } from '../core/errors';
import type { MeasureInfo } from '../core/measure';
import type { MeasureInterval } from '../core/measured-set';
import type { RowsRead, SetContext } from './set-context';
import type { Need } from './set-of-texts';

/** How the 95 % interval of a measure is found; `resampling.ts` describes the first two. */
export type IntervalMethod =
  | 'jackknife'
  | 'half samples'
  /** The measure brings its own. */
  | 'own';

export interface Measure {
  readonly info: MeasureInfo;
  readonly needs: readonly Need[];
  /** In one line; the function's comment explains the symbols. */
  readonly formula: string;
  /** Default `texts`. */
  readonly reads?: RowsRead;
  /** Default `jackknife`. */
  readonly interval?: IntervalMethod;
  /**
   * The value for the rows of the context.
   * @throws LabError `bad-dataset` where these rows have no value; the panel then reports the measure as missing
   */
  readonly take: (context: SetContext) => Taken | Promise<Taken>;
}

type Taken = number | TakenInFull;

export interface TakenInFull {
  readonly value: number;
  /** What a reader of the value must know. */
  readonly note?: string | null;
  /** Of a measure whose interval method is `own`. */
  readonly interval?: MeasureInterval | null;
  /** P(a value at least as far off | both sets from the same source), of a measure with a test. */
  readonly pValue?: number | null;
  /** The generated texts that a classifier recognises most surely. */
  readonly giveaways?: readonly Giveaway[];
}

/** A generated text that gives its set away. */
export interface Giveaway {
  /** Which of the generated texts, by its place in the list that was given. */
  readonly row: number;
  /** The classifier's P(generated | text), above ½. */
  readonly probability: number;
  /** Words and word pairs that speak for "generated", the strongest first. */
  readonly features: readonly TellingFeature[];
}

/** One word, or two in a row. */
export interface TellingFeature {
  readonly tokens: readonly string[];
  /** The text begins with it. */
  readonly atStart: boolean;
  /** The text ends with it. */
  readonly atEnd: boolean;
  /** What it adds to the logit of "generated", all its occurrences in the text together. */
  readonly weight: number;
}

/** @throws LabError `bad-dataset` where a set has fewer texts (or rows) than a measure needs */
export function needAtLeast(wanted: number, found: number, place: string, noun = 'texts'): void {
  if (found >= wanted) return;
  throw new LabError(
    'bad-dataset',
    `${place}: missing ${noun}: ${shown(found)} (wanted at least ${wanted}) — measure a larger set`,
  );
}

/** @throws LabError `bad-setting` where the number is not finite and above 0 */
export function needPositive(value: number, place: string, noun: string): void {
  if (value > 0 && value < Infinity) return;
  throw new LabError('bad-setting', `${place}: invalid ${noun}: ${shown(value)} (wanted a number above 0)`);
}

/** @throws LabError `bad-setting` where the number is not an integer of at least `least` */
export function needCount(value: number, least: number, place: string, noun: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new LabError(
    'bad-setting',
    `${place}: invalid ${noun}: ${shown(value)} (wanted an integer of at least ${least})`,
  );
}
