import { expect, test } from 'vitest';
import { taskOf } from '../../../src/core/llm-task';
import { checkLabelsWith, labelNoise } from '../../../src/generation/llm/label-check';
import { proposeTopics } from '../../../src/generation/llm/topics';
import { ScriptedEngine } from './scripted-engine';

const task = taskOf(['cat', 'dog']);
const never = new AbortController().signal;
const examples = Array.from({ length: 10 }, (_, i) => ({ text: `text ${i}`, label: i % 2 }));

test('each text gets the judge’s label, and the disputed ones are counted', async () => {
  const engine = new ScriptedEngine((_, index) =>
    index === 0 ? JSON.stringify(Array(8).fill('cat')) : '["cat", "Dog"]',
  );
  const check = await checkLabelsWith(engine, task, examples, [1], never);
  expect(check.labels).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(check.judged).toBe(10);
  expect(check.disputed.mean).toBe(0.4); // texts 1, 3, 5 and 7 are dogs
  expect(check.disputed.low).toBeGreaterThan(0.1);
  expect(check.disputed.high).toBeLessThan(0.75);
  expect(
    engine.requests.every((request) => request.temperature === 0 && request.grammar!.includes('cat')),
  ).toBe(true);
});

test('what is no label, or not whole, counts as unjudged', async () => {
  const engine = new ScriptedEngine((_, index) => (index === 0 ? '["bird", "dog", "ca' : ''));
  const check = await checkLabelsWith(engine, task, examples, [1], never);
  expect(check.labels.slice(0, 3)).toEqual([null, 1, null]);
  expect(check).toMatchObject({ judged: 1, disputed: { mean: 0 } });
  expect((await checkLabelsWith(engine, task, [], [1], never)).disputed).toEqual({
    mean: 0,
    low: 0,
    high: 1,
  });
});

test('label noise is corrected for the judge’s own mistakes', () => {
  // 2 classes, judge wrong once in ten: with noise q it disputes q·0.9 + (1−q)·0.1, at q = 0.25 that is 0.3.
  expect(labelNoise(0.3, 0.1, 2)).toBeCloseTo(0.25, 12);
  expect(labelNoise(0.05, 0.1, 2)).toBe(0);
  expect(labelNoise(1, 0, 4)).toBe(1);
  expect(labelNoise(0.5, 0.5, 2)).toBeNull();
});

test('topics are cleaned and none comes twice', async () => {
  const engine = new ScriptedEngine(() => `["birds", " Birds", "fish ", "${'x'.repeat(80)}"]`);
  expect(await proposeTopics(engine, task, 0, 4, [1], never)).toEqual(['birds', 'fish']);
});
