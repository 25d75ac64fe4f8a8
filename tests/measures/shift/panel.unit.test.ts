import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { frechetDistance } from '../../../src/measures/shift/frechet-distance';
import { SHIFT_MEASURES } from '../../../src/measures';
import { measurePanel, type PanelOptions, type PanelResult } from '../../../src/measures/panel';
import type { ReferenceTexts } from '../../../src/measures/set-of-texts';
import { maximumMeanDiscrepancy } from '../../../src/measures/shift/maximum-mean-discrepancy';
import { nearestNeighbourScores } from '../../../src/measures/shift/nearest-neighbours';
import { normalRows, randomTexts } from './sets';

const D = 4;
const INFOS = SHIFT_MEASURES.map(({ info }) => info);
const IDS = INFOS.map(({ id }) => id);

/** Texts and rows of unit length, `mean` away from the middle. */
function setOf(
  n: number,
  name: string,
  mean = 0,
): Required<Omit<ReferenceTexts, 'wholeTokenLists' | 'knownPieces'>> {
  const embeddings = normalRows(n, D, stream('rows', name), mean);
  for (let from = 0; from < embeddings.length; from += D) {
    const length = Math.hypot(...embeddings.subarray(from, from + D));
    for (let k = 0; k < D; k++) embeddings[from + k]! /= length;
  }
  return { tokenLists: randomTexts(n, 30, stream('texts', name)), embeddings };
}

const REAL = setOf(60, 'real');
const SAME = setOf(60, 'same');
const FAR = setOf(60, 'far', 3);

const shiftPanel = (
  real: ReferenceTexts,
  generated: ReferenceTexts,
  seed: string,
  options: PanelOptions & { readonly d?: number } = {},
): Promise<PanelResult> => {
  const { d = D, ...rest } = options;
  return measurePanel({ ...generated, d }, real, [seed], { ...rest, measures: SHIFT_MEASURES });
};

const measure = (
  generated: ReferenceTexts,
  options: PanelOptions & { readonly d?: number } = {},
  seed = 'test',
): Promise<PanelResult> => shiftPanel(REAL, generated, seed, options);

describe('the measures of shift, in the panel', () => {
  test('gives every measure a number in its range', async () => {
    for (const generated of [SAME, FAR, REAL]) {
      const { values, missing } = await measure(generated);
      expect(missing).toEqual({});
      expect(Object.keys(values)).toEqual(IDS);
      for (const { id, range } of INFOS) {
        expect(values[id]).toBeGreaterThanOrEqual(range[0] ?? -Infinity);
        expect(values[id]).toBeLessThanOrEqual(range[1] ?? Infinity);
      }
    }
  });

  test('gives the values of the single measures, where both sets are whole', async () => {
    const { values, rowsUsed } = await measure(FAR);
    expect(rowsUsed).toEqual(Object.fromEntries(IDS.map((id) => [id, 60])));
    expect(values.maximumMeanDiscrepancy).toBeCloseTo(
      maximumMeanDiscrepancy(REAL.embeddings, FAR.embeddings, D),
      10,
    );
    expect(values.frechetDistance).toBeCloseTo(frechetDistance(REAL.embeddings, FAR.embeddings, D), 10);
    expect(values).toMatchObject(nearestNeighbourScores(REAL.embeddings, FAR.embeddings, D));
  });

  test('finds a set that crowds in one corner of the real one further away, by all that can see it', async () => {
    const near = (await measure(SAME)).values;
    const far = (await measure(FAR)).values;
    // The words are from one source in all sets; and whoever stays in a corner of what is real is precise there.
    const isBlind = new Set([
      'twoSampleAccuracy',
      'vocabularyOverlap',
      'unseenTokens',
      'precision',
      'density',
    ]);
    for (const { id, closerWhen } of INFOS.filter((info) => !isBlind.has(info.id))) {
      const further = closerWhen === 'higher' ? near[id]! - far[id]! : far[id]! - near[id]!;
      expect([id, further > 0]).toEqual([id, true]);
    }
  });

  test('cuts both sets to the same size, whichever is larger, and to the greatest number of rows', async () => {
    const large = setOf(100, 'large');
    const rows = async (panel: Promise<PanelResult>): Promise<Set<number>> =>
      new Set(Object.values((await panel).rowsUsed));
    expect(await rows(measure(large))).toEqual(new Set([60]));
    expect(await rows(shiftPanel(large, REAL, 'turned'))).toEqual(new Set([60]));
    const limits = { mostComparedTexts: 20, mostComparedEmbeddings: 20 };
    expect(await rows(measure(large, limits))).toEqual(new Set([20]));
  });

  test('is the same from the same seed, and another cut from another', async () => {
    const large = setOf(100, 'large');
    const panel = (seed: string): Promise<unknown> =>
      measure(large, { intervals: true, permutations: 20 }, seed);
    expect(await panel('a')).toEqual(await panel('a'));
    expect(await panel('a')).not.toEqual(await panel('b'));
  });

  test('adds intervals and the second p-value only where they are asked for', async () => {
    const plain = await measure(FAR);
    expect(plain.intervals).toEqual({});
    expect(Object.keys(plain.pValues)).toEqual(['twoSampleAccuracy']);
    const full = await measure(FAR, { intervals: true, permutations: 50 });
    expect(full.values).toEqual(plain.values);
    expect(full.pValues.maximumMeanDiscrepancy).toBe(1 / 51);
    for (const { id, range } of INFOS) {
      const { low, high } = full.intervals[id]!;
      expect(low).toBeLessThanOrEqual(full.values[id]!);
      expect(high).toBeGreaterThanOrEqual(full.values[id]!);
      expect(low).toBeGreaterThanOrEqual(range[0] ?? -Infinity);
      expect(high).toBeLessThanOrEqual(range[1] ?? Infinity);
    }
  });

  test('has intervals that hold what a measure is on average, in 95 of 100 cases or more', async () => {
    const runs = 60;
    const n = 100;
    const panels: PanelResult[] = [];
    for (let i = 0; i < runs; i++) {
      const rng = stream('coverage', i);
      const draw = (mean: number): ReferenceTexts => ({
        tokenLists: randomTexts(n, 200 + 200 * mean, rng),
        embeddings: normalRows(n, D, rng, mean),
      });
      panels.push(await shiftPanel(draw(0), draw(1), `coverage ${i}`, { intervals: true }));
    }
    const held = IDS.map((id) => {
      const mean = panels.reduce((sum, { values }) => sum + values[id]! / runs, 0);
      const holds = ({ intervals }: PanelResult): boolean =>
        intervals[id]!.low <= mean && mean <= intervals[id]!.high;
      return [id, panels.filter(holds).length / runs] as const;
    });
    // 60 runs: a share of 0.95 has a standard error of 0.028.
    for (const [id, share] of held) expect(share, id).toBeGreaterThan(0.95 - 3 * 0.028);
    // Nor are they far too wide: at most twice the scatter over sets.
    for (const id of ['maximumMeanDiscrepancy', 'frechetDistance', 'twoSampleAccuracy', 'coverage']) {
      const values = panels.map((panel) => panel.values[id]!);
      const mean = values.reduce((sum, value) => sum + value, 0) / runs;
      const scatter = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1));
      const width = panels.reduce((sum, { intervals }) => sum + intervals[id]!.high - intervals[id]!.low, 0);
      expect(width / runs / (2 * 1.96 * scatter), id).toBeLessThan(2);
    }
  });

  test('names the texts that give the set away by their place in the whole set', async () => {
    const large = setOf(100, 'large');
    const marked = {
      ...large,
      tokenLists: large.tokenLists.map((tokens, row) => [`row${row}`, ...tokens, 'zeta']),
    };
    const { giveaways } = await measure(marked);
    expect(giveaways.some(({ row }) => row >= 60)).toBe(true);
    for (const { row, features } of giveaways) {
      for (const { tokens } of features)
        expect(marked.tokenLists[row]).toEqual(expect.arrayContaining([...tokens]));
    }
  });

  test('measures words alone where there are no embeddings', async () => {
    const { values, missing } = await shiftPanel({ tokenLists: REAL.tokenLists }, SAME, 'words', {
      intervals: true,
    });
    expect(Object.keys(values)).toEqual(['twoSampleAccuracy', 'vocabularyOverlap', 'unseenTokens']);
    expect(missing).toEqual({});
  });

  test('bears zero rows and texts without words among others', async () => {
    const embeddings = SAME.embeddings.map((value, i) => (i < 30 * D ? 0 : value));
    const tokenLists = SAME.tokenLists.map((one, i) => (i < 30 ? [] : one));
    const { values, missing, intervals } = await measure({ tokenLists, embeddings }, { intervals: true });
    expect(missing).toEqual({});
    for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite);
    for (const { low, high } of Object.values(intervals)) expect(high - low).toSatisfy(Number.isFinite);
  });

  test.each([
    ['an empty set', setOf(0, 'none'), IDS, 'twoSampleAccuracy', 'missing texts: 0'],
    [
      'one text',
      setOf(1, 'one'),
      IDS.filter((id) => !/vocab|unseen/.test(id)),
      'mauve',
      'missing rows of the real set: 1',
    ],
    [
      'five texts',
      setOf(5, 'five'),
      ['precision', 'recall', 'density', 'coverage'],
      'recall',
      '5 (wanted at least 6)',
    ],
    [
      'a NaN',
      { ...SAME, embeddings: SAME.embeddings.map((value, i) => (i === 9 ? NaN : value)) },
      IDS.slice(3),
      'frechetDistance',
      'NaN (wanted finite numbers)',
    ],
    [
      'texts without words',
      { ...SAME, tokenLists: SAME.tokenLists.map(() => []) },
      ['vocabularyOverlap', 'unseenTokens'],
      'unseenTokens',
      'missing words of the generated set',
    ],
  ])('says what is missing of %s, and why', async (_, generated, ids, id, sentence) => {
    const { values, missing, intervals } = await measure(generated, { intervals: true });
    expect(Object.keys(missing).sort()).toEqual([...ids].sort());
    expect(missing[id]).toContain(sentence);
    for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite);
    for (const { low, high } of Object.values(intervals)) expect(low).toBeLessThanOrEqual(high);
  });

  test('notes where the Fréchet distance has too few rows for its dimensions', async () => {
    expect((await measure(SAME)).notes).toEqual({});
    expect((await measure(SAME, { mostComparedEmbeddings: 30 })).notes.frechetDistance).toBe(
      'biased upwards: 30 texts for 4 dimensions',
    );
  });

  test('gives no intervals to sets of fewer than 20 rows', async () => {
    expect((await measure(setOf(19, 'nineteen'), { intervals: true })).intervals).toEqual({});
    const { intervals } = await measure(setOf(20, 'twenty'), { intervals: true });
    expect(Object.keys(intervals).sort()).toEqual([...IDS].sort());
  });

  test('stops where the signal says so', async () => {
    const controller = new AbortController();
    const running = measure(SAME, { intervals: true, signal: controller.signal });
    controller.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  test.each([
    [
      'embeddings of another width',
      { ...SAME, embeddings: normalRows(60, 3, stream(1)) },
      {},
      'invalid number of embeddings: 45 (wanted one for each of 60 texts)',
    ],
    ['no text', SAME, { mostComparedTexts: 0 }, 'invalid number of compared texts: 0'],
    ['no row', SAME, { mostComparedEmbeddings: 0 }, 'invalid number of compared rows: 0'],
    ['no whole number of permutations', SAME, { permutations: 0.5 }, 'invalid number of permutations: 0.5'],
    ['no dimension', SAME, { d: 0 }, 'invalid number of dimensions: 0'],
  ])('refuses %s', async (_, generated, options, sentence) => {
    await expect(measure(generated, options)).rejects.toThrow(sentence);
  });
});
