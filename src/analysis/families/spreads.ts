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
import * as sentences from '../sentences/pre-training';
import { tUpperQuantile } from '../../math/distributions';
import { pooledOver, type Facts } from './conclusion';

/** Upper end of an interval beyond which it says nothing of use: half of all rows, and ten times as high. */
const GREATEST_DIFFERENCE = 0.5;
const GREATEST_RATIO = 10;

/** Spread of fine-tuned accuracy, of probe accuracy and of held-out perplexity, as far as they were taken. */
export function spreadClaims(facts: Facts, curves: readonly Curve[]): Claim[] {
  return [
    fineTunedSpread(facts, curves),
    measureSpread(facts, curves, PROBE_ACCURACY, (x) => x, sayProbe),
    measureSpread(facts, curves, HELD_OUT_PERPLEXITY, Math.log, sayPerplexity),
  ].flatMap((claim) => claim ?? []);
}

function untested(kind: 'spread' | 'correlation', estimate: Estimate, text: string): Claim {
  return { kind, series: null, estimate, pValue: 1, text: () => text };
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
  const spread = { estimate, replicates: test.replicates, isTold: estimate.high <= GREATEST_DIFFERENCE };
  return untested(
    'spread',
    estimate,
    sentences.spreadInAccuracy('after fine-tuning', labelOf(best), labelOf(worst), spread),
  );
}

type Say = (
  best: Curve,
  worst: Curve,
  spread: Estimate,
  replicates: number,
) => { estimate: Estimate; text: string };

const sayProbe: Say = (best, worst, estimate, replicates) => ({
  estimate,
  text: sentences.spreadInAccuracy('after pre-training, in probe accuracy', labelOf(best), labelOf(worst), {
    estimate,
    replicates,
    isTold: canTell(replicates) && estimate.high <= GREATEST_DIFFERENCE,
  }),
});

/** What it is given is of logarithms. */
const sayPerplexity: Say = (highest, lowest, { mean, low, high }, replicates) => {
  const estimate = { mean: Math.exp(mean), low: Math.exp(low), high: Math.exp(high) };
  const isTold = canTell(replicates) && estimate.high <= GREATEST_RATIO;
  const spread = { estimate, replicates, isTold };
  return { estimate, text: sentences.spreadInPerplexity(labelOf(lowest), labelOf(highest), spread) };
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
  say: Say,
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
  const { estimate, text } = say(extremes.best, extremes.worst, interval, R);
  if (![estimate.mean, estimate.low, estimate.high].every(Number.isFinite)) return null;
  return untested('spread', estimate, text);
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
 * What correlates with what: of the pre-training text with what came before fine-tuning and after, of the rows with after.
 * What is of a text is the same for all fine-tunings of its body, so that bodies are what is counted and drawn there, each
 * with the mean of its fine-tunings; else one text would stand for several.
 */
export function correlationClaims({ runs }: Facts, curves: readonly Curve[]): Claim[] {
  const ids = new Set(curves.flatMap(({ tiers }) => tiers.map((tier) => tier.id)));
  const own = runs.filter((run) => ids.has(run.arm));
  const bodies = [...groupedByBody(own, curves).values()];
  const accuracy = { label: 'accuracy after fine-tuning', of: (run: Run) => run.accuracy };
  const before = [HELD_OUT_PERPLEXITY, PROBE_ACCURACY].map(({ id, label }) => ({
    label,
    of: (run: Run) => run.measures[id] ?? NaN,
  }));
  return SCORE_AND_BASELINES.flatMap(({ id, label }): Claim[] => {
    const ofText = { label: `${label} of the pre-training text`, id: PRE_TRAINING_PREFIX + id };
    const ofRows = { label: `${label} of the fine-tuning rows`, id };
    return [
      ...[...before, accuracy].flatMap((target) => correlate(bodies, ofText, target, 'bodies') ?? []),
      ...(correlate(
        own.map((run) => [run]),
        ofRows,
        accuracy,
        'runs',
      ) ?? []),
    ];
  });
}

function groupedByBody(runs: readonly Run[], curves: readonly Curve[]): Map<string, Run[]> {
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

/** @param groups of runs that count as one; bodies are drawn one by one, runs by arm and by replicate */
function correlate(
  groups: readonly (readonly Run[])[],
  measure: { readonly id: string; readonly label: string },
  target: { readonly label: string; readonly of: (run: Run) => number },
  counted: 'bodies' | 'runs',
): Claim[] | null {
  const pairs = groups.map((group): PairedRun => {
    const mean = (of: (run: Run) => number): number =>
      group.reduce((sum, run) => sum + of(run), 0) / group.length;
    const place = counted === 'bodies' ? { arm: nameOf(group), replicate: 0 } : group[0]!;
    return {
      arm: place.arm,
      replicate: place.replicate,
      x: mean((run) => run.measures[measure.id] ?? NaN),
      y: mean(target.of),
    };
  });
  const rho = bootstrapSpearman(pairs, `${measure.id} ${target.label}`);
  if (!rho) return null;
  const count = pairs.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)).length;
  const text = sentences.correlation(measure.label, target.label, rho, `${count} ${counted}`);
  return [untested('correlation', rho, text)];
}
