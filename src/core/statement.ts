/**
 * @file What an analysis states, as data: which arms, which numbers, and what was shown. `words/` makes sentences of it, one
 * folder a language. Accuracies and differences are shares (0.01 is one percentage point); `pValue` is corrected for all that
 * the study tests of this kind, and a statement whose `pValue` is above 0.05 says that nothing is shown.
 */
import type { Estimate } from './measure';
import type {
  AxisName,
  BaselineStatement,
  CurvesStatement,
  OfCurve,
  Step,
  Tested,
  TierStatement,
  TurnAt,
} from './tier-statement';

export type {
  AxisName,
  BaselineStatement,
  CurvesStatement,
  JudgedCurve,
  Step,
  TierStatement,
  TurnAt,
} from './tier-statement';

export type TrendStatement =
  /** The change from the first value to the last on the straight line through the tiers. */
  | (Tested &
      OfCurve & {
        readonly says: 'trend';
        readonly axis: AxisName;
        readonly first: number;
        readonly last: number;
        readonly change: Estimate;
      })
  | (Tested &
      OfCurve &
      TurnAt & { readonly says: 'turn'; readonly axis: AxisName; readonly shape: 'inverted-u' | 'u' });

/** The gain of a share of generated rows over none. */
export interface ShareGain {
  readonly share: number;
  readonly accuracy: Estimate;
  readonly gain: Estimate;
}

export type MixingStatement =
  | (Tested & OfCurve & ShareGain & { readonly says: 'share-helps' })
  | (Tested & OfCurve & Step & { readonly says: 'worse-again' })
  | (Tested & {
      readonly says: 'mixing';
      /** In the order of the amounts of real text, least first; null for what is not shown. */
      readonly curves: readonly {
        readonly label: string;
        readonly help: ShareGain | null;
        readonly onset: Step | null;
      }[];
    })
  | { readonly says: 'mixing-not-distinguishable'; readonly curves: number };

export type ShiftStatement =
  | (Tested & {
      readonly says: 'coefficient';
      /** Id of the measure that stands for diversity, closeness or label accuracy. */
      readonly role: string;
      /** Change in accuracy that goes with one standard deviation more of it. */
      readonly perSd: Estimate;
      readonly standardised: Estimate;
    })
  | (Tested & {
      readonly says: 'shift-effect';
      readonly label: string;
      readonly from: string;
      readonly change: Estimate;
    })
  | (Tested & {
      readonly says: 'shift';
      readonly shown: readonly { readonly role: string; readonly perSd: Estimate }[];
      readonly notShown: readonly string[];
      readonly effects: readonly { readonly label: string; readonly change: Estimate }[];
    })
  | { readonly says: 'shift-not-distinguishable' };

/** What became of one form of self-consumption. */
export interface FormLoss {
  readonly label: string;
  /** The last generation against the first. */
  readonly last: Step;
  readonly isShown: boolean;
  /** The first generation from which on the loss is shown, against the first. */
  readonly onset: Step;
  /** A measure of diversity at the first and the last generation; null where it was not taken. */
  readonly diversity: { readonly role: string; readonly first: number; readonly last: number } | null;
}

export type SelfConsumptionStatement =
  | (Tested & OfCurve & Step & { readonly says: 'loss' })
  | (Tested & OfCurve & Step & { readonly says: 'onset' })
  /** Change in accuracy a generation. */
  | (Tested & OfCurve & { readonly says: 'slope'; readonly change: Estimate })
  | (Tested & {
      readonly says: 'forms-differ';
      readonly better: string;
      readonly worse: string;
      readonly generation: number;
      readonly lead: Estimate;
    })
  | (Tested & { readonly says: 'self-consumption'; readonly forms: readonly FormLoss[] })
  | { readonly says: 'self-consumption-not-distinguishable'; readonly forms: readonly FormLoss[] };

/** What a doubling is worth, and whether that is shown; null where it was not tested. */
export type Doubling = { readonly change: Estimate; readonly isShown: boolean } | null;

/** A turn in the texts a topic, at the most topics. */
export interface Peak extends TurnAt {
  readonly topics: number;
}

export interface TopicOutcome {
  readonly topics: Doubling;
  readonly texts: Doubling;
  /** Twice the topics with half the texts each. */
  readonly breadth: Doubling;
  /** Null where none is shown. */
  readonly peak: Peak | null;
}

export type TopicStatement =
  | (Tested & {
      readonly says: 'doubling';
      readonly of: 'topics' | 'texts-per-topic' | 'breadth-or-volume';
      readonly change: Estimate;
    })
  | (Tested & Peak & { readonly says: 'peak' })
  | (Tested & {
      readonly says: 'trend-in-texts';
      readonly topics: number;
      readonly first: number;
      readonly last: number;
      readonly change: Estimate;
    })
  | (Tested & TopicOutcome & { readonly says: 'topics' })
  | (TopicOutcome & { readonly says: 'topics-not-distinguishable' });

/** A curve whose generator has seen so many labelled rows: its best tier against the real rows alone that it trains on. */
export interface ScarcityCurve {
  readonly label: string;
  readonly best: number;
  /** Values that cannot be told apart from the best. */
  readonly set: readonly number[];
  /** Label of the training set of real rows alone. */
  readonly baseline: string;
  /** Best tier minus these; the interval is widened for having chosen the best. */
  readonly difference: Estimate;
  readonly isShown: boolean;
}

/** Two curves with the values that cannot be told apart from the best of each. */
interface BestOfTwo {
  readonly first: Pick<ScarcityCurve, 'label' | 'set'>;
  readonly second: Pick<ScarcityCurve, 'label' | 'set'>;
}

/** Two curves, and how much more generated rows gain on the second, on average over the axis. */
interface Growth {
  readonly fewest: string;
  readonly more: string;
  readonly change: Estimate;
}

export type ScarcityStatement =
  /** The best tier against the real rows alone that it trains on; `worth`: against those that its generator has seen. */
  | (Tested &
      OfCurve &
      Omit<ScarcityCurve, 'label' | 'set' | 'isShown'> & {
        readonly says: 'scarcity-gain' | 'scarcity-worth';
        readonly axis: AxisName;
      })
  | (Tested & Growth & { readonly says: 'gain-grows' })
  | (Tested & BestOfTwo & { readonly says: 'best-moves'; readonly axis: AxisName })
  | (Tested & {
      readonly says: 'scarcity';
      readonly axis: AxisName;
      /** The fewest rows seen first. */
      readonly curves: readonly ScarcityCurve[];
      /** From the fewest to the most; null where it was not tested. */
      readonly growth: (Growth & { readonly isShown: boolean }) | null;
      /** Null where no two curves are shown to have no best tier in common. */
      readonly move: BestOfTwo | null;
      /** Curves whose best was held against as many real rows as the generator has seen, and those on which it is above. */
      readonly worth: { readonly tested: number; readonly above: number };
    });

/** The labels of hotter text, and of that which did best among the less hot. */
interface TextPair {
  readonly hotter: string;
  readonly reference: string;
}

export type LabelRepairStatement =
  | (Tested & TextPair & { readonly says: 'harm'; readonly gap: Estimate })
  | (Tested & { readonly says: 'repair'; readonly label: string; readonly change: Estimate })
  /** `share` of the gap that repair closes; null where it cannot be told. */
  | (Tested &
      TextPair & { readonly says: 'gap-closed'; readonly closed: Estimate; readonly share: Estimate | null })
  | (Tested & TextPair & { readonly says: 'gap-left'; readonly left: Estimate })
  | (Tested &
      TextPair & {
        readonly says: 'harm-is';
        readonly harmIs: 'noise' | 'diversity' | 'both' | 'unclear';
        readonly gap: Estimate;
        readonly closed: Estimate;
        readonly left: Estimate;
        readonly share: Estimate | null;
      })
  | (Tested & { readonly says: 'repair-matters'; readonly label: string; readonly change: Estimate })
  | { readonly says: 'repair-not-distinguishable' };

/** A level of pre-training, of fine-tuning, or a pair of both: its label, or the label of the axis with a value. */
export interface Level {
  readonly preTraining: string | null;
  readonly fineTuning: { readonly axis: AxisName; readonly value: number } | null;
}

export interface LevelEffect {
  readonly level: Level;
  readonly change: Estimate;
}

/** A distance between the best level and the worst. */
export interface Spread {
  readonly best: string;
  readonly worst: string;
  /** In accuracy; of perplexities the higher over the lower. The interval is wide enough for all pairs of levels. */
  readonly distance: Estimate;
  readonly replicates: number;
  /** Whether the interval says anything; else only what was observed is told. */
  readonly isTold: boolean;
}

export type PreTrainingStatement =
  | (Tested & LevelEffect & { readonly says: 'level-effect' })
  | (Tested & {
      readonly says: 'grid';
      /** The largest effect of each kind that is shown; null where none is. */
      readonly preTraining: LevelEffect | null;
      readonly fineTuning: LevelEffect | null;
      readonly interaction: LevelEffect | null;
      /** The difference between two arms that four in five such studies find; null where they find none. */
      readonly detectable: number | null;
    })
  | { readonly says: 'grid-not-distinguishable'; readonly detectable: number | null }
  | (Spread & { readonly says: 'spread'; readonly of: 'accuracy' | 'probe-accuracy' | 'perplexity' })
  | {
      readonly says: 'correlation';
      /** Id of a measure, and whether it is of the pre-training text or of the fine-tuning rows. */
      readonly measure: string;
      readonly of: 'pre-training-text' | 'fine-tuning-rows';
      /** Id of a measure, or `accuracy` after fine-tuning. */
      readonly with: string;
      readonly rho: Estimate;
      readonly count: number;
      readonly counted: 'bodies' | 'runs';
    };

export type Statement =
  | TierStatement
  | CurvesStatement
  | BaselineStatement
  | TrendStatement
  | MixingStatement
  | ShiftStatement
  | SelfConsumptionStatement
  | TopicStatement
  | ScarcityStatement
  | LabelRepairStatement
  | PreTrainingStatement;
