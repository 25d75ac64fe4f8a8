/** @file A visitor's files as tables to be read. */
import type { FileToMeasure } from '../core/measured-set';
import { decodeText } from '../dataset/decode-text';
import type { TableSource } from '../experiment/files/read-tables';

/** At most so many texts of a file are used; of a larger file a random sample. */
export const MOST_TEXTS = 1000;

export function sourceOf({ name, content }: FileToMeasure): TableSource {
  return { name, chunks: () => textOf(content) };
}

/** The text of a file in pieces, whatever encoding it was saved in. */
export function textOf(content: Blob): AsyncIterable<string> {
  return decodeText(() => bytesOf(content));
}

async function* bytesOf(content: Blob): AsyncGenerator<Uint8Array> {
  const reader = content.stream().getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
