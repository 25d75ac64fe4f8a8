/**
 * @file Experiments whose axis is variety itself: temperature, nucleus mass, breadth of prompts, near-duplicates, chosen
 * subsets, suppression of frequent words, rungs of the prompt ladder, penalties. Which variety is best, on each curve
 * and on all?
 */
import type { Comparison, UnwordedVerdict } from '../../core/run';
import type { JudgedCurve } from '../../core/statement';
import { axisTiers } from '../axis-tiers';
import { findingOf, pOfAll, settle, type Claim } from '../claims';
import { testTiers, type TierTests } from '../comparisons';
import type { Curve } from '../curves';
import { LEAST_REPLICATES } from '../level';
import { leastClaimP, verdictOf, type TierVerdict } from '../verdict';
import { labelOf, noClaim, summaryOf, tooFewRuns, type Conclusion, type Facts } from './conclusion';
import { trendClaims } from './curve-trends';

/** The verdict of one curve, or of several with the 5 % shared between them, and the trends of each. */
export function tiersConclusion(facts: Facts): Conclusion {
  const { curves } = facts;
  const judged = curves.map((curve) => judge(facts, curve, curves.length));
  const gate = Math.min(1, ...judged.map((one) => one.gate));
  const { trends, invertedUs, us } = trendClaims(facts);
  const findings = [trends, invertedUs, us].flatMap((family) => settle(family, gate).map(findingOf));
  const comparisons = judged.flatMap(({ tests }) => (tests ? comparisonsOf(tests) : []));
  const [only] = judged;
  if (!only) return { verdict: noClaim({ says: 'no-curves' }), comparisons, findings };
  if (judged.length === 1) return { verdict: only.verdict, comparisons, findings };
  return {
    verdict: together(facts, judged),
    comparisons,
    findings: [...judged.map((one) => findingOf(settledVerdict(one))), ...findings],
  };
}

interface Judged {
  readonly curve: Curve;
  readonly tests: TierTests | null;
  readonly verdict: TierVerdict;
  readonly gate: number;
}

function judge(facts: Facts, curve: Curve, numCurves: number): Judged {
  const { study, correct, summaries, isTurned } = facts;
  const ids = new Set(curve.tiers.map((tier) => tier.id));
  const arms = study.arms.filter((arm) => ids.has(arm.id));
  const tiers = axisTiers(arms);
  const tests = tiers && testTiers(tiers, correct);
  const options = { curves: numCurves, isTurned };
  return {
    curve,
    tests,
    verdict: verdictOf({ ...study, arms }, summaries, tests, options),
    gate: leastClaimP(tiers, tests, numCurves),
  };
}

/** Interior tiers against both ends, then the ends. */
function comparisonsOf({ interior, ends }: TierTests): Comparison[] {
  return [
    ...interior.flatMap(({ againstLowest, againstHighest }) => [
      againstLowest.comparison,
      againstHighest.comparison,
    ]),
    ...(ends ? [ends.comparison] : []),
  ];
}

/** The verdict of one curve of several; its p-value is corrected for all of them already. */
function settledVerdict({ curve, verdict }: Judged): ReturnType<typeof settle>[number] {
  const claim: Claim = {
    kind: 'best-tier',
    series: curve.series?.id ?? null,
    estimate: null,
    pValue: verdict.pValue,
    states: () => ({ says: 'curve-verdict', curve: labelOf(curve), verdict: verdict.statement }),
  };
  return { claim, pValue: verdict.pValue, isShown: verdict.kind !== 'not-distinguishable' };
}

/** One sentence for all curves: what those with a claim agree on, or that they do not. */
function together(facts: Facts, judged: readonly Judged[]): UnwordedVerdict {
  const claiming = judged.filter(({ verdict }) => verdict.kind !== 'not-distinguishable');
  const kinds = new Set(claiming.map(({ verdict }) => verdict.kind));
  const [first] = claiming;
  const isKnown = judged.some(({ tests }) => (tests?.ends?.replicates ?? 0) >= LEAST_REPLICATES);
  if (!isKnown) return tooFewRuns(facts);
  const { axis } = facts.study;
  if (!first) return noClaim({ says: 'no-curve-claims', axis, curves: judged.length });
  const best = claiming.reduce((a, b) => (b.verdict.pValue < a.verdict.pValue ? b : a)).verdict;
  const curves = judged.map(shown);
  const pValue = pOfAll(claiming.map(({ verdict }) => verdict));
  if (kinds.size > 1) {
    return { kind: 'depends', statement: { says: 'curves-disagree', axis, curves }, bestArm: null, pValue };
  }
  const statement = { says: 'curves-agree', axis, curves, pValue } as const;
  return { kind: first.verdict.kind, statement, bestArm: best.bestArm, pValue };

  function shown({ curve, verdict }: Judged): JudgedCurve {
    const tier = curve.tiers.find(({ id }) => id === verdict.bestArm) ?? null;
    const summary = tier && (summaryOf(facts, tier.id) ?? null);
    return {
      label: curve.series?.label ?? '',
      verdict: verdict.statement,
      best: tier && summary ? { value: tier.value, accuracy: summary.accuracy } : null,
    };
  }
}
