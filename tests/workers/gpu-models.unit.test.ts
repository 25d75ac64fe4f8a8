import { expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import { embedKept, type KeptVectors } from '../../src/workers/gpu-models';

const lost = new LabError('device-lost', 'test: lost');
const texts = Array.from({ length: 600 }, (_, i) => `text ${i}`);
const kept = (): KeptVectors => ({ dimensions: 2, rowOf: new Map() });

/** Fails with the calls of those numbers, from 0. */
function model(...failing: number[]) {
  const asked: (readonly string[])[] = [];
  const embed = (part: readonly string[], onDone: (numDone: number) => void): Promise<Float32Array> => {
    if (failing.includes(asked.push(part) - 1)) return Promise.reject(lost);
    onDone(part.length);
    return Promise.resolve(Float32Array.from(part.flatMap((text) => [Number(text.slice(5)), 1])));
  };
  return { asked, embed };
}

test('a GPU that is lost costs nothing that was done, and no text is embedded twice', async () => {
  const { asked, embed } = model(1, 2);
  const vectors = kept();
  const heard: [number, number][] = [];
  const rows = await embedKept([...texts, 'text 3'], vectors, embed, (...done) => heard.push(done));
  expect([...rows].filter((_, i) => i % 2 === 0)).toEqual([...texts.keys(), 3]);
  expect(asked.map((part) => part.length)).toEqual([256, 256, 256, 256, 88]);
  expect(heard).toEqual([
    [256, 600],
    [512, 600],
    [600, 600],
  ]);
  await embedKept(texts, vectors, embed);
  expect(asked.length).toBe(5);
});

test('a model lost again and again is given up, and can be resumed later where it stopped', async () => {
  const vectors = kept();
  await expect(embedKept(texts, vectors, model(1, 2, 3).embed)).rejects.toBe(lost);
  expect(vectors.rowOf.size).toBe(256);
  const { asked, embed } = model();
  await embedKept(texts, vectors, embed);
  expect(asked.flat()).toEqual(texts.slice(256));
});

test('not all is kept for ever, but what is asked for is', async () => {
  const vectors = kept();
  const many = Array.from({ length: 20_000 }, (_, i) => `text ${i}`);
  const { embed } = model();
  await embedKept(many, vectors, embed);
  await embedKept(['text 7', 'text 20000'], vectors, embed);
  expect([...vectors.rowOf.keys()]).toEqual(['text 7', 'text 20000']);
});
