/** @file The cluster-agent score, its steps, its surrogate and its ablations. */
import { describe, expect, it } from 'vitest';
import { stream } from '../../../../src/core/random.js';
import type { TextJudge } from '../../../../src/core/text-judge.js';
import { ablationsOf, runAblations } from '../../../../src/measures/diversity/cluster-agent/ablations.js';
import { clusterAgentScore } from '../../../../src/measures/diversity/cluster-agent/cluster-agent-score.js';
import { MOST_TEXT_CHARACTERS } from '../../../../src/measures/diversity/cluster-agent/prompts.js';
import {
  calibratedThreshold,
  SurrogateJudge,
  SURROGATE_THRESHOLD,
} from '../../../../src/measures/diversity/cluster-agent/surrogate-judge.js';
import { axes, refusalOf, rng } from '../fixtures.js';
import { answering, axisEmbedder, ScriptedJudge } from './judges.js';

const TEXTS = Array.from({ length: 30 }, (_, i) => `text ${i}`);
const QUICK = { numProposals: 3, numRounds: 4, resamples: 50 };

describe('the score', () => {
  it('is the mean of C² / (texts in valid clusters)', async () => {
    // Five texts in clusters of 3, 1 and 1, all valid: S = 5/3, C / S = 9/5.
    const judge = new ScriptedJudge(answering([[1, 2, 3], [4], [5]], [1, 1, 1]));
    const result = await clusterAgentScore(TEXTS, judge, ['s'], { ...QUICK, textsPerRound: 5 });
    expect(result.value).toBeCloseTo(9 / 5, 14);
    expect(result.interval).toEqual({ low: 1.8, high: 1.8 });
    expect(result.rounds[0]).toEqual({
      numClusters: 3,
      numTexts: 5,
      score: 1.8,
      numStruck: 0,
      numForgotten: 0,
    });
  });

  it('loses clusters that verification strikes out, with their texts, but never a single text', async () => {
    // Struck: {1, 2, 3}. Text 4 stands alone and is kept though the judge calls it invalid: C = 2, two texts, 4 / 2.
    const judge = new ScriptedJudge(answering([[1, 2, 3], [4], [5]], [0, 0, 1]));
    const result = await clusterAgentScore(TEXTS, judge, ['s'], { ...QUICK, textsPerRound: 5 });
    expect(result.value).toBe(2);
    expect(result.rounds[0]).toMatchObject({ numClusters: 2, numTexts: 2, numStruck: 1 });
    const none = new ScriptedJudge(
      answering(
        [
          [1, 2],
          [3, 4, 5],
        ],
        [0, 0],
      ),
    );
    expect((await clusterAgentScore(TEXTS, none, ['s'], { ...QUICK, textsPerRound: 5 })).value).toBe(0);
  });

  it('leaves forgotten texts out, and keeps a text named twice in its first cluster', async () => {
    const judge = new ScriptedJudge(
      answering(
        [
          [1, 2],
          [2, 3],
        ],
        [1, 1],
      ),
    );
    const { rounds } = await clusterAgentScore(TEXTS, judge, ['s'], { ...QUICK, textsPerRound: 5 });
    expect(rounds[0]).toMatchObject({ numClusters: 2, numTexts: 3, numForgotten: 2 });
    expect(rounds[0]!.score).toBeCloseTo(4 / 3, 14);
  });

  it('asks in the order of the paper: M proposals of J texts, two summaries, criteria, then N times K texts and their check', async () => {
    const judge = new ScriptedJudge(answering([[1, 2], [3], [4]], [1, 1, 1]));
    const options = {
      textsPerProposal: 5,
      numProposals: 12,
      traitsPerKind: 1,
      textsPerRound: 4,
      numRounds: 6,
    };
    // Different proposals, so that there is something to merge.
    const reply = answering([[1, 2], [3], [4]], [1, 1, 1]);
    const varied = new ScriptedJudge((question, i) =>
      question.kind === 'propose'
        ? reply(question).replace('Topic', `Topic ${i}`).replace('Depth', `Depth ${i}`)
        : reply(question),
    );
    const result = await clusterAgentScore(TEXTS, varied, ['s'], options);
    const kinds = varied.asked.map(({ question }) => question.kind);
    expect(kinds.slice(0, 12)).toEqual(Array(12).fill('propose'));
    expect(kinds.slice(12, 15)).toEqual(['summarise', 'summarise', 'criteria']);
    expect(kinds.slice(15)).toEqual(Array.from({ length: 6 }, () => ['cluster', 'verify']).flat());
    for (const { question } of varied.asked) {
      if (question.kind === 'propose') expect(new Set(question.texts).size).toBe(5);
      if (question.kind === 'cluster') {
        expect(new Set(question.texts).size).toBe(4);
        expect(question.criteria).toEqual(['alike in metadata trait', 'alike in metrics trait']);
        // The criteria stand at the top of the prompt.
        expect(question.prompt.indexOf('alike in metadata trait')).toBeLessThan(
          question.prompt.indexOf('[Text 1]'),
        );
        for (const text of question.texts) expect(question.prompt).toContain(text);
      }
    }
    expect(result.criteria).toEqual(['alike in metadata trait', 'alike in metrics trait']);
    expect(judge.asked.length).toBe(0);
  });

  it('merges any number of proposals a bounded number at a time', async () => {
    const reply = answering([[1], [2]], [1, 1]);
    const judge = new ScriptedJudge((question, i) => {
      if (question.kind === 'summarise')
        return JSON.stringify({ traits: question.traits.slice(0, question.count) });
      return question.kind === 'propose' ? reply(question).replace('Topic', `Topic ${i}`) : reply(question);
    });
    await clusterAgentScore(TEXTS, judge, ['s'], { ...QUICK, numProposals: 200, textsPerRound: 2 });
    const asked = judge.asked.flatMap(({ question }) => (question.kind === 'summarise' ? [question] : []));
    expect(asked.length).toBe(5); // 200 topics in four questions, their 16 traits in one; the metrics are all the same
    for (const { traits } of asked) expect(traits.length).toBeLessThanOrEqual(60);
  });

  it('asks again, with another seed, where an answer cannot be read; gives a round up and counts it where none can', async () => {
    const reply = answering([[1, 2], [3], [4], [5]], [1, 1, 1, 1]);
    let numClusterQuestions = 0;
    const judge = new ScriptedJudge((question) => {
      if (question.kind === 'cluster' && numClusterQuestions++ < 3) return 'I would rather not.';
      return reply(question);
    });
    const result = await clusterAgentScore(TEXTS, judge, ['s'], { ...QUICK, textsPerRound: 5, retries: 1 });
    expect(result).toMatchObject({ numRejectedAnswers: 3, numLostRounds: 1 });
    expect(result.rounds.length).toBe(3);
    const seeds = judge.asked.map(({ seed }) => JSON.stringify(seed));
    expect(new Set(seeds).size).toBe(seeds.length);
    const mute = new ScriptedJudge(() => '');
    await expect(clusterAgentScore(TEXTS, mute, ['s'], QUICK)).rejects.toThrow(
      'missing rounds that could be read: 0',
    );
  });

  it('does without criteria where none can be had', async () => {
    const reply = answering([[1], [2]], [1, 1]);
    const judge = new ScriptedJudge((question) => (question.kind === 'propose' ? 'none' : reply(question)));
    const result = await clusterAgentScore(TEXTS, judge, ['s'], { ...QUICK, textsPerRound: 2 });
    expect(result.criteria).toEqual([]);
    expect(result.value).toBe(2);
  });

  it('refuses sets and settings that make no round, and stops when told to', async () => {
    const judge = new ScriptedJudge(answering([[1]], [1]));
    await expect(clusterAgentScore(['a'], judge, [], QUICK)).rejects.toThrow(
      'missing texts: 1 (wanted at least 10)',
    );
    await expect(clusterAgentScore(TEXTS, judge, [], { textsPerRound: 1 })).rejects.toThrow(
      'number of texts a round: 1',
    );
    await expect(clusterAgentScore(TEXTS, judge, [], { numRounds: 0 })).rejects.toThrow(
      'number of rounds: 0',
    );
    await expect(clusterAgentScore(TEXTS, judge, [], { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/i,
    );
    const controller = new AbortController();
    const options = {
      ...QUICK,
      numRounds: 50,
      signal: controller.signal,
      onRound: (n: number) => n === 3 && controller.abort(),
    };
    await expect(
      clusterAgentScore(TEXTS, judge, [], { ...options, onRound: (n) => void options.onRound(n) }),
    ).rejects.toThrow(/abort/i);
    expect(judge.count('cluster')).toBe(3);
  });

  it('cuts long texts in what a model reads', async () => {
    const judge = new ScriptedJudge(answering([[1], [2]], [1, 1]));
    await clusterAgentScore(['a'.repeat(1e5), 'b'.repeat(1e5)], judge, [], { ...QUICK, textsPerRound: 2 });
    for (const { question } of judge.asked)
      expect(question.prompt.length).toBeLessThan(2 * MOST_TEXT_CHARACTERS + 2000);
  });
});

describe('the surrogate', () => {
  const judge = (threshold?: number) => new SurrogateJudge(axisEmbedder, threshold);
  const score = (texts: readonly string[], numRounds = 300) =>
    clusterAgentScore(texts, judge(), ['surrogate'], { numProposals: 2, numRounds });

  it('gives 1 / K for texts alike, K for texts at right angles, and counts the clusters between', async () => {
    expect(
      (
        await score(
          Array.from({ length: 40 }, (_, i) => `3 text ${i}`),
          20,
        )
      ).value,
    ).toBeCloseTo(0.1, 14);
    expect(
      (
        await score(
          Array.from({ length: 14 }, (_, i) => `${i}`),
          20,
        )
      ).value,
    ).toBeCloseTo(10, 14);
    const tiers: number[] = [];
    for (const numTopics of [2, 4, 8, 14]) {
      tiers.push((await score(Array.from({ length: 140 }, (_, i) => `${i % numTopics} text ${i}`))).value);
    }
    expect(tiers.slice().sort((a, b) => a - b)).toEqual(tiers);
    expect(tiers[0]).toBeCloseTo(0.4, 1); // nearly always two clusters: 4 / 10
  });

  it('says who it is, and gives equal values for equal seeds', async () => {
    const texts = Array.from({ length: 60 }, (_, i) => `${i % 7} text ${i}`);
    const once = await score(texts, 40);
    expect(await score(texts, 40)).toEqual(once);
    expect(judge().id).toBe('surrogate');
    expect(once.judge).toBe(`surrogate: linkage of axes at cosine ${SURROGATE_THRESHOLD}`);
    expect(once.interval.low <= once.value && once.value <= once.interval.high).toBe(true);
    expect(once.numRejectedAnswers).toBe(0);
    expect(once.criteria.length).toBe(2);
  });

  it('sorts as its answers say, of which JSON is but the form', async () => {
    const surrogate = judge();
    const { id, description } = surrogate;
    const inWords: TextJudge = {
      id,
      description,
      answer: (question, seed, signal) => surrogate.answer(question, seed, signal),
    };
    const texts = Array.from({ length: 80 }, (_, i) => `${(i * i) % 9} text ${i}`);
    const options = { numProposals: 2, numRounds: 50 };
    const { rounds } = await clusterAgentScore(texts, surrogate, ['words'], options);
    expect((await clusterAgentScore(texts, inWords, ['words'], options)).rounds).toEqual(rounds);
    expect(new Set(rounds.map(({ numClusters }) => numClusters)).size).toBeGreaterThan(1);
  });

  it('strikes out chains whose ends are unlike: verification then changes the score', async () => {
    // Seven directions in a half circle, 25 degrees apart: neighbours are alike at cosine 0.8, ends are opposed.
    const arc = {
      id: 'arc',
      dimensions: 2,
      embed: async (texts: readonly string[]) =>
        Float32Array.from(
          texts.flatMap((text) => [Math.cos(Number(text) * 0.436), Math.sin(Number(text) * 0.436)]),
        ),
    };
    const texts = ['0', '1', '2', '3', '4', '5', '6'];
    const options = { numProposals: 1, numRounds: 30, textsPerRound: 7 };
    const chains = new SurrogateJudge(arc, 0.8);
    const whole = await clusterAgentScore(texts, chains, ['arc'], options);
    const unverified = await clusterAgentScore(texts, chains, ['arc'], { ...options, steps: 'unverified' });
    expect(unverified.value).toBeCloseTo(1 / 7, 14);
    expect(whole.value).toBe(0);
    expect(whole.rounds[0]!.numStruck).toBe(1);
  });

  it('leaves a text without a known token by itself, embeds each text once, and refuses NaN', async () => {
    let numEmbedded = 0;
    const counting = {
      ...axisEmbedder,
      embed: (texts: readonly string[]) => ((numEmbedded += texts.length), axisEmbedder.embed(texts)),
    };
    const texts = ['', '1 a', '1 b', '1 c'];
    const options = { numProposals: 2, numRounds: 10, textsPerRound: 4 };
    const result = await clusterAgentScore(texts, new SurrogateJudge(counting), ['s'], options);
    expect(result.value).toBeCloseTo(4 / 4, 14);
    expect(numEmbedded).toBe(4);
    const broken = {
      id: 'broken',
      dimensions: 1,
      embed: async (some: readonly string[]) => new Float32Array(some.length).fill(NaN),
    };
    await expect(clusterAgentScore(texts, new SurrogateJudge(broken), [], options)).rejects.toThrow(
      'NaN in row 0',
    );
    expect(refusalOf(() => judge(-1)).code).toBe('bad-setting');
    expect(refusalOf(() => judge(NaN)).code).toBe('bad-setting');
  });

  it('has a threshold from a set that stands for all texts', () => {
    expect(calibratedThreshold(axes(4), 4, rng(), 0.95)).toBe(0);
    const random = stream('circle');
    const circle = Float32Array.from(
      Array.from({ length: 500 }, () => random.uniform() * 2 * Math.PI).flatMap((angle) => [
        Math.cos(angle),
        Math.sin(angle),
      ]),
    );
    // The cosine of a uniform angle exceeds cos(π / 20) one time in twenty.
    expect(calibratedThreshold(circle, 2, rng(), 0.95)).toBeCloseTo(Math.cos(Math.PI / 20), 2);
    expect(refusalOf(() => calibratedThreshold(new Float32Array(4), 2, rng())).code).toBe('bad-dataset');
  });
});

describe('ablations', () => {
  it('are those of the paper’s table 10', () => {
    expect(ablationsOf().map(({ id }) => id)).toEqual([
      'K = 5',
      'K = 10',
      'K = 15',
      'K = 20',
      'N = 100',
      'N = 1000',
      'N = 5000',
      'N = 10000',
      'only clustering',
      'without verification',
      'whole',
    ]);
  });

  it('run by options, share their criteria, and show that fewer rounds are less sure', async () => {
    const texts = Array.from({ length: 200 }, (_, i) => `${(i * i) % 11} text ${i}`);
    const judge = new SurrogateJudge(axisEmbedder);
    const plan = ablationsOf(
      { numProposals: 2, numRounds: 60 },
      { textsPerRound: [5, 20], numRounds: [20, 500] },
    );
    const results = await runAblations(texts, judge, ['ablations'], plan);
    expect([...results.keys()]).toEqual(plan.map(({ id }) => id));
    const width = (id: string): number => results.get(id)!.interval.high - results.get(id)!.interval.low;
    expect(width('N = 500')).toBeLessThan(width('N = 20'));
    expect(results.get('only clustering')!.criteria).toEqual([]);
    expect(results.get('whole')!.criteria).toEqual(results.get('K = 5')!.criteria);
    // Of more texts a round, more fall together.
    expect(results.get('K = 20')!.value).toBeLessThan(results.get('K = 5')!.value);
  });
});
