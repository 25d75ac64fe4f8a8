/** @file Which measures of a study go with each other, and which with accuracy, run by run. */
import { breathe } from '../core/breathe';
import type { MeasureInfo } from '../core/measure';
import type { Estimate, Run } from '../core/run';
import type { Arm } from '../core/study';
import { bootstrapSpearman } from './bootstrap-spearman';
import { spearman } from '../math/spearman';

/** Runs without which a rank correlation says nothing: below, Spearman's interval has no width. */
export const LEAST_RUNS = 4;

export interface RankCorrelation {
  /** Runs that have both quantities. */
  readonly numRuns: number;
  /** Spearman's ρ with a 95 % interval; null with fewer than `LEAST_RUNS` runs, or where a side does not vary. */
  readonly rho: Estimate | null;
}

export interface MeasureCorrelations {
  /** Runs of tiers, whatever was measured of them. */
  readonly numRuns: number;
  /** Tiers that have a run. */
  readonly numTiers: number;
  /**
   * `between[i][j]` of measures i and j; symmetric. On the diagonal ρ is 1, or null. The intervals take the runs for
   * independent. Those of one tier are not, so the truth is less certain than they say.
   */
  readonly between: readonly (readonly RankCorrelation[])[];
  /**
   * Each measure with accuracy. The intervals are those of `bootstrapSpearman`, which draws tiers and replicates: of six
   * tiers in five replicates that differ for reasons of their own, one in three intervals over runs leaves 0 out, but one in
   * 25 of these. Fewer than 4 tiers say nothing of others: from -1 to 1.
   */
  readonly withAccuracy: readonly RankCorrelation[];
}

/**
 * Spearman's rank correlations over the runs of all tiers, arm × replicate; baselines, which have no generated rows,
 * are left out. Every measure is turned so that it rises as texts grow more varied, or farther from real text: two
 * measures that agree then correlate positively, whichever way their numbers run.
 *
 * Lets the page draw in between. A relation that rises and then falls has a correlation near 0, however strong it is.
 * @param measures in this order the rows and columns come out; a run may lack some of them
 */
export async function measureCorrelations(
  arms: readonly Pick<Arm, 'id' | 'kind'>[],
  runs: readonly Run[],
  measures: readonly MeasureInfo[],
): Promise<MeasureCorrelations> {
  const tiers = new Set(arms.filter((arm) => arm.kind === 'tier').map((arm) => arm.id));
  const own = runs.filter((run) => tiers.has(run.arm));
  const columns = measures.map((measure) => {
    const sign = isTurned(measure) ? -1 : 1;
    return own.map((run) => sign * (run.measures[measure.id] ?? NaN));
  });
  const accuracy = own.map((run) => run.accuracy);

  const between: RankCorrelation[][] = columns.map(() => []);
  for (let i = 0; i < columns.length; i++) {
    await breathe();
    for (let j = i; j < columns.length; j++) {
      const found = correlate(columns[i]!, columns[j]!);
      between[i]![j] = found;
      between[j]![i] = found;
    }
  }
  const withAccuracy: RankCorrelation[] = [];
  for (const column of columns) {
    await breathe();
    const found = correlate(column, accuracy);
    withAccuracy.push(found.rho ? { ...found, rho: overTiers(found.rho, column) } : found);
  }
  const numTiers = new Set(own.map((run) => run.arm)).size;
  return { numRuns: own.length, numTiers, between, withAccuracy };

  function overTiers({ mean }: Estimate, column: readonly number[]): Estimate {
    const pairs = own.map(({ arm, replicate, accuracy }, i) => ({
      arm,
      replicate,
      x: column[i]!,
      y: accuracy,
    }));
    return bootstrapSpearman(pairs, 'accuracy') ?? { mean, low: -1, high: 1 };
  }
}

/** True where a lower number is more varied, or a higher one closer to real text. */
function isTurned({ moreDiverseWhen, closerWhen }: MeasureInfo): boolean {
  return moreDiverseWhen ? moreDiverseWhen === 'lower' : closerWhen === 'higher';
}

function correlate(x: readonly number[], y: readonly number[]): RankCorrelation {
  const both = x.map((_, i) => i).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]));
  const ofX = both.map((i) => x[i]!);
  const ofY = both.map((i) => y[i]!);
  const numRuns = both.length;
  if (numRuns < LEAST_RUNS || !varies(ofX) || !varies(ofY)) return { numRuns, rho: null };
  return { numRuns, rho: spearman(ofX, ofY) };
}

function varies(values: readonly number[]): boolean {
  return values.some((value) => value !== values[0]);
}
