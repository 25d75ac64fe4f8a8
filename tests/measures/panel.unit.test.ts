/** @file The table of measures, and the panel that takes them all. */
import { describe, expect, it } from 'vitest';
import { DIVERSITY_MEASURES, MEASURES, SHIFT_MEASURES } from '../../src/measures/index.js';
import { measurePanel, type PanelOptions, type PanelResult } from '../../src/measures/panel.js';
import type { Need, ReferenceTexts, SetOfTexts } from '../../src/measures/set-of-texts.js';
import type { TextJudge } from '../../src/core/text-judge.js';
import { axes, D, embeddings, SENTENCES, TOKENS } from './diversity/fixtures.js';

const REFERENCE = { tokenLists: [['cat', 'dog', 'mouse', 'bread']] };
const SET = {
  tokenLists: TOKENS,
  texts: SENTENCES,
  labels: TOKENS.map((_, i) => i % 3),
  numClasses: 4,
  embeddings: embeddings(TOKENS.length),
  d: D,
  models: {
    small: (tokens: readonly string[]) => -(tokens.length + 1) * Math.log(9),
    large: (tokens: readonly string[]) => -(tokens.length + 1) * Math.log(7),
  },
  embedderModel: (tokens: readonly string[]) => -(tokens.length + 1) * Math.log(5),
};

const DIVERSITY_INFOS = DIVERSITY_MEASURES.map(({ info }) => info);
const EMBEDDING_IDS = DIVERSITY_MEASURES.filter(({ needs }) => needs.includes('embeddings')).map(
  ({ info }) => info.id,
);

/** The measures of embeddings alone. */
const panelOf = (
  rows: Float32Array,
  d: number,
  seed: string,
  options: PanelOptions = {},
): Promise<PanelResult> =>
  measurePanel(
    { tokenLists: Array.from({ length: rows.length / d }, () => []), embeddings: rows, d },
    null,
    [seed],
    { ...options, measures: MEASURES.filter(({ info }) => EMBEDDING_IDS.includes(info.id)) },
  );

describe('the list of measures', () => {
  it('names each measure once, with a source, a cost and a formula', () => {
    const ids = MEASURES.map(({ info }) => info.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('distinct2');
    expect(ids).toContain('vendiScore');
    expect(ids).not.toContain('remoteClique'); // the mean pairwise distance, times (n − 1) / n
    for (const { info, formula, needs } of MEASURES) {
      expect(info.id).toMatch(/^[a-z][A-Za-z0-9]*$/);
      for (const words of [info.label, info.unit, info.cost, info.source, formula])
        expect(words).not.toBe('');
      expect(info.range).toHaveLength(2);
      expect(needs.length).toBeGreaterThan(0);
    }
  });

  it('gives each a direction: of diversity, unless it has none, or of shift', () => {
    for (const { id, moreDiverseWhen, closerWhen } of DIVERSITY_INFOS) {
      expect(closerWhen).toBeUndefined();
      if (id !== 'contextLength') expect(['higher', 'lower']).toContain(moreDiverseWhen);
    }
    for (const { info } of SHIFT_MEASURES) {
      expect(info.moreDiverseWhen).toBeUndefined();
      expect(['higher', 'lower']).toContain(info.closerWhen);
    }
  });
});

describe('the panel', () => {
  it('takes every measure that the set allows, each in its range', async () => {
    const { values, missing, intervals, rowsUsed } = await measurePanel(SET, REFERENCE, ['panel'], {
      measures: DIVERSITY_MEASURES,
    });
    expect(missing).toEqual({});
    expect(intervals).toEqual({});
    const wanted = DIVERSITY_INFOS.map(({ id }) => id).filter((id) => !id.startsWith('clusterAgent'));
    expect(new Set(Object.values(rowsUsed))).toEqual(new Set([12]));
    expect(Object.keys(values).sort()).toEqual(wanted.sort());
    for (const { id, range } of DIVERSITY_INFOS) {
      if (values[id] === undefined) continue;
      expect(values[id]).toBeGreaterThanOrEqual((range[0] ?? -Infinity) - 1e-9);
      expect(values[id]).toBeLessThanOrEqual((range[1] ?? Infinity) + 1e-9);
    }
    expect(values.typeCoverage).toBe(0.75);
    expect(values.labelCoverage).toBe(0.75);
    expect(values.perplexityGap).toBeCloseTo(2, 10);
    expect(values.embedderPerplexity).toBeCloseTo(5, 10);
  });

  it('draws the same values and intervals from equal seeds, and intervals round the values', async () => {
    const tokenLists = [...TOKENS, ...TOKENS.map((tokens) => [...tokens, 'again'])];
    const set = { tokenLists, embeddings: embeddings(24), d: D };
    const once = await measurePanel(set, null, ['panel'], { intervals: true });
    expect(await measurePanel(set, null, ['panel'], { intervals: true })).toEqual(once);
    expect(Object.keys(once.intervals)).toEqual(Object.keys(once.values));
    for (const id of Object.keys(once.values)) {
      const interval = once.intervals[id]!;
      expect(interval.low <= once.values[id]! && once.values[id]! <= interval.high).toBe(true);
    }
    expect(once.intervals.distinct2!.high).toBeGreaterThan(once.intervals.distinct2!.low);
    expect((await measurePanel(SET, REFERENCE, ['panel'], { intervals: true })).intervals).toEqual({}); // twelve texts
  });

  it('says what is missing, and why, and never gives what is no number', async () => {
    for (const tokenLists of [[], [[]], [[], [], []], [['one']]]) {
      const n = tokenLists.length;
      const { values, missing } = await measurePanel(
        { tokenLists, embeddings: new Float32Array(n * 2), d: 2, labels: tokenLists.map(() => 0) },
        null,
        ['bad'],
      );
      for (const value of Object.values(values)) expect(Number.isFinite(value)).toBe(true);
      expect(missing.meanPairwiseDistance).toBe(
        'meanPairwiseDistance: missing rows: 0 (wanted at least 2) — measure a larger set',
      );
      if (n < 2) expect(missing.selfBleu).toContain('missing texts');
      if (n === 0) expect(missing.labelEntropy).toContain('missing texts');
    }
    const broken = await panelOf(Float32Array.of(1, NaN, 1, 1), 2, 'bad');
    expect(Object.keys(broken.missing)).toEqual(EMBEDDING_IDS);
    expect(broken.missing.vendiScore).toContain('NaN in row 0');
  });

  describe('where a model knows too little of the texts', () => {
    const missingOf = async (
      set: Partial<SetOfTexts>,
      real: Partial<ReferenceTexts> = {},
    ): Promise<PanelResult['missing']> => {
      const reference = { tokenLists: TOKENS, embeddings: embeddings(12), ...real };
      return (await measurePanel({ ...SET, ...set }, reference, ['known'])).missing;
    };
    const idsWith = (need: Need): string[] =>
      MEASURES.filter(({ needs }) => needs.includes(need)).map(({ info }) => info.id);
    const share = (known: number): Partial<SetOfTexts> => ({
      models: { ...SET.models, knownShare: () => known },
    });

    it('has no value of measures by embedding and of perplexity, and the reason', async () => {
      const missing = await missingOf({ knownPieces: 0.599 });
      expect(Object.keys(missing).sort()).toEqual([...idsWith('embeddings'), 'embedderPerplexity'].sort());
      expect(new Set(Object.values(missing))).toEqual(
        new Set(['the encoder knows 59 % of the pieces of these texts (wanted at least 60 %)']),
      );
      const perplexities = await missingOf(share(0.29));
      expect(Object.keys(perplexities)).toEqual(idsWith('language models'));
      expect(perplexities.perplexity).toBe(
        'the language models know 29 % of the words of these texts (wanted at least 30 %)',
      );
    });

    it('takes them from the floor on, and where it cannot be said', async () => {
      for (const known of [{ knownPieces: 0.6, ...share(0.3) }, { knownPieces: null }, {}]) {
        expect(await missingOf(known)).toEqual({});
      }
    });

    it('has none by embedding where the pieces are known but not the words, as of German', async () => {
      const missing = await missingOf({ knownPieces: 0.95, ...share(0.29) });
      expect(Object.keys(missing).sort()).toEqual(
        [...idsWith('embeddings'), 'embedderPerplexity', ...idsWith('language models')].sort(),
      );
      expect(missing.vendiScore).toBe(
        'the lab knows 29 % of the words of these texts (wanted at least 30 %)',
      );
    });

    it('has none of shift where the encoder does not know the reference', async () => {
      expect(Object.keys(await missingOf({}, { knownPieces: 0.1 }))).toEqual(idsWith('reference embeddings'));
    });

    it('does not even ask a judge that reads embeddings', async () => {
      const judge: TextJudge = {
        id: 'none',
        description: 'none',
        answer: () => Promise.reject(new Error('asked')),
      };
      const surrogateJudge = { judge, numRounds: 10, criteria: [], seed: ['judge'] };
      expect((await missingOf({ surrogateJudge, knownPieces: 0 })).clusterAgentSurrogate).toContain(
        'knows 0 %',
      );
    });

    it('gives the shares as data', async () => {
      expect(
        (await measurePanel({ ...SET, knownPieces: 0.97, ...share(0.8) }, null, ['known'])).known,
      ).toEqual({
        pieces: 0.97,
        tokens: 0.8,
      });
      expect((await measurePanel(SET, null, ['known'])).known).toEqual({ pieces: null, tokens: null });
    });
  });

  it('says how many rows each value was taken from', async () => {
    const rows = Float32Array.of(1, 0, 0, 1, 1, 1, 0, 0, 2, 1);
    const set = { tokenLists: TOKENS.slice(0, 5), embeddings: rows, d: 2 };
    const real = { tokenLists: TOKENS, embeddings: new Float32Array(24).fill(1) };
    const limits = { mostQuadraticRows: 3, mostComparedTexts: 4, mostComparedEmbeddings: 2 };
    const { rowsUsed } = await measurePanel(set, real, ['rows'], limits);
    expect(rowsUsed).toMatchObject({
      distinct2: 5,
      vendiScore: 4, // one embedding is zero
      dcScore: 3,
      vocabularyOverlap: 4,
      frechetDistance: 2,
    });
  });

  it('notes what stands for a sample or at another setting', async () => {
    const { notes, values } = await panelOf(axes(30), 30, 'notes', {
      mostQuadraticRows: 10,
      tau: 0.01,
      numClusters: 50,
    });
    expect(notes).toEqual({
      chamferDistance: 'over a seeded sample of 10 texts',
      clusterInertia: 'with 30 clusters, as there are no more rows',
      clusterScore: 'with 30 clusters, as there are no more rows',
      dcScore: 'at τ = 0.01, over a seeded sample of 10 texts',
      novelSum: 'over a seeded sample of 10 texts',
    });
    expect(values.dcScore).toBeCloseTo(10, 6);
    const alone = await panelOf(axes(1), 1, 'alone', { numClusters: 50 });
    expect(alone.notes.clusterInertia).toBe('with 1 cluster, as there are no more rows');
  });

  it('refuses invalid settings and parts of unlike length, and stops when told to', async () => {
    await expect(measurePanel(SET, null, [], { tau: 0 })).rejects.toThrow('invalid temperature τ: 0');
    await expect(measurePanel({ ...SET, labels: [0] }, null, [])).rejects.toThrow(
      'measurePanel: invalid number of labels: 1 (wanted one for each of 12 texts)',
    );
    await expect(measurePanel({ ...SET, d: 7 }, null, [])).rejects.toThrow('invalid number of embeddings');
    await expect(measurePanel(SET, null, [], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
