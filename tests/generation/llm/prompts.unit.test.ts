import { describe, expect, test } from 'vitest';
import {
  checkPromptSettings,
  checkTask,
  DEFAULT_PROMPT_SETTINGS,
  PROMPT_KINDS,
  taskOf,
} from '../../../src/core/llm-task';
import { wordNetLlmTask } from '../../../src/dataset/wordnet-llm-task';
import { seedNumber, stream } from '../../../src/core/random';
import { labelsGrammar, rowsGrammar } from '../../../src/generation/llm/grammar';
import { writeJudgePrompt, writePrompt } from '../../../src/generation/llm/prompts';
import { suppressFrequent } from '../../../src/generation/llm/suppression';

const CLASSES = ['animal', 'plant', 'food', 'person', 'place', 'artifact', 'body part', 'substance'];
const task = wordNetLlmTask(CLASSES);
const pool = ['a small bird', 'a large fish', 'a quick fox', 'a slow worm'];
const promptOf = (settings = {}, ...seed: number[]): string =>
  writePrompt(task, 0, { ...DEFAULT_PROMPT_SETTINGS, ...settings }, pool, stream('test', ...seed))
    .messages.map((m) => m.content)
    .join('\n');

describe('a prompt', () => {
  test('names the task, the label with its meaning, the other labels, and the number of rows', () => {
    const prompt = promptOf({ examplesPerRequest: 5 });
    expect(prompt).toContain(task.instruction);
    expect(prompt).toContain('animal: animals of any sort');
    expect(prompt).toContain('Not: plant, food');
    expect(prompt).toContain('Write 5 new dictionary definitions of nouns');
    expect(promptOf({ examplesPerRequest: 1 })).toContain('JSON array of 1 string.');
  });

  test('shows as many real rows as asked, each once', () => {
    const { shown, messages } = writePrompt(
      task,
      0,
      { ...DEFAULT_PROMPT_SETTINGS, fewShot: 3 },
      pool,
      stream('a'),
    );
    expect(new Set(shown).size).toBe(3);
    for (const text of shown) expect(messages[1]!.content).toContain(`- ${text}`);
    expect(promptOf()).toContain('unlike the examples above');
    expect(promptOf({ fewShot: 0 })).not.toMatch(/Real examples|examples above/);
  });

  test('climbs the ladder: topic, then style, then reader', () => {
    const has = (kind: string): boolean[] =>
      ['Topic: ', 'combined freely: ', 'Style: ', 'Written for: ', 'Length: '].map((wish) =>
        promptOf({ kind }).includes(wish),
      );
    expect(PROMPT_KINDS.map(has)).toEqual([
      [false, false, false, false, false],
      [true, false, false, false, false],
      [true, false, true, false, false],
      [true, false, true, true, false],
      [false, true, true, true, false],
      [true, false, true, false, true],
    ]);
  });

  test('is the same for the same stream, and differs over requests', () => {
    expect(promptOf({ kind: 'persona' }, 1)).toBe(promptOf({ kind: 'persona' }, 1));
    const all = Array.from({ length: 50 }, (_, i) => promptOf({ kind: 'persona' }, i));
    expect(new Set(all).size).toBeGreaterThan(40);
  });

  test('names no more topics than asked', () => {
    const topics = new Set(
      Array.from(
        { length: 200 },
        (_, i) => /Topic: (.*)/.exec(promptOf({ kind: 'topic', topics: 3 }, i))![1],
      ),
    );
    expect(topics).toEqual(new Set(task.labels[0]!.topics.slice(0, 3)));
  });

  test('for the judge holds every label and every text on one line', () => {
    const content = writeJudgePrompt(task, ['a\nb', 'c'])[1]!.content;
    for (const name of CLASSES) expect(content).toContain(`- ${name}: `);
    expect(content).toContain('1. a b\n2. c');
  });
});

test('every class of the default task has a description and topics of its own', () => {
  expect(task.labels.map((label) => label.name)).toEqual(CLASSES);
  expect(
    task.labels.every(
      (label) => label.topics.length >= 16 && new Set(label.topics).size === label.topics.length,
    ),
  ).toBe(true);
  expect(checkTask(taskOf(['x', 'y']), ['x', 'y']).labels.length).toBe(2);
});

test('settings and tasks out of bounds are refused in a sentence', () => {
  expect(() => checkPromptSettings({ ...DEFAULT_PROMPT_SETTINGS, examplesPerRequest: 0 })).toThrow(
    /invalid examplesPerRequest: 0 \(wanted/,
  );
  expect(() => checkPromptSettings({ ...DEFAULT_PROMPT_SETTINGS, frequencyPenalty: NaN })).toThrow(
    /frequencyPenalty/,
  );
  expect(() => checkPromptSettings({ ...DEFAULT_PROMPT_SETTINGS, kind: 'x' as 'plain' })).toThrow(
    /unknown prompt kind/,
  );
  expect(() => checkTask(task, ['x'])).toThrow(/number of labels/);
  expect(() => checkTask({ ...task, words: [9, 3] }, CLASSES)).toThrow(/invalid words/);
  expect(() => checkTask({ ...task, instruction: 'x'.repeat(5000) }, CLASSES)).toThrow(/task text/);
  expect(checkPromptSettings({ ...DEFAULT_PROMPT_SETTINGS, suppression: -7.5 }).suppression).toBe(-7.5);
});

test('the grammars', () => {
  expect(rowsGrammar(1)).toBe(
    [
      'root ::= "[" row "]"',
      'row ::= "\\"" first rest* "\\""',
      'first ::= [^"\\\\\\x00-\\x20\\x7f]',
      'rest ::= [^"\\\\\\x00-\\x1f\\x7f] | "\\\\\\""',
      '',
    ].join('\n'),
  );
  expect(rowsGrammar(8).split('\n')[0]).toBe('root ::= "[" row (", " row){7} "]"');
  expect(labelsGrammar(2, ['body part', 'a"b'])).toBe(
    'root ::= "[" label (", " label){1} "]"\nlabel ::= "\\"body part\\"" | "\\"a\\\\\\"b\\""\n',
  );
});

test('frequent words get a bias in proportion to their share, down to the floor', () => {
  // 8 words: "the" 4 of 8 = 50 %, "cat" 2 of 8 = 25 %.
  const texts = ['the cat the dog', 'the cat the fox'];
  expect(suppressFrequent(texts, 0)).toEqual([]);
  expect(suppressFrequent(texts, -0.1)).toEqual([
    { word: 'the', bias: -5 },
    { word: 'cat', bias: -2.5 },
  ]);
  expect(suppressFrequent(texts, -7.5).map(({ bias }) => bias)).toEqual([-7.5, -7.5]);
});

test('the first uniforms of WebLLM’s generator of random numbers are spread, unlike those of small seeds', () => {
  // Its Lehmer generator: s ← 48271 s mod 2³¹ − 1.
  const first = (seed: number): number => Number((48271n * BigInt(seed)) % 2147483647n) / 2147483647;
  const seeds = Array.from({ length: 400 }, (_, i) => seedNumber(1, 'row', 't1', 0, 3, 'llm', i));
  expect(new Set(seeds).size).toBe(400);
  expect(Math.min(...seeds)).toBeGreaterThan(0);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => seeds.filter((seed) => Math.floor(first(seed) * 10) === tenth).length,
  );
  // 40 expected in each; 6 standard deviations are 36.
  for (const count of tenths) expect(Math.abs(count - 40)).toBeLessThan(36);
  expect(Math.max(...Array.from({ length: 200 }, (_, i) => first(i + 1)))).toBeLessThan(0.0046);
});
