/**
 * @file Label repair: where hotter text does harm, is it its labels, or its diversity?
 *
 * For each temperature but the lowest, g(s) is the accuracy of the best of the lower temperatures minus its own, with the
 * share s of labels repaired. Chief kinds: `harm`, that g(0) > 0, corrected for the choice of the best (Bonferroni); and
 * `repair`, what repairing all labels changes at each temperature. Where there is harm, `gap-closed` tests g(0) > g(1), what
 * repair takes away, and `gap-left` g(1) > 0, what it leaves. The share closed is (g(0) - g(1)) / g(0), with Fieller's interval.
 * What repair does not take away is called diversity only for want of another name: it is whatever else comes with heat.
 * @see Chung, Kamar & Amershi (2023), https://arxiv.org/abs/2306.04140, section 5.
 */
import type { Estimate, UnwordedVerdict, VerdictKind } from '../../core/run';
import type { LabelRepairStatement } from '../../core/statement';
import type { Tier } from '../axis-tiers';
import { findingOf, gateOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testPair } from '../comparisons';
import { pairWeights, testContrast, twoSided, type ContrastTest, type ContrastWeights } from '../contrast';
import type { VarianceShare } from '../crossed-mean';
import type { Curve } from '../curves';
import { LEAST_REPLICATES } from '../level';
import { difference, ratioOf } from '../ratio-interval';
import { bestTier, noClaim, pooledOver, tooFewRuns, type Conclusion, type Facts } from './conclusion';

/** A temperature with the tier of fewest repaired labels and that of most. */
interface Ends {
  readonly curve: Curve;
  readonly temperature: number;
  readonly unrepaired: Tier;
  readonly repaired: Tier;
}

interface HarmClaim extends Claim {
  readonly hotter: Ends;
  readonly reference: Ends;
}

/** What repair does to a harm: both tests of it, and the share it closes. */
interface GapClaim extends Claim {
  readonly harm: HarmClaim;
  readonly closed: Estimate;
  readonly left: Estimate;
  readonly share: Estimate | null;
}

interface RepairClaim extends Claim {
  readonly ends: Ends;
}

export function labelRepairConclusion(facts: Facts): Conclusion {
  const ends = facts.curves.flatMap((curve) => endsOf(curve) ?? []);
  ends.sort((a, b) => a.temperature - b.temperature);
  const pooled = pooledOver(
    facts,
    ends.flatMap(({ unrepaired, repaired }) => [unrepaired, repaired]),
  );
  const harms = ends.flatMap((hotter, i) => harmClaim(facts, hotter, ends.slice(0, i), pooled) ?? []);
  const repairs = ends.flatMap((one) => repairClaim(facts, one, pooled) ?? []);
  const gate = gateOf([harms, repairs]);
  const harmed = settle(harms, gate);
  const repaired = settle(repairs, gate);
  const gaps = harms.flatMap((harm) => gapClaims(facts, harm, pooled) ?? []);
  const closed = settle(
    gaps.map((gap) => gap.closed),
    gate,
  );
  const left = settle(
    gaps.map((gap) => gap.left),
    gate,
  );
  const comparisons = ends.flatMap(
    ({ repaired: to, unrepaired: from }) =>
      testPair(facts.correct, to.id, from.id, 2, pooled)?.comparison ?? [],
  );
  const isKnown = harms.length + repairs.length > 0;
  return {
    verdict: isKnown ? verdictOf(facts, { harmed, repaired, closed, left }) : tooFewRuns(facts),
    comparisons,
    findings: [...harmed, ...repaired, ...closed, ...left].map(findingOf),
  };
}

function endsOf(curve: Curve): Ends | null {
  const [unrepaired, repaired] = [curve.tiers[0], curve.tiers.at(-1)];
  const temperature = Number(curve.series?.id ?? NaN);
  if (!unrepaired || !repaired || !(repaired.value > unrepaired.value) || !Number.isFinite(temperature))
    return null;
  return { curve, temperature, unrepaired, repaired };
}

/** g(0) or g(1): the reference's accuracy minus the hotter text's. */
function gapWeights(
  { hotter, reference }: Pick<HarmClaim, 'hotter' | 'reference'>,
  at: 'unrepaired' | 'repaired',
): ContrastWeights {
  return pairWeights(reference[at].id, hotter[at].id);
}

function pairOf({ hotter, reference }: Pick<HarmClaim, 'hotter' | 'reference'>): {
  readonly hotter: string;
  readonly reference: string;
} {
  return { hotter: hotter.curve.series?.label ?? '', reference: reference.curve.series?.label ?? '' };
}

function harmClaim(
  facts: Facts,
  hotter: Ends,
  lower: readonly Ends[],
  pooled: VarianceShare | null,
): HarmClaim | null {
  const best = bestTier(
    facts,
    lower.map(({ unrepaired }) => unrepaired),
  );
  const reference = lower.find(({ unrepaired }) => unrepaired === best);
  if (!reference) return null;
  const pair = { hotter, reference };
  const gap = known(testContrast(facts.correct, gapWeights(pair, 'unrepaired'), pooled));
  if (!gap) return null;
  return {
    kind: 'harm',
    series: hotter.curve.series?.id ?? null,
    estimate: gap.estimate,
    pValue: Math.min(1, lower.length * gap.pAbove),
    states: (pValue) => ({ says: 'harm', ...pairOf(pair), gap: gap.estimate, pValue }),
    ...pair,
  };
}

function repairClaim({ correct }: Facts, ends: Ends, pooled: VarianceShare | null): RepairClaim | null {
  const weights = pairWeights(ends.repaired.id, ends.unrepaired.id);
  const change = known(testContrast(correct, weights, pooled));
  if (!change) return null;
  return {
    kind: 'repair',
    series: ends.curve.series?.id ?? null,
    estimate: change.estimate,
    pValue: twoSided(change),
    states: (pValue) => ({
      says: 'repair',
      label: ends.curve.series?.label ?? '',
      change: change.estimate,
      pValue,
    }),
    ends,
  };
}

/** What repair takes away of a harm, and what it leaves; null where the four arms share too few replicates. */
function gapClaims(
  facts: Facts,
  harm: HarmClaim,
  pooled: VarianceShare | null,
): { readonly closed: GapClaim; readonly left: GapClaim } | null {
  const gap = gapWeights(harm, 'unrepaired');
  const gapRepaired = gapWeights(harm, 'repaired');
  const closed = known(testContrast(facts.correct, difference(gap, gapRepaired), pooled));
  const left = known(testContrast(facts.correct, gapRepaired, pooled));
  if (!closed || !left) return null;
  const pair = pairOf(harm);
  // more than the whole gap is closed where the hotter text ends above; cut at twice the gap, and at its doubling
  const share = ratioOf(difference(gap, gapRepaired), gap, facts.correct, pooled, [-1, 2]);
  const base = { series: harm.series, harm, closed: closed.estimate, left: left.estimate, share };
  return {
    closed: {
      ...base,
      kind: 'gap-closed',
      estimate: share,
      pValue: Math.max(harm.pValue, closed.pAbove),
      states: (pValue) => ({ says: 'gap-closed', ...pair, closed: closed.estimate, share, pValue }),
    },
    left: {
      ...base,
      kind: 'gap-left',
      estimate: left.estimate,
      pValue: Math.max(harm.pValue, left.pAbove),
      states: (pValue) => ({ says: 'gap-left', ...pair, left: left.estimate, pValue }),
    },
  };
}

function known(test: ContrastTest | null): ContrastTest | null {
  return test && test.replicates >= LEAST_REPLICATES ? test : null;
}

interface SettledRepair {
  readonly harmed: readonly Settled<HarmClaim>[];
  readonly repaired: readonly Settled<RepairClaim>[];
  readonly closed: readonly Settled<GapClaim>[];
  readonly left: readonly Settled<GapClaim>[];
}

type HarmIs = Extract<LabelRepairStatement, { readonly says: 'harm-is' }>['harmIs'];

const KINDS: Readonly<Record<HarmIs, VerdictKind>> = {
  noise: 'harm-is-noise',
  diversity: 'harm-is-diversity',
  both: 'harm-is-both',
  unclear: 'effect',
};

/** Of the largest harm that is shown; where there is none, of the largest effect of repair. */
function verdictOf(facts: Facts, { harmed, repaired, closed, left }: SettledRepair): UnwordedVerdict {
  const harm = largest(harmed);
  if (harm) {
    const isOwn = ({ claim }: Settled<GapClaim>): boolean => claim.harm === harm.claim;
    const gap = closed.find(isOwn)?.claim;
    if (!gap) return tooFewRuns(facts);
    const parts = [...closed, ...left].filter((one) => isOwn(one) && one.isShown);
    const pValue = pOfAll([harm, ...parts]);
    const { closed: closing, left: leaving, share } = gap;
    const isStated = (kind: Claim['kind']): boolean => parts.some(({ claim }) => claim.kind === kind);
    const harmIs = partsOfHarm(isStated('gap-closed'), isStated('gap-left'));
    return {
      kind: KINDS[harmIs],
      statement: {
        says: 'harm-is',
        harmIs,
        ...pairOf(harm.claim),
        gap: harm.claim.estimate!,
        closed: closing,
        left: leaving,
        share,
        pValue,
      },
      bestArm: harm.claim.reference.unrepaired.id,
      pValue,
    };
  }
  const change = largest(repaired);
  if (!change) return noClaim({ says: 'repair-not-distinguishable' });
  const { pValue } = change;
  const { ends, estimate } = change.claim;
  const isGain = estimate!.mean > 0;
  return {
    kind: isGain ? 'helps' : 'harms',
    statement: {
      says: 'repair-matters',
      label: ends.curve.series?.label ?? '',
      change: estimate!,
      pValue,
    },
    bestArm: (isGain ? ends.repaired : ends.unrepaired).id,
    pValue,
  };
}

/** Wrong labels where repair closes the gap, more than these where it leaves one. */
function partsOfHarm(isClosed: boolean, isLeft: boolean): HarmIs {
  if (isClosed) return isLeft ? 'both' : 'noise';
  return isLeft ? 'diversity' : 'unclear';
}

/** Of those that are shown, the one of the largest estimate, whatever its sign. */
function largest<C extends Claim>(settled: readonly Settled<C>[]): Settled<C> | null {
  const size = ({ claim }: Settled<C>): number => Math.abs(claim.estimate?.mean ?? 0);
  return settled
    .filter((one) => one.isShown)
    .reduce<Settled<C> | null>((best, one) => (best && size(best) >= size(one) ? best : one), null);
}
