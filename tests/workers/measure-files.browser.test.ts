/** @file Measuring the visitor's own files through the real worker, with the encoder and the corpus of the site. */
import { expect, test } from 'vitest';
import { isAbort } from '../../src/core/errors';
import { createStudyClient } from '../../src/workers/study-client';

const client = createStudyClient({ siteUrl: new URL('/', location.href).href });
const csv = (rows: readonly string[]): Blob =>
  new Blob([`text,label\n${rows.map((row) => `"${row}",x`).join('\n')}\n`]);
const animals = ['bird', 'fish', 'cat', 'snake', 'horse', 'insect', 'frog', 'whale'];
const places = ['woods', 'sea', 'desert', 'mountains', 'arctic', 'rivers', 'plains', 'swamps'];
const varied = animals.flatMap((animal, i) =>
  places.map((place) => `a ${i % 2 ? 'large' : 'small'} ${animal} of the ${place}`),
);
const dull = varied.map((_, i) => `a bird of the sea number ${i % 4}`);

test('a look into a file finds its columns, of Windows’ encodings as well; what is no table fails in words', async () => {
  const content = new Blob([new Uint8Array([0xfc]), ';kind\n"a bird";x\n']);
  expect(await client.call('columns', { name: 'a.csv', content })).toEqual([
    expect.objectContaining({ name: 'ü', meanCharacters: 6 }),
    expect.objectContaining({ name: 'kind', meanCharacters: 1 }),
  ]);
  await expect(client.call('columns', { name: 'empty.csv', content: new Blob([]) })).rejects.toThrow(
    'missing rows',
  );
});

test('one file: all that can be said of it, nothing of shift', async () => {
  const files = [{ name: 'varied.csv', content: csv(varied) }];
  const { files: measured, shift } = await client.call('measure', {
    files,
    textColumn: 'text',
    labelColumn: null,
  });
  expect(measured[0]).toMatchObject({ name: 'varied.csv', numRows: 64, numMeasured: 64 });
  expect(measured[0]!.values.distinct2).toBeGreaterThan(0);
  expect(measured[0]!.values.vendiScore).toBeGreaterThan(1);
  expect(shift).toBeNull();
});

test('two files: the dull one is less varied, and tells itself from the other', async () => {
  const files = [
    { name: 'dull.csv', content: csv(dull) },
    { name: 'varied.csv', content: csv(varied) },
  ];
  const result = await client.call('measure', { files, textColumn: 'text', labelColumn: null });
  const [first, second] = result.files;
  expect(first!.values.distinct2).toBeLessThan(second!.values.distinct2!);
  expect(first!.values.vendiScore).toBeLessThan(second!.values.vendiScore!);
  expect(result.shift!.values.twoSampleAccuracy).toBeGreaterThan(0.9);
  expect(result.pValues.twoSampleAccuracy).toBeLessThan(0.01);
  expect(result.giveaways.length).toBeGreaterThan(0);
  const everyNumber = [first!, second!, result.shift!].flatMap(({ values }) => Object.values(values));
  expect(everyNumber.every(Number.isFinite)).toBe(true);
});

test('by the small transformer: measures of their own name, and its perplexity beside them', async () => {
  const words = [...new Set(varied.join(' ').split(' '))];
  const salad = varied.map((_, i) =>
    Array.from({ length: 6 }, (_, k) => words[(7 * i + 3 * k) % words.length]).join(' '),
  );
  const files = [
    { name: 'salad.csv', content: csv(salad) },
    { name: 'varied.csv', content: csv(varied) },
  ];
  const result = await client.call('measure', {
    files,
    textColumn: 'text',
    labelColumn: null,
    embedder: 'nano',
  });
  expect(result.embedderId).toMatch(/^nano.*@[0-9a-f]{12}$/);
  const of = (id: string): string => `${id}@${result.embedderId}`;
  const ids = result.measures.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([of('vendiScore'), of('mauve'), 'perplexity']));
  expect(ids).not.toContain('vendiScore');
  const [first, second] = result.files.map(({ values }) => values[of('embedderPerplexity')]!);
  expect(first).toBeGreaterThan(second!);
  expect(second).toBeGreaterThan(1);
});

test.each([
  ['an empty file', new Blob([''])],
  ['a file without the column', new Blob(['words\nhello\n'])],
  ['a picture', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0, 1, 2, 3])])],
])('%s is refused with a sentence, and the worker goes on', async (_, content) => {
  const asked = client.call('measure', {
    files: [{ name: 'bad.csv', content }],
    textColumn: 'text',
    labelColumn: null,
  });
  await expect(asked).rejects.toMatchObject({ code: 'bad-dataset' });
});

test('an abort stops it', async () => {
  const abort = new AbortController();
  const files = [{ name: 'varied.csv', content: csv(varied) }];
  const asked = client.call(
    'measure',
    { files, textColumn: 'text', labelColumn: null },
    { signal: abort.signal },
  );
  abort.abort();
  await expect(asked).rejects.toSatisfy(isAbort);
});
