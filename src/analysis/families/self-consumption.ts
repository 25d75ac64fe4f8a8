/**
 * @file Self-consumption: does a generator that is fitted to its own output lose, from which generation on, how fast, and
 * in which form?
 *
 * Chief kind: the `loss` of each form at its last generation, one-sided. `onset`: the first generation from which on all are
 * worse than the first, tested from the last backwards, so that it starts with the loss. `slope`: least squares over the
 * generations. `form-difference`: each two forms at the last generation that both have.
 */
import type { Comparison, UnwordedVerdict } from '../../core/run';
import type { FormLoss } from '../../core/statement';
import { findingOf, gateOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testPair } from '../comparisons';
import { pairWeights, testContrast, twoSided, type ContrastTest } from '../contrast';
import type { Correctness } from '../correctness';
import type { VarianceShare } from '../crossed-mean';
import type { Curve } from '../curves';
import type { Tier } from '../axis-tiers';
import { ALPHA, LEAST_REPLICATES } from '../level';
import { DIVERSITY } from '../roles';
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

interface LossClaim extends Claim {
  readonly last: StepTest;
  readonly onset: StepTest;
  readonly curve: Curve;
}

export function selfConsumptionConclusion(facts: Facts): Conclusion {
  const losses = facts.curves.flatMap((curve) => lossClaim(facts, curve) ?? []);
  const gate = gateOf([losses]);
  const lost = settle(losses, gate);
  const onsets = settle(onsetClaims(losses), gate);
  const others = [slopeClaims(facts), differenceClaims(facts)].flatMap((family) => settle(family, gate));
  return {
    verdict: losses.length === 0 ? tooFewRuns(facts) : verdictOf(facts, lost, onsets),
    comparisons: againstFirst(facts),
    findings: [...lost, ...onsets, ...others].map(findingOf),
  };
}

function lossClaim(facts: Facts, curve: Curve): LossClaim | null {
  const steps = worseFrom(curve.tiers, 'first', facts.correct, pooledOver(facts, curve.tiers)).filter(
    ({ difference }) => difference.replicates >= LEAST_REPLICATES,
  );
  const last = steps.at(-1);
  if (!last) return null;
  return {
    kind: 'loss',
    series: curve.series?.id ?? null,
    estimate: last.difference.estimate,
    pValue: last.pValue,
    states: (pValue) => ({ says: 'loss', curve: labelOf(curve), ...stepOf(last), pValue }),
    last,
    onset: onsetOf(steps, ALPHA / facts.curves.length) ?? last,
    curve,
  };
}

/**
 * The onset is the far end of the chain that begins with the loss: shown where that is, though seldom as surely, since it
 * rests on every test between.
 */
function onsetClaims(losses: readonly LossClaim[]): Claim[] {
  return losses.map(({ series, onset, curve }) => ({
    kind: 'onset',
    series,
    estimate: onset.difference.estimate,
    pValue: onset.pValue,
    states: (pValue) => ({ says: 'onset', curve: labelOf(curve), ...stepOf(onset), pValue }),
  }));
}

function slopeClaims(facts: Facts): Claim[] {
  return facts.curves.flatMap((curve): Claim[] => {
    const slope = testSlope(curve.tiers, facts.correct, pooledOver(facts, curve.tiers));
    if (!slope || slope.replicates < LEAST_REPLICATES) return [];
    const { estimate } = slope;
    return [
      {
        kind: 'slope',
        series: curve.series?.id ?? null,
        estimate,
        pValue: twoSided(slope),
        states: (pValue) => ({ says: 'slope', curve: labelOf(curve), change: estimate, pValue }),
      },
    ];
  });
}

/** Accuracy a unit of the axis, Σ (v - v̄) ȳ / Σ (v - v̄)²; the weights m v - Σ v are whole where the values are. */
function testSlope(
  tiers: readonly Tier[],
  correct: Correctness,
  pooled: VarianceShare | null,
): ContrastTest | null {
  const present = tiers.filter((tier) => correct.has(tier.id));
  const total = present.reduce((sum, tier) => sum + tier.value, 0);
  const weights = new Map(present.map((tier) => [tier.id, present.length * tier.value - total]));
  let sumOfSquares = 0;
  for (const weight of weights.values()) sumOfSquares += weight * weight;
  if (sumOfSquares === 0) return null;
  return testContrast(correct, weights, pooled, sumOfSquares / present.length);
}

function differenceClaims(facts: Facts): Claim[] {
  const { curves, correct } = facts;
  const shared = curves.map(({ tiers }) => new Set(tiers.map((tier) => tier.value)));
  const generation = Math.max(
    ...[...(shared[0] ?? [])].filter((value) => shared.every((values) => values.has(value))),
  );
  if (!(generation > 0)) return [];
  const pooled = pooledOver(
    facts,
    curves.flatMap(({ tiers }) => tiers),
  );
  const ends = curves.map((curve) => ({
    curve,
    tier: curve.tiers.find(({ value }) => value === generation)!,
  }));
  return ends.flatMap((a, i) =>
    ends.slice(i + 1).flatMap((b): Claim[] => {
      const test = (from: typeof a, to: typeof a): ContrastTest | null =>
        testContrast(correct, pairWeights(from.tier.id, to.tier.id), pooled);
      const difference = test(a, b);
      if (!difference || difference.replicates < LEAST_REPLICATES) return [];
      const isTurned = difference.estimate.mean < 0;
      const { estimate } = isTurned ? test(b, a)! : difference;
      const [better, worse] = isTurned ? [b, a] : [a, b];
      return [
        {
          kind: 'form-difference',
          series: better.curve.series?.id ?? null,
          estimate,
          pValue: twoSided(difference),
          states: (pValue) => ({
            says: 'forms-differ',
            better: better.curve.series?.label ?? '',
            worse: worse.curve.series?.label ?? '',
            generation,
            lead: estimate,
            pValue,
          }),
        },
      ];
    }),
  );
}

/** Every generation against the first of its form. */
function againstFirst(facts: Facts): Comparison[] {
  return facts.curves.flatMap((curve) => {
    const [first, ...later] = curve.tiers;
    const pooled = pooledOver(facts, curve.tiers);
    return first
      ? later.flatMap(
          (tier) => testPair(facts.correct, tier.id, first.id, later.length, pooled)?.comparison ?? [],
        )
      : [];
  });
}

function verdictOf(
  facts: Facts,
  losses: readonly Settled<LossClaim>[],
  onsets: readonly Settled[],
): UnwordedVerdict {
  const forms = losses.map(({ claim, isShown }): FormLoss => ({
    label: claim.curve.series?.label ?? '',
    last: stepOf(claim.last),
    isShown,
    onset: stepOf(claim.onset),
    diversity: diversityOf(facts, claim.last),
  }));
  if (!forms.some((form) => form.isShown)) {
    return noClaim({ says: 'self-consumption-not-distinguishable', forms });
  }
  const [clearest] = losses
    .filter((one) => one.isShown)
    .sort((a, b) => a.claim.last.difference.estimate.mean - b.claim.last.difference.estimate.mean);
  const pValue = pOfAll([...losses, ...onsets].filter((one) => one.isShown));
  return {
    kind: 'harms',
    statement: { says: 'self-consumption', forms, pValue },
    bestArm: clearest!.claim.last.against.id,
    pValue,
  };
}

function diversityOf(facts: Facts, { tier, against }: StepTest): FormLoss['diversity'] {
  const [first, last] = [against, tier].map(({ id }) => summaryOf(facts, id)?.measures[DIVERSITY.id]);
  return first === undefined || last === undefined ? null : { role: DIVERSITY.id, first, last };
}
