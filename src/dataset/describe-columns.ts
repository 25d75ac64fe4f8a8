/** @file What columns a table has, as far as its first rows tell. */
import type { TableColumn } from '../core/table-columns';
import type { TableRow } from './read-table';

/** Enough to tell a text from a label. */
const MOST_ROWS = 200;
/** Different cells that are counted; a column with more holds no classes. */
const MOST_DIFFERENT = 10_000;

interface Tally {
  characters: number;
  words: number;
  filled: number;
  readonly different: Set<string>;
}

/** In the order in which they occur; no column where there is no row. */
export async function describeColumns(
  rows: AsyncIterable<TableRow>,
  mostRows = MOST_ROWS,
): Promise<TableColumn[]> {
  const tallies = new Map<string, Tally>();
  let numRows = 0;
  for await (const { cells } of rows) {
    for (const [name, cell] of cells) count(cell, tallyOf(tallies, name));
    if (++numRows >= mostRows) break;
  }
  return [...tallies].map(([name, { characters, words, filled, different }]) => ({
    name,
    meanCharacters: characters / numRows,
    meanWords: words / numRows,
    filled,
    different: different.size,
  }));
}

function tallyOf(tallies: Map<string, Tally>, name: string): Tally {
  const known = tallies.get(name);
  if (known) return known;
  const tally = { characters: 0, words: 0, filled: 0, different: new Set<string>() };
  tallies.set(name, tally);
  return tally;
}

function count(cell: string, tally: Tally): void {
  tally.characters += cell.length;
  const trimmed = cell.trim();
  if (trimmed === '') return;
  tally.words += trimmed.match(/\S*[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  tally.filled++;
  if (tally.different.size < MOST_DIFFERENT) tally.different.add(trimmed);
}
