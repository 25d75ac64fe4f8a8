/**
 * @file What the runs allow to say about tiers on one axis: which are best, where the curve is level, and what the real
 * rows alone would have done. Data only; `words/` makes sentences of it.
 *
 * Claims, and what keeps each from being made too often:
 * - `moderate`: some interior tier is better than both ends (2.5 %, see `verdict.ts`).
 * - a *rise* (the highest tier beats the lowest) or a *fall*, two-sided (2.5 %). A rise by itself says no more than that
 *   too little does harm: a curve that is level from its third tier on rises too. So `more` needs further that
 *   1. the highest tier has the highest mean of all,
 *   2. it is shown to be better than the tier two places before it (the second tier where there are three or four),
 *   3. no plateau of three tiers or more is shown at that end, and no inverted U.
 *   On a plateau 2 holds by chance in at most 5 %. Where one of them fails, the claim is `too-little-harms`, or `plateau`.
 * - `level`: all tiers are shown to be within the margin of each other.
 * What holds of a rise holds of a fall with the ends exchanged.
 */
import type { Estimate } from '../core/run';
import type { AxisTiers, Tier } from './axis-tiers';
import { bestSet, PairTable, standings } from './best-set';
import { pairWeights, testContrast, type ContrastTest } from './contrast';
import type { Correctness } from './correctness';
import { ALPHA } from './level';
import { LEAST_LEVEL_TIERS, plateauAt, type Plateau } from './plateau';
import { pooledSeedVariance } from './seed-variance';

type TierClaim =
  | 'moderate'
  /** The higher on the axis, the better, to its end; or the lower. */
  | 'higher'
  | 'lower'
  /** One end is shown to be worse, and where the best lies beyond it is open. */
  | 'low-end-harms'
  | 'high-end-harms'
  /** One end is shown to be worse, and the tiers at the other are level. */
  | 'level-above'
  | 'level-below'
  | 'level'
  | 'open';

interface Lead {
  readonly against: Tier;
  /** Best tier minus this one, with its 95 % interval, widened for having chosen the best of all tiers. */
  readonly difference: Estimate;
}

export interface TierDecision {
  readonly claim: TierClaim;
  /** The tier that the claim is about: of `moderate` the one that was shown, else that of the highest mean accuracy. */
  readonly best: Tier;
  /** The tiers that cannot be told apart from the best (95 %), in the order of the axis. */
  readonly set: readonly Tier[];
  /** Of the best tier over both ends, as far as it is neither. */
  readonly leads: readonly Lead[];
  readonly plateau: Plateau | null;
  /** The margin of `plateau`; unit: accuracy. */
  readonly margin: number;
}

export interface DecisionInput {
  readonly tiers: AxisTiers;
  readonly correct: Correctness;
  readonly accuracyOf: (tier: Tier) => number;
  /** The interior tier that is shown to beat both ends; null where none is. */
  readonly best: Tier | null;
  /** Which way the ends differ, where that is shown; null where it is not. */
  readonly ends: 'rise' | 'fall' | null;
  /** Whether some interior tier is shown to beat the better end. */
  readonly isEndBeaten: boolean;
  /** Whether a trend upwards and then downwards is shown. */
  readonly isInvertedU: boolean;
  /** Differences below this do not matter; unit: accuracy. */
  readonly margin: number;
}

/** Null where fewer than two tiers can be compared. */
export function decideTiers(input: DecisionInput): TierDecision | null {
  const { tiers, correct, accuracyOf, ends, margin } = input;
  const pairs = new PairTable([tiers.lowest, ...tiers.interior, tiers.highest], correct);
  const all = standings(pairs, accuracyOf);
  const [first, ...others] = all;
  if (!first || others.length === 0) return null;
  const best = input.best ?? others.reduce((a, b) => (b.accuracy > a.accuracy ? b : a), first).tier;
  const common = { best, set: bestSet(all), leads: leadsOf(pairs, best, tiers), margin };
  if (input.best) return { ...common, claim: 'moderate', plateau: null };
  if (ends === null) {
    const plateau = plateauAt(pairs, 'highest', margin);
    const isLevel = plateau !== null && plateau.tiers.length === pairs.tiers.length;
    return { ...common, claim: isLevel ? 'level' : 'open', plateau: isLevel ? plateau : null };
  }
  const isRise = ends === 'rise';
  const plateau = plateauAt(pairs, isRise ? 'highest' : 'lowest', margin);
  if (plateau && plateau.tiers.length >= LEAST_LEVEL_TIERS)
    return { ...common, claim: isRise ? 'level-above' : 'level-below', plateau };
  const goesToTheEnd = !input.isEndBeaten && !input.isInvertedU && isEndBest(pairs, best, isRise);
  if (goesToTheEnd) return { ...common, claim: isRise ? 'higher' : 'lower', plateau: null };
  return { ...common, claim: isRise ? 'low-end-harms' : 'high-end-harms', plateau: null };
}

/** Whether the end has the highest mean, and so is in the best set, and beats the tier two places before it. */
function isEndBest(pairs: PairTable, best: Tier, isRise: boolean): boolean {
  const fromEnd = isRise ? [...pairs.tiers].reverse() : pairs.tiers;
  const end = fromEnd[0]!;
  if (best !== end) return false;
  const before = fromEnd[fromEnd.length === 2 ? 1 : Math.min(2, fromEnd.length - 2)]!;
  return (pairs.of(end, before)?.pAbove ?? 1) <= ALPHA;
}

function leadsOf(pairs: PairTable, best: Tier, { lowest, highest }: AxisTiers): Lead[] {
  return [lowest, highest].flatMap((against) => {
    const test = against === best ? null : pairs.of(best, against);
    if (!test) return [];
    return [{ against, difference: widened(test, pairs.tiers.length - 1) }];
  });
}

/** The difference with the 95 % interval that holds for all of `choices` at once (Bonferroni); a point from one replicate. */
function widened({ estimate: { mean }, needed }: ContrastTest, choices: number): Estimate {
  const half = needed(ALPHA / 2 / choices);
  if (!Number.isFinite(half)) return { mean, low: mean, high: mean };
  return { mean, low: Math.max(-1, mean - half), high: Math.min(1, mean + half) };
}

/** How the best tier stands against a training set of real rows alone. */
export interface AgainstBaseline {
  readonly replicates: number;
  /** Best tier minus baseline, with its 95 % interval, widened for having chosen the best of all tiers. */
  readonly difference: Estimate;
  /** Corrected p-values of "no gain" and "no loss". A best tier is chosen for being high, so a loss needs no correction. */
  readonly pGain: number;
  readonly pLoss: number;
}

/** Null where the two share no replicate. @param tiers all of the curve, `best` among them: the variance between seeds is theirs */
export function againstBaseline(
  correct: Correctness,
  best: Tier,
  baseline: string,
  tiers: readonly Tier[],
): AgainstBaseline | null {
  const pooled = pooledSeedVariance(correct, [...tiers.map(({ id }) => id), baseline]);
  const test = testContrast(correct, pairWeights(best.id, baseline), pooled);
  if (!test) return null;
  return {
    replicates: test.replicates,
    difference: widened(test, tiers.length),
    pGain: Math.min(1, tiers.length * test.pAbove),
    pLoss: test.pBelow,
  };
}
