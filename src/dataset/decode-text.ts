/** @file Text out of the bytes of a file, in the encodings in which programs save tables. */

/** Gives the bytes in pieces, from their beginning each time. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;

/**
 * The text in pieces, without a byte order mark; a character that is cut in two by a piece's end comes whole. What has no
 * mark of UTF-16 and is no UTF-8 is taken for Windows-1252, in which spreadsheets on Windows write CSV.
 */
export async function* decodeText(open: OpenBytes): AsyncGenerator<string, void, undefined> {
  yield* decodeWith(new TextDecoder(await encodingOf(open)), open());
}

/** Only the whole file can tell UTF-8 from a file with an umlaut at its end. */
async function encodingOf(open: OpenBytes): Promise<string> {
  const mark = await firstBytes(open);
  if (mark[0] === 0xff && mark[1] === 0xfe) return 'utf-16le';
  if (mark[0] === 0xfe && mark[1] === 0xff) return 'utf-16be';
  const pieces = decodeWith(new TextDecoder('utf-8', { fatal: true }), open());
  try {
    while (!(await pieces.next()).done);
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}

async function firstBytes(open: OpenBytes): Promise<readonly number[]> {
  const bytes: number[] = [];
  for await (const piece of open()) {
    bytes.push(...piece.subarray(0, 2));
    if (bytes.length >= 2) break;
  }
  return bytes;
}

async function* decodeWith(
  decoder: TextDecoder,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
