import { expect, test } from 'vitest';
import { costsOfRun, sumOf } from '../../src/core/estimate';
import { defaultSettings } from '../../src/core/settings';
import { planOf } from '../../src/experiment/arms';
import { Progress } from '../../src/experiment/progress';

const plan = planOf({ ...defaultSettings('self-consumption'), values: [0, 1, 50], series: ['replace'] });
const [first, second, last, few] = plan.arms as [
  (typeof plan.arms)[number],
  (typeof plan.arms)[number],
  (typeof plan.arms)[number],
  (typeof plan.arms)[number],
];

test('runs count by what they cost, and all of them make one whole', () => {
  const progress = new Progress(plan, 8, [], 0);
  const costOf = (arm: typeof first): number => sumOf(costsOfRun(arm, plan, 8));
  for (let replicate = 0; replicate < plan.replicates; replicate++)
    for (const arm of plan.arms) progress.finish(arm.id, replicate);
  expect(progress.at(few.id, 0, 'prepare', 0)).toBeCloseTo(1, 9);

  const other = new Progress(plan, 8, [], 0);
  other.finish(second.id, 0);
  const afterShort = other.at(first.id, 0, 'prepare', 0);
  other.finish(last.id, 0);
  const afterLong = other.at(first.id, 0, 'prepare', 0) - afterShort;
  expect(afterLong / afterShort).toBeCloseTo(costOf(last) / costOf(second), 9);
  expect(afterLong).toBeGreaterThan(afterShort);
});

test('phases of a run follow each other, and a share that was shown is never taken back', () => {
  const progress = new Progress(plan, 8, [], 0);
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
  progress.finish(last.id, 0);
  expect(progress.at(few.id, 0, 'generate', 0)).toBeCloseTo(shown.at(-1)!, 9);
});

test('what was done before counts as done, and not as fast', () => {
  const resumed = [first, second].map(({ id: arm }) => ({ arm, replicate: 0 }));
  const progress = new Progress(plan, 8, resumed, 1000);
  const before = progress.at(last.id, 0, 'generate', 0);
  expect(before).toBeGreaterThan(0);
  expect(progress.remainingMs(1000)).toBeNull();
  progress.finish(last.id, 0);
  const after = progress.at(few.id, 0, 'generate', 0);
  // 9 seconds for this share of the study: the rest at the same speed.
  expect(progress.remainingMs(10_000)).toBeCloseTo((9000 / (after - before)) * (1 - after), 6);
});

test('rows written ahead take their share first', () => {
  const progress = new Progress(plan, 8, [], 0, 0.9);
  expect(progress.ahead(0.5)).toBeCloseTo(0.45, 12);
  expect(progress.ahead(1)).toBeCloseTo(0.9, 12);
  expect(progress.at(last.id, 0, 'train', 1)).toBeGreaterThan(0.9);
});

test('a run of an arm that the plan does not have changes nothing', () => {
  const progress = new Progress(plan, 8, [{ arm: 'gone', replicate: 0 }], 0);
  expect(progress.at(first.id, 0, 'prepare', 0)).toBe(0);
});
