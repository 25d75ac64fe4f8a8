/**
 * @file What must hold of every measure in the table, by the table. "A duplicate never raises it" is taken at equal
 * size: where all texts are different, a copy of one in the place of another. Appended, a copy of the odd one out may
 * make a set more even, and does raise some of them (see the tests of each).
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shuffled, stream } from '../../../src/core/random.js';
import { SurrogateJudge } from '../../../src/measures/diversity/cluster-agent/surrogate-judge.js';
import { clusterInertia, clusterInertiaMeasure } from '../../../src/measures/diversity/clusters.js';
import { DIVERSITY_MEASURES } from '../../../src/measures/index.js';
import { measurePanel } from '../../../src/measures/panel.js';
import type { JudgeOfSet, SetOfTexts } from '../../../src/measures/set-of-texts.js';
import { rowsOf } from './fixtures.js';

const N = 24;
const D = 32;
/** Text i: six tokens that no other text has, a direction of its own, a class of its own. */
const TOKENS = Array.from({ length: N }, (_, i) => Array.from({ length: 6 }, (_, j) => `w${i}-${j}`));
const ROWS = Float32Array.from({ length: N * D }, (_, at) => (at % D === Math.floor(at / D) ? 1 : 0));
/** Every word is as surprising as any other; the smaller model is surprised more. */
const MODELS: NonNullable<SetOfTexts['models']> = {
  small: (tokens) => -(tokens.length + 1) * Math.log(90),
  large: (tokens) => -(tokens.length + 1) * Math.log(70),
};
const EMBEDDER = {
  id: 'axes',
  dimensions: D,
  embed: (texts: readonly string[]) =>
    Promise.resolve(
      rowsOf(
        ROWS,
        D,
        texts.map((text) => Number(/^w(\d+)-/.exec(text)![1])),
      ),
    ),
};

/** All measures of the texts with these numbers, as variety: of a measure that falls with it, its negative. */
async function varietyOf(texts: readonly number[]): Promise<ReadonlyMap<string, number>> {
  const tokenLists = texts.map((text) => TOKENS[text]!);
  const judge: JudgeOfSet = {
    judge: new SurrogateJudge(EMBEDDER),
    numRounds: 60,
    criteria: [],
    seed: ['every'],
  };
  const { values, missing } = await measurePanel(
    {
      tokenLists,
      texts: tokenLists.map((tokens) => tokens.join(' ')),
      labels: texts,
      numClasses: N,
      embeddings: rowsOf(ROWS, D, texts),
      d: D,
      models: MODELS,
      embedderModel: MODELS.large,
      judge,
      surrogateJudge: judge,
    },
    { tokenLists: TOKENS },
    ['every'],
    { numClusters: N }, // with fewer, a set may fall into its own clusters more or less evenly by chance
  );
  expect(missing).toEqual({});
  const all: Readonly<Record<string, number>> = {
    ...values,
    // In as many clusters as there are texts nothing is left over; in one, the whole spread.
    [clusterInertiaMeasure.info.id]: clusterInertia(rowsOf(ROWS, D, texts), D, 1, stream('one')),
  };
  return new Map(
    DIVERSITY_MEASURES.map(({ info }) => info)
      .filter(({ moreDiverseWhen }) => moreDiverseWhen)
      .map(({ id, moreDiverseWhen, range }) => {
        const value = all[id]!;
        expect(value, id).toBeGreaterThanOrEqual((range[0] ?? -Infinity) - 1e-9);
        expect(value, id).toBeLessThanOrEqual((range[1] ?? Infinity) + 1e-9);
        return [id, moreDiverseWhen === 'higher' ? value : -value];
      }),
  );
}

const EACH = Array.from({ length: N }, (_, i) => i);
/** They do not look at which texts there are, but at each text by itself. */
const OF_SINGLE_TEXTS = ['distinct2PerText', 'perplexity', 'perplexityGap', 'embedderPerplexity'];

describe('every measure of diversity', () => {
  it('is highest for texts that are all different and lowest for texts that are all the same', async () => {
    const different = await varietyOf(EACH);
    const same = await varietyOf(EACH.map(() => 3));
    for (const [id, value] of different) {
      if (OF_SINGLE_TEXTS.includes(id)) expect(value, id).toBeCloseTo(same.get(id)!, 9);
      else expect(value, id).toBeGreaterThan(same.get(id)!);
    }
  });

  it('never rises when a text that is like no other gives way to a copy of another', async () => {
    let before = await varietyOf(EACH);
    for (const numCopies of [1, 2, 5, 11, 17, N - 1]) {
      const now = await varietyOf(EACH.map((text) => (text <= numCopies ? 0 : text)));
      for (const [id, value] of now) {
        // How well gzip packs depends a little on where a copy stands; the judge draws handfuls.
        const slack = id === 'compressionRatio' ? 0.02 * Math.abs(before.get(id)!) : 1e-7;
        expect(value, `${id}, ${numCopies} copies`).toBeLessThanOrEqual(before.get(id)! + slack);
      }
      before = now;
    }
  });

  it('does not depend on the order of the texts', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: N - 1 }), { minLength: N, maxLength: N }),
        fc.integer(),
        async (texts, seed) => {
          const value = await varietyOf(texts);
          const turned = await varietyOf(shuffled(texts, stream('order', seed)));
          for (const [id, one] of value) {
            // Handfuls are drawn by place; gzip looks back only so far.
            const slack = [
              'clusterAgentScore',
              'clusterAgentSurrogate',
              'compressionRatio',
              'clusterScore',
              'clusterInertia',
            ].includes(id)
              ? 0.12
              : 1e-7;
            expect(Math.abs(turned.get(id)! - one), id).toBeLessThanOrEqual(
              slack * Math.max(1, Math.abs(one)),
            );
          }
        },
      ),
      { numRuns: 8, seed: 5 },
    );
  });
});
