/**
 * @file Scarcity: what do generated rows bring where their generator has seen few labelled rows, and does the best tier move
 * with their number?
 *
 * Three chief kinds share the 5 %:
 * - `scarcity-gain`: on each curve the best tier is better than the real rows alone that its training sets hold, corrected for
 *   the choice of the best (Bonferroni);
 * - `gain-grows`: on average over the axis, generated rows gain more than on the curve whose generator has seen the fewest;
 * - the shapes of the curves, as in experiments of tiers.
 * Besides, `best-moves`: of two curves, no tier can be the best of both. Tier t is the best of a curve only if no other beats
 * it, whose corrected p-value is p(t) (see `best-set.ts`); if t* is the best of both, the smaller of its two is at most α with
 * probability at most 2 α, so max over t of min(p₁(t), p₂(t)), doubled, is a p-value. And `scarcity-worth`: the best tier
 * against as many real rows as its generator has seen.
 */
import type { UnwordedVerdict, VerdictKind } from '../../core/run';
import type { ScarcityCurve, ScarcityStatement } from '../../core/statement';
import type { Tier } from '../axis-tiers';
import { bestSet, PairTable, standings, type Standing } from '../best-set';
import { findingOf, gateOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testContrast, twoSided } from '../contrast';
import type { Curve } from '../curves';
import { LEAST_REPLICATES } from '../level';
import { againstBaseline, type AgainstBaseline } from '../tier-decision';
import {
  bestTier,
  labelOf,
  pooledOver,
  summaryOf,
  tooFewRuns,
  type Conclusion,
  type Facts,
} from './conclusion';
import { tiersConclusion } from './tiers';

const CHIEF_KINDS = 3;

/** A curve with its best tier, and who is in the running for it. */
interface Scarce {
  readonly curve: Curve;
  readonly best: Tier;
  readonly standings: readonly Standing[];
  /** The training set of the real rows alone that all its tiers hold; null where there is none. */
  readonly baseline: Baseline | null;
  /** Labelled rows of each class that the generator has seen; Infinity for all. */
  readonly seen: number;
}

interface Baseline {
  readonly id: string;
  readonly label: string;
}

interface GainClaim extends Claim {
  readonly scarce: Scarce;
  readonly test: AgainstBaseline;
}

export function scarcityConclusion(facts: Facts): Conclusion {
  const scarce = facts.curves
    .flatMap((curve) => scarceOf(facts, curve) ?? [])
    .sort((a, b) => a.seen - b.seen);
  const gains = scarce.flatMap((one) => gainClaim(facts, one) ?? []);
  const growths = growthClaims(facts, scarce);
  const shapes = tiersConclusion(facts, {
    chiefKinds: CHIEF_KINDS,
    gate: gateOf([gains, growths], CHIEF_KINDS),
  });
  const gained = settle(gains, shapes.gate);
  const grown = settle(growths, shapes.gate);
  const moved = settle(moveClaims(facts, scarce), shapes.gate);
  const worth = settle(
    scarce.flatMap((one) => worthClaim(facts, one) ?? []),
    shapes.gate,
  );
  return {
    verdict: gains.length === 0 ? tooFewRuns(facts) : verdictOf(facts, { gained, grown, moved, worth }),
    comparisons: shapes.comparisons,
    findings: [...[gained, grown, moved, worth].flat().map(findingOf), ...shapes.findings],
  };
}

function scarceOf(facts: Facts, curve: Curve): Scarce | null {
  const best = bestTier(facts, curve.tiers);
  const arm = facts.study.arms.find(({ id }) => id === curve.tiers[0]?.id);
  if (!best || !arm) return null;
  const { realRowsPerClass, generated } = arm.recipe;
  const accuracyOf = (tier: Tier): number => summaryOf(facts, tier.id)?.accuracy.mean ?? 0;
  return {
    curve,
    best,
    standings: standings(new PairTable(curve.tiers, facts.correct), accuracyOf),
    baseline: baselineOf(facts, realRowsPerClass),
    seen: generated?.source?.kind === 'few-rows' ? generated.source.rowsPerClass : Infinity,
  };
}

/** The training set of so many real rows a class and nothing else. */
function baselineOf({ study }: Facts, rows: number): Baseline | null {
  return (
    study.arms.find(({ kind, recipe }) => kind === 'baseline' && recipe.realRowsPerClass === rows) ?? null
  );
}

function gainClaim(facts: Facts, scarce: Scarce): GainClaim | null {
  const { curve, best, baseline } = scarce;
  const test = baseline && againstBaseline(facts.correct, best, baseline.id, curve.tiers);
  if (!test || test.replicates < LEAST_REPLICATES) return null;
  return {
    kind: 'scarcity-gain',
    series: curve.series?.id ?? null,
    estimate: test.difference,
    pValue: test.pGain,
    states: (pValue) => ({
      says: 'scarcity-gain',
      axis: facts.study.axis,
      curve: labelOf(curve),
      best: best.value,
      baseline: baseline.label,
      difference: test.difference,
      pValue,
    }),
    scarce,
    test,
  };
}

/** Null where the rows in training are all that the generator has seen, or where there is no such training set. */
function worthClaim(facts: Facts, { curve, best, baseline, seen }: Scarce): Claim | null {
  const all = baselineOf(facts, seen);
  const test = all && all.id !== baseline?.id && againstBaseline(facts.correct, best, all.id, curve.tiers);
  if (!test || test.replicates < LEAST_REPLICATES) return null;
  const pValue = Math.min(1, 2 * Math.min(test.pGain, test.pLoss));
  return {
    kind: 'scarcity-worth',
    series: curve.series?.id ?? null,
    estimate: test.difference,
    pValue,
    states: (pValue) => ({
      says: 'scarcity-worth',
      axis: facts.study.axis,
      curve: labelOf(curve),
      best: best.value,
      baseline: all.label,
      difference: test.difference,
      pValue,
    }),
  };
}

interface GrowthClaim extends Claim {
  readonly growth: { readonly fewest: string; readonly more: string };
}

/** Every curve against that of the fewest rows seen: the mean gain over the axis, less the mean gain there. */
function growthClaims(facts: Facts, [fewest, ...others]: readonly Scarce[]): GrowthClaim[] {
  if (!fewest) return [];
  return others.flatMap((more): GrowthClaim[] => {
    const weights = new Map<string, number>();
    const add = (id: string, weight: number): void => void weights.set(id, (weights.get(id) ?? 0) + weight);
    for (const [{ curve, baseline }, sign] of [[more, 1] as const, [fewest, -1] as const]) {
      for (const { id } of curve.tiers) add(id, sign / curve.tiers.length);
      // Of equally many real rows alone the two cancel.
      if (baseline) add(baseline.id, -sign);
    }
    const tiers = [...more.curve.tiers, ...fewest.curve.tiers];
    const test = testContrast(facts.correct, weights, pooledOver(facts, tiers));
    if (!test || test.replicates < LEAST_REPLICATES) return [];
    const growth = { fewest: fewest.curve.series?.label ?? '', more: more.curve.series?.label ?? '' };
    return [
      {
        kind: 'gain-grows',
        series: more.curve.series?.id ?? null,
        estimate: test.estimate,
        pValue: twoSided(test),
        states: (pValue) => ({ says: 'gain-grows', ...growth, change: test.estimate, pValue }),
        growth,
      },
    ];
  });
}

interface MoveClaim extends Claim {
  readonly move: Extract<ScarcityStatement, { readonly says: 'best-moves' }>;
}

/** Every pair of curves on the same values. */
function moveClaims({ study: { axis } }: Facts, scarce: readonly Scarce[]): MoveClaim[] {
  return scarce.flatMap((a, i) =>
    scarce.slice(i + 1).flatMap((b): MoveClaim[] => {
      const values = a.standings.map(({ tier }) => tier.value);
      const inBoth = values.flatMap((value) => {
        const [p, q] = [a, b].map((one) => one.standings.find(({ tier }) => tier.value === value)?.pValue);
        return p === undefined || q === undefined ? [] : [Math.min(p, q)];
      });
      if (inBoth.length < 2 || inBoth.length !== a.curve.tiers.length) return [];
      const pValue = Math.min(1, 2 * Math.max(...inBoth));
      const [first, second] = [bestOf(a), bestOf(b)];
      const move = { says: 'best-moves', axis, first, second, pValue } as const;
      return [
        {
          kind: 'best-moves',
          series: null,
          estimate: null,
          pValue,
          states: (pValue) => ({ ...move, pValue }),
          move,
        },
      ];
    }),
  );
}

function bestOf(scarce: Scarce): { readonly label: string; readonly set: readonly number[] } {
  return { label: scarce.curve.series?.label ?? '', set: setOf(scarce) };
}

function setOf({ standings }: Scarce): number[] {
  return bestSet(standings).map(({ value }) => value);
}

interface Outcome {
  readonly gained: readonly Settled<GainClaim>[];
  readonly grown: readonly Settled<GrowthClaim>[];
  readonly moved: readonly Settled<MoveClaim>[];
  readonly worth: readonly Settled[];
}

function verdictOf({ study: { axis } }: Facts, { gained, grown, moved, worth }: Outcome): UnwordedVerdict {
  const shown = gained.filter(({ isShown }) => isShown);
  const curves = gained.map(({ claim: { scarce, test }, isShown }): ScarcityCurve => ({
    label: scarce.curve.series?.label ?? '',
    best: scarce.best.value,
    set: setOf(scarce),
    baseline: scarce.baseline!.label,
    difference: test.difference,
    isShown,
  }));
  const growth = grown.at(-1);
  const move = moved.filter(({ isShown }) => isShown).sort((a, b) => a.pValue - b.pValue)[0];
  const stated = [
    ...shown,
    ...[growth, move].filter((one) => one !== undefined).filter(({ isShown }) => isShown),
  ];
  const pValue = stated.length > 0 ? pOfAll(stated) : 1;
  const kind: VerdictKind =
    shown.length === 0 ? 'not-distinguishable' : shown.length === gained.length ? 'helps' : 'depends';
  const best = shown.reduce<Settled<GainClaim> | null>(
    (a, b) => (a && a.claim.test.difference.mean >= b.claim.test.difference.mean ? a : b),
    null,
  );
  return {
    kind: shown.length === 0 && stated.length > 0 ? 'no-gain' : kind,
    statement: {
      says: 'scarcity',
      axis,
      curves,
      growth: growth
        ? { ...growth.claim.growth, change: growth.claim.estimate!, isShown: growth.isShown }
        : null,
      worth: {
        tested: worth.length,
        above: worth.filter(({ isShown, claim }) => isShown && claim.estimate!.mean > 0).length,
      },
      move: move ? { first: move.claim.move.first, second: move.claim.move.second } : null,
      pValue,
    },
    bestArm: best?.claim.scarce.best.id ?? null,
    pValue,
  };
}
