/**
 * @file Experiments whose axis is variety itself: temperature, nucleus mass, breadth of prompts, near-duplicates, chosen
 * subsets, suppression of frequent words, rungs of the prompt ladder, penalties. Which variety is best, on each curve
 * and on all?
 */
import type { Comparison, UnwordedFinding, UnwordedVerdict } from '../../core/run';
import type { JudgedCurve } from '../../core/statement';
import { axisTiers } from '../axis-tiers';
import { findingOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testTiers, type TierTests } from '../comparisons';
import { numTestRows } from '../correctness';
import type { Curve } from '../curves';
import { ALPHA, LEAST_REPLICATES } from '../level';
import { smallestDetectableDifference } from '../smallest-difference';
import { againstBaseline } from '../tier-decision';
import { leastClaimP, verdictOf, type ShownTurn, type TierVerdict } from '../verdict';
import { bestTier, labelOf, noClaim, summaryOf, tooFewRuns, type Conclusion, type Facts } from './conclusion';
import { trendClaims } from './curve-trends';

/** Differences below this are called level, where a study could show smaller ones at all: two points. */
const LARGEST_MARGIN = 0.02;

/** What an experiment tests besides the shape of its curves. */
interface Beside {
  /** How many chief kinds of claims share the 5 %, the shapes among them. */
  readonly chiefKinds: number;
  /** The gate of the others (see `claims.ts`). */
  readonly gate: number;
}

/**
 * The verdict of one curve, or of several with the 5 % shared between them, and the trends of each. Where other kinds of
 * claims stand beside them, every curve's verdict is a finding.
 */
export function tiersConclusion(facts: Facts, beside?: Beside): Conclusion & { readonly gate: number } {
  const share = facts.curves.length * (beside?.chiefKinds ?? 1);
  const tested = facts.curves.map((curve) => testCurve(facts, curve, share));
  const gate = Math.min(1, beside?.gate ?? 1, ...tested.map((one) => one.gate));
  const { trends, invertedUs, us } = trendClaims(facts);
  const [trends_, invertedUs_, us_] = [trends, invertedUs, us].map((family) => settle(family, gate)) as [
    Settled[],
    Settled[],
    Settled[],
  ];
  const judged = tested.map((one) => {
    const series = one.curve.series?.id ?? null;
    const turn = invertedUs_.find(({ claim, isShown }) => isShown && claim.series === series);
    return { ...one, verdict: judge(facts, one, turn ? turnOf(turn) : null, share) };
  });
  const findings = [...trends_, ...invertedUs_, ...us_].map(findingOf);
  const comparisons = judged.flatMap(({ tests }) => (tests ? comparisonsOf(tests) : []));
  const [only] = judged;
  if (!only) return { verdict: noClaim({ says: 'no-curves' }), comparisons, findings, gate };
  if (judged.length === 1 && !beside) {
    const { verdict, found } = besideRealRows(facts, only);
    return { verdict, comparisons, findings: [...found, ...findings], gate };
  }
  return {
    verdict: together(facts, judged),
    comparisons,
    findings: [...judged.map((one) => findingOf(settledVerdict(one))), ...findings],
    gate,
  };
}

function turnOf({ claim, pValue }: Settled): ShownTurn | null {
  const statement = claim.states(pValue);
  return statement.says === 'turn' ? statement : null;
}

interface Tested {
  readonly curve: Curve;
  readonly arms: Facts['study']['arms'];
  readonly tests: TierTests | null;
  readonly gate: number;
}

interface Judged extends Tested {
  readonly verdict: TierVerdict;
}

/** @param share claims of how many curves share the 5 % */
function testCurve({ study, correct }: Facts, curve: Curve, share: number): Tested {
  const ids = new Set(curve.tiers.map((tier) => tier.id));
  const arms = study.arms.filter((arm) => ids.has(arm.id));
  const tiers = axisTiers(arms);
  const tests = tiers && testTiers(tiers, correct);
  return { curve, arms, tests, gate: leastClaimP(tiers, tests, share) };
}

function judge(
  facts: Facts,
  { curve, arms, tests }: Tested,
  turn: ShownTurn | null,
  share: number,
): TierVerdict {
  const { study, correct, summaries, isTurned } = facts;
  const options = {
    curves: share,
    isTurned,
    correct,
    turn,
    margin: marginOf(facts, curve),
  };
  return verdictOf({ ...study, arms }, summaries, tests, options);
}

/** What was stated before the run; else the smaller of two points and the smallest difference that such a study finds. */
function marginOf({ study, correct, curves }: Facts, { tiers }: Curve): number {
  const stated = study.registration?.design.margin ?? null;
  if (stated !== null) return stated;
  const detectable = smallestDetectableDifference({
    tiers: tiers.length,
    curves: curves.length,
    replicates: study.replicates,
    testRows: numTestRows(correct),
  });
  return Math.min(LARGEST_MARGIN, detectable ?? LARGEST_MARGIN);
}

/**
 * The best tier held against training sets of real rows alone: each as a finding, and as the verdict where no gain over the
 * few real rows that every tier has too is shown.
 */
function besideRealRows(
  facts: Facts,
  { verdict, curve, arms }: Judged,
): { readonly verdict: UnwordedVerdict; readonly found: readonly UnwordedFinding[] } {
  const best = bestTier(facts, curve.tiers);
  const baselines = facts.study.arms.filter(({ kind }) => kind === 'baseline');
  const fewRows = Math.min(...arms.map(({ recipe }) => recipe.realRowsPerClass));
  if (!best) return { verdict, found: [] };
  const compared = baselines.flatMap(({ id, label, recipe }) => {
    const test = againstBaseline(facts.correct, best, id, curve.tiers);
    if (!test || test.replicates < LEAST_REPLICATES) return [];
    const { difference, pGain, pLoss } = test;
    const isFew = recipe.realRowsPerClass === fewRows;
    return [{ baseline: label, best: best.value, difference, pGain, pLoss, isFew }];
  });
  const { axis } = facts.study;
  const found = compared.map(({ isFew: _, ...one }): UnwordedFinding => ({
    kind: 'against-real-rows',
    series: null,
    estimate: one.difference,
    pValue: Math.min(1, one.pGain, one.pLoss),
    statement: { says: 'against-real-rows', axis, ...one },
  }));
  const few = compared.find(({ isFew }) => isFew);
  if (!few || few.pGain <= ALPHA) return { verdict, found };
  const { isFew: _, ...rest } = few;
  const statement = { says: 'no-gain', axis, ...rest, shape: verdict.statement } as const;
  return { verdict: { ...verdict, kind: 'no-gain', statement, pValue: 1 }, found };
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
  return { claim, pValue: verdict.pValue, isShown: verdict.bestArm !== null };
}

/** One sentence for all curves: what those with a claim agree on, or that they do not. */
function together(facts: Facts, judged: readonly Judged[]): UnwordedVerdict {
  const claiming = judged.filter(({ verdict }) => verdict.bestArm !== null);
  const kinds = new Set(claiming.map(({ verdict }) => verdict.kind));
  const [first] = claiming;
  const isKnown = judged.some(({ tests }) => (tests?.ends?.replicates ?? 0) >= LEAST_REPLICATES);
  if (!isKnown) return tooFewRuns(facts);
  const { axis } = facts.study;
  if (!first) {
    const areLevel = judged.every(({ verdict }) => verdict.kind === 'level');
    if (!areLevel) return noClaim({ says: 'no-curve-claims', axis, curves: judged.length });
    const statement = { says: 'curves-agree', axis, curves: judged.map(shown), pValue: 1 } as const;
    return { kind: 'level', statement, bestArm: null, pValue: 1 };
  }
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
