/**
 * @file Pre-training × fine-tuning: how much of accuracy is the variety of the text an encoder was pre-trained on, how much that
 * of the rows it is fine-tuned on, and do the two depend on each other?
 *
 * Chief kinds: `pre-training` and `fine-tuning`, what each level adds to the mean of all; `interaction`, what a pair of levels
 * adds to what the two add up to. Only cells of a whole grid count: values that every curve has. `spread` and
 * `correlation` are estimates.
 */
import type { Comparison, UnwordedVerdict } from '../../core/run';
import type { Level, LevelEffect } from '../../core/statement';
import { findingOf, gateOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testPair } from '../comparisons';
import type { ContrastTest } from '../contrast';
import { twoSided } from '../contrast';
import type { Curve } from '../curves';
import { LEAST_REPLICATES } from '../level';
import { twoWay } from '../two-way';
import { numTestRows } from '../correctness';
import { noiseIn } from '../study-noise';
import { smallestDetectableDifference } from '../smallest-difference';
import { bestTier, noClaim, pooledOver, tooFewRuns, type Conclusion, type Facts } from './conclusion';
import { trendClaims } from './curve-trends';
import { correlationClaims, spreadClaims } from './spreads';

interface LevelClaim extends Claim {
  readonly level: Level;
}

export function preTrainingConclusion(facts: Facts): Conclusion {
  const curves = wholeGrid(facts);
  const tiers = curves.flatMap((curve) => curve.tiers);
  const pooled = pooledOver(facts, tiers);
  const cells = curves.map((curve) => curve.tiers.map((tier) => tier.id));
  const effects = twoWay(cells, facts.correct, pooled);
  const labelAt = (i: number): string => curves[i]?.series?.label ?? '';
  const valueAt = (j: number): NonNullable<Level['fineTuning']> => ({
    axis: facts.study.axis,
    value: curves[0]!.tiers[j]!.value,
  });
  const claim = (
    kind: 'pre-training' | 'fine-tuning' | 'interaction',
    series: string | null,
    level: Level,
    test: ContrastTest | null,
  ): LevelClaim[] => {
    if (!test || test.replicates < LEAST_REPLICATES) return [];
    const { estimate } = test;
    return [
      {
        kind,
        series,
        estimate,
        pValue: twoSided(test),
        states: (pValue) => ({ says: 'level-effect', level, change: estimate, pValue }),
        level,
      },
    ];
  };
  const idOf = (i: number): string | null => curves[i]?.series?.id ?? null;
  const pre = effects.first.flatMap((test, i) =>
    claim('pre-training', idOf(i), { preTraining: labelAt(i), fineTuning: null }, test),
  );
  const fine = effects.second.flatMap((test, j) =>
    claim('fine-tuning', null, { preTraining: null, fineTuning: valueAt(j) }, test),
  );
  const both = effects.interaction.flatMap((row, i) =>
    row.flatMap((test, j) =>
      claim('interaction', idOf(i), { preTraining: labelAt(i), fineTuning: valueAt(j) }, test),
    ),
  );
  const gate = gateOf([pre, fine, both]);
  const [pre_, fine_, both_] = [pre, fine, both].map((family) => settle(family, gate)) as [
    Settled<LevelClaim>[],
    Settled<LevelClaim>[],
    Settled<LevelClaim>[],
  ];
  const { trends, invertedUs, us } = trendClaims(facts);
  const others = [trends, invertedUs, us, spreadClaims(facts, curves), correlationClaims(facts, curves)];
  const isKnown = pre.length + fine.length > 0;
  return {
    verdict: isKnown ? verdictOf(facts, { pre_, fine_, both_ }) : tooFewRuns(facts),
    comparisons: againstFirst(facts, curves),
    findings: [...pre_, ...fine_, ...both_, ...others.flatMap((family) => settle(family, gate))].map(
      findingOf,
    ),
  };
}

/** The curves with runs, at the values at which all of them have some. */
function wholeGrid({ curves, correct }: Facts): Curve[] {
  const begun = curves
    .map(({ series, tiers }) => ({ series, tiers: tiers.filter((tier) => correct.has(tier.id)) }))
    .filter(({ tiers }) => tiers.length > 0);
  return begun.map(({ series, tiers }) => ({
    series,
    tiers: tiers.filter(({ value }) =>
      begun.every((other) => other.tiers.some((tier) => tier.value === value)),
    ),
  }));
}

/** Every cell against that of the first curve at the same value. */
function againstFirst(facts: Facts, [first, ...others]: readonly Curve[]): Comparison[] {
  if (!first) return [];
  const pooled = pooledOver(
    facts,
    [first, ...others].flatMap(({ tiers }) => tiers),
  );
  return others.flatMap(({ tiers }) =>
    tiers.flatMap(
      (tier, j) =>
        testPair(facts.correct, tier.id, first.tiers[j]!.id, others.length, pooled)?.comparison ?? [],
    ),
  );
}

function verdictOf(
  facts: Facts,
  { pre_, fine_, both_ }: Readonly<Record<'pre_' | 'fine_' | 'both_', readonly Settled<LevelClaim>[]>>,
): UnwordedVerdict {
  const largest = (settled: readonly Settled<LevelClaim>[]): Settled<LevelClaim> | null =>
    settled
      .filter((one) => one.isShown)
      .reduce<Settled<LevelClaim> | null>(
        (best, one) => (best && sizeOf(best) >= sizeOf(one) ? best : one),
        null,
      );
  const [preTraining, fineTuning, interaction] = [largest(pre_), largest(fine_), largest(both_)];
  const stated = [preTraining, fineTuning, interaction].filter((one) => one !== null);
  if (stated.length === 0) {
    return noClaim({ says: 'grid-not-distinguishable', detectable: detectableIn(facts) });
  }
  const tiers = facts.curves.flatMap((curve) => curve.tiers);
  const pValue = pOfAll(stated);
  return {
    kind: 'effect',
    statement: {
      says: 'grid',
      preTraining: effectOf(preTraining),
      fineTuning: effectOf(fineTuning),
      interaction: effectOf(interaction),
      detectable: detectableIn(facts),
      pValue,
    },
    bestArm: bestTier(facts, tiers)?.id ?? null,
    pValue,
  };
}

function detectableIn({ study, curves, correct }: Facts): number | null {
  const noise = noiseIn(study, correct);
  const tiers = Math.max(...curves.map((curve) => curve.tiers.length));
  return smallestDetectableDifference({
    tiers,
    curves: curves.length,
    replicates: study.replicates,
    testRows: numTestRows(correct),
    // bodies that are pre-trained anew differ more from seed to seed than the guess for the site's own
    ...(noise ? { noise } : {}),
  });
}

function sizeOf({ claim }: Settled<LevelClaim>): number {
  return Math.abs(claim.estimate?.mean ?? 0);
}

function effectOf(settled: Settled<LevelClaim> | null): LevelEffect | null {
  return settled && { level: settled.claim.level, change: settled.claim.estimate! };
}
