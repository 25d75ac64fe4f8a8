/** @file What columns a table has, as far as its first rows tell. */
import type { TableColumn } from '../core/measured-set';
import type { TableRow } from './read-table';

/** Enough to tell a text from a label. */
const MOST_ROWS = 200;

/** In the order in which they occur; no column where there is no row. */
export async function describeColumns(
  rows: AsyncIterable<TableRow>,
  mostRows = MOST_ROWS,
): Promise<TableColumn[]> {
  const characters = new Map<string, number>();
  let numRows = 0;
  for await (const { cells } of rows) {
    for (const [name, cell] of cells) characters.set(name, (characters.get(name) ?? 0) + cell.length);
    if (++numRows >= mostRows) break;
  }
  return [...characters].map(([name, sum]) => ({ name, meanCharacters: sum / numRows }));
}
