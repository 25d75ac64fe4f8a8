import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../../src/core/random';
import { twoSampleTest, twoSampleTestMeasure } from '../../../src/measures/shift/two-sample-test';
import { tokenize } from '../../../src/text/tokenize';
import { randomTexts } from './sets';

const REAL = randomTexts(60, 30, stream('real'));
const SAME = randomTexts(60, 30, stream('same'));
const MARKED = SAME.map((tokens) => ['zeta', ...tokens]);

describe('twoSampleTest', () => {
  test('tells a set that marks itself, and says by what', () => {
    const { accuracy, pValue, numTest, giveaways } = twoSampleTest(REAL, MARKED, stream(1));
    // 59 of 60 rightly told; of fair coins, that many or more come up with a chance of (60 + 1) / 2⁶⁰.
    expect(accuracy).toBe(59 / 60);
    expect(numTest).toBe(60);
    expect(pValue / (61 / 2 ** 60)).toBeCloseTo(1, 8);
    expect(giveaways).toHaveLength(10);
    for (const { row, probability, features } of giveaways) {
      expect(probability).toBeGreaterThan(0.5);
      expect(MARKED[row]![0]).toBe('zeta');
      expect(features[0]!.tokens).toContain('zeta');
    }
    expect(giveaways.map((one) => one.probability)).toEqual(
      giveaways.map((one) => one.probability).sort((a, b) => b - a),
    );
    const atStart = giveaways.flatMap((one) => one.features).filter((feature) => feature.atStart);
    expect(atStart.length).toBeGreaterThan(0);
    for (const { tokens, atEnd } of atStart) expect([tokens, atEnd]).toEqual([['zeta'], false]);
  });

  test('names only words and pairs that stand in the text, at the places it says, each once', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const generated = randomTexts(20, 8, stream('odd', seed)).map((tokens) => [...tokens, 'end']);
        for (const { row, features } of twoSampleTest(REAL, generated, stream(seed)).giveaways) {
          const text = generated[row]!;
          for (const { tokens, atStart, atEnd, weight } of features) {
            expect(weight).toBeGreaterThan(0);
            const places = text
              .map((_, i) => i)
              .filter((i) => tokens.every((token, j) => text[i + j] === token));
            expect(places.length).toBeGreaterThan(0);
            if (atStart) expect(places).toContain(0);
            if (atEnd) expect(places).toContain(text.length - tokens.length);
          }
          const names = features.map((feature) =>
            JSON.stringify([feature.tokens, feature.atStart, feature.atEnd]),
          );
          expect(new Set(names).size).toBe(names.length);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('names a text that occurs often only once', () => {
    const repeated = Array.from({ length: 40 }, (_, i) => ['zeta', i % 2 === 0 ? 'left' : 'right']);
    const { giveaways } = twoSampleTest(REAL, repeated, stream(1));
    expect(giveaways.map(({ row }) => repeated[row]![1]).sort()).toEqual(['left', 'right']);
  });

  test('is a coin for a set that cannot be told, whole or empty', () => {
    const empty = Array.from({ length: 8 }, () => []);
    expect(twoSampleTest(empty, empty, stream(1)).accuracy).toBe(0.5);
    expect(twoSampleTest(REAL, SAME, stream(1)).accuracy).toBeLessThan(0.7);
  });

  test('does not depend on the words themselves, only on where they stand', () => {
    const renamed = (texts: readonly string[][]): string[][] =>
      texts.map((tokens) => tokens.map((token) => `x${token}y`));
    const { accuracy } = twoSampleTest(renamed(REAL), renamed(SAME), stream(3));
    expect(accuracy).toBe(twoSampleTest(REAL, SAME, stream(3)).accuracy);
  });

  test('lies in its range, takes words such as __proto__ for words, and is the same from the same stream', () => {
    const word = fc.constantFrom('a', 'b', '__proto__', 'constructor', '\u0002');
    const set = fc.array(fc.array(word, { maxLength: 5 }), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(set, set, fc.integer(), (real, generated, seed) => {
        const result = twoSampleTest(real, generated, stream(seed));
        expect(result.accuracy).toBeGreaterThanOrEqual(0);
        expect(result.accuracy).toBeLessThanOrEqual(1);
        expect(result.pValue).toBeGreaterThan(0);
        expect(result.pValue).toBeLessThanOrEqual(1);
        expect(result).toEqual(twoSampleTest(real, generated, stream(seed)));
      }),
    );
  });

  test('has the p-value of at least so many heads of fair coins', () => {
    // scipy 1.10.1: binom.sf(right - 1, numTest, 0.5)
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const { accuracy, pValue, numTest } = twoSampleTest(REAL, SAME, stream(seed));
        const right = Math.floor(accuracy * numTest);
        let tail = 0;
        let term = 1; // C(60, i), exact below 2⁵³ · few
        for (let i = 0; i <= numTest; i++) {
          if (i >= right) tail += term * 2 ** -numTest;
          term = (term * (numTest - i)) / (i + 1);
        }
        expect(pValue).toBeCloseTo(tail, 10);
      }),
      { numRuns: 20 },
    );
  });

  /** Share of `runs` in which p ≤ 0.05, where a share of the generated texts ends in a word real ones never have. */
  function alarmRate(share: number, runs: number): number {
    let alarms = 0;
    for (let i = 0; i < runs; i++) {
      const rng = stream('two-sample alarms', share, i);
      const real = randomTexts(40, 40, rng);
      const generated = randomTexts(40, 40, rng).map((tokens) =>
        rng.uniform() < share ? [...tokens, 'zeta'] : tokens,
      );
      if (twoSampleTest(real, generated, rng).pValue <= 0.05) alarms++;
    }
    return alarms / runs;
  }

  test('raises a false alarm in at most 5 of 100 cases', () => {
    // Coins come in whole numbers, so the level is below 0.05; 400 runs have a standard error of 0.011.
    expect(alarmRate(0, 400)).toBeLessThan(0.05 + 3 * 0.011);
  });

  test('sees a mark on 8 of 10 texts nearly always', () => {
    expect(alarmRate(0.8, 50)).toBeGreaterThan(0.9);
  });

  test('says of itself that lower is closer', () => {
    expect(twoSampleTestMeasure.info).toMatchObject({
      id: 'twoSampleAccuracy',
      closerWhen: 'lower',
      range: [0, 1],
    });
  });

  test.each([
    [[], REAL],
    [[['a']], REAL],
  ])('refuses sets of fewer than two texts', (few, many) => {
    expect(() => twoSampleTest(few, many, stream(1))).toThrow('twoSampleTest: missing texts');
    expect(() => twoSampleTest(many, few, stream(1))).toThrow('twoSampleTest: missing texts');
  });

  test('reads what the tokenizer writes', () => {
    const real = ['a small furry animal', 'a large bird', 'an old fish', 'a grey cat'].map(tokenize);
    expect(twoSampleTest(real, real, stream(1)).numTest).toBe(4);
  });
});
