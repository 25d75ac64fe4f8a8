/**
 * @file What may be said of a study, at most 5 % of the time wrongly.
 *
 * Two kinds of claim are tested, each with half of the 5 %:
 * 1. `moderate-is-best`: some interior tier is better than both ends. For one tier the p-value is the larger of its two
 *    one-sided ones (intersection–union test, Berger 1982); for the best of k tiers, k times that (Bonferroni).
 * 2. A rise or a fall: one end is better than the other, two-sided. Not looked at where the first claim holds. What is said
 *    of it depends on the rest of the curve (see `tier-decision.ts`): `more-is-better` or `less-is-better` where the curve
 *    rises to its end, `plateau` where it levels off, else only that too little, or too much, does harm.
 * 3. Where no interior tier is shown to beat both ends, but an inverted U is shown by the trends (`trends.ts`) and the highest
 *    mean lies inside: `moderate-is-best` as well, on the strength of that rise and fall. Their p-value is not below the gate
 *    of the study (`claims.ts`), so arms that do not differ are not claimed more often; a shown inverted U is never overruled.
 * Where none holds and all tiers are shown to be within the margin of each other, they are `level`.
 * By Bonferroni's inequality the chance of any false claim is at most 2.5 % + 2.5 %, whatever the true curve, as far as each
 * test keeps its level (see `comparisons.ts`). Where a study has no interior tier, the second kind has all 5 %. p-values of
 * the verdict have this factor in them, so 0.05 is the bound.
 * The 5 % hold for one look at a planned number of runs; the verdicts shown while runs come in are provisional.
 * @see Berger (1982), "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24, 295–300.
 */
import type { ArmSummary, Estimate, UnwordedVerdict } from '../core/run';
import type { Statement, TierStatement } from '../core/statement';
import type { Study } from '../core/study';
import { axisTiers, type AxisTiers, type Tier } from './axis-tiers';
import type { PairTest, TierTests } from './comparisons';
import type { Correctness } from './correctness';
import { ALPHA, LEAST_REPLICATES } from './level';
import { decideTiers, type TierDecision } from './tier-decision';

/** A rise and then a fall along a curve, with the p-value that is corrected for all of its kind. */
export type ShownTurn = Extract<Statement, { readonly says: 'turn' }>;

export interface VerdictOptions {
  readonly correct: Correctness;
  /** The rise and then the fall that is shown along this curve; null where none is. */
  readonly turn: ShownTurn | null;
  /** Differences in accuracy below this do not matter. */
  readonly margin: number;
  /** Curves of the study that have a verdict of their own: the 5 % are shared between them; 1 where it is left out. */
  readonly curves?: number;
  /** True where text is the less varied the higher on the axis it stands. */
  readonly isTurned?: boolean;
}

/** A verdict about the tiers of one curve. */
export interface TierVerdict extends UnwordedVerdict {
  readonly statement: TierStatement;
}

/** The claim that the runs so far allow. `tests` is null where `axisTiers` is. Never throws. */
export function verdictOf(
  study: Pick<Study, 'arms' | 'axis' | 'replicates'>,
  summaries: readonly ArmSummary[],
  tests: TierTests | null,
  { correct, turn, margin, curves = 1, isTurned = false }: VerdictOptions,
): TierVerdict {
  const tiers = axisTiers(study.arms);
  if (!tiers || !tests) return noClaim({ says: 'too-few-tiers', axis: study.axis });
  if (!tests.ends || tests.ends.replicates < LEAST_REPLICATES) {
    if (study.replicates < LEAST_REPLICATES) return noClaim({ says: 'one-replicate' });
    return noClaim({
      says: 'ends-need-runs',
      axis: study.axis,
      lowest: tiers.lowest.value,
      highest: tiers.highest.value,
    });
  }
  const context = { axis: study.axis, tiers, summaries, curves, isTurned };
  const { ends } = tests;
  const moderate = shownModerate(context, tests);
  const isRise = ends.comparison.arm === tiers.highest.id;
  const areEndsApart = claimP(context, ends) <= ALPHA;
  const decision = decideTiers({
    tiers,
    correct,
    accuracyOf: (tier) => accuracyOf(context, tier),
    best: moderate?.tier ?? null,
    ends: areEndsApart ? (isRise ? 'rise' : 'fall') : null,
    isEndBeaten: tests.interior.some(
      (test) => claimP(context, isRise ? test.againstHighest : test.againstLowest) <= ALPHA,
    ),
    isInvertedU: turn !== null,
    margin,
  });
  if (!decision) return undecided(context, tests, ends);
  if (moderate) return moderateClaim(context, moderate, decision);
  const isInside = tiers.interior.some(({ id }) => id === decision.best.id);
  if (turn && isInside) return turnClaim(context, turn, decision);
  return shapeClaim(context, decision, ends) ?? undecided(context, tests, ends, decision);
}

/** The smallest corrected p-value of any claim that is looked at; 1 where there is none. */
export function leastClaimP(tiers: AxisTiers | null, tests: TierTests | null, curves = 1): number {
  if (!tiers || !tests) return 1;
  const context = { tiers, curves };
  const ends = tests.ends ? [claimP(context, tests.ends)] : [];
  const interior = tests.interior.map((test) => claimP(context, test.againstLowest, test.againstHighest));
  return Math.min(1, ...ends, ...interior);
}

interface VerdictContext {
  readonly axis: Study['axis'];
  readonly tiers: AxisTiers;
  readonly summaries: readonly ArmSummary[];
  readonly curves: number;
  readonly isTurned: boolean;
}

interface Moderate {
  readonly tier: Tier;
  readonly pValue: number;
}

/** Of the interior tiers that are shown to beat both ends, the one of the highest mean; null where none is. */
function shownModerate(context: VerdictContext, tests: TierTests): Moderate | null {
  const shown = tests.interior
    .map(({ tier, ...test }) => ({
      tier,
      pValue: claimP(context, test.againstLowest, test.againstHighest),
    }))
    .filter(({ pValue }) => pValue <= ALPHA)
    .sort((a, b) => accuracyOf(context, b.tier) - accuracyOf(context, a.tier));
  return shown[0] ?? null;
}

function moderateClaim(
  context: VerdictContext,
  { tier, pValue }: Moderate,
  decision: TierDecision,
): TierVerdict {
  const { axis, tiers } = context;
  const statement: TierStatement = {
    says: 'moderate-is-best',
    axis,
    best: tier.value,
    accuracy: summaryOf(context, tier)!.accuracy,
    set: valuesOf(decision.set),
    lowest: tiers.lowest.value,
    highest: tiers.highest.value,
    overLowest: leadOver(decision, tiers.lowest),
    overHighest: leadOver(decision, tiers.highest),
    pValue,
  };
  return { kind: 'moderate-is-best', statement, bestArm: tier.id, pValue };
}

/** The curve as a whole rises and falls, though no tier by itself is shown to be above both ends. */
function turnClaim(context: VerdictContext, turn: ShownTurn, decision: TierDecision): TierVerdict {
  const { best, set } = decision;
  const statement: TierStatement = {
    says: 'rise-and-fall',
    axis: context.axis,
    best: best.value,
    accuracy: summaryOf(context, best)!.accuracy,
    set: valuesOf(set),
    lowest: turn.first,
    at: turn.at,
    highest: turn.last,
    rise: turn.before,
    fall: turn.after,
    pValue: turn.pValue,
  };
  return { kind: 'moderate-is-best', statement, bestArm: best.id, pValue: turn.pValue };
}

/** What a shown rise or fall amounts to, or that all tiers are level; null where neither is shown. */
function shapeClaim(context: VerdictContext, decision: TierDecision, ends: PairTest): TierVerdict | null {
  const { axis, tiers, isTurned } = context;
  const { claim, best, plateau, margin } = decision;
  const summary = summaryOf(context, best);
  if (!summary) return null;
  const common = { axis, best: best.value, accuracy: summary.accuracy, set: valuesOf(decision.set) };
  const pValue = claimP(context, ends);
  const isRise = ends.comparison.arm === tiers.highest.id;
  const [better, worse] = isRise ? [tiers.highest, tiers.lowest] : [tiers.lowest, tiers.highest];
  switch (claim) {
    case 'higher':
    case 'lower': {
      const statement: TierStatement = {
        says: 'end-is-best',
        ...common,
        isMore: isRise,
        isTurned,
        worse: worse.value,
        lead: leadOver(decision, worse),
        interior: tiers.interior.length,
        pValue,
      };
      const kind = isRise !== isTurned ? 'more-is-better' : 'less-is-better';
      return { kind, statement, bestArm: best.id, pValue };
    }
    case 'low-end-harms':
    case 'high-end-harms':
    case 'level-above':
    case 'level-below': {
      const statement: TierStatement = {
        says: 'end-harms',
        ...common,
        isLow: isRise,
        isTurned,
        worse: worse.value,
        better: better.value,
        gap: ends.comparison.difference,
        interior: tiers.interior.length,
        untested: tiers.interior.filter((tier) => !isTested(context, tier)).length,
        level: plateau && { from: plateau.tiers[0]!.value, to: plateau.tiers.at(-1)!.value, margin },
        pValue,
      };
      if (plateau) return { kind: 'plateau', statement, bestArm: best.id, pValue };
      return {
        kind: isRise !== isTurned ? 'too-little-harms' : 'too-much-harms',
        statement,
        bestArm: best.id,
        pValue,
      };
    }
    case 'level': {
      const statement: TierStatement = { says: 'level', ...common, margin };
      return { kind: 'level', statement, bestArm: null, pValue: 1 };
    }
    default:
      return null;
  }
}

function isTested(context: VerdictContext, tier: Tier): boolean {
  return (summaryOf(context, tier)?.replicates ?? 0) >= LEAST_REPLICATES;
}

/** Best minus another tier, with the interval that is widened for having chosen the best. */
function leadOver({ leads }: TierDecision, against: Tier): Estimate {
  return leads.find((lead) => lead.against.id === against.id)!.difference;
}

function valuesOf(tiers: readonly Tier[]): number[] {
  return tiers.map(({ value }) => value);
}

/** Names the tier that is ahead, and the end from which it is told apart the least. */
function undecided(
  context: VerdictContext,
  tests: TierTests,
  ends: PairTest,
  decision: TierDecision | null = null,
): TierVerdict {
  const { lowest, highest, interior } = context.tiers;
  const rivals = new Map<string, PairTest>([
    [lowest.id, ends],
    [highest.id, ends],
    ...tests.interior.map(({ tier, againstLowest, againstHighest }): [string, PairTest] => [
      tier.id,
      againstLowest.comparison.pValue > againstHighest.comparison.pValue ? againstLowest : againstHighest,
    ]),
  ]);
  const ahead = [ends.comparison.arm, ...interior.map((tier) => tier.id)]
    .filter((id) => (rivals.get(id)?.replicates ?? 0) >= LEAST_REPLICATES)
    .map((id) => context.summaries.find((summary) => summary.arm === id))
    .filter((summary) => summary !== undefined)
    .reduce((best, summary) => (summary.accuracy.mean > best.accuracy.mean ? summary : best));
  const test = rivals.get(ahead.arm)!;
  const needed = test.neededDifference(ALPHA / numClaims(context));
  const all = [lowest, ...interior, highest];
  return noClaim({
    says: 'not-distinguishable',
    axis: context.axis,
    ahead: valueOf(all, ahead.arm),
    accuracy: ahead.accuracy,
    against: valueOf(all, test.comparison.against),
    lead: test.comparison.difference.mean,
    needed: needed < 1 ? needed : null,
    replicates: test.replicates,
    interior: interior.length,
    set: decision ? valuesOf(decision.set) : [],
  });
}

/** The larger corrected p-value of what a claim needs, times the number of claims that are looked at. */
function claimP(context: Pick<VerdictContext, 'tiers' | 'curves'>, ...tests: readonly PairTest[]): number {
  return Math.min(1, numClaims(context) * Math.max(...tests.map((test) => test.comparison.pCorrected)));
}

/** Kinds of claim, times the curves that have them. */
function numClaims({ tiers, curves }: Pick<VerdictContext, 'tiers' | 'curves'>): number {
  return (tiers.interior.length > 0 ? 2 : 1) * curves;
}

function summaryOf(context: VerdictContext, tier: Tier): ArmSummary | undefined {
  return context.summaries.find((summary) => summary.arm === tier.id);
}

function accuracyOf(context: VerdictContext, tier: Tier): number {
  return summaryOf(context, tier)?.accuracy.mean ?? 0;
}

function valueOf(tiers: readonly Tier[], id: string): number {
  return tiers.find((tier) => tier.id === id)!.value;
}

function noClaim(statement: TierStatement): TierVerdict {
  return { kind: 'not-distinguishable', statement, bestArm: null, pValue: 1 };
}
