import { expect, test } from 'vitest';
import { decodeText } from '../../src/dataset/decode-text';

async function read(...parts: (string | readonly number[])[]): Promise<string> {
  const bytes = parts.map((part) => (typeof part === 'string' ? part : new Uint8Array(part)));
  const open = (): AsyncIterable<Uint8Array> => new Blob(bytes).stream() as ReadableStream<Uint8Array>;
  let text = '';
  for await (const piece of decodeText(open)) text += piece;
  return text;
}

// Bytes as Python's str.encode gives them for each encoding.
test.each([
  ['UTF-8', [0x67, 0x72, 0xc3, 0xbc, 0x6e]],
  ['Windows-1252', [0x67, 0x72, 0xfc, 0x6e]],
  ['UTF-16, low byte first', [0xff, 0xfe, 0x67, 0, 0x72, 0, 0xfc, 0, 0x6e, 0]],
  ['UTF-16, high byte first', [0xfe, 0xff, 0, 0x67, 0, 0x72, 0, 0xfc, 0, 0x6e]],
])('a file in %s is read as it was written', async (_, bytes) => {
  expect(await read(bytes)).toBe('grün');
});

test('an umlaut at the end of a large file is enough to tell', async () => {
  const long = 'a'.repeat(300_000);
  expect(await read(long, [0xe4])).toBe(`${long}ä`);
  expect(await read(long, [0xc3, 0xa4])).toBe(`${long}ä`);
});

test('an empty file has no text', async () => {
  expect(await read()).toBe('');
});

test('pieces may be cut anywhere, in the mark of the encoding and within a character', async () => {
  const bytes = new Uint8Array([0xff, 0xfe, 0x67, 0, 0x3d, 0xd8, 0x00, 0xde]);
  async function* oneByOne(): AsyncGenerator<Uint8Array> {
    for (const byte of bytes) yield await Promise.resolve(new Uint8Array([byte]));
  }
  let text = '';
  for await (const piece of decodeText(oneByOne)) text += piece;
  expect(text).toBe('g😀');
});
