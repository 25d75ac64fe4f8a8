/**
 * @file What a measure says of itself (the page, the table and the record read it from there), and an estimate with
 * its interval.
 */

/** The most of a set that a value is taken of; what is absent sets no limit. */
export interface MeasureLimits {
  /** Random rows of each class: sets of unlike size are compared at one, as most measures move with n. */
  readonly rowsPerClass?: number;
  /** Random rows of these, and as many real ones where two sets are compared: the work grows faster than n. */
  readonly rows?: number;
  /** Random pairs of rows: the work grows with the number of pairs. */
  readonly pairs?: number;
  /** Tokens per row on average; the longest rows lose their ends first, as measures of words move with length. */
  readonly tokensPerRow?: number;
}

export interface MeasureInfo {
  readonly id: string;
  readonly label: string;
  /** What one unit is: "ratio", "effective texts", "accuracy". */
  readonly unit: string;
  /** Least and greatest value that can come out; null where there is no bound. */
  readonly range: readonly [number | null, number | null];
  /** For diversity measures: which direction is more varied. */
  readonly moreDiverseWhen?: 'higher' | 'lower';
  /** For shift measures: which direction is closer to real text. */
  readonly closerWhen?: 'higher' | 'lower';
  /** Order of growth with n texts of L tokens in d dimensions. */
  readonly cost: string;
  readonly source: string;
  /** Of a measure of embeddings: the embedder its values hold for. With another one it is another measure. */
  readonly embedder?: string;
  /** As a study takes it; absent where a value is of all rows and tokens, and in older records. */
  readonly limits?: MeasureLimits;
}

/** Values of one set, by measure id. */
export type MeasureValues = Readonly<Record<string, number>>;

/** Never to be mixed up: how varied a set is, and how far it is from real text. */
export type MeasureKind = 'diversity' | 'shift' | 'other';

export const MEASURE_KINDS: readonly MeasureKind[] = ['diversity', 'shift', 'other'];

export function kindOf({ moreDiverseWhen, closerWhen }: MeasureInfo): MeasureKind {
  if (moreDiverseWhen) return 'diversity';
  return closerWhen ? 'shift' : 'other';
}

/** An estimate with its 95 % interval; bounds are NaN-free: where nothing can be said they equal the mean. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}
