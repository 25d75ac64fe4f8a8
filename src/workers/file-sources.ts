/** @file A visitor's files as tables to be read. */
import type { FileToMeasure } from '../core/measured-set';
import type { TableSource } from '../experiment';

/** Texts of a file that are taken at most; of a larger file a random sample. */
export const MOST_TEXTS = 1000;

export function sourceOf({ name, content }: FileToMeasure): TableSource {
  return { name, chunks: () => textOf(content) };
}

/** The text of a file in pieces. A character that is cut in two by a piece's end comes whole. */
export async function* textOf(content: Blob): AsyncGenerator<string> {
  const reader = content.stream().getReader();
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    yield decoder.decode(value, { stream: true });
  }
  yield decoder.decode();
}
