import { expect, test } from 'vitest';
import { guessLabelColumn, guessTextColumn, type TableColumn } from '../../src/core/table-columns';

const column = (name: string, over: Partial<TableColumn>): TableColumn => ({
  name,
  meanCharacters: 10,
  meanWords: 2,
  filled: 100,
  different: 100,
  ...over,
});
const id = column('id', { meanCharacters: 3, meanWords: 1 });
const url = column('url', { meanCharacters: 120, meanWords: 1 });
const prompt = column('prompt', { meanCharacters: 400, meanWords: 80, different: 2 });
const sentence = column('sentence', { meanCharacters: 60, meanWords: 12 });
const intent = column('intent', { meanCharacters: 9, meanWords: 1, different: 7 });

test('the texts are those with the usual name, or with many different words, not the longest', () => {
  expect(guessTextColumn([id, url, sentence, intent])).toBe('sentence');
  expect(guessTextColumn([url, prompt, { ...sentence, name: 'answer' }])).toBe('answer');
  expect(guessTextColumn([column('text', { different: 1 }), { ...sentence, name: 'answer' }])).toBe('answer');
});

test('text without spaces is still longer than its label', () => {
  const headline = column('a', { meanCharacters: 18, meanWords: 1 });
  expect(guessTextColumn([column('b', { meanCharacters: 2, meanWords: 1, different: 10 }), headline])).toBe(
    'a',
  );
});

test('the labels are those with the usual name, else those with the fewest different cells', () => {
  expect(guessLabelColumn([id, sentence, intent], 'sentence')).toBe('intent');
  const many = column('batch', { different: 3 });
  expect(guessLabelColumn([many, intent, sentence], 'sentence')).toBe('intent');
  expect(guessLabelColumn([id, { ...intent, name: 'x' }, sentence], 'sentence')).toBe('x');
});

test('a column of one value, of long cells or of all different ones holds no classes', () => {
  expect(guessLabelColumn([column('set', { different: 1 }), sentence, id], 'sentence')).toBeNull();
  expect(guessLabelColumn([prompt, sentence], 'sentence')).toBeNull();
});

test('a usual name counts where a short table has a class in every row', () => {
  expect(guessLabelColumn([column('label', { filled: 4, different: 4 }), sentence], 'sentence')).toBe(
    'label',
  );
});

test('no columns, no texts', () => expect(guessTextColumn([])).toBeNull());
