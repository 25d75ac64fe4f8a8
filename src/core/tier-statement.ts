/** @file What an analysis states of the tiers of curves, as data; see `statement.ts`. */
import type { Estimate } from './measure';

/** The axis of a study: its id, and its label in the language of the study. */
export interface AxisName {
  readonly id: string;
  readonly label: string;
}

/** Something that was tested. */
export interface Tested {
  readonly pValue: number;
}

/** Something said of one curve; `curve` is its label, null where the study has one curve. */
export interface OfCurve {
  readonly curve: string | null;
}

/** Two points on an axis, and the change in accuracy from `against` to `value`. */
export interface Step {
  readonly value: number;
  readonly against: number;
  readonly change: Estimate;
}

/** A turn of a curve: the changes up to `at` and from it on. */
export interface TurnAt {
  readonly first: number;
  readonly at: number;
  readonly last: number;
  readonly before: Estimate;
  readonly after: Estimate;
}

/** The best tier of a curve, and those that cannot be told apart from the best. */
interface BestTiers {
  readonly axis: AxisName;
  readonly best: number;
  readonly accuracy: Estimate;
  readonly set: readonly number[];
}

export type TierStatement =
  | { readonly says: 'too-few-tiers'; readonly axis: AxisName }
  | { readonly says: 'one-replicate' }
  | {
      readonly says: 'ends-need-runs';
      readonly axis: AxisName;
      readonly lowest: number;
      readonly highest: number;
    }
  | { readonly says: 'arms-need-runs' }
  | (Tested &
      BestTiers & {
        readonly says: 'moderate-is-best';
        readonly lowest: number;
        readonly highest: number;
        /** Best minus the ends; the intervals are widened for having chosen the best. */
        readonly overLowest: Estimate;
        readonly overHighest: Estimate;
      })
  | (Tested &
      BestTiers & {
        /** No single tier is shown to be above both ends, but the curve is shown to rise and then to fall. */
        readonly says: 'rise-and-fall';
        readonly lowest: number;
        /** Where it turns. */
        readonly at: number;
        readonly highest: number;
        /** Of straight lines through the tiers up to there, and from there on; the fall is negative. */
        readonly rise: Estimate;
        readonly fall: Estimate;
      })
  | (Tested &
      BestTiers & {
        readonly says: 'end-is-best';
        /** True where the better end is the highest. */
        readonly isMore: boolean;
        /** True where text is the less varied the higher on the axis it stands. */
        readonly isTurned: boolean;
        readonly worse: number;
        /** Best minus worse; the interval is widened for having chosen the best. */
        readonly lead: Estimate;
        readonly interior: number;
      })
  | (Tested &
      BestTiers & {
        readonly says: 'end-harms';
        /** True where the worse end is the lowest. */
        readonly isLow: boolean;
        readonly isTurned: boolean;
        readonly worse: number;
        readonly better: number;
        /** Better end minus worse end. */
        readonly gap: Estimate;
        /** Where the curve is level at the better end, and within which margin; null where that is not shown. */
        readonly level: { readonly from: number; readonly to: number; readonly margin: number } | null;
        readonly interior: number;
        /** Interior tiers with too few runs to be compared. */
        readonly untested: number;
      })
  | (BestTiers & { readonly says: 'level'; readonly margin: number })
  | {
      readonly says: 'not-distinguishable';
      readonly axis: AxisName;
      readonly ahead: number;
      readonly accuracy: Estimate;
      readonly against: number;
      readonly lead: number;
      /** The lead that would have been enough; null where none would. */
      readonly needed: number | null;
      readonly replicates: number;
      readonly interior: number;
      /** Values that cannot be told apart from the best; empty where that cannot be said yet. */
      readonly set: readonly number[];
    };

/** A curve among several, with what is stated of it alone. */
export interface JudgedCurve {
  readonly label: string;
  readonly verdict: TierStatement;
  /** Null where its verdict claims nothing. */
  readonly best: { readonly value: number; readonly accuracy: Estimate } | null;
}

export type CurvesStatement =
  | { readonly says: 'no-curves' }
  | { readonly says: 'no-curve-claims'; readonly axis: AxisName; readonly curves: number }
  /** `pValue` is 1 where all curves are level. */
  | (Tested & {
      readonly says: 'curves-agree';
      readonly axis: AxisName;
      readonly curves: readonly JudgedCurve[];
    })
  | { readonly says: 'curves-disagree'; readonly axis: AxisName; readonly curves: readonly JudgedCurve[] }
  | (OfCurve & { readonly says: 'curve-verdict'; readonly verdict: TierStatement });

/** The best tier against a training set of real rows alone. */
interface BesideRealRows {
  readonly axis: AxisName;
  readonly best: number;
  /** Label of the baseline. */
  readonly baseline: string;
  /** Best tier minus baseline; the interval is widened for having chosen the best. */
  readonly difference: Estimate;
  /** Corrected p-values of "no gain" and "no loss". */
  readonly pGain: number;
  readonly pLoss: number;
}

export type BaselineStatement =
  | (BesideRealRows & { readonly says: 'against-real-rows' })
  | (BesideRealRows & { readonly says: 'no-gain'; readonly shape: TierStatement });
