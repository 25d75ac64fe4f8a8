/** @file Reads a visitor's table of texts: a file, wherever it comes from. */
import type { FileCounts } from '../../core/measured-set';
import type { TableColumn } from '../../core/table-columns';
import { describeColumns } from '../../dataset/describe-columns';
import { readTable, type TableFormat, type TableRow } from '../../dataset/read-table';
import { readGroups, type GroupOptions, type TableGroups } from '../../dataset/read-table-groups';

/** A table to be read. */
export interface TableSource {
  /** Names the table in messages and results. */
  readonly name: string;
  /** Its text in pieces; read once. */
  readonly chunks: () => AsyncIterable<string>;
}

export interface ReadSettings extends Pick<
  GroupOptions,
  'textColumn' | 'labelColumn' | 'needsLabels' | 'mostTexts' | 'wayOuts'
> {
  readonly by: string | null;
  readonly seed: number;
}

export type ReadFile = TableGroups & { readonly counts: FileCounts };

/**
 * The texts of a table, in one group or in one for each value of `by`.
 * @param role tells the random samples of two tables apart
 * @throws LabError `bad-dataset` where it cannot be read or has not what was asked for
 */
export async function readSource(
  { name, chunks }: TableSource,
  role: 'file' | 'reference',
  settings: ReadSettings,
  signal: AbortSignal,
): Promise<ReadFile> {
  const rows = readRows({ name, chunks }, signal);
  const { by: byColumn, seed, ...options } = settings;
  const table = await readGroups(rows, { ...options, name, byColumn, seed: [seed, 'rows', role] });
  const { numRows: rowsWithText, numWithoutText: rowsWithoutText, numRagged: raggedRows } = table;
  return { ...table, counts: { path: name, rowsWithText, rowsWithoutText, raggedRows } };
}

/** The columns of a table; reads its beginning. @throws LabError `bad-dataset` where it cannot be read */
export function readColumns(source: TableSource, signal: AbortSignal): Promise<readonly TableColumn[]> {
  return describeColumns(readRows(source, signal));
}

/** The rows of a table, read anew. */
export function readRows({ name, chunks }: TableSource, signal: AbortSignal): AsyncGenerator<TableRow> {
  const format = formatOf(name);
  return readTable(abortable(chunks(), signal), { name, ...(format ? { format } : {}) });
}

async function* abortable(chunks: AsyncIterable<string>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    yield chunk;
  }
}

/** By the name of the file; undefined where it says nothing and the text must. */
function formatOf(path: string): TableFormat | undefined {
  const formats: Readonly<Record<string, TableFormat>> = {
    '.csv': 'csv',
    '.tsv': 'tsv',
    '.jsonl': 'jsonl',
    '.ndjson': 'jsonl',
  };
  const extension = /\.[^.]*$/.exec(path)?.[0].toLowerCase() ?? '';
  return Object.hasOwn(formats, extension) ? formats[extension] : undefined;
}

/** A path without its folders. */
export function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1)!;
}
