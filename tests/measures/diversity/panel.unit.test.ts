/** @file The table of measures, and the panel that takes them all. */
import { describe, expect, it } from 'vitest';
import {
  diversityPanel,
  DIVERSITY_MEASURES,
  EMBEDDING_MEASURES,
  LEXICAL_MEASURES,
} from '../../../src/measures/diversity/index.js';
import { embeddingPanel } from '../../../src/measures/diversity/embedding-panel.js';
import { axes, D, embeddings, SENTENCES, TOKENS } from './fixtures.js';

const SET = {
  tokenLists: TOKENS,
  texts: SENTENCES,
  labels: TOKENS.map((_, i) => i % 3),
  numClasses: 4,
  embeddings: embeddings(TOKENS.length),
  d: D,
  referenceTokenLists: [['cat', 'dog', 'mouse', 'bread']],
  models: {
    small: (tokens: readonly string[]) => -(tokens.length + 1) * Math.log(9),
    large: (tokens: readonly string[]) => -(tokens.length + 1) * Math.log(7),
  },
  embedderModel: (tokens: readonly string[]) => -(tokens.length + 1) * Math.log(5),
};

describe('the table of measures', () => {
  it('names each measure once, with a source, a cost, and a direction unless it has none', () => {
    const ids = DIVERSITY_MEASURES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('distinct2');
    expect(ids).toContain('vendiScore');
    for (const measure of DIVERSITY_MEASURES) {
      expect(measure.source.length * measure.cost.length * measure.unit.length).toBeGreaterThan(0);
      expect(measure.closerWhen).toBeUndefined();
      if (measure.id !== 'contextLength') expect(['higher', 'lower']).toContain(measure.moreDiverseWhen);
    }
  });
});

describe('the panel', () => {
  it('takes every measure that the set allows, each in its range', async () => {
    const { values, missing, intervals } = await diversityPanel(SET, ['panel']);
    expect(missing).toEqual({});
    expect(intervals).toEqual({});
    const wanted = DIVERSITY_MEASURES.map(({ id }) => id).filter((id) => id !== 'clusterAgentScore');
    expect(Object.keys(values).sort()).toEqual(wanted.sort());
    for (const { id, range } of DIVERSITY_MEASURES) {
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
    const once = await diversityPanel(set, ['panel'], { intervals: true });
    expect(await diversityPanel(set, ['panel'], { intervals: true })).toEqual(once);
    for (const id of [...LEXICAL_MEASURES, ...EMBEDDING_MEASURES].map((measure) => measure.id)) {
      const interval = once.intervals[id]!;
      expect(interval.low <= once.values[id]! && once.values[id]! <= interval.high).toBe(true);
    }
    expect(once.intervals.distinct2!.high).toBeGreaterThan(once.intervals.distinct2!.low);
    expect((await diversityPanel(SET, ['panel'], { intervals: true })).intervals).toEqual({}); // twelve texts
  });

  it('says what is missing, and why, and never gives what is no number', async () => {
    for (const tokenLists of [[], [[]], [[], [], []], [['one']]]) {
      const n = tokenLists.length;
      const { values, missing } = await diversityPanel(
        { tokenLists, embeddings: new Float32Array(n * 2), d: 2, labels: tokenLists.map(() => 0) },
        ['bad'],
      );
      for (const value of Object.values(values)) expect(Number.isFinite(value)).toBe(true);
      expect(missing.meanPairwiseDistance).toBe(
        'meanPairwiseDistance: missing rows: 0 (wanted at least 2) — measure a larger set',
      );
      if (n < 2) expect(missing.selfBleu).toContain('missing texts');
      if (n === 0) expect(missing.labelEntropy).toContain('missing texts');
    }
    const broken = await embeddingPanel(Float32Array.of(1, NaN, 1, 1), 2, ['bad']);
    expect(Object.keys(broken.missing).length).toBe(EMBEDDING_MEASURES.length);
    expect(broken.missing.vendiScore).toContain('NaN in row 0');
    expect((await embeddingPanel(Float32Array.of(1, 1, 1), 2, ['bad'])).missing.vendiScore).toContain(
      'rows of one length',
    );
    expect((await embeddingPanel(Float32Array.of(1), 0, ['bad'])).values).toEqual({});
  });

  it('notes what stands for a sample or at another setting', async () => {
    const { notes, values } = await embeddingPanel(axes(30), 30, ['notes'], {
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
    const alone = await embeddingPanel(axes(1), 1, ['alone'], { numClusters: 50 });
    expect(alone.notes.clusterInertia).toBe('with 1 cluster, as there are no more rows');
  });

  it('refuses invalid settings and parts of unlike length, and stops when told to', async () => {
    await expect(diversityPanel(SET, [], { tau: 0 })).rejects.toThrow('invalid temperature τ: 0');
    await expect(diversityPanel({ ...SET, labels: [0] }, [])).rejects.toThrow(
      'diversityPanel: invalid number of labels: 1 (wanted one for each of 12 texts)',
    );
    await expect(diversityPanel({ ...SET, d: 7 }, [])).rejects.toThrow('invalid number of embeddings');
    await expect(diversityPanel(SET, [], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
