import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vocabularyOverlap } from '../../../src/measures/shift/vocabulary-overlap';

const anySet = fc
  .array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', '__proto__'), { maxLength: 6 }), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((texts) => texts.some((tokens) => tokens.length > 0));

describe('vocabularyOverlap', () => {
  test('is what can be counted by hand, over as many running tokens of either set', () => {
    // Eight and four tokens: of the first, "the cat sat down" is read. Common: the, cat; all: the cat sat down dog ran.
    const real = [
      ['the', 'cat', 'sat'],
      ['down', 'on', 'the', 'mat', 'today'],
    ];
    const generated = [
      ['the', 'dog'],
      ['ran', 'cat'],
    ];
    expect(vocabularyOverlap(real, generated)).toEqual({ overlap: 2 / 6, unseen: 2 / 4, numTokens: 4 });
  });

  test('counts running tokens, not words, as unseen', () => {
    expect(vocabularyOverlap([['a', 'b', 'c', 'd']], [['x', 'x', 'x', 'a']]).unseen).toBe(0.75);
  });

  test('lies in its range, its overlap is symmetric, and a copy shares all', () => {
    fc.assert(
      fc.property(anySet, anySet, (real, generated) => {
        const { overlap, unseen } = vocabularyOverlap(real, generated);
        for (const value of [overlap, unseen]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        if (unseen === 1) expect(overlap).toBe(0);
        expect(vocabularyOverlap(generated, real).overlap).toBe(overlap);
        expect(vocabularyOverlap(real, real)).toMatchObject({ overlap: 1, unseen: 0 });
      }),
    );
  });

  test.each([
    ['no text', []],
    ['empty texts only', [[], []]],
  ])('refuses a set of %s', (_, texts) => {
    expect(() => vocabularyOverlap([['a']], texts)).toThrow(
      'vocabularyOverlap: missing words of the generated set: 0',
    );
    expect(() => vocabularyOverlap(texts, [['a']])).toThrow('missing words of the real set');
  });
});
