/**
 * @file What may be said of a study, at most 5 % of the time wrongly.
 *
 * Two kinds of claim are tested, each with half of the 5 %:
 * 1. `moderate-is-best`: some interior tier is better than both ends. For one tier the p-value is the larger of its two
 *    one-sided ones (intersection–union test, Berger 1982); for the best of k tiers, k times that (Bonferroni).
 * 2. `more-is-better`, `less-is-better`: one end is better than the other, two-sided, and no interior tier is shown to be
 *    better than that end. Not looked at where the first claim holds.
 * By Bonferroni's inequality the chance of any false claim is at most 2.5 % + 2.5 %, whatever the true curve, as far as each
 * test keeps its level (see `comparisons.ts`). Where a study has no interior tier, the second kind has all 5 %. p-values of
 * the verdict have this factor in them, so 0.05 is the bound.
 * The 5 % hold for one look at a planned number of runs; the verdicts shown while runs come in are provisional.
 * @see Berger (1982), "Multiparameter hypothesis testing and acceptance sampling", Technometrics 24, 295–300.
 */
import type { ArmSummary, UnwordedVerdict } from '../core/run';
import type { TierStatement } from '../core/statement';
import type { Study } from '../core/study';
import { axisTiers, type AxisTiers, type Tier } from './axis-tiers';
import type { PairTest, TierTests } from './comparisons';
import { ALPHA, LEAST_REPLICATES } from './level';

export interface VerdictOptions {
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
  { curves = 1, isTurned = false }: VerdictOptions = {},
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
  return (
    moderateClaim(context, tests) ??
    endClaim(context, tests, tests.ends) ??
    undecided(context, tests, tests.ends)
  );
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

function moderateClaim(context: VerdictContext, tests: TierTests): TierVerdict | null {
  const shown = tests.interior
    .map((test) => ({ ...test, pValue: claimP(context, test.againstLowest, test.againstHighest) }))
    .filter((test) => test.pValue <= ALPHA)
    .sort((a, b) => accuracyOf(context, b.tier) - accuracyOf(context, a.tier));
  const best = shown[0];
  const summary = best && summaryOf(context, best.tier);
  if (!summary) return null;
  const { axis, tiers } = context;
  const { tier, againstLowest, againstHighest, pValue } = best;
  const statement: TierStatement = {
    says: 'moderate-is-best',
    axis,
    best: tier.value,
    accuracy: summary.accuracy,
    lowest: tiers.lowest.value,
    highest: tiers.highest.value,
    overLowest: againstLowest.comparison.difference.mean,
    overHighest: againstHighest.comparison.difference.mean,
    pValue,
  };
  return { kind: 'moderate-is-best', statement, bestArm: tier.id, pValue };
}

function endClaim(context: VerdictContext, tests: TierTests, ends: PairTest): TierVerdict | null {
  const { highest, lowest } = context.tiers;
  const isMore = ends.comparison.arm === highest.id;
  const [better, worse] = isMore ? [highest, lowest] : [lowest, highest];
  const pValue = claimP(context, ends);
  const summary = summaryOf(context, better);
  const againstBetter = tests.interior.map((test) => (isMore ? test.againstHighest : test.againstLowest));
  if (pValue > ALPHA || !summary || againstBetter.some((test) => claimP(context, test) <= ALPHA)) return null;
  const numTested = againstBetter.filter((test) => test.replicates >= LEAST_REPLICATES).length;
  const untested = context.tiers.interior.length - numTested;
  const { axis, tiers } = context;
  const statement: TierStatement = {
    says: 'end-is-best',
    axis,
    isMore,
    isTurned: context.isTurned,
    better: better.value,
    worse: worse.value,
    accuracy: summary.accuracy,
    lead: ends.comparison.difference.mean,
    interior: tiers.interior.length,
    untested,
    pValue,
  };
  return {
    kind: isMore !== context.isTurned ? 'more-is-better' : 'less-is-better',
    statement,
    bestArm: better.id,
    pValue,
  };
}

/** Names the tier that is ahead, and the end from which it is told apart the least. */
function undecided(context: VerdictContext, tests: TierTests, ends: PairTest): TierVerdict {
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
