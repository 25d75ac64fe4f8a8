/**
 * @file Distribution shift: is it the diversity of generated text that changes accuracy, how close it is to real text, or
 * how right its labels are?
 *
 * Chief kinds: `coefficient`, of a regression of accuracy on the three (Chung et al. 2023); `shift-effect`, of each kind of
 * shift against none, over the tiers that both have. Which measures stand for the three is in `roles.ts`.
 * @see Chung, Kamar & Amershi (2023), "Increasing diversity while maintaining accuracy", https://arxiv.org/abs/2306.04140.
 */
import type { Comparison, UnwordedVerdict } from '../../core/run';
import { regressAccuracy, type AccuracyRegression, type Coefficient } from '../accuracy-regression';
import { findingOf, gateOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testPair } from '../comparisons';
import { testContrast, twoSided } from '../contrast';
import { LEAST_REPLICATES } from '../level';
import { DIVERSITY, LABEL_ACCURACY, SIMILARITY } from '../roles';
import { noClaim, pooledOver, tooFewRuns, type Conclusion, type Facts } from './conclusion';
import { trendClaims } from './curve-trends';

interface CoefficientClaim extends Claim {
  readonly coefficient: Coefficient;
}

interface EffectClaim extends Claim {
  readonly label: string;
}

export function shiftConclusion(facts: Facts): Conclusion {
  const regression = regressionOf(facts);
  const coefficients = (regression?.coefficients ?? []).map(coefficientClaim);
  const effects = effectClaims(facts);
  const gate = gateOf([coefficients, effects]);
  const found = settle(coefficients, gate);
  const changed = settle(effects, gate);
  const { trends, invertedUs, us } = trendClaims(facts);
  const others = [trends, invertedUs, us].flatMap((family) => settle(family, gate));
  const isKnown = effects.length > 0 || (regression?.replicates ?? 0) >= LEAST_REPLICATES;
  return {
    verdict: isKnown ? verdictOf(found, changed) : tooFewRuns(facts),
    comparisons: againstNone(facts),
    findings: [...found, ...changed, ...others].map(findingOf),
  };
}

/** On all three measures; without the labels where these were not judged, or nothing could be told apart with them. */
export function regressionOf({ curves, runs, correct }: Facts): AccuracyRegression | null {
  const arms = curves.flatMap(({ tiers }) => tiers.map((tier) => tier.id));
  return (
    regressAccuracy(arms, runs, [DIVERSITY, SIMILARITY, LABEL_ACCURACY], correct) ??
    regressAccuracy(arms, runs, [DIVERSITY, SIMILARITY], correct)
  );
}

function coefficientClaim(coefficient: Coefficient): CoefficientClaim {
  const { role, perSd, standardised } = coefficient;
  return {
    kind: 'coefficient',
    series: null,
    estimate: standardised,
    pValue: coefficient.pValue,
    states: (pValue) => ({ says: 'coefficient', role: role.id, perSd, standardised, pValue }),
    coefficient,
  };
}

/** Each curve against the first, over the values that both have: Σ (arm - arm of the first) / their number. */
function effectClaims(facts: Facts): EffectClaim[] {
  const [none, ...shifted] = facts.curves;
  if (!none) return [];
  const pooled = pooledOver(
    facts,
    facts.curves.flatMap(({ tiers }) => tiers),
  );
  return shifted.flatMap((curve): EffectClaim[] => {
    const weights = new Map<string, number>();
    for (const tier of curve.tiers) {
      const base = none.tiers.find(({ value }) => value === tier.value);
      if (!base || !facts.correct.has(tier.id) || !facts.correct.has(base.id)) continue;
      weights.set(tier.id, 1).set(base.id, -1);
    }
    const test = testContrast(facts.correct, weights, pooled, weights.size / 2);
    if (!test || test.replicates < LEAST_REPLICATES) return [];
    const label = curve.series?.label ?? '';
    return [
      {
        kind: 'shift-effect',
        series: curve.series?.id ?? null,
        estimate: test.estimate,
        pValue: twoSided(test),
        states: (pValue) => ({
          says: 'shift-effect',
          label,
          from: none.series?.label ?? '',
          change: test.estimate,
          pValue,
        }),
        label,
      },
    ];
  });
}

/** Every arm against that of the first curve at the same value. */
function againstNone(facts: Facts): Comparison[] {
  const [none, ...shifted] = facts.curves;
  const pooled = pooledOver(
    facts,
    facts.curves.flatMap(({ tiers }) => tiers),
  );
  return shifted.flatMap(({ tiers }) =>
    tiers.flatMap((tier) => {
      const base = none?.tiers.find(({ value }) => value === tier.value);
      return base ? (testPair(facts.correct, tier.id, base.id, 1, pooled)?.comparison ?? []) : [];
    }),
  );
}

function verdictOf(
  found: readonly Settled<CoefficientClaim>[],
  changed: readonly Settled<EffectClaim>[],
): UnwordedVerdict {
  const stated = [...found, ...changed].filter((one) => one.isShown);
  const shown = found
    .filter((one) => one.isShown)
    .map(({ claim: { coefficient } }) => ({ role: coefficient.role.id, perSd: coefficient.perSd }));
  const notShown = found.filter((one) => !one.isShown).map(({ claim }) => claim.coefficient.role.id);
  const effects = changed
    .filter((one) => one.isShown)
    .map(({ claim }) => ({ label: claim.label, change: claim.estimate! }));
  if (stated.length === 0) return noClaim({ says: 'shift-not-distinguishable' });
  const pValue = pOfAll(stated);
  const statement = { says: 'shift', shown, notShown, effects, pValue } as const;
  return { kind: 'effect', statement, bestArm: null, pValue };
}
