import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearDuplicateFinder, repeatsOfEarlier } from '../../src/text/near-duplicates';
import { tokenize } from '../../src/text/tokenize';

test('finds the same words in another order, case or with one more word, but not another text', () => {
  const isNear = nearDuplicateFinder(['a small brown bird of the northern woods']);
  expect(isNear('a small brown bird of the northern woods')).toBe(true);
  expect(isNear('Of the Northern woods a small brown bird')).toBe(true);
  expect(isNear('a very small brown bird of the northern woods')).toBe(true);
  expect(isNear('a small grey fish of the southern seas')).toBe(false);
});

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { maxLength: 7 })
  .map((words) => words.join(' '));

test('a text repeats an earlier one where it is a near-duplicate of any before it', () => {
  fc.assert(
    fc.property(fc.array(text, { maxLength: 12 }), (texts) => {
      const expected = texts.map((query, i) => i > 0 && nearDuplicateFinder(texts.slice(0, i), 0.6)(query));
      expect(repeatsOfEarlier(texts, 0.6)).toEqual(expected);
    }),
  );
});

test('agrees with the Jaccard index computed pair by pair', () => {
  const jaccard = (left: string, right: string): number => {
    const [a, b] = [new Set(tokenize(left)), new Set(tokenize(right))];
    const union = new Set([...a, ...b]).size;
    return union === 0 ? 1 : [...a].filter((word) => b.has(word)).length / union;
  };
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 6 }), text, (texts, query) => {
      const expected = texts.some((other) => jaccard(query, other) >= 0.6);
      expect(nearDuplicateFinder(texts, 0.6)(query)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
