/** @file Topics that a model names where a study asks for more than its task has. */
import { expect, test } from 'vitest';
import { taskOf } from '../../../src/core/llm-task';
import { DEFAULT_WRITING, resolveWriting } from '../../../src/core/generation-settings';
import { defaultSettings } from '../../../src/experiment/settings';
import { memoryJournal } from '../../../src/engine/web-llm/memory-journal';
import { topicsNeeded, withTopics } from '../../../src/experiment/run/more-topics';
import { studyOf } from '../../../src/experiment/run/study-of';
import { ScriptedEngine, type Script } from '../../generation/llm/scripted-engine';

const never = new AbortController().signal;
const general = taskOf(['x', 'y']);
const withSome = {
  ...general,
  labels: general.labels.map((label, i) => ({ ...label, topics: i === 0 ? ['Birds', 'fish'] : [] })),
};
const writingOf = (kind: 'plain' | 'topic') =>
  resolveWriting(
    { ...DEFAULT_WRITING, task: withSome, prompts: { ...DEFAULT_WRITING.prompts, kind, topics: 3 } },
    { classNames: ['x', 'y'] },
  );

function setUp(script: Script, journal = memoryJournal()) {
  const engine = new ScriptedEngine(script);
  const progress: string[] = [];
  const tools = {
    engine,
    journal,
    seed: 1,
    onProgress: (done: number, total: number) => progress.push(`${done}/${total}`),
  };
  const name = async (writing: ReturnType<typeof writingOf>, needed: number) => {
    const named = await withTopics(writing, needed, tools, never);
    return { ...named, topics: named.writing.task.labels.map(({ topics }) => topics) };
  };
  return { engine, progress, name };
}

const proposing: Script = () => '["birds", "worms", "apes", "cats"]';

test('a study says how many topics its arms may ask for', () => {
  const needs = (id: 'temperature' | 'prompt-breadth' | 'prompt-ladder' | 'topics') =>
    topicsNeeded(studyOf({ ...defaultSettings(id), generator: 'webllm', model: 'm' }, 'd'));
  expect(needs('temperature')).toBe(0);
  expect(needs('prompt-ladder')).toBe(1);
  expect(needs('prompt-breadth')).toBe(Math.max(...defaultSettings('prompt-breadth').values));
  expect(needs('topics')).toBe(Math.max(...defaultSettings('topics').values));
});

test('where there are enough topics, the model gets no request', async () => {
  const { engine, name, progress } = setUp(proposing);
  const { writing, shortfalls } = await name(writingOf('plain'), 0);
  expect(writing).toEqual(writingOf('plain'));
  expect(shortfalls).toEqual([]);
  expect(engine.requests.length).toBe(0);
  expect(progress).toEqual([]);
});

test('those that are missing are named by the model, once each and after those that are there', async () => {
  const { name, progress } = setUp(proposing);
  const { topics, shortfalls } = await name(writingOf('plain'), 4);
  expect(topics).toEqual([
    ['Birds', 'fish', 'worms', 'apes'],
    ['birds', 'worms', 'apes', 'cats'],
  ]);
  expect(shortfalls).toEqual([]);
  expect(progress).toEqual(['0/2', '1/2', '2/2']);
});

test('a request lists the topics named so far, and a next one asks for those still missing', async () => {
  const { engine, name } = setUp((_, index) => `["fish", "kind ${index}"]`);
  const { topics } = await name(writingOf('plain'), 5);
  expect(topics[0]).toEqual(['Birds', 'fish', 'kind 0', 'kind 1', 'kind 2']);
  const asked = engine.requests.slice(0, 3).map(({ messages }) => messages[1]!.content);
  expect(asked[0]).toContain('These are named already: Birds; fish.\nName 3 other topics');
  expect(asked[2]).toContain('Birds; fish; kind 0; kind 1.\nName 1 other topics');
  expect(new Set(engine.requests.map(({ seed }) => seed)).size).toBe(engine.requests.length);
});

test('a prompt that names topics gets as many as it uses where there are none', async () => {
  const { engine, name } = setUp(proposing);
  const { topics } = await name(writingOf('topic'), 0);
  expect(engine.requests.length).toBe(1);
  expect(topics.map((own) => own.length)).toEqual([2, 3]);
});

test('a model that repeats itself gives fewer, which is said, and is not asked for ever', async () => {
  const { engine, name } = setUp(() => '["birds", "birds", "Birds"');
  const { topics, shortfalls } = await name(writingOf('plain'), 9);
  expect(topics).toEqual([['Birds', 'fish'], ['birds']]);
  expect(shortfalls).toEqual([
    { code: 'few-topics', className: 'x', numTopics: 2, numRequested: 9 },
    { code: 'few-topics', className: 'y', numTopics: 1, numRequested: 9 },
  ]);
  expect(engine.requests.length).toBe(8);
});

test('what was named once is found again, by the study as it was and as it was kept', async () => {
  const journal = memoryJournal();
  const first = setUp((_, index) => `["kind ${index}"]`, journal);
  const named = await first.name(writingOf('plain'), 9);
  expect(named.shortfalls.length).toBe(2);
  const again = setUp(() => '["something else"]', journal);
  expect((await again.name(writingOf('plain'), 9)).writing).toEqual(named.writing);
  expect((await again.name(named.writing, 9)).writing).toEqual(named.writing);
  expect(again.engine.requests.length).toBe(0);
});
