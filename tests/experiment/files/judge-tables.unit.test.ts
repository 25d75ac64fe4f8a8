/** @file Chen's whole pipeline on tables, by a scripted language model, with the surrogate beside it; and its ablations. */
import { describe, expect, test } from 'vitest';
import { isAbort } from '../../../src/core/errors';
import { questionsOf, type JudgeProgress } from '../../../src/core/judged-set';
import {
  ablateSets,
  judgeSets,
  readTextSets,
  timeJudge,
  type TextSet,
} from '../../../src/experiment/files/judge-tables';
import { LlmTextJudge } from '../../../src/generation/llm/llm-text-judge';
import { axisEmbedder } from '../../measures/diversity/cluster-agent/judges';
import { ScriptedEngine, type Script } from '../../generation/llm/scripted-engine';

const never = new AbortController().signal;
const tools = { embedder: axisEmbedder, likeness: 0.6 };
const settings = { textsPerRound: 5, numRounds: 10, numProposals: 15 };

/** Texts that begin with one of so many numbers: that many kinds. */
const setOf = (name: string, numKinds: number): TextSet => ({
  name,
  numRows: 40,
  texts: Array.from({ length: 40 }, (_, i) => `${i % numKinds} text ${i} of ${name}`),
});

/** A model that keeps to the form: it sorts texts by their first word, finds every cluster good, and has ideas. */
const obedient: Script = (request, index) => {
  const prompt = request.messages.at(-1)!.content;
  if (prompt.includes('"metadata"')) {
    const trait = (kind: string) => ({ name: `${kind} ${index}`, definition: `the ${index}th` });
    const five = (kind: string) =>
      Array.from({ length: 5 }, (_, i) => ({ ...trait(kind), name: `${kind} ${index}.${i}` }));
    return JSON.stringify({ metadata: five('topic'), metrics: five('depth') });
  }
  if (prompt.includes('{"traits"'))
    return JSON.stringify({
      traits: [1, 2, 3, 4].map((i) => ({ name: `merged ${i} ${index}`, definition: 'd' })),
    });
  if (prompt.includes('{"criteria"')) return JSON.stringify({ criteria: ['by kind', 'by length'] });
  if (prompt.includes('"valid"')) {
    const numClusters = (/Clusters:\n([\s\S]*?)\n\n/.exec(prompt)?.[1] ?? '').split('\n').length;
    return JSON.stringify({
      clusters: Array.from({ length: numClusters }, (_, i) => ({ id: i + 1, valid: 1 })),
    });
  }
  const kinds = new Map<string, number[]>();
  for (const [, number, kind] of prompt.matchAll(/\[Text (\d+)\]\n(\S+)/g))
    kinds.set(kind!, [...(kinds.get(kind!) ?? []), Number(number)]);
  return JSON.stringify({ clusters: [...kinds.values()].map((samples, i) => ({ id: i + 1, samples })) });
};

describe('judgeSets', () => {
  test('runs the whole pipeline for each set by common criteria, counts its questions and tells how far it is', async () => {
    const engine = new ScriptedEngine(obedient);
    const heard: JudgeProgress[] = [];
    const sets = [setOf('dull', 1), setOf('varied', 40)];
    const judged = await judgeSets(sets, new LlmTextJudge(engine), tools, settings, 1, never, (one) =>
      heard.push(one),
    );
    // One kind: all five texts in one cluster, 1² / 5. Forty kinds: five clusters of one, 5² / 5.
    const values = judged.files.map(({ score }) => score.value);
    expect(values[0]).toBeCloseTo(0.2, 12);
    expect(values[1]).toBe(5);
    expect(judged.files[0]!.surrogate.value).toBeCloseTo(0.2, 12);
    expect(judged.criteria).toEqual(['by kind', 'by length']);
    const prompts = engine.requests.map(({ messages }) => messages.at(-1)!.content);
    expect(prompts.filter((prompt) => prompt.includes('"metadata"'))).toHaveLength(15);
    for (const prompt of prompts.slice(-3)) expect(prompt.startsWith('Criteria:\n- by kind')).toBe(true);
    // Clusters of one text are not checked: the varied set takes fewer questions than it might.
    expect(judged.numQuestions).toBe(engine.requests.length);
    expect(judged.numQuestions).toBe(questionsOf(settings, 2) - settings.numRounds);
    expect(heard.map(({ done }) => done)).toEqual(heard.map((_, i) => i + 1));
    expect(heard.at(-1)!.total).toBe(questionsOf(settings, 2));
    expect(heard.map(({ phase }) => phase)).toContain('criteria');
    expect(heard.at(-1)!.phase).toBe('rounds');
    expect(heard.every(({ remainingMs }) => remainingMs! >= 0)).toBe(true);
    expect(judged.judge).toEqual({ id: 'webllm:scripted-1', description: 'scripted model' });
  });

  test('the same seed gives the same judgement', async () => {
    const judge = async () => {
      const judged = await judgeSets(
        [setOf('a', 7)],
        new LlmTextJudge(new ScriptedEngine(obedient)),
        tools,
        settings,
        3,
        never,
      );
      return { ...judged, seconds: 0 };
    };
    expect(await judge()).toEqual(await judge());
  });

  test('rounds that could not be read are counted, and a judge that never keeps to the form is given up early', async () => {
    let numClusterings = 0;
    const slipping: Script = (request, index) => {
      const isClustering = request.messages.at(-1)!.content.includes('"samples"');
      return isClustering && numClusterings++ < 4 ? 'I would rather not.' : obedient(request, index);
    };
    const judged = await judgeSets(
      [setOf('a', 3)],
      new LlmTextJudge(new ScriptedEngine(slipping)),
      tools,
      settings,
      1,
      never,
    );
    expect(judged.files[0]).toMatchObject({ numRounds: 8, numLostRounds: 2, numRejectedAnswers: 4 });
    const mute = new ScriptedEngine(() => 'Hm.');
    const asking = judgeSets(
      [setOf('a', 3)],
      new LlmTextJudge(mute),
      tools,
      { ...settings, numRounds: 5000 },
      1,
      never,
    );
    await expect(asking).rejects.toMatchObject({ code: 'unreadable-answers' });
    expect(mute.requests.length).toBeLessThan(100);
  });

  test('refuses settings out of bounds and sets that are too small, before anything is asked; stops when told to', async () => {
    const engine = new ScriptedEngine(obedient);
    const ask = (sets: readonly TextSet[], changed: object, signal = never): Promise<unknown> =>
      judgeSets(sets, new LlmTextJudge(engine), tools, { ...settings, ...changed }, 1, signal);
    await expect(ask([setOf('a', 3)], { numRounds: 0 })).rejects.toMatchObject({ code: 'bad-setting' });
    await expect(ask([setOf('a', 3)], { textsPerRound: 2.5 })).rejects.toThrow('invalid textsPerRound: 2.5');
    const small = { ...setOf('small.csv', 3), texts: ['1 a', '2 b'] };
    await expect(ask([setOf('a', 3), small], {})).rejects.toThrow('small.csv: missing texts: 2');
    expect(engine.requests).toEqual([]);
    const abort = new AbortController();
    const stopping = judgeSets(
      [setOf('a', 3)],
      new LlmTextJudge(engine),
      tools,
      settings,
      1,
      abort.signal,
      ({ done }) => done === 20 && abort.abort(),
    );
    await expect(stopping).rejects.toSatisfy(isAbort);
    expect(engine.requests).toHaveLength(20);
  });

  test('a judge is timed with the two questions of a round', async () => {
    const engine = new ScriptedEngine(obedient);
    const ready = await timeJudge([setOf('a', 3)], new LlmTextJudge(engine), 5, never);
    expect(engine.requests).toHaveLength(2);
    expect(ready.msPerQuestion).toBeGreaterThanOrEqual(0);
    expect(ready.description).toBe('scripted model');
  });
});

describe('ablateSets', () => {
  test('a line for each setting, a score for each set, none where a set is too small', async () => {
    const sets = [setOf('large', 11), { ...setOf('small', 3), texts: setOf('small', 3).texts.slice(0, 12) }];
    const done: number[] = [];
    const { lines, names, judge } = await ablateSets(sets, tools, 1, never, (share) => done.push(share), {
      textsPerRound: [5, 15],
      numRounds: [20, 400],
    });
    expect(names).toEqual(['large', 'small']);
    expect(judge.description).toContain('surrogate');
    expect(lines.map(({ id }) => id)).toEqual([
      'K = 5',
      'K = 15',
      'N = 20',
      'N = 400',
      'only clustering',
      'without verification',
      'whole',
    ]);
    const line = (id: string) => lines.find((one) => one.id === id)!;
    expect(line('K = 15')).toMatchObject({ textsPerRound: 15, numRounds: 5000 });
    expect(line('K = 15').scores.map((score) => score === null)).toEqual([false, true]);
    const width = (id: string): number => {
      const { low, high } = line(id).scores[0]!.interval;
      return high - low;
    };
    expect(width('N = 400')).toBeLessThan(width('N = 20'));
    expect(done.at(-1)).toBe(1);
  });
});

test('readTextSets reads a set of each file, or of each value of a column', async () => {
  const source = (name: string, text: string) => ({
    name,
    chunks: async function* () {
      yield await Promise.resolve(text);
    },
  });
  const settings = { by: 'tier', textColumn: 'text', labelColumn: '', mostTexts: 3, seed: 1 };
  const sets = await readTextSets(
    [source('a.csv', 'text,tier\none,low\ntwo,high\nthree,low\n'), source('dir/b.csv', 'text\nx\ny\nz\nw\n')],
    settings,
    never,
  );
  expect(sets.map(({ name, numRows, texts }) => [name, numRows, texts.length])).toEqual([
    ['low', 2, 2],
    ['high', 1, 1],
    ['b.csv', 4, 3],
  ]);
});
