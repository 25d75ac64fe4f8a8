/** @file Plain text as a table of one column: every line that is not blank is a row. */
import { LabError, shown } from '../core/errors';
import type { TableRow } from './read-table';

/** A line longer than this is a file of another kind. */
const MOST_CHARACTERS_IN_A_LINE = 16_000_000;

/**
 * The lines of a text, in order, each in the cell `column`, without white space around them. Lines end in LF, CRLF or
 * CR; a byte order mark is dropped.
 * @param chunks the text in pieces, cut anywhere
 * @throws LabError `bad-dataset` naming file and line: no line at all, one of more than 16 million characters, text that
 * is not UTF-8
 */
export async function* readLines(
  chunks: AsyncIterable<string> | Iterable<string>,
  { column, name }: { readonly column: string; readonly name: string },
): AsyncGenerator<TableRow, void, undefined> {
  let rest = '';
  let line = 0;
  let isBegun = false;
  let hasRows = false;
  function* rowsOf(lines: readonly string[]): Generator<TableRow> {
    for (const text of lines) {
      line++;
      const trimmed = text.trim();
      if (trimmed === '') continue;
      hasRows = true;
      yield { line, cells: new Map([[column, trimmed]]), isRagged: false };
    }
  }
  for await (const chunk of chunks) {
    rest += isBegun ? chunk : chunk.replace(/^\uFEFF+/, '');
    if (chunk.includes('\0') || (!isBegun && /^\uFFFD/.test(chunk))) {
      throw new LabError(
        'bad-dataset',
        `${name}:${line + 1}: invalid encoding: ${shown(chunk.slice(0, 4))} (wanted text in UTF-8) — choose another file`,
      );
    }
    isBegun ||= rest !== '';
    // A line feed that comes with the next piece may belong to the return at the end of this one.
    const lines = rest.split(/\r\n|\r(?!$)|\n/);
    rest = lines.pop()!;
    if (rest.length > MOST_CHARACTERS_IN_A_LINE) {
      throw new LabError(
        'bad-dataset',
        `${name}:${line + 1}: invalid line: ${shown(rest.slice(0, 80))} (wanted at most ${MOST_CHARACTERS_IN_A_LINE} characters) — choose another file`,
      );
    }
    yield* rowsOf(lines);
  }
  yield* rowsOf(rest.split('\r'));
  if (!hasRows) {
    throw new LabError(
      'bad-dataset',
      `${name}:1: missing lines: 0 (wanted a line that is not blank) — choose another file`,
    );
  }
}
