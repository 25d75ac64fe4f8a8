import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines } from '../../src/dataset/read-lines';

const options = { column: 'text', name: 'mine.txt' };
async function linesOf(...chunks: string[]): Promise<[number, string][]> {
  const lines: [number, string][] = [];
  for await (const { line, cells } of readLines(chunks, options)) lines.push([line, cells.get('text')!]);
  return lines;
}

test('every line that is not blank, with its number, without what stands around it', async () => {
  expect(await linesOf('\uFEFFone\n\n  two \r\n\t\rthree\rfour')).toEqual([
    [1, 'one'],
    [3, 'two'],
    [5, 'three'],
    [6, 'four'],
  ]);
});

test('pieces may be cut anywhere', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\r', '\n', ' ', '\uFEFF'), maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(30), { maxLength: 6 }), async (rest, cuts) => {
      const whole = `x${rest}`;
      const places = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const chunks = places.slice(1).map((to, i) => whole.slice(places[i], to));
      expect(await linesOf(...chunks)).toEqual(await linesOf(whole));
    }),
  );
});

test.each([
  ['nothing', []],
  ['white space alone', [' \n\t\r\n ']],
  ['characters of code 0', ['a\0b']],
  ['UTF-16', ['\uFFFD\uFFFDa\0']],
])('%s is refused, naming the file', async (_, chunks) => {
  await expect(linesOf(...chunks)).rejects.toMatchObject({
    code: 'bad-dataset',
    message: expect.stringMatching(/^mine\.txt:1: /) as string,
  });
});

test('a line without end is no line of text', async () => {
  const chunks = Array.from({ length: 17 }, () => 'a'.repeat(1_000_000));
  await expect(linesOf(...chunks)).rejects.toThrow('at most 16000000 characters');
});
