import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors';
import { taskOf } from '../../../src/core/llm-task';
import { PauseGate } from '../../../src/core/pause';
import { stream } from '../../../src/core/random';
import {
  countDisputes,
  judgeLabels,
  labelNoise,
  labelNoiseInterval,
} from '../../../src/generation/llm/label-check';
import { patientEngine } from '../../../src/generation/llm/patient-engine';
import { proposeTopics } from '../../../src/generation/llm/topics';
import { ScriptedEngine } from './scripted-engine';
import { turns } from '../../fixtures/turns';

const task = taskOf(['cat', 'dog']);
const never = new AbortController().signal;
const examples = Array.from({ length: 10 }, (_, i) => ({ text: `text ${i}`, label: i % 2 }));
const texts = examples.map((example) => example.text);

describe('the judge', () => {
  test('gives each text a label, and the disputed ones are counted', async () => {
    const engine = new ScriptedEngine((_, index) =>
      index === 0 ? JSON.stringify(Array(8).fill('cat')) : '["cat", "Dog"]',
    );
    const heard: number[] = [];
    const labels = await judgeLabels(engine, task, texts, [1], never, (done) => heard.push(done));
    expect(labels).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(heard).toEqual([8, 10]);
    expect(countDisputes(examples, labels)).toEqual({ asked: 10, judged: 10, disputed: 4 }); // texts 1, 3, 5 and 7 are dogs
    expect(
      engine.requests.every((request) => request.temperature === 0 && request.grammar!.includes('cat')),
    ).toBe(true);
  });

  test('that says no label, or breaks off, leaves the text unjudged', async () => {
    const engine = new ScriptedEngine((_, index) => (index === 0 ? '["bird", "dog", "ca' : ''));
    const labels = await judgeLabels(engine, task, texts, [1], never);
    expect(labels.slice(0, 3)).toEqual([null, 1, null]);
    expect(countDisputes(examples, labels)).toEqual({ asked: 10, judged: 1, disputed: 0 });
  });

  test('is asked in halves where the texts are too long together, and one that is too long alone is unjudged', async () => {
    const tooLong = new LabError('bad-setting', 'test: too long');
    const engine = new ScriptedEngine(({ messages }) => {
      const prompt = messages[1]!.content;
      const count = Number(/labels of the (\d) texts/.exec(prompt)![1]);
      if (count > 2 || prompt.includes('text 5')) return { text: '', error: tooLong };
      return JSON.stringify(Array(count).fill('dog'));
    });
    const labels = await judgeLabels(engine, task, texts, [1], never);
    expect(labels).toEqual([1, 1, 1, 1, 1, null, 1, 1, 1, 1]);
    expect(new Set(engine.requests.map(({ seed }) => seed)).size).toBeGreaterThan(3);
  });

  test('tells labels apart that differ in capitals, and has room for long names', async () => {
    const long = 'a name of a class in very many words '.repeat(4).trim();
    const engine = new ScriptedEngine(() => JSON.stringify(['polish', 'Polish', long, 'POLISH']));
    const named = taskOf(['Polish', 'polish', long]);
    expect(await judgeLabels(engine, named, ['a', 'b', 'c', 'd'], [1], never)).toEqual([1, 0, 2, 0]);
    expect(engine.requests[0]!.maxTokens).toBeGreaterThan(4 * long.length);
  });

  test('whose worker dies is asked again, but not for ever', async () => {
    const died = new LabError('worker-died', 'test: died');
    const dying = (times: number) =>
      new ScriptedEngine((_, index) =>
        index < times ? { text: '', error: died } : JSON.stringify(Array(8).fill('cat')),
      );
    const twice = dying(2);
    expect((await judgeLabels(patientEngine(twice), task, texts.slice(0, 8), [1], never)).length).toBe(8);
    expect(twice.requests.length).toBe(3);
    await expect(judgeLabels(patientEngine(dying(3)), task, texts, [1], never)).rejects.toBe(died);
    const full = new LabError('out-of-memory', 'test: full');
    const fails = new ScriptedEngine(() => ({ text: '', error: full }));
    await expect(judgeLabels(patientEngine(fails), task, texts, [1], never)).rejects.toBe(full);
    expect(fails.requests.length).toBe(1);
  });

  test('waits while it is paused', async () => {
    const gate = new PauseGate();
    gate.pause();
    const engine = new ScriptedEngine(() => '["cat"]');
    const judging = judgeLabels(patientEngine(engine, gate), task, ['a text'], [1], never);
    await turns(20);
    expect(engine.requests.length).toBe(0);
    gate.resume();
    expect(await judging).toEqual([0]);
    expect(gate.waitedMs).toBeGreaterThan(0);
  });
});

describe('label noise', () => {
  const of = (judged: number, disputed: number) => ({ judged, disputed });

  test('is corrected for the judge’s own mistakes', () => {
    // 2 classes, judge wrong once in ten: with noise q it disputes q·0.9 + (1−q)·0.1, at q = 0.25 that is 0.3.
    expect(labelNoise(of(1000, 300), of(1000, 100), 2)).toBeCloseTo(0.25, 12);
    // 4 classes: a wrong label is disputed unless the judge errs onto it, 1 − 0.1/3; 0.4·(1−0.1/3) + 0.6·0.1 = 0.44666…
    expect(labelNoise(of(3000, 1340), of(1000, 100), 4)).toBeCloseTo(0.4, 12);
    expect(labelNoise(of(10, 10), of(10, 0), 4)).toBe(1);
    expect(labelNoise(of(100, 5), of(100, 10), 2)).toBeCloseTo(-0.0625, 12);
  });

  test('is unknown where nothing was judged, or the judge guesses', () => {
    expect(labelNoise(of(10, 5), of(10, 5), 2)).toBeNull();
    expect(labelNoise(of(0, 0), of(10, 1), 2)).toBeNull();
    expect(labelNoise(of(10, 1), of(0, 0), 2)).toBeNull();
    expect(labelNoiseInterval(of(10, 5), of(10, 6), 2)).toBeNull();
  });

  test('is estimated with an interval that covers it 95 times in a hundred', () => {
    const [noise, error, numClasses, numGenerated, numReal] = [0.15, 0.12, 8, 200, 200];
    const rng = stream('coverage');
    const disputes = (n: number, share: number) =>
      of(n, Array.from({ length: n }, () => rng.uniform() < share).filter(Boolean).length);
    const shown = noise * (1 - error / (numClasses - 1)) + (1 - noise) * error;
    const rounds = 2000;
    let covered = 0;
    let sum = 0;
    for (let i = 0; i < rounds; i++) {
      const [generated, real] = [disputes(numGenerated, shown), disputes(numReal, error)];
      const { low, high } = labelNoiseInterval(generated, real, numClasses)!;
      if (low <= noise && noise <= high) covered++;
      sum += labelNoise(generated, real, numClasses)!;
    }
    expect(covered / rounds).toBeGreaterThan(0.93);
    expect(covered / rounds).toBeLessThan(0.985);
    // Its mean is the truth: no cutting off at 0.
    expect(Math.abs(sum / rounds - noise)).toBeLessThan(0.005);
  });

  test('lies within its interval and the interval within 0 and 1, whatever was counted', () => {
    const counts = fc
      .integer({ min: 1, max: 500 })
      .chain((judged) => fc.integer({ min: 0, max: judged }).map((disputed) => of(judged, disputed)));
    fc.assert(
      fc.property(counts, counts, fc.integer({ min: 2, max: 20 }), (generated, real, numClasses) => {
        const estimate = labelNoiseInterval(generated, real, numClasses);
        if (!estimate) return;
        const { mean, low, high } = estimate;
        expect(0 <= low && low <= mean && mean <= high && high <= 1).toBe(true);
      }),
    );
  });
});

test('topics are cleaned and none comes twice', async () => {
  const engine = new ScriptedEngine(() => `["birds", " Birds", "fish ", "${'x'.repeat(80)}"]`);
  expect(await proposeTopics(engine, task, 0, 4, [1], never)).toEqual(['birds', 'fish']);
  // Topics are kept in a list with commas, and in prompts with semicolons, between.
  const listing = new ScriptedEngine(() => '["owls, larks", "; ", "crabs; shrimps"]');
  expect(await proposeTopics(listing, task, 0, 4, [1], never)).toEqual(['owls', 'crabs']);
});
