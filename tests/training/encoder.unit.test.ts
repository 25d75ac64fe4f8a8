import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import { bagOf, quantise, readEncoder } from '../../src/training/encoder';
import { EncoderEmbedder } from '../../src/training/encoder-embedder';

const manifest = readFileSync('models/encoder.json', 'utf8');
const bytes = readFileSync('models/encoder.bin');
const buffer = (): ArrayBuffer => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
const encoder = await readEncoder(manifest, buffer());
const embedder = new EncoderEmbedder(encoder);

const cosine = async (a: string, b: string): Promise<number> => {
  const rows = await embedder.embed([a, b]);
  let sum = 0;
  for (let k = 0; k < embedder.dimensions; k++) sum += rows[k]! * rows[embedder.dimensions + k]!;
  return sum;
};

test('what models/ ships reads back, with as many embeddings as pieces', () => {
  expect(encoder.tokenizer.pieces.length).toBe(4096);
  expect(encoder.embeddings.length).toBe(4096 * encoder.dimensions);
  expect(encoder.embeddings.every(Number.isFinite)).toBe(true);
});

test('quantising costs at most half a step of the largest value of a row', () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 6, maxLength: 6 }),
      (values) => {
        const rows = Float32Array.from(values); // two rows of three
        const quantised = quantise(rows, 3);
        const scales = new DataView(quantised.buffer, 6);
        rows.forEach((value, i) => {
          const row = Math.floor(i / 3);
          const largest = Math.max(...rows.subarray(row * 3, row * 3 + 3).map(Math.abs));
          const back = new Int8Array(quantised.buffer)[i]! * scales.getFloat32(4 * row, true);
          expect(Math.abs(back - value)).toBeLessThanOrEqual(largest / 254 + 1e-6 * largest + 1e-40);
        });
      },
    ),
  );
});

test('a bag holds each piece once, and its shares sum to 1, rare pieces weighing more', () => {
  const bag = bagOf(encoder, 'the salamander of the salamander');
  expect(new Set(bag.pieces).size).toBe(bag.pieces.length);
  expect(bag.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
  const shareOf = (word: string): number =>
    bag.shares[bag.pieces.indexOf(encoder.tokenizer.encode(word)[0]!)]!;
  expect(shareOf('salamander')).toBeGreaterThan(5 * shareOf('the'));
  expect(bagOf(encoder, '').pieces.length).toBe(0);
});

test('embeddings have unit length, or are zero where there is nothing to embed', async () => {
  const rows = await embedder.embed(['a small brown bird', '', 'x']);
  const length = (row: number): number =>
    Math.hypot(...rows.subarray(row * embedder.dimensions, (row + 1) * embedder.dimensions));
  expect(length(0)).toBeCloseTo(1, 5);
  expect(length(1)).toBe(0);
});

test('what pre-training learned: texts about like things lie closer than texts about unlike things', async () => {
  const alike = await cosine('a small brown songbird of europe', 'large grey heron of north america');
  const unlike = await cosine('a small brown songbird of europe', 'a dish of rice and beans with spices');
  expect(alike).toBeGreaterThan(unlike + 0.2);
});

test.each([
  ['a web page', '<!doctype html>', buffer()],
  ['another format', manifest.replace('goldilocks-encoder-1', 'x'), buffer()],
  ['null', 'null', buffer()],
  ['pieces missing', JSON.stringify({ ...(JSON.parse(manifest) as object), pieces: [] }), buffer()],
  ['a truncated file', manifest, buffer().slice(0, 1000)],
  ['an empty file', manifest, new ArrayBuffer(0)],
])('a damaged encoder (%s) is refused with a sentence', async (_, text, content) => {
  await expect(readEncoder(text, content)).rejects.toThrow(LabError);
  await expect(readEncoder(text, content)).rejects.toThrow(/^readEncoder: .+ — .+/);
});

test('one altered byte is found', async () => {
  const altered = buffer();
  new Uint8Array(altered)[12345]! ^= 1;
  await expect(readEncoder(manifest, altered)).rejects.toThrow('invalid content of encoder.bin');
});

test('a row is the weighted mean of the pieces less that of the corpus, for texts of any length, in tokens or not', async () => {
  const { dimensions: d, embeddings, pieceWeights, corpusBag } = encoder;
  const meanOf = (pieces: ArrayLike<number>, weights: ArrayLike<number>): number[] =>
    Array.from({ length: d }, (_, k) => {
      const terms = Array.from(pieces, (piece, i) => weights[i]! * embeddings[piece * d + k]!);
      return terms.reduce((sum, term) => sum + term, 0) / Array.from(weights).reduce((sum, w) => sum + w, 0);
    });
  const center = meanOf(corpusBag.pieces, corpusBag.shares);
  const words = 'a small domesticated mammal kept by people'.split(' ');
  const texts = words.map((_, i) => words.slice(0, i + 1).join(' '));
  const rows = await embedder.embed(texts);
  texts.forEach((text, row) => {
    const ids = encoder.tokenizer.encode(text);
    const mean = meanOf(
      ids,
      ids.map((id) => pieceWeights[id]!),
    ).map((value, k) => value - center[k]!);
    const length = Math.hypot(...mean);
    mean.forEach((value, k) => expect(rows[row * d + k]).toBeCloseTo(value / length, 6));
  });
  expect(await embedder.embedTokens(texts.map((text) => text.split(' ')))).toEqual(rows);
});
