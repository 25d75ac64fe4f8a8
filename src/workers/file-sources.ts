/** @file A visitor's files as tables to be read. */
import type { FileToMeasure } from '../core/measured-set';
import type { TableSource } from '../experiment';

/** Texts of a file that are taken at most; of a larger file a random sample. */
export const MOST_TEXTS = 1000;

export function sourceOf({ name, content }: FileToMeasure): TableSource {
  return { name, chunks: () => textOf(content) };
}

/**
 * The text of a file in pieces. A character that is cut in two by a piece's end comes whole. What is no UTF-8 is taken
 * for the encoding in which spreadsheets on Windows write CSV.
 */
export async function* textOf(content: Blob): AsyncGenerator<string> {
  yield* decoded(content, new TextDecoder(await encodingOf(content)));
}

async function* decoded(content: Blob, decoder: TextDecoder): AsyncGenerator<string> {
  const reader = content.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}

/** Only the whole file can tell UTF-8 from a file with an umlaut at its end. */
async function encodingOf(content: Blob): Promise<string> {
  const [first, second] = new Uint8Array(await content.slice(0, 2).arrayBuffer());
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const pieces = decoded(content, new TextDecoder('utf-8', { fatal: true }));
  try {
    while (!(await pieces.next()).done);
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}
