/**
 * @file How far levels of pre-training lie apart, before fine-tuning and after it; and which measures of the text they were
 * pre-trained on go with either. Estimates, no claims: nothing is tested.
 *
 * A spread is the difference between the best level and the worst. As the two are picked among k levels, its interval is
 * that of k (k - 1)/2 comparisons (Bonferroni). Where replicates are so few that the interval reaches about everywhere, the
 * sentence leaves it out and says so.
 */
import type { Estimate, Run } from '../../core/run';
import { bootstrapSpearman, type PairedRun } from '../bootstrap-spearman';
import type { Claim } from '../claims';
import { testContrast } from '../contrast';
import type { Curve } from '../curves';
import { LEAST_REPLICATES } from '../level';
import {
  HELD_OUT_PERPLEXITY,
  PRE_TRAINING_PREFIX,
  PROBE_ACCURACY,
  SCORE_AND_BASELINES,
  type MeasureRole,
} from '../roles';
import type { PreTrainingStatement, Spread } from '../../core/statement';
import { tUpperQuantile } from '../../math/distributions';
import { pooledOver, type Facts } from './conclusion';

/** Upper end of an interval beyond which it says nothing of use: half of all rows, and ten times as high. */
const GREATEST_DIFFERENCE = 0.5;
const GREATEST_RATIO = 10;

/** Spread of fine-tuned accuracy, of probe accuracy and of held-out perplexity, as far as they were taken. */
export function spreadClaims(facts: Facts, curves: readonly Curve[]): Claim[] {
  return [
    fineTunedSpread(facts, curves),
    measureSpread(facts, curves, PROBE_ACCURACY, (x) => x, probeSpread),
    measureSpread(facts, curves, HELD_OUT_PERPLEXITY, Math.log, perplexitySpread),
  ].flatMap((claim) => claim ?? []);
}

function untested(
  kind: 'spread' | 'correlation',
  estimate: Estimate,
  statement: PreTrainingStatement,
): Claim {
  return { kind, series: null, estimate, pValue: 1, states: () => statement };
}

function labelOf(curve: Curve): string {
  return curve.series?.label ?? '';
}

function numPairs(levels: number): number {
  return (levels * (levels - 1)) / 2;
}

function fineTunedSpread(facts: Facts, curves: readonly Curve[]): Claim | null {
  const means = curves.map(({ tiers }) => {
    const found = tiers.map(({ id }) => facts.summaries.find((one) => one.arm === id)?.accuracy.mean ?? NaN);
    return found.reduce((sum, value) => sum + value, 0) / found.length;
  });
  const extremes = extremesOf(curves, means);
  if (!extremes) return null;
  const { best, worst } = extremes;
  const weights = new Map([
    ...best.tiers.map(({ id }) => [id, 1] as const),
    ...worst.tiers.map(({ id }) => [id, -1] as const),
  ]);
  const pooled = pooledOver(
    facts,
    curves.flatMap(({ tiers }) => tiers),
  );
  const test = testContrast(facts.correct, weights, pooled, best.tiers.length);
  if (!test || test.replicates < LEAST_REPLICATES) return null;
  const half = test.needed(0.025 / numPairs(curves.length));
  const { mean } = test.estimate;
  const estimate = { mean, low: mean - half, high: mean + half };
  // The variance between seeds is pooled over all arms, so that two replicates have more than 1 degree of freedom here.
  return untested('spread', estimate, {
    says: 'spread',
    of: 'accuracy',
    best: labelOf(best),
    worst: labelOf(worst),
    distance: estimate,
    replicates: test.replicates,
    isTold: estimate.high <= GREATEST_DIFFERENCE,
  });
}

/** A spread of a measure, from its levels of the highest and the lowest mean and the distance between. */
type SpreadOf = (
  highest: Curve,
  lowest: Curve,
  distance: Estimate,
  replicates: number,
) => Spread & { readonly of: 'probe-accuracy' | 'perplexity' };

const probeSpread: SpreadOf = (highest, lowest, distance, replicates) => ({
  of: 'probe-accuracy',
  best: labelOf(highest),
  worst: labelOf(lowest),
  distance,
  replicates,
  isTold: canTell(replicates) && distance.high <= GREATEST_DIFFERENCE,
});

/** The distance is of logarithms; the lowest perplexity is the best. */
const perplexitySpread: SpreadOf = (highest, lowest, { mean, low, high }, replicates) => {
  const distance = { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high) };
  return {
    of: 'perplexity',
    best: labelOf(lowest),
    worst: labelOf(highest),
    distance,
    replicates,
    isTold: canTell(replicates) && distance.high <= GREATEST_RATIO,
  };
};

/** At 1 degree of freedom t(0.025) is 12.7, against 4.3 at 2: chance makes such an interval narrow or wide. */
function canTell(replicates: number): boolean {
  return replicates > 2;
}

/** The spread of a measure that is taken of each level once a replicate. */
function measureSpread(
  facts: Facts,
  curves: readonly Curve[],
  { id }: MeasureRole,
  transform: (value: number) => number,
  spreadOf: SpreadOf,
): Claim | null {
  const columns = curves.map((curve) => byReplicate(facts, curve, id));
  const replicates = [...(columns[0]?.keys() ?? [])].filter((r) => columns.every((one) => one.has(r)));
  if (replicates.length < LEAST_REPLICATES) return null;
  const values = columns.map((column) => replicates.map((r) => transform(column.get(r)!)));
  const means = values.map((list) => list.reduce((sum, value) => sum + value, 0) / list.length);
  const extremes = extremesOf(curves, means);
  if (!extremes) return null;
  const [best, worst] = [curves.indexOf(extremes.best), curves.indexOf(extremes.worst)];
  const differences = replicates.map((_, r) => values[best]![r]! - values[worst]![r]!);
  const mean = means[best]! - means[worst]!;
  const squares = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const R = replicates.length;
  const half = tUpperQuantile(0.025 / numPairs(curves.length), R - 1) * Math.sqrt(squares / (R - 1) / R);
  const interval = { mean, low: mean - half, high: mean + half };
  const spread = spreadOf(extremes.best, extremes.worst, interval, R);
  const { mean: middle, low, high } = spread.distance;
  if (![middle, low, high].every(Number.isFinite)) return null;
  return untested('spread', spread.distance, { says: 'spread', ...spread });
}

function extremesOf(
  curves: readonly Curve[],
  means: readonly number[],
): { readonly best: Curve; readonly worst: Curve } | null {
  if (curves.length < 2 || !means.every(Number.isFinite)) return null;
  const best = curves[means.indexOf(Math.max(...means))]!;
  const worst = curves[means.indexOf(Math.min(...means))]!;
  return best === worst ? null : { best, worst };
}

/** The mean of a measure over the runs of a level, for each replicate that has any. */
function byReplicate({ runs }: Facts, { tiers }: Curve, id: string): Map<number, number> {
  const ids = new Set(tiers.map((tier) => tier.id));
  const lists = new Map<number, number[]>();
  for (const { arm, replicate, measures } of runs) {
    const value = measures[id];
    if (!ids.has(arm) || value === undefined || !Number.isFinite(value)) continue;
    lists.set(replicate, [...(lists.get(replicate) ?? []), value]);
  }
  return new Map([...lists].map(([r, list]) => [r, list.reduce((sum, x) => sum + x, 0) / list.length]));
}

/**
 * Correlations: of measures of the pre-training text with the results before and after fine-tuning, and of those of the
 * rows with accuracy after it.
 * A measure of pre-training text is the same for all fine-tunings of its encoder, so encoders are counted and resampled,
 * each with the mean of its fine-tunings; otherwise one text would count several times.
 */
export function correlationClaims({ runs }: Facts, curves: readonly Curve[]): Claim[] {
  const ids = new Set(curves.flatMap(({ tiers }) => tiers.map((tier) => tier.id)));
  const own = runs.filter((run) => ids.has(run.arm));
  const encoders = [...groupedByEncoder(own, curves).values()];
  const accuracy: Target = { id: 'accuracy', of: (run) => run.accuracy };
  const before = [HELD_OUT_PERPLEXITY, PROBE_ACCURACY].map(({ id }): Target => ({
    id,
    of: (run) => run.measures[id] ?? NaN,
  }));
  return SCORE_AND_BASELINES.flatMap(({ id }): Claim[] => [
    ...[...before, accuracy].flatMap(
      (target) => correlate(encoders, { id, of: 'pre-training-text' }, target, 'bodies') ?? [],
    ),
    ...(correlate(
      own.map((run) => [run]),
      { id, of: 'fine-tuning-rows' },
      accuracy,
      'runs',
    ) ?? []),
  ]);
}

/** Names of random streams. They are kept as they were first chosen, so that the intervals of older records come out again. */
const STREAM_NAMES: Readonly<Record<string, string>> = {
  accuracy: 'accuracy after fine-tuning',
  [HELD_OUT_PERPLEXITY.id]: 'the perplexity of held-out text',
  [PROBE_ACCURACY.id]: 'probe accuracy',
};

/** What a measure is correlated with: another measure, or accuracy after fine-tuning. */
interface Target {
  readonly id: string;
  readonly of: (run: Run) => number;
}

function groupedByEncoder(runs: readonly Run[], curves: readonly Curve[]): Map<string, Run[]> {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const level = curves.findIndex(({ tiers }) => tiers.some(({ id }) => id === run.arm));
    const key = `${level} ${run.replicate}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return groups;
}

/** The same in whichever order its runs were done. */
function nameOf(runs: readonly Run[]): string {
  return runs.map(({ arm, replicate }) => `${arm} ${replicate}`).sort()[0]!;
}

/** @param groups of runs that count as one; encoders are resampled one by one, runs by arm and by replicate */
function correlate(
  groups: readonly (readonly Run[])[],
  measure: { readonly id: string; readonly of: 'pre-training-text' | 'fine-tuning-rows' },
  target: Target,
  counted: 'bodies' | 'runs',
): Claim[] | null {
  const column = measure.of === 'pre-training-text' ? PRE_TRAINING_PREFIX + measure.id : measure.id;
  const pairs = groups.map((group): PairedRun => {
    const mean = (of: (run: Run) => number): number =>
      group.reduce((sum, run) => sum + of(run), 0) / group.length;
    const place = counted === 'bodies' ? { arm: nameOf(group), replicate: 0 } : group[0]!;
    return {
      arm: place.arm,
      replicate: place.replicate,
      x: mean((run) => run.measures[column] ?? NaN),
      y: mean(target.of),
    };
  });
  const rho = bootstrapSpearman(pairs, `${column} ${STREAM_NAMES[target.id] ?? target.id}`);
  if (!rho) return null;
  const count = pairs.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)).length;
  return [
    untested('correlation', rho, {
      says: 'correlation',
      measure: measure.id,
      of: measure.of,
      with: target.id,
      rho,
      count,
      counted,
    }),
  ];
}
