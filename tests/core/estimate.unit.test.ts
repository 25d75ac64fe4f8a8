import { describe, expect, test } from 'vitest';
import { costsOfRun, estimateSeconds, REFERENCE_PACE, rowsMeasured, sumOf } from '../../src/core/estimate';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import { defaultSettings } from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import { planOf, type StudyPlan } from '../../src/experiment/designs';

const MARKOV = EXPERIMENT_IDS.filter((id) => EXPERIMENTS[id].generators.includes('markov'));
const planWith = (id: (typeof MARKOV)[number], over: Partial<StudySettings> = {}): StudyPlan =>
  planOf({ ...defaultSettings(id), ...over });

test.each(MARKOV)('%s takes longer with more of anything', (id) => {
  const seconds = (over: Partial<StudySettings>): number => estimateSeconds(planWith(id, over), 8);
  const usual = seconds({});
  expect(usual).toBeGreaterThan(0);
  const { replicates, training, values } = defaultSettings(id);
  const { steps } = planWith(id).training;
  expect(seconds({ replicates: 2 * replicates })).toBeGreaterThan(1.8 * usual);
  const doubled = seconds({ training: { ...training, steps: 2 * steps } });
  // Pre-training takes most of the time there, and the linear classifier takes no steps.
  const least = id === 'pre-training' ? 1.15 : id === 'learners' ? 1.05 : 1.3;
  expect(doubled).toBeGreaterThan(least * usual);
  expect(seconds({ values: values.slice(0, -1) })).toBeLessThan(usual);
  if (id !== 'mixing' && id !== 'topics') expect(seconds({ rowsPerClass: 1000 })).toBeGreaterThan(usual);
});

describe('the first arm pays for what is shared', () => {
  test('rows', () => {
    const plan = planWith('near-duplicates');
    const generate = plan.arms.map((arm) => costsOfRun(arm, plan, 8).generate);
    expect(generate[0]).toBeCloseTo(8 * 100 * REFERENCE_PACE.row.markov, 9);
    expect(generate.slice(1)).toEqual(generate.slice(1).map(() => 0));
  });

  test('encoders: the first of each level, in each replicate', () => {
    const plan = planWith('pre-training');
    const costs = plan.arms.map((arm) => costsOfRun(arm, plan, 8));
    const { encoder, encoderTest, run } = REFERENCE_PACE;
    expect(costs.map(({ preTrain }) => preTrain)).toEqual([encoder, 0, 0, encoder, 0, 0]);
    expect(costs[1]!.evaluate).toBe(encoderTest + run);
    const fewer = planWith('pre-training', { series: ['high'] });
    const difference = estimateSeconds(plan, 8) - estimateSeconds(fewer, 8);
    expect(difference).toBeGreaterThan((plan.replicates * encoder) / 1000);
  });

  test('a pool, several times as many', () => {
    const plan = planWith('subsets');
    expect(costsOfRun(plan.arms[0]!, plan, 8).generate).toBeCloseTo(8 * 400 * REFERENCE_PACE.row.markov, 9);
  });

  test('generations: each arm pays for those since the one before it in its form', () => {
    const plan = planWith('self-consumption', { values: [0, 5, 20], series: ['replace', 'fresh'] });
    const perGeneration = 8 * 100 * REFERENCE_PACE.chainRow.markov;
    const generations = plan.arms
      .filter(({ kind }) => kind === 'tier')
      .map((arm) => costsOfRun(arm, plan, 8).generate / perGeneration);
    [1, 5, 15, 1, 5, 15].forEach((count, i) => expect(generations[i]).toBeCloseTo(count, 9));
    const slow = { ...plan, generator: 'nano' as const };
    const { chainFit, chainRow } = REFERENCE_PACE;
    expect(costsOfRun(plan.arms[1]!, slow, 8).generate).toBeCloseTo(
      5 * (chainFit.nano + 8 * 100 * chainRow.nano),
      6,
    );
  });

  test('generators fitted to a topic: each arm pays for the topics that none before it had', () => {
    const plan = planWith('topics', { values: [1, 4, 16], series: ['2', '5'] });
    const tiers = plan.arms.filter(({ kind }) => kind === 'tier');
    const fits = tiers.map((arm) => {
      const rows = 8 * arm.recipe.generated!.rowsPerClass * REFERENCE_PACE.row.markov;
      return (costsOfRun(arm, plan, 8).generate - rows) / REFERENCE_PACE.fit.markov;
    });
    [1, 3, 12, 0, 0, 0].forEach((count, i) => expect(fits[i]).toBeCloseTo(count, 9));
  });
});

test('where arms differ in their numbers of rows, large sets are measured by a sample; else whole', () => {
  const mixing = planWith('mixing');
  const measured = mixing.arms.map((arm) => rowsMeasured(mixing, arm));
  expect(Math.max(...measured)).toBe(100);
  expect(measured).toContain(2);
  const large = planWith('temperature', { rowsPerClass: 400 });
  expect(rowsMeasured(large, large.arms[0]!)).toBe(400);
  expect(rowsMeasured(large, large.arms.at(-1)!)).toBe(0);
});

test('a slower pace takes as much longer', () => {
  const plan = planWith('temperature');
  const twice = JSON.parse(JSON.stringify(REFERENCE_PACE), (_, value: unknown) =>
    typeof value === 'number' ? 2 * value : value,
  ) as typeof REFERENCE_PACE;
  expect(estimateSeconds(plan, 8, twice)).toBeCloseTo(2 * estimateSeconds(plan, 8), 9);
  const costs = costsOfRun(plan.arms[0]!, plan, 8, twice);
  expect(sumOf(costs)).toBeCloseTo(2 * sumOf(costsOfRun(plan.arms[0]!, plan, 8)), 9);
});

test('a study learned by the linear classifier takes longer, and training steps do not matter', () => {
  const linear = planWith('temperature', { classifier: 'linear' });
  expect(estimateSeconds(linear, 8)).toBeGreaterThan(2 * estimateSeconds(planWith('temperature'), 8));
  const longer = { ...linear, training: { ...linear.training, steps: 2000 } };
  expect(estimateSeconds(longer, 8)).toBe(estimateSeconds(linear, 8));
});
