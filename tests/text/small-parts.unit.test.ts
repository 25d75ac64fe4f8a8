import { expect, test } from 'vitest';
import { Vocabulary } from '../../src/text/tokenize';

test('a vocabulary gives each token one id and finds it again', () => {
  const vocabulary = new Vocabulary(['a', 'b', 'a']);
  expect(vocabulary.size).toBe(2);
  expect(vocabulary.add('b')).toBe(1);
  expect(vocabulary.tokenOf(1)).toBe('b');
  expect(vocabulary.idOf('c')).toBeUndefined();
  expect(vocabulary.idOf('__proto__')).toBeUndefined();
});
