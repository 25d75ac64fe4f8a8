import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detokenize, tokenize } from '../../src/text/tokenize';

test('tokenize(text) splits words and punctuation and lower-cases', () => {
  expect(tokenize("A cat's paw; SOFT, well-kept (U.S.).")).toEqual([
    'a',
    "cat's",
    'paw',
    ';',
    'soft',
    ',',
    'well-kept',
    '(',
    'u.s',
    '.',
    ')',
    '.',
  ]);
  expect(tokenize('')).toEqual([]);
  expect(tokenize(' \t\n ')).toEqual([]);
  expect(tokenize('Crème brûlée, Ωμέγα 42')).toEqual(['crème', 'brûlée', ',', 'ωμέγα', '42']);
});

test('composed and decomposed letters are the same token', () => {
  expect(tokenize('cre\u0300me')).toEqual(tokenize('cr\u00e8me'));
});

test('a natural sentence comes back as it was', () => {
  const sentence = 'a small brown bird, of the family (paridae); it sings.';
  expect(detokenize(tokenize(sentence))).toBe(sentence);
});

test('tokenize undoes detokenize on anything tokenize gives', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const tokens = tokenize(text);
      expect(tokenize(detokenize(tokens))).toEqual(tokens);
    }),
    { numRuns: 500 },
  );
  const tricky = fc.array(fc.constantFrom('a', "'", '-', '.', ',', '(', ')', 'b', '/', '&', "it's"), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(tricky, (tokens) => {
      expect(tokenize(detokenize(tokens))).toEqual(tokens);
    }),
    { numRuns: 500 },
  );
});

test('no token holds white space or a control character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const token of tokenize(text)) expect(token).not.toMatch(/[\s\p{Cc}]/u);
    }),
  );
});
