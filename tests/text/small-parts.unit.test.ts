import { expect, test } from 'vitest';
import { nGrams } from '../../src/text/n-grams';
import { Vocabulary } from '../../src/text/vocabulary';

test('nGrams(tokens, n) has L − n + 1 of them, repeats included', () => {
  expect(nGrams(['a', 'b', 'a', 'b'], 2)).toEqual(['a\u001fb', 'b\u001fa', 'a\u001fb']);
  expect(nGrams(['a', 'b'], 1)).toEqual(['a', 'b']);
  expect(nGrams(['a'], 2)).toEqual([]);
  expect(nGrams([], 1)).toEqual([]);
});

test('n-grams of different tokens never look the same', () => {
  expect(nGrams(['a b', 'c'], 2)).not.toEqual(nGrams(['a', 'b c'], 2));
});

test('a vocabulary gives each token one id and finds it again', () => {
  const vocabulary = new Vocabulary(['a', 'b', 'a']);
  expect(vocabulary.size).toBe(2);
  expect(vocabulary.add('b')).toBe(1);
  expect(vocabulary.tokenOf(1)).toBe('b');
  expect(vocabulary.idOf('c')).toBeUndefined();
  expect(vocabulary.idOf('__proto__')).toBeUndefined();
});
