/** @file What makes values of two sets comparable: equal size, and intervals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../src/core/random.js';
import { contextLength } from '../../../src/measures/diversity/context-length.js';
import { distinctN } from '../../../src/measures/diversity/distinct-n.js';
import { equalSize } from '../../../src/measures/diversity/equal-size.js';
import { jackknifeIntervals } from '../../../src/measures/diversity/jackknife-interval.js';
import { sampleIndices } from '../../../src/measures/diversity/sample-indices.js';
import { GramTable } from '../../../src/text/gram-table.js';
import { refusalOf, rng, tokenLists } from './fixtures.js';

describe('sampled indices', () => {
  it('are different, in range, and as many as asked for', () => {
    fc.assert(
      fc.property(fc.nat({ max: 40 }), fc.nat({ max: 50 }), (n, count) => {
        const drawn = sampleIndices(n, count, rng());
        expect(drawn.length).toBe(Math.min(n, count));
        expect(new Set(drawn).size).toBe(drawn.length);
        for (const index of drawn) expect(index >= 0 && index < n).toBe(true);
      }),
    );
  });

  it('take every index, and every order of them, equally often', () => {
    const random = rng();
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const key = sampleIndices(4, 2, random).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(12);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150); // five standard errors
  });
});

describe('sets of equal size', () => {
  it('have exactly equal numbers of texts and of tokens, each text the beginning of one of the set', () => {
    fc.assert(
      fc.property(fc.array(tokenLists, { minLength: 1, maxLength: 4 }), fc.string(), (sets, seed) => {
        const equal = equalSize(sets, stream(seed));
        expect(equal.numTexts).toBe(Math.min(...sets.map((set) => set.length)));
        equal.sets.forEach(({ indices, tokenLists }, s) => {
          expect(new Set(indices).size).toBe(equal.numTexts);
          expect(tokenLists.flat().length).toBe(equal.numTokens);
          tokenLists.forEach((tokens, i) => {
            expect(tokens).toEqual(sets[s]![indices[i]!]!.slice(0, tokens.length));
          });
        });
        // The set that sets the budget is not cut.
        expect(
          equal.sets.some(
            ({ indices }, s) => indices.flatMap((i) => sets[s]![i]!).length === equal.numTokens,
          ),
        ).toBe(true);
      }),
    );
  });

  it('cut the longest texts first, all at one length or one above it', () => {
    const set = [['a'], ['b', 'b', 'b'], Array<string>(9).fill('c'), Array<string>(7).fill('d')];
    const lengths = equalSize([set], rng(), { numTokens: 13 }).sets[0]!.tokenLists.map(
      (tokens) => tokens.length,
    );
    expect(lengths.sort((a, b) => a - b)).toEqual([1, 3, 4, 5]);
  });

  it('are drawn alike by equal seeds, and refused where a set is too small', () => {
    const sets = [
      Array.from({ length: 30 }, (_, i) => [`a${i}`]),
      Array.from({ length: 9 }, (_, i) => [`b${i}`, 'c']),
    ];
    expect(equalSize(sets, stream('a'))).toEqual(equalSize(sets, stream('a')));
    expect(equalSize(sets, stream('a')).sets[0]!.indices).not.toEqual(
      equalSize(sets, stream('b')).sets[0]!.indices,
    );
    expect(refusalOf(() => equalSize([], rng())).code).toBe('bad-dataset');
    expect(refusalOf(() => equalSize([[], [['a']]], rng())).code).toBe('bad-dataset');
    expect(refusalOf(() => equalSize(sets, rng(), { numTexts: 10 })).message).toBe(
      'equalSize: missing texts: 9 (wanted at least 10) — measure a larger set',
    );
    expect(refusalOf(() => equalSize(sets, rng(), { numTokens: 10 })).message).toBe(
      'equalSize: missing tokens: 9 (wanted at least 10 in 9 texts) — ask for fewer tokens',
    );
  });
});

describe('jackknife intervals', () => {
  const some = rng();
  /** Texts of words drawn by Zipf's law, of uneven length. */
  const drawSet = (n: number): string[][] =>
    Array.from({ length: n }, () =>
      Array.from({ length: 4 + some.integer(12) }, () => `w${Math.floor(Math.exp(some.uniform() * 7))}`),
    );

  it('are the classical interval for a mean, with 19 degrees of freedom', async () => {
    const texts = drawSet(2000);
    const lengths = texts.map((tokens) => tokens.length);
    const mean = lengths.reduce((a, b) => a + b) / 2000;
    const s = Math.sqrt(lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / 1999);
    const measure = (rows: readonly number[]) => ({ length: contextLength(rows.map((row) => texts[row]!)) });
    const ratios: number[] = [];
    for (let i = 0; i < 30; i++) {
      const { length } = await jackknifeIntervals(2000, { length: mean }, measure, stream('deal', i));
      expect((length!.high + length!.low) / 2).toBeCloseTo(mean, 12);
      ratios.push((length!.high - length!.low) / ((2 * 2.093 * s) / Math.sqrt(2000)));
    }
    expect(ratios.reduce((a, b) => a + b) / 30).toBeCloseTo(1, 1);
  });

  it('hold the mean of equal sets from the same source about 95 times in 100, where an ordinary bootstrap never does', async () => {
    const n = 80;
    const sets = Array.from({ length: 300 }, () => drawSet(n));
    const values = sets.map((texts) => distinctN(texts, 2));
    const truth = values.reduce((a, b) => a + b) / values.length;
    let held = 0;
    let heldByBootstrap = 0;
    for (const [i, texts] of sets.slice(0, 200).entries()) {
      const table = GramTable.of(texts);
      const measure = (rows: readonly number[]) => ({ d: distinctN(table.pick(rows), 2) });
      const { d } = await jackknifeIntervals(n, { d: values[i]! }, measure, stream('deal', i));
      if (d!.low <= truth && truth <= d!.high) held++;
      const random = stream('with replacement', i);
      const redrawn = Array.from({ length: 40 }, () =>
        distinctN(table.pick(Array.from({ length: n }, () => random.integer(n))), 2),
      ).sort((a, b) => a - b);
      if (redrawn[1]! <= truth && truth <= redrawn[38]!) heldByBootstrap++;
    }
    expect(held / 200).toBeGreaterThan(0.91);
    expect(held / 200).toBeLessThan(0.995);
    expect(heldByBootstrap).toBe(0);
  });

  it('stay in the range of the measure, and are refused for a handful of texts', async () => {
    const random = rng();
    const measure = () => ({ ratio: 0.9 + 0.2 * random.uniform() });
    const { ratio } = await jackknifeIntervals(20, { ratio: 0.99 }, measure, rng(), {
      ranges: { ratio: [0, 1] },
    });
    expect(ratio!.high).toBe(1);
    expect(ratio!.low).toBeLessThan(0.99);
    await expect(jackknifeIntervals(19, {}, () => ({}), rng())).rejects.toThrow(
      'missing texts: 19 (wanted at least 20)',
    );
  });
});
