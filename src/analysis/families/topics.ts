/**
 * @file Topics: is it better to write about more topics, or more texts about each?
 *
 * Over the grid of T topics and G texts per topic, accuracy is fitted by least squares,
 *
 *   ȳ = β₀ + β_T log₂ T + β_G log₂ G
 *
 * so that β_T and β_G are what a doubling is worth, and β_T - β_G what it is worth to spread as many texts over twice the
 * topics. All three are contrasts of the arms. Chief kinds: `topics`, `texts-per-topic`, `breadth-or-volume`, and `peak`: an
 * inverted U in G at the most topics, which Chen et al. found.
 * @see Chen et al. (2024), "On the diversity of synthetic data", https://arxiv.org/abs/2410.15226, section 3.
 */
import type { Comparison, UnwordedVerdict, VerdictKind } from '../../core/run';
import type { Doubling, Peak, TopicOutcome } from '../../core/statement';
import type { Tier } from '../axis-tiers';
import { findingOf, gateOf, pOfAll, settle, type Claim, type Settled } from '../claims';
import { testPair } from '../comparisons';
import { testContrast, twoSided, type ContrastTest } from '../contrast';
import { leastSquaresWeights } from '../../math/least-squares';
import { LEAST_REPLICATES } from '../level';
import { trendsOf } from '../trends';
import { bestTier, noClaim, pooledOver, tooFewRuns, type Conclusion, type Facts } from './conclusion';
import { trendClaims } from './curve-trends';

/** A tier that stands at `value` topics and `texts` texts of each. */
interface Cell extends Tier {
  readonly texts: number;
}

export function topicsConclusion(facts: Facts): Conclusion {
  const cells = facts.curves.flatMap(({ series, tiers }): Cell[] => {
    const texts = Number(series?.id);
    return texts > 0 ? tiers.filter(({ value }) => value > 0).map((tier) => ({ ...tier, texts })) : [];
  });
  const { topics, texts, difference } = doublings(facts, cells);
  const peaks = peakClaims(facts, cells);
  const chief = [topics, texts, difference, peaks];
  const gate = gateOf(chief);
  const [topics_, texts_, difference_] = [topics, texts, difference].map((one) => settle(one, gate));
  const peaks_ = settle(peaks, gate);
  const { trends, invertedUs, us } = trendClaims(facts);
  const others = [[...trends, ...trendsInTexts(facts, cells)], invertedUs, us];
  const outcome: TopicOutcome = {
    topics: shownOf(topics_!),
    texts: shownOf(texts_!),
    breadth: shownOf(difference_!),
    peak: peaks_.find((one) => one.isShown)?.claim.peak ?? null,
  };
  // The difference, where it is shown, is all that the sentence leads with.
  const lead = outcome.breadth?.isShown ? difference_! : [...topics_!, ...texts_!];
  const stated = [...lead, ...peaks_].filter((one) => one.isShown);
  return {
    verdict:
      topics.length + texts.length + peaks.length === 0
        ? tooFewRuns(facts)
        : verdictOf(facts, cells, outcome, stated),
    comparisons: comparisonsOf(facts, cells),
    findings: [
      ...[topics_!, texts_!, difference_!, peaks_].flat(),
      ...others.flatMap((family) => settle(family, gate)),
    ].map(findingOf),
  };
}

function shownOf([one]: readonly Settled[]): Doubling {
  return one ? { change: one.claim.estimate!, isShown: one.isShown } : null;
}

/** The three contrasts of the fit; those whose number does not vary are empty. */
function doublings(
  facts: Facts,
  cells: readonly Cell[],
): { readonly topics: Claim[]; readonly texts: Claim[]; readonly difference: Claim[] } {
  const present = cells.filter((cell) => facts.correct.has(cell.id));
  const pooled = pooledOver(facts, present);
  const test = (weights: readonly number[]): ContrastTest | null => {
    const found = testContrast(facts.correct, new Map(present.map(({ id }, a) => [id, weights[a]!])), pooled);
    return found && found.replicates >= LEAST_REPLICATES ? found : null;
  };
  const claim = (
    kind: 'topics' | 'texts-per-topic' | 'breadth-or-volume',
    weights: readonly number[] | undefined,
  ): Claim[] => {
    const found = weights && test(weights);
    if (!found) return [];
    const { estimate } = found;
    return [
      {
        kind,
        series: null,
        estimate,
        pValue: twoSided(found),
        states: (pValue) => ({ says: 'doubling', of: kind, change: estimate, pValue }),
      },
    ];
  };
  const inTopics = present.map(({ value }) => Math.log2(value));
  const inTexts = present.map(({ texts }) => Math.log2(texts));
  const both = leastSquaresWeights(present.map((_, a) => [1, inTopics[a]!, inTexts[a]!]));
  if (both) {
    const [, topics, texts] = both as [number[], number[], number[]];
    return {
      topics: claim('topics', topics),
      texts: claim('texts-per-topic', texts),
      difference: claim(
        'breadth-or-volume',
        topics.map((w, a) => w - texts[a]!),
      ),
    };
  }
  const alone = (column: readonly number[]): number[] | undefined =>
    leastSquaresWeights(column.map((value) => [1, value]))?.[1];
  return {
    topics: claim('topics', alone(inTopics)),
    texts: claim('texts-per-topic', alone(inTexts)),
    difference: [],
  };
}

/** Cells of equal topics, by texts per topic. */
function columnOf(cells: readonly Cell[], topics: number): Tier[] {
  return cells
    .filter(({ value }) => value === topics)
    .map(({ id, texts }) => ({ id, value: texts }))
    .sort((a, b) => a.value - b.value);
}

function topicNumbers(cells: readonly Cell[]): number[] {
  return [...new Set(cells.map(({ value }) => value))].sort((a, b) => a - b);
}

interface PeakClaim extends Claim {
  readonly peak: Peak;
}

function peakClaims(facts: Facts, cells: readonly Cell[]): PeakClaim[] {
  const most = topicNumbers(cells).at(-1);
  if (most === undefined) return [];
  const column = columnOf(cells, most);
  const found = trendsOf(column, facts.correct, pooledOver(facts, cells));
  const turn = found?.invertedU;
  if (!turn || turn.before.replicates < LEAST_REPLICATES || turn.after.replicates < LEAST_REPLICATES)
    return [];
  const peak: Peak = {
    topics: most,
    first: found.first.value,
    at: turn.at.value,
    last: found.last.value,
    before: turn.before.estimate,
    after: turn.after.estimate,
  };
  return [
    {
      kind: 'peak',
      series: null,
      estimate: turn.before.estimate,
      pValue: turn.pValue,
      states: (pValue) => ({ says: 'peak', ...peak, pValue }),
      peak,
    },
  ];
}

/** For each number of topics: does accuracy rise with the texts per topic? */
function trendsInTexts(facts: Facts, cells: readonly Cell[]): Claim[] {
  const pooled = pooledOver(facts, cells);
  return topicNumbers(cells).flatMap((topics): Claim[] => {
    const found = trendsOf(columnOf(cells, topics), facts.correct, pooled);
    if (!found || found.whole.replicates < LEAST_REPLICATES) return [];
    return [
      {
        kind: found.whole.estimate.mean < 0 ? 'fall' : 'rise',
        series: null,
        estimate: found.whole.estimate,
        pValue: found.pValue,
        states: (pValue) => ({
          says: 'trend-in-texts',
          topics,
          first: found.first.value,
          last: found.last.value,
          change: found.whole.estimate,
          pValue,
        }),
      },
    ];
  });
}

/** The ends of every curve, and of every number of topics. */
function comparisonsOf(facts: Facts, cells: readonly Cell[]): Comparison[] {
  const pooled = pooledOver(facts, cells);
  const lines = [
    ...facts.curves.map(({ tiers }) => tiers),
    ...topicNumbers(cells).map((topics) => columnOf(cells, topics)),
  ];
  return lines.flatMap((tiers) => {
    const [first, last] = [tiers[0], tiers.at(-1)];
    if (!first || !last || first.id === last.id) return [];
    return testPair(facts.correct, last.id, first.id, 2, pooled)?.comparison ?? [];
  });
}

function verdictOf(
  facts: Facts,
  cells: readonly Cell[],
  outcome: TopicOutcome,
  stated: readonly Settled[],
): UnwordedVerdict {
  const { topics, texts, breadth } = outcome;
  if (stated.length === 0) return noClaim({ says: 'topics-not-distinguishable', ...outcome });
  const pValue = pOfAll(stated);
  const kind: VerdictKind = breadth?.isShown
    ? breadth.change.mean > 0
      ? 'more-is-better'
      : 'less-is-better'
    : topics?.isShown || texts?.isShown
      ? 'effect'
      : 'moderate-is-best';
  return {
    kind,
    statement: { says: 'topics', ...outcome, pValue },
    bestArm: bestTier(facts, cells)?.id ?? null,
    pValue,
  };
}
