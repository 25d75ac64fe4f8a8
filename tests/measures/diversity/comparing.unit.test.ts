/** @file What makes values of two sets comparable: equal size. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleIndices, stream } from '../../../src/core/random.js';
import { equalSize } from '../../../src/measures/diversity/equal-size.js';
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
