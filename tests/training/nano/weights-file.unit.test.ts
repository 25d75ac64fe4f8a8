import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { LabError } from '../../../src/core/errors';
import { parameterSpecs } from '../../../src/training/nano/model';
import {
  NANO_FORMAT,
  quantiseNano,
  readNano,
  type NanoManifest,
} from '../../../src/training/nano/weights-file';
import { toyLabels, toyNano, toyPieces, toyShape } from './toy-nano';

const specs = parameterSpecs(toyShape);
const weights = toyNano().weights;
const bytes = quantiseNano(weights, toyShape);
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
const manifest: NanoManifest = {
  format: NANO_FORMAT,
  id: 'toy',
  shape: toyShape,
  pieces: toyPieces,
  labels: toyLabels,
  madeBy: {},
  sha256: sha256(bytes),
};
const text = (over: object = {}): string => JSON.stringify({ ...manifest, ...over });
const shapeWith = (over: object): string => text({ shape: { ...toyShape, ...over } });
/** Bytes changed on purpose, by somebody who changes the hash as well. */
function forged(change: (view: DataView<ArrayBuffer>) => void): [string, ArrayBuffer] {
  const copy = bytes.slice();
  change(new DataView(copy.buffer));
  return [text({ sha256: sha256(copy) }), copy.buffer];
}

test('what is written reads back: matrices to half a step of the largest value of each row, gains exactly', async () => {
  const read = await readNano(text(), bytes.slice().buffer);
  expect(read.shape).toEqual(toyShape);
  expect(read.id).toBe('toy');
  expect(read.vocabulary.tokenizer.pieces).toEqual(toyPieces);
  expect(read.vocabulary.labels).toEqual(toyLabels);
  expect(read.vocabulary.size).toBe(toyShape.vocabularySize);
  specs.forEach(({ shape: [rows, columns] }, p) => {
    const [before, after] = [weights[p]!, read.weights[p]!];
    expect(after.length).toBe(rows * columns);
    if (rows === 1) return expect(after).toEqual(before);
    for (let row = 0; row < rows; row++) {
      const largest = Math.max(...before.subarray(row * columns, (row + 1) * columns).map(Math.abs));
      for (let k = row * columns; k < (row + 1) * columns; k++)
        expect(Math.abs(after[k]! - before[k]!)).toBeLessThanOrEqual((largest / 254) * 1.0001);
    }
  });
});

test('a byte a weight, and four for each row and each gain', () => {
  const wanted = specs.reduce(
    (sum, { shape: [rows, columns] }) => sum + (rows === 1 ? 4 * columns : rows * columns + 4 * rows),
    0,
  );
  expect(bytes.length).toBe(wanted);
});

test('written twice, read and written again, the bytes are the same', async () => {
  expect(quantiseNano(weights, toyShape)).toEqual(bytes);
  const read = await readNano(text(), bytes.slice().buffer);
  expect(quantiseNano(read.weights, toyShape)).toEqual(bytes);
});

test('rows of any size survive: zeros, huge and tiny ones', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.float({ min: Math.fround(-1e37), max: Math.fround(1e37), noNaN: true }), {
        minLength: 16,
        maxLength: 16,
      }),
      async (row) => {
        const changed = weights.map((list) => list.slice());
        changed[0]!.set(row, 32);
        changed[0]!.fill(0, 0, 16);
        const written = quantiseNano(changed, toyShape);
        const read = await readNano(text({ sha256: sha256(written) }), written.buffer);
        expect(read.weights[0]!.subarray(0, 16).every((value) => value === 0)).toBe(true);
        const largest = Math.max(...row.map(Math.abs));
        row.forEach((value, k) => {
          const difference = Math.abs(read.weights[0]![32 + k]! - value);
          expect(difference).toBeLessThanOrEqual((largest / 254) * 1.001 + 1e-42);
        });
      },
    ),
    { numRuns: 50 },
  );
});

test('the fingerprint names weights and words alike', async () => {
  const fingerprint = async (manifestText: string, buffer = bytes.slice().buffer): Promise<string> =>
    (await readNano(manifestText, buffer)).fingerprint;
  const own = await fingerprint(text());
  expect(await fingerprint(text({ madeBy: { note: 'x' } }))).toBe(own);
  expect(await fingerprint(text({ pieces: [...toyPieces.slice(0, -1), 'ß'] }))).not.toBe(own);
  expect(await fingerprint(text({ labels: ['a', 'b', 'c'] }))).not.toBe(own);
  expect(await fingerprint(...forged((view) => view.setInt8(0, view.getInt8(0) ^ 1)))).not.toBe(own);
});

/** Where the step sizes of the tokens lie, and after them those of the positions. */
const tokenScales = toyShape.vocabularySize * toyShape.dimensions;

test.each([
  ['a web page', '<!doctype html>', bytes.slice().buffer],
  ['null', 'null', bytes.slice().buffer],
  ['a list', '[]', bytes.slice().buffer],
  ['the encoder', text({ format: 'goldilocks-encoder-1' }), bytes.slice().buffer],
  ['no hash', text({ sha256: undefined }), bytes.slice().buffer],
  ['no id', text({ id: 7 }), bytes.slice().buffer],
  ['no shape', text({ shape: null }), bytes.slice().buffer],
  ['no pieces', text({ pieces: [] }), bytes.slice().buffer],
  ['pieces that are numbers', text({ pieces: toyPieces.map((_, i) => i) }), bytes.slice().buffer],
  [
    'a piece twice',
    text({ pieces: toyPieces.map((piece, i) => (i === 5 ? toyPieces[4] : piece)) }),
    bytes.slice().buffer,
  ],
  ['a piece too many', text({ pieces: [...toyPieces, 'x'] }), bytes.slice().buffer],
  ['a label too few', text({ labels: ['bird'] }), bytes.slice().buffer],
  ['heads that do not divide', shapeWith({ heads: 3 }), bytes.slice().buffer],
  ['no heads', shapeWith({ heads: 0 }), bytes.slice().buffer],
  ['half a layer', shapeWith({ layers: 0.5 }), bytes.slice().buffer],
  ['a size as text', shapeWith({ dimensions: '16' }), bytes.slice().buffer],
  ['a negative size', shapeWith({ feedForwardSize: -32 }), bytes.slice().buffer],
  ['a size that would take all memory', shapeWith({ layers: 1e12 }), bytes.slice().buffer],
  ['a context of one token', shapeWith({ contextLength: 1 }), bytes.slice().buffer],
  ['another depth', shapeWith({ layers: 3 }), bytes.slice().buffer],
  ['a truncated file', text(), bytes.slice(0, -1).buffer],
  ['a longer file', text(), new ArrayBuffer(bytes.length + 1)],
  ['an empty file', text(), new ArrayBuffer(0)],
  ['a step size that is no number', ...forged((view) => view.setFloat32(tokenScales, NaN, true))],
  ['an infinite step size', ...forged((view) => view.setFloat32(tokenScales + 4, Infinity, true))],
  ['a gain that is no number', ...forged((view) => view.setFloat32(bytes.length - 4, NaN, true))],
])('damaged files (%s) are refused with a sentence', async (_, manifestText, content) => {
  await expect(readNano(manifestText, content)).rejects.toThrow(LabError);
  await expect(readNano(manifestText, content)).rejects.toThrow(/^readNano: .+ — .+/);
});

test('one altered byte is found', async () => {
  const altered = bytes.slice();
  altered[1234]! ^= 1;
  await expect(readNano(text(), altered.buffer)).rejects.toThrow('invalid content of nano.bin');
});

test('weights of another shape, or such as no training should give, are not written', () => {
  expect(() => quantiseNano(weights.slice(1), toyShape)).toThrow('invalid lengths of weights');
  expect(() => quantiseNano(weights, { ...toyShape, feedForwardSize: 31 })).toThrow(LabError);
  for (const wrong of [NaN, Infinity]) {
    const broken = weights.map((list) => list.slice());
    broken[5]![3] = wrong;
    expect(() => quantiseNano(broken, toyShape)).toThrow('invalid weight in blocks.0.feedForwardNorm');
  }
});
