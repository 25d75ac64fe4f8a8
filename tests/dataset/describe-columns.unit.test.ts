import { expect, test } from 'vitest';
import { describeColumns } from '../../src/dataset/describe-columns';
import { readTable } from '../../src/dataset/read-table';

const describeText = (text: string, mostRows?: number): ReturnType<typeof describeColumns> =>
  describeColumns(readTable([text]), mostRows);

test('columns come in the order of the header, with what their cells are like', async () => {
  expect(await describeText('id,body,label\n1,a bird,x\n22,a big fish,yy\n')).toEqual([
    { name: 'id', meanCharacters: 1.5, meanWords: 1, filled: 2, different: 2 },
    { name: 'body', meanCharacters: 8, meanWords: 2.5, filled: 2, different: 2 },
    { name: 'label', meanCharacters: 1.5, meanWords: 1, filled: 2, different: 2 },
  ]);
});

test('keys of JSON objects come in the order in which they occur; a row without one counts as empty', async () => {
  expect(await describeText('{"text":"abcd"}\n{"label":"xy","text":"ab"}')).toEqual([
    { name: 'text', meanCharacters: 3, meanWords: 1, filled: 2, different: 2 },
    { name: 'label', meanCharacters: 1, meanWords: 0.5, filled: 1, different: 1 },
  ]);
});

test('no more rows are read than asked for, so that what is wrong further down does not matter', async () => {
  const text = 'text\nab\nabcd\n"never closed';
  expect(await describeText(text, 2)).toMatchObject([{ name: 'text', meanCharacters: 3 }]);
  await expect(describeText(text)).rejects.toThrow('a quote at the end');
});

test('a header without rows tells of no column', async () => {
  expect(await describeText('text,label\n')).toEqual([]);
});
