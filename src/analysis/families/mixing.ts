/**
 * @file Mixing: does generated text help beside so much real text, and from which share on does more of it no longer?
 *
 * Two chief kinds of claim on each curve. `helps`: some share is better than none, corrected for the number of shares
 * (Bonferroni); of those that are shown to be, the claim is of the one with the greatest gain. `worse-again`: from some share on, all are worse than one before them, tested from the far end backwards.
 */
import type { ArmSummary, Comparison, UnwordedVerdict, VerdictKind } from '../../core/run';
import type { ShareGain } from '../../core/statement';
import { findingOf, gateOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testPair, type PairTest } from '../comparisons';
import type { Curve } from '../curves';
import type { Tier } from '../axis-tiers';
import { ALPHA, LEAST_REPLICATES } from '../level';
import { onsetOf, stepOf, worseFrom, type StepTest } from '../step-down';
import {
  labelOf,
  noClaim,
  pooledOver,
  summaryOf,
  tooFewRuns,
  type Conclusion,
  type Facts,
} from './conclusion';
import { trendClaims } from './curve-trends';

interface HelpClaim extends Claim {
  readonly help: { readonly share: number; readonly summary: ArmSummary; readonly comparison: Comparison };
}

interface MixingHarmClaim extends Claim {
  readonly onset: StepTest;
}

export function mixingConclusion(facts: Facts): Conclusion {
  const against = facts.curves.map((curve) => ({ curve, tests: againstNone(facts, curve) }));
  const comparisons = against.flatMap(({ tests }) => tests.map(({ test }) => test.comparison));
  const helps = against.flatMap(({ curve, tests }) => helpClaim(facts, curve, tests) ?? []);
  const harms = facts.curves.flatMap((curve) => harmClaim(facts, curve) ?? []);
  const gate = gateOf([helps, harms]);
  const helped = settle(helps, gate);
  // What is said is from where on: all tests of the chain back to there. Whether anything is said, the first of them decides.
  const harmed = settle(
    harms.map((harm) => ({ ...harm, pValue: harm.onset.pValue })),
    gate,
  );
  const { trends, invertedUs, us } = trendClaims(facts);
  const others = [trends, invertedUs, us].flatMap((family) => settle(family, gate));
  return {
    verdict: helps.length === 0 ? tooFewRuns(facts) : verdictOf(facts, helped, harmed),
    comparisons,
    findings: [...helped, ...harmed, ...others].map(findingOf),
  };
}

interface AgainstNone {
  readonly tier: Tier;
  readonly test: PairTest;
}

/** Every share above the lowest against the lowest. */
function againstNone(facts: Facts, curve: Curve): AgainstNone[] {
  const [none, ...shares] = curve.tiers;
  if (!none) return [];
  const pooled = pooledOver(facts, curve.tiers);
  return shares.flatMap((tier) => {
    const test = testPair(facts.correct, tier.id, none.id, shares.length, pooled);
    return test ? [{ tier, test }] : [];
  });
}

/** That a share helps: the one with the greatest gain of those that pass, else that with the clearest. */
function helpClaim(facts: Facts, curve: Curve, tests: readonly AgainstNone[]): HelpClaim | null {
  const known = tests.filter(({ test }) => test.replicates >= LEAST_REPLICATES);
  const [first, ...others] = known;
  if (!first) return null;
  const level = ALPHA / facts.curves.length;
  const { tier, test } = others.reduce((a, b) => (isBetter(b.test, a.test, level) ? b : a), first);
  const { comparison } = test;
  const summary = summaryOf(facts, tier.id)!;
  const help = { share: tier.value, summary, comparison };
  return {
    kind: 'helps',
    series: curve.series?.id ?? null,
    estimate: comparison.difference,
    pValue: comparison.pCorrected,
    states: (pValue) => ({ says: 'share-helps', curve: labelOf(curve), ...gainOf(help), pValue }),
    help,
  };
}

/** At a level that holds for all curves together the larger gain counts, else the smaller p-value. */
function isBetter({ comparison: a }: PairTest, { comparison: b }: PairTest, level: number): boolean {
  const [isShown, isOtherShown] = [a.pCorrected <= level, b.pCorrected <= level];
  if (isShown !== isOtherShown) return isShown;
  if (isShown) return a.difference.mean > b.difference.mean;
  return a.pValue < b.pValue || (a.pValue === b.pValue && a.difference.mean > b.difference.mean);
}

/** That from some share on it is worse; the onset at a level that holds for all curves together. */
function harmClaim(facts: Facts, curve: Curve): MixingHarmClaim | null {
  const steps = worseFrom(curve.tiers, 'before', facts.correct, pooledOver(facts, curve.tiers)).filter(
    ({ difference }) => difference.replicates >= LEAST_REPLICATES,
  );
  const last = steps.at(-1);
  if (!last) return null;
  const onset = onsetOf(steps, ALPHA / facts.curves.length) ?? last;
  return {
    kind: 'worse-again',
    series: curve.series?.id ?? null,
    estimate: onset.difference.estimate,
    pValue: last.pValue,
    states: (pValue) => ({ says: 'worse-again', curve: labelOf(curve), ...stepOf(onset), pValue }),
    onset,
  };
}

function gainOf({ share, summary, comparison }: HelpClaim['help']): ShareGain {
  return { share, accuracy: summary.accuracy, gain: comparison.difference };
}

function verdictOf(
  { curves }: Facts,
  helps: readonly Settled<HelpClaim>[],
  harms: readonly Settled<MixingHarmClaim>[],
): UnwordedVerdict {
  const helped = helps.filter((one) => one.isShown);
  const harmed = harms.filter((one) => one.isShown);
  if (helped.length + harmed.length === 0)
    return noClaim({ says: 'mixing-not-distinguishable', curves: curves.length });
  const own = curves.map(({ series }) => {
    const isOwn = ({ claim }: Settled): boolean => claim.series === (series?.id ?? null);
    return {
      label: series?.label ?? '',
      help: helped.find(isOwn)?.claim.help ?? null,
      onset: harmed.find(isOwn)?.claim.onset ?? null,
    };
  });
  const isBoth = own.some(({ help, onset }) => help && onset);
  const kind: VerdictKind = isBoth
    ? 'moderate-is-best'
    : helped.length === 0
      ? 'harms'
      : harmed.length === 0
        ? 'helps'
        : 'depends';
  const greatest = own
    .flatMap(({ help }) => help ?? [])
    .reduce<ArmSummary | null>(
      (best, { summary }) => (best && best.accuracy.mean >= summary.accuracy.mean ? best : summary),
      null,
    );
  const pValue = pOfAll([...helped, ...harmed]);
  const mixed = own.map(({ label, help, onset }) => ({
    label,
    help: help && gainOf(help),
    onset: onset && stepOf(onset),
  }));
  return {
    kind,
    statement: { says: 'mixing', curves: mixed, pValue },
    bestArm: greatest?.arm ?? null,
    pValue,
  };
}
