import { describe, expect, test } from 'vitest';
import { costsOfRun, sumOf } from '../../../src/core/estimate';
import { defaultSettings } from '../../../src/experiment/settings';
import { planOf } from '../../../src/experiment/designs';
import { StudyProgress } from '../../../src/experiment/run/progress';

const plan = planOf({ ...defaultSettings('self-consumption'), values: [0, 1, 50], series: ['replace'] });
const [first, second, last, few] = plan.arms as [
  (typeof plan.arms)[number],
  (typeof plan.arms)[number],
  (typeof plan.arms)[number],
  (typeof plan.arms)[number],
];

test('runs count by what they cost, and all of them make one whole', () => {
  const progress = new StudyProgress(plan, 8, [], 0);
  const costOf = (arm: typeof first): number => sumOf(costsOfRun(arm, plan, 8));
  for (let replicate = 0; replicate < plan.replicates; replicate++)
    for (const arm of plan.arms) progress.finish(arm.id, replicate, 0);
  expect(progress.at(few.id, 0, 'prepare', 0)).toBeCloseTo(1, 9);

  const other = new StudyProgress(plan, 8, [], 0);
  other.finish(second.id, 0, 0);
  const afterShort = other.at(first.id, 0, 'prepare', 0);
  other.finish(last.id, 0, 0);
  const afterLong = other.at(first.id, 0, 'prepare', 0) - afterShort;
  expect(afterLong / afterShort).toBeCloseTo(costOf(last) / costOf(second), 9);
  expect(afterLong).toBeGreaterThan(afterShort);
});

test('phases of a run follow each other, and a share that was shown is never taken back', () => {
  const progress = new StudyProgress(plan, 8, [], 0);
  const shown = [
    progress.at(last.id, 0, 'prepare', 0),
    progress.at(last.id, 0, 'generate', 0.5),
    progress.at(last.id, 0, 'generate', 0.2),
    progress.at(last.id, 0, 'measure', 0),
    progress.at(last.id, 0, 'train', 0.9),
    progress.at(last.id, 0, 'evaluate', 1),
  ];
  expect(shown).toEqual([...shown].sort((a, b) => a - b));
  expect(shown[2]).toBe(shown[1]);
  progress.finish(last.id, 0, 0);
  expect(progress.at(few.id, 0, 'generate', 0)).toBeCloseTo(shown.at(-1)!, 9);
});

test('what was done before counts as done', () => {
  const resumed = [first, second].map(({ id: arm }) => ({ arm, replicate: 0 }));
  const progress = new StudyProgress(plan, 8, resumed, 1000);
  expect(progress.at(last.id, 0, 'generate', 0)).toBeGreaterThan(0);
  expect(progress.remainingMs(1000)).toBeNull();
});

describe('the time left', () => {
  const study = planOf(defaultSettings('temperature'));
  const runs = Array.from({ length: study.replicates }, (_, replicate) =>
    study.arms.map((arm) => ({ arm: arm.id, replicate })),
  ).flat();

  interface Told {
    readonly at: number;
    readonly told: number | null;
    /** What is true. */
    readonly left: number;
  }

  /**
   * What is told while such a study goes on, ten times a run and every 100 ms of the set-up.
   * @param setUp reference milliseconds within the first run, and right after it
   */
  function tellAll(slowness: number, setUp: readonly [number, number], numResumed = 0): Told[] {
    const progress = new StudyProgress(study, 8, runs.slice(0, numResumed), 0);
    const said: { at: number; told: number | null }[] = [];
    let now = 0;
    const wait = (ms: number): void => {
      for (let waited = 0; waited < ms; waited += 100) {
        said.push({ at: now, told: progress.remainingMs(now) });
        now += Math.min(100, ms - waited) * slowness;
      }
    };
    runs.slice(numResumed).forEach(({ arm, replicate }, i) => {
      if (i === 0) wait(setUp[0]);
      const costs = costsOfRun(
        study.arms.find(({ id }) => id === arm)!,
        study,
        8,
      );
      for (const phase of ['generate', 'measure', 'train', 'evaluate'] as const) {
        for (let tenth = 0; tenth < 10; tenth++) {
          progress.at(arm, replicate, phase, tenth / 10);
          said.push({ at: now, told: progress.remainingMs(now) });
          now += (costs[phase] / 10) * slowness;
        }
      }
      progress.finish(arm, replicate, now);
      if (i === 0) wait(setUp[1]);
    });
    return said.map((one) => ({ ...one, left: now - one.at }));
  }

  test.each([
    ['a machine as expected', 1, [1000, 2500], 1.1],
    ['no set-up at all', 1, [0, 0], 1.8],
    ['a longer set-up', 1, [3000, 5000], 1.8],
    ['a busy machine', 2, [1000, 2500], 1.7],
    ['a slow one', 6, [1000, 2500], 2.4],
    ['a fast one', 0.4, [1000, 2500], 2.1],
  ] as const)('%s: what is told is never far from what is true', (_, slowness, setUp, most) => {
    const all = tellAll(slowness, setUp);
    expect(all.filter(({ told }) => told === null).every(({ at }) => at < 10_000)).toBe(true);
    const ratios = all.flatMap(({ told, left }) => (told === null || left < 1000 ? [] : told / left));
    expect(ratios.length).toBeGreaterThan(100);
    expect(Math.max(...ratios)).toBeLessThan(most);
    expect(Math.min(...ratios)).toBeGreaterThan(1 / most);
    // Later it is closer.
    const late = all.filter(({ at, left }) => at > left).map(({ told, left }) => told! - left);
    expect(Math.max(...late.map(Math.abs))).toBeLessThan(0.25 * all[0]!.left);
  });

  test('nothing is told in the first run, whose time is mostly set-up, unless it is long', () => {
    const progress = new StudyProgress(study, 8, [], 0);
    progress.at(study.arms[0]!.id, 0, 'train', 0.5);
    expect(progress.remainingMs(3000)).toBeNull();
    expect(progress.remainingMs(12_000)).toBeGreaterThan(0);
    progress.finish(study.arms[0]!.id, 0, 3500);
    expect(progress.remainingMs(3500)).toBeGreaterThan(0);
  });

  test('what a journal gave does not count as fast', () => {
    const [told] = tellAll(1, [1000, 2500], 20).filter(({ told }) => told !== null);
    expect(told!.told! / told!.left).toBeGreaterThan(0.9);
    expect(told!.told! / told!.left).toBeLessThan(1.1);
  });

  test('rows written ahead, however long they take, say nothing of the runs', () => {
    const progress = new StudyProgress(study, 8, [], 0, 0.9);
    progress.ahead(1);
    const hour = 3_600_000;
    progress.at(study.arms[0]!.id, 0, 'train', 0);
    expect(progress.remainingMs(hour)).toBeNull();
    progress.finish(study.arms[0]!.id, 0, hour + 1700);
    expect(progress.remainingMs(hour + 1700)).toBeLessThan(40_000);
  });
});

test('rows written ahead take their share first', () => {
  const progress = new StudyProgress(plan, 8, [], 0, 0.9);
  expect(progress.ahead(0.5)).toBeCloseTo(0.45, 12);
  expect(progress.ahead(1)).toBeCloseTo(0.9, 12);
  expect(progress.at(last.id, 0, 'train', 1)).toBeGreaterThan(0.9);
});

test('a run of an arm that the plan does not have changes nothing', () => {
  const progress = new StudyProgress(plan, 8, [{ arm: 'gone', replicate: 0 }], 0);
  expect(progress.at(first.id, 0, 'prepare', 0)).toBe(0);
});
