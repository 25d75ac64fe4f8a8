import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../src/core/example';
import {
  corpusTexts,
  fileTexts,
  labelledTexts,
  type TextsFile,
} from '../../../src/experiment/model/model-texts';

const chunksOf = (text: string) =>
  async function* (): AsyncGenerator<string> {
    yield text;
  };
const table = (text: string, over: Partial<TextsFile & { kind: 'table' }> = {}): TextsFile => ({
  kind: 'table',
  name: 'mine.csv',
  chunks: chunksOf(text),
  textColumn: 'text',
  labelColumn: null,
  ...over,
});
const lines = (text: string): TextsFile => ({ kind: 'lines', name: 'mine.txt', chunks: chunksOf(text) });
const many = Array.from({ length: 100 }, (_, i) => `text number ${i}`);

describe('texts of a file', () => {
  test('a tenth is set aside, none of it is learned from, and the seed decides which', async () => {
    const texts = await fileTexts(lines([...many, ...many].join('\n')), 1);
    expect(texts.labels).toEqual([]);
    expect(texts.validation).toHaveLength(10);
    expect(texts.training).toHaveLength(180); // all copies of ten texts are gone
    const apart = new Set(texts.validation.map(({ text }) => text));
    expect(apart.size).toBe(10);
    expect(texts.training.filter(({ text }) => apart.has(text))).toEqual([]);
    expect(await fileTexts(lines([...many, ...many].join('\n')), 1)).toEqual(texts);
    expect((await fileTexts(lines([...many, ...many].join('\n')), 2)).validation).not.toEqual(
      texts.validation,
    );
  });

  test('labels are taken where they are, and numbered by name', async () => {
    const rows = many.map((text, i) => `${text},${['b', 'a', ''][i % 3]}`);
    const texts = await fileTexts(table(`text,label\n${rows.join('\n')}`), 1);
    expect(texts.labels).toEqual(['a', 'b']);
    for (const { text, label } of [...texts.training, ...texts.validation]) {
      expect(label).toBe([1, 0, null][Number(text.split(' ')[2]) % 3]);
    }
    const { byLabel, all } = labelledTexts(texts);
    expect(byLabel.flat().length).toBeLessThan(all.length);
    expect(all).toHaveLength(90);
  });

  test('a label that is only checked on, and never learned, is none', async () => {
    // Two texts: one to learn from, one to check on, each of its own label.
    const texts = await fileTexts(table('text,label\none,a\ntwo,b'), 1);
    expect(texts.labels).toHaveLength(1);
    expect(texts.training).toMatchObject([{ label: 0 }]);
    expect(texts.validation).toMatchObject([{ label: null }]);
  });

  test('JSONL and TSV are known by their names, another column by its own', async () => {
    const jsonl = many.map((body) => JSON.stringify({ body, kind: 'k' })).join('\n');
    const options = { textColumn: 'body', labelColumn: 'kind' };
    expect((await fileTexts(table(jsonl, { name: 'a.jsonl', ...options }), 1)).labels).toEqual(['k']);
    const tsv = `kind\tbody\n${many.map((body) => `k\t${body}, and more`).join('\n')}`;
    const texts = await fileTexts(table(tsv, { name: 'a.tsv', ...options }), 1);
    expect(texts.training[0]!.text).toMatch(/^text number \d+, and more$/);
  });

  test('texts of one character are texts', async () => {
    const texts = await fileTexts(lines('a\nb\nc\n?'), 1);
    expect([texts.training.length, texts.validation.length]).toEqual([3, 1]);
  });

  test('a text of a million characters is cut', async () => {
    const texts = await fileTexts(lines(`${'a '.repeat(500_000)}\n${'b '.repeat(500_000)}`), 1);
    expect([...texts.training, ...texts.validation].map(({ text }) => text.length)).toEqual([1000, 1000]);
  });

  test.each([
    ['an empty file', lines('')],
    ['one line', lines('only this')],
    ['one line, many times', lines('only this\n'.repeat(50))],
    ['lines without a word', lines('\u200b\n\u200c\n\u200d')],
    ['one row', table('text\nonly this')],
    ['a file without the column', table('words\na\nb')],
    ['a file without the labels that were named', table('text\na\nb', { labelColumn: 'kind' })],
    [
      'more labels than classes',
      table(`text,kind\n${many.map((text, i) => `${text},${i}`).join('\n')}`, { labelColumn: 'kind' }),
    ],
  ])('%s is refused in words', async (_, file) => {
    await expect(fileTexts(file, 1)).rejects.toMatchObject({
      code: 'bad-dataset',
      message: expect.stringMatching(/^mine\.(csv|txt).*: (missing|invalid) .* — /) as string,
    });
  });

  test('more labels than classes are no labels where nobody asked for them', async () => {
    const texts = await fileTexts(
      table(`text,label\n${many.map((text, i) => `${text},${i}`).join('\n')}`),
      1,
    );
    expect(texts.labels).toEqual([]);
    expect(texts.training.every(({ label }) => label === null)).toBe(true);
  });
});

test('of the lab’s texts the corpus is learned from, and some validation texts are checked on', () => {
  const split = (name: string, size: number) => [
    Array.from({ length: size }, (_, i) => `${name} a ${i}`),
    Array.from({ length: size }, (_, i) => `${name} b ${i}`),
  ];
  const dataset = {
    id: 'd',
    title: 'D',
    classNames: ['a', 'b'],
    splits: { test: [[], []], pool: [[], []], corpus: split('corpus', 300), validation: split('check', 150) },
  } as unknown as Dataset;
  const texts = corpusTexts(dataset);
  expect(texts.training).toHaveLength(600);
  expect(texts.validation).toHaveLength(200);
  expect(new Set(texts.validation.map(({ label }) => label))).toEqual(new Set([0, 1]));
  expect(labelledTexts(texts).byLabel).toEqual(dataset.splits.corpus);
});
