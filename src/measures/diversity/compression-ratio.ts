/** @file Compression ratio: how much shorter a set becomes when its repetitions are written as references. */
import { LabError } from '../../core/errors';
import type { Measure } from '../measure';

export const compressionRatioMeasure: Measure = {
  info: {
    id: 'compressionRatio',
    label: 'compression ratio',
    unit: 'bytes per gzip byte',
    range: [0, 1032],
    moreDiverseWhen: 'lower',
    cost: 'O(nL)',
    source: 'Shaib et al. 2024, arXiv 2403.00553; one gzip, of this platform',
  },
  needs: ['tokens'],
  formula: 'UTF-8 bytes / gzip bytes',
  take: ({ tokenLists }) => compressionRatio(joined(tokenLists)),
};

function* joined(tokenLists: readonly (readonly string[])[]): Generator<string> {
  for (const tokens of tokenLists) yield tokens.join(' ');
}

/** Texts are handed to the compressor in pieces of about this many characters. */
const PIECE_CHARACTERS = 65_536;

/**
 * (UTF-8 bytes of the texts, joined by spaces) / (bytes of their gzip). About 1 for short sets of unlike texts (below
 * it where the 18 bytes of gzip's frame outweigh the gain), 2 to 3 for prose, up to 1032, deflate's limit, for one
 * character over and over. It grows with the size of the set and depends on the order of the texts where they lie
 * further apart than deflate's 32 KiB window. Different zlibs differ by about a hundredth part.
 * Holds one piece of the text at a time.
 * @throws LabError `bad-dataset` where there is no byte to compress
 */
export async function compressionRatio(texts: Iterable<string>): Promise<number> {
  const { readable, writable } = new CompressionStream('gzip');
  const compressed = countBytes(readable);
  const writer = writable.getWriter();
  let numBytes = 0;
  const encoder = new TextEncoder();
  try {
    for (const piece of piecesOf(texts)) {
      const bytes = encoder.encode(piece);
      numBytes += bytes.length;
      await writer.write(bytes);
    }
    await writer.close();
  } catch (error) {
    await writer.abort(error).catch(() => undefined);
    await compressed.catch(() => undefined);
    throw error;
  }
  const numCompressed = await compressed;
  if (numBytes === 0) {
    throw new LabError(
      'bad-dataset',
      'compressionRatio: missing text (wanted at least one character) — measure a set that says something',
    );
  }
  return numBytes / numCompressed;
}

/** The texts with a space between any two, cut into long pieces. */
function* piecesOf(texts: Iterable<string>): Generator<string> {
  let piece = '';
  let isFirst = true;
  for (const text of texts) {
    piece += isFirst ? text : ` ${text}`;
    isFirst = false;
    if (piece.length < PIECE_CHARACTERS) continue;
    // A character of two code units must not be cut in half: the second half waits for the next piece.
    const last = piece.charCodeAt(piece.length - 1);
    const end = last >= 0xd800 && last < 0xdc00 ? piece.length - 1 : piece.length;
    yield piece.slice(0, end);
    piece = piece.slice(end);
  }
  if (piece !== '') yield piece;
}

async function countBytes(stream: ReadableStream<Uint8Array>): Promise<number> {
  const reader = stream.getReader();
  let numBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return numBytes;
    numBytes += value.length;
  }
}
