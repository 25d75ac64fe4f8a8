/** @file What an experiment asks of a language model otherwise than the visitor's own way of asking. */
import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../../../src/core/llm-engine';
import { DEFAULT_PROMPT_SETTINGS, taskOf, type LlmTask } from '../../../src/core/llm-task';
import type { GenerationRequest } from '../../../src/core/ports';
import { memoryJournal } from '../../../src/engine/web-llm/memory-journal';
import { promptsOf } from '../../../src/generation/llm/prompts';
import { WebLlmGenerator } from '../../../src/generation/llm/web-llm-generator';
import { freshRows, ScriptedEngine, type Script } from './scripted-engine';

const plain = taskOf(['x', 'y']);
const task: LlmTask = {
  ...plain,
  labels: plain.labels.map((label) => ({ ...label, topics: ['t0', 't1', 't2', 't3', 't4'] })),
};
const request: GenerationRequest = { label: 0, count: 16, temperature: 1, topP: 1, seed: ['s'] };
const never = new AbortController().signal;

async function write(
  over: Partial<GenerationRequest>,
  script: Script = freshRows,
  journal = memoryJournal(),
) {
  const engine = new ScriptedEngine(script);
  const prompts = { ...DEFAULT_PROMPT_SETTINGS, examplesPerRequest: 4 };
  const generator = new WebLlmGenerator({ engine, task, prompts, journal, now: () => 0 });
  const texts: string[] = [];
  for await (const rows of generator.generate({ ...request, ...over }, never))
    texts.push(...rows.map((row) => row.text));
  return { texts, engine, asked: engine.requests.map((one) => one.messages[1]!.content) };
}

const topicsIn = (asked: readonly string[]): string[] =>
  asked.map((text) => /Topic: (\w+)/.exec(text)?.[1] ?? '');

test('what a request says of suppression goes before what the visitor set', async () => {
  const same = (_: ChatRequest, i: number): string => `["word word word ${i}", "word again ${i} now"]`;
  const { engine } = await write({ suppression: 7.5, count: 4 }, same);
  expect(engine.requests[0]!.wordBias).toEqual([]);
  expect(engine.requests[1]!.wordBias).toContainEqual({ word: 'word', bias: -7.5 });
  expect(promptsOf({ ...request, suppression: 2 }, DEFAULT_PROMPT_SETTINGS).suppression).toBe(-2);
  expect(promptsOf(request, { ...DEFAULT_PROMPT_SETTINGS, suppression: -3 }).suppression).toBe(-3);
  expect(
    promptsOf({ ...request, suppression: 0 }, { ...DEFAULT_PROMPT_SETTINGS, suppression: -3 }).suppression,
  ).toBe(0);
});

test('penalties of a request take the place of the visitor’s, also 0, one by one', async () => {
  const prompts = { ...DEFAULT_PROMPT_SETTINGS, frequencyPenalty: 1, presencePenalty: -1 };
  const of = (over: Partial<GenerationRequest>): number[] => {
    const { frequencyPenalty, presencePenalty } = promptsOf({ ...request, ...over }, prompts);
    return [frequencyPenalty, presencePenalty];
  };
  expect(of({})).toEqual([1, -1]);
  expect(of({ frequencyPenalty: 0 })).toEqual([0, -1]);
  expect(of({ presencePenalty: 1.5 })).toEqual([1, 1.5]);
  const { engine } = await write({ frequencyPenalty: -0.5, presencePenalty: 2 });
  expect(engine.requests.length).toBeGreaterThan(1);
  for (const one of engine.requests)
    expect(one).toMatchObject({ frequencyPenalty: -0.5, presencePenalty: 2 });
});

test('rows written under one penalty are not taken for those of another', async () => {
  const journal = memoryJournal();
  const asked = async (over: Partial<GenerationRequest>): Promise<number> =>
    (await write({ count: 4, ...over }, freshRows, journal)).engine.requests.length;
  expect(await asked({ frequencyPenalty: 1 })).toBe(1);
  expect(await asked({ frequencyPenalty: 1 })).toBe(0);
  expect(await asked({ frequencyPenalty: 1.5 })).toBe(1);
  expect(await asked({ presencePenalty: 1 })).toBe(1);
});

test.each([
  [{ frequencyPenalty: 2.1 }, 'invalid frequencyPenalty: 2.1 (wanted a number from -2 to 2)'],
  [{ presencePenalty: -3 }, 'invalid presencePenalty: -3 (wanted a number from -2 to 2)'],
  [{ presencePenalty: NaN }, 'invalid presencePenalty: NaN'],
])('%j is refused before the model is asked', async (over, words) => {
  const engine = new ScriptedEngine(freshRows);
  const generator = new WebLlmGenerator({ engine, task, prompts: DEFAULT_PROMPT_SETTINGS });
  await expect(generator.generate({ ...request, ...over }, never).next()).rejects.toThrow(words);
  expect(engine.requests).toEqual([]);
});

describe('a source of topics', () => {
  test('draws from the first so many of them, and makes a plain prompt name one', async () => {
    const { asked } = await write({ source: { kind: 'topics', topics: 2, textsPerTopic: null }, count: 60 });
    expect(new Set(topicsIn(asked))).toEqual(new Set(['t0', 't1']));
  });

  test('keeps to the one topic of the request, and begins again where there are fewer', async () => {
    const source = { kind: 'topics', topics: 8, textsPerTopic: 4 } as const;
    expect(topicsIn((await write({ source, topic: 3, count: 8 })).asked)).toEqual(['t3', 't3']);
    expect(topicsIn((await write({ source, topic: 6, count: 4 })).asked)).toEqual(['t1']);
  });

  test('asks for no more rows at a time than are wanted', async () => {
    const source = { kind: 'topics', topics: 8, textsPerTopic: 2 } as const;
    const { texts, engine } = await write({ source, topic: 0, count: 2 }, (r, i) => freshRows(r, i, 2));
    expect(texts.length).toBe(2);
    expect(engine.requests.length).toBe(1);
    expect(engine.requests[0]!.messages[1]!.content).toContain('Write 2 new');
  });
});

test('each rung of the prompt ladder wishes for more', async () => {
  const wishes = ['Topic: ', 'combined freely: ', 'Style: ', 'Written for: '];
  const rungs = await Promise.all(
    [0, 1, 2, 3].map(async (rung) => {
      const { asked } = await write({ source: { kind: 'prompt', rung }, count: 4 });
      return wishes.map((wish) => asked[0]!.includes(wish));
    }),
  );
  expect(rungs).toEqual([
    [true, false, false, false],
    [true, false, true, false],
    [true, false, true, true],
    [false, true, true, true],
  ]);
});

describe('paraphrases', () => {
  const paraphrasesOf = Array.from({ length: 10 }, (_, i) => `the old row number ${i} of all`);
  const script: Script = ({ messages }) =>
    JSON.stringify(
      [...messages[1]!.content.matchAll(/the old row number (\d+) of all/g)].map(
        ([, n]) => `of all old rows number ${n}, said anew`,
      ),
    ).replaceAll('","', '", "');

  test('are asked for a few texts at a time, each once, and come in their order', async () => {
    const { texts, engine } = await write({ paraphrasesOf, count: 10 }, script);
    expect(texts).toEqual(paraphrasesOf.map((_, i) => `of all old rows number ${i}, said anew`));
    expect(engine.requests.map(({ grammar }) => /\{(\d)\}/.exec(grammar!)?.[1])).toEqual(['3', '3', '1']);
  });

  test('that are the text itself are left out, and not asked for again', async () => {
    const copies: Script = ({ messages }) =>
      JSON.stringify(
        [...messages[1]!.content.matchAll(/the old row number \d+ of all/g)].map(([text]) => text),
      );
    const { texts, engine } = await write({ paraphrasesOf, count: 10 }, copies);
    expect(texts).toEqual([]);
    expect(engine.requests.length).toBe(3);
  });

  test('of other texts are other paraphrases: a journal does not mix them up', async () => {
    const journal = memoryJournal();
    await write({ paraphrasesOf, count: 10 }, script, journal);
    const again = await write({ paraphrasesOf, count: 10 }, script, journal);
    expect(again.engine.requests.length).toBe(0);
    const others = await write({ paraphrasesOf: paraphrasesOf.slice(1), count: 9 }, script, journal);
    expect(others.engine.requests.length).toBe(3);
  });
});
