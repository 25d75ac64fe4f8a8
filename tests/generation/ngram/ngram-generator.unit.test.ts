import { expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors';
import type { GenerationRequest } from '../../../src/core/ports';
import { NGramGenerator } from '../../../src/generation/ngram/ngram-generator';
import { distinctN } from '../../../src/measures/diversity/distinct-n';
import { tokenize } from '../../../src/text/tokenize';

const birds = [
  'a small brown bird of the woods',
  'a large grey bird of the sea',
  'a small red bird that sings',
  'any bird of prey',
];
const foods = [
  'a dish of rice and beans',
  'a sweet cake with cream',
  'a dish of fish and rice',
  'bread with butter',
];
const generator = new NGramGenerator([birds, foods]);

const request = (over: Partial<GenerationRequest> = {}): GenerationRequest => ({
  label: 0,
  count: 120,
  temperature: 1,
  topP: 1,
  seed: [1, 'test'],
  ...over,
});

async function rowsOf(over: Partial<GenerationRequest> = {}): Promise<string[]> {
  const rows: string[] = [];
  for await (const batch of generator.generate(request(over), new AbortController().signal)) {
    rows.push(...batch.map((example) => example.text));
  }
  return rows;
}

test('writes as many rows as asked for, none empty, none longer than the longest text', async () => {
  for (const temperature of [0.05, 0.5, 1, 3, 10]) {
    const rows = await rowsOf({ temperature });
    expect(rows.length).toBe(120);
    for (const row of rows) {
      expect(tokenize(row).length).toBeGreaterThanOrEqual(1);
      expect(tokenize(row).length).toBeLessThanOrEqual(7);
    }
  }
});

test('the same seed writes the same rows, another seed others', async () => {
  expect(await rowsOf()).toEqual(await rowsOf());
  expect(await rowsOf()).not.toEqual(await rowsOf({ seed: [2, 'test'] }));
});

test('any row can be made again alone', async () => {
  for (const topP of [1, 0.9]) {
    const rows = await rowsOf({ topP });
    for (const index of [0, 1, 57, 119]) {
      expect(generator.generateRow(0, { temperature: 1, topP }, [1, 'test'], index)).toBe(rows[index]);
    }
  }
});

test('higher temperature writes more varied rows', async () => {
  const distinct = async (temperature: number): Promise<number> =>
    distinctN(
      (await rowsOf({ temperature })).map((row) => tokenize(row)),
      2,
    );
  const values = [await distinct(0.1), await distinct(1), await distinct(5)];
  expect(values[0]).toBeLessThan(values[1]!);
  expect(values[1]).toBeLessThan(values[2]!);
});

test('at a low temperature a class keeps to its own words', async () => {
  const own = new Set(foods.flatMap((text) => tokenize(text)));
  const rows = await rowsOf({ label: 1, temperature: 0.2 });
  expect(rows.flatMap((row) => tokenize(row)).filter((token) => !own.has(token))).toEqual([]);
});

test('the next-token distribution can be looked at, with the end of the text as null', () => {
  const next = generator.nextTokenDistribution(0, 'a small', { temperature: 1, topP: 1 }, Infinity);
  expect(next.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 10);
  expect(
    next
      .slice(0, 2)
      .map(({ token }) => token)
      .sort(),
  ).toEqual(['brown', 'red']);
  expect(next.some(({ token }) => token === null)).toBe(true);
  const cold = generator.nextTokenDistribution(0, 'a', { temperature: 0.2, topP: 1 });
  expect(cold[0]).toEqual({ token: 'small', probability: expect.closeTo(1, 1) as number });
  expect(generator.nextTokenDistribution(0, 'unheard of', { temperature: 1, topP: 1 }, 3).length).toBe(3);
});

test('an abort ends the writing', async () => {
  const abort = new AbortController();
  let seen = 0;
  const read = async (): Promise<void> => {
    for await (const batch of generator.generate(request({ count: 1000 }), abort.signal)) {
      seen += batch.length;
      abort.abort();
    }
  };
  await expect(read()).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  expect(seen).toBeLessThan(1000);
});

test.each([
  [{ temperature: 0 }, 'invalid temperature'],
  [{ temperature: NaN }, 'invalid temperature'],
  [{ temperature: Infinity }, 'invalid temperature'],
  [{ topP: 0 }, 'invalid topP'],
  [{ topP: 1.5 }, 'invalid topP'],
  [{ label: 2 }, 'unknown label'],
])('%o is refused with a sentence', async (over, what) => {
  await expect(rowsOf(over)).rejects.toThrow(LabError);
  await expect(rowsOf(over)).rejects.toThrow(what);
});

test('a class without words cannot be learned', () => {
  expect(() => new NGramGenerator([birds, []])).toThrow('missing texts of class: 1');
  expect(() => new NGramGenerator([['  ']])).toThrow(LabError);
  expect(() => new NGramGenerator([])).toThrow(LabError);
});

test('the fingerprint names what it was fitted to', () => {
  expect(new NGramGenerator([birds, foods]).fingerprint).toBe(generator.fingerprint);
  expect(new NGramGenerator([foods, birds]).fingerprint).not.toBe(generator.fingerprint);
  expect(new NGramGenerator([birds, foods], { order: 2 }).fingerprint).not.toBe(generator.fingerprint);
});
