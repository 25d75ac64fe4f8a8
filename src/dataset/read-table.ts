/**
 * @file Rows out of CSV and JSONL, from text as it streams in: a file of any size is read in the memory of its
 * longest row, in the page and in Node alike.
 */
import { LabError, shown } from '../core/errors';

export type TableFormat = 'csv' | 'tsv' | 'jsonl';

export interface TableRow {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
  /** By column name. What a row lacks, null and nested values are not there; numbers and truth values are written out. */
  readonly cells: ReadonlyMap<string, string>;
  /** CSV: the row has more or fewer cells than the header. What is too much is dropped. */
  readonly isRagged: boolean;
}

export interface ReadTableOptions {
  /** Default: JSONL where the text begins with a brace, else CSV. */
  readonly format?: TableFormat;
  /** Names the file in messages; default "table". */
  readonly name?: string;
}

/** A row longer than this is a file of another kind, or a quote that nobody closed. */
const MOST_CHARACTERS_IN_A_ROW = 16_000_000;

/**
 * The rows of a table, in order; blank lines are no rows.
 *
 * CSV is that of RFC 4180: the first row names the columns; a cell in double quotes may hold commas, line ends and,
 * doubled, quotes. Lines end in LF, CRLF or CR. A byte order mark is dropped. A quote inside an unquoted cell is a
 * quote; text after a closing quote still belongs to its cell. Columns without a name are dropped. Where the first row
 * has more semicolons, or tabs, than commas, these stand between the cells, as spreadsheets of many countries write it.
 * TSV is the same with tabs. JSONL has one object on each line.
 * @param chunks the text in pieces, cut anywhere
 * @throws LabError `bad-dataset` naming file and line: no text at all, a column named twice, a quote never closed, a
 * line that is no JSON object, one JSON array, a row of more than 16 million characters, what is no text, or not in UTF-8
 */
export async function* readTable(
  chunks: AsyncIterable<string> | Iterable<string>,
  { format, name = 'table' }: ReadTableOptions = {},
): AsyncGenerator<TableRow, void, undefined> {
  let parser: RowParser | null = null;
  let begun = ''; // what has come while too little is known to tell the format
  for await (const chunk of chunks) {
    if (parser) {
      yield* parser.push(chunk);
      continue;
    }
    begun = (begun + chunk).replace(BYTE_ORDER_MARKS, '');
    if (!isEnoughToTell(begun)) continue;
    parser = parserOf(begun, format, name);
    yield* parser.push(begun);
  }
  if (!parser) {
    if (begun.trim() === '') throw badTable(name, 1, 'missing rows', 0, 'a header and rows, or JSON objects');
    parser = parserOf(begun, format, name);
    yield* parser.push(begun);
  }
  yield* parser.end();
}

const BYTE_ORDER_MARKS = /^\uFEFF+/;
/** Two characters of UTF-16, read as UTF-8. */
const LEAST_TO_TELL = 4;
/** Longer than any first row that means to name columns. */
const MOST_TO_TELL = 65_536;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const COMMA = 44;
const SEMICOLON = 59;
const TAB = 9;

function badTable(name: string, line: number, what: string, value: unknown, wanted: string): LabError {
  const wayOut = 'mend the file';
  return new LabError(
    'bad-dataset',
    `${name}:${line}: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`,
  );
}

/** Takes text piece by piece and gives the rows that are whole. */
interface RowParser {
  push(text: string): TableRow[];
  end(): TableRow[];
}

/** The first line tells the format. */
function isEnoughToTell(begun: string): boolean {
  if (begun.length > MOST_TO_TELL) return true;
  return begun.length >= LEAST_TO_TELL && /[\r\n]/.test(begun.trimStart());
}

function parserOf(begin: string, format: TableFormat | undefined, name: string): RowParser {
  const head = begin.slice(0, LEAST_TO_TELL);
  if (begin.startsWith('PK\x03\x04')) {
    throw badTable(
      name,
      1,
      'invalid format',
      'a spreadsheet or an archive',
      'CSV, TSV or JSONL: save it as CSV',
    );
  }
  if (/^\uFFFD\uFFFD|\0/.test(begin.slice(0, MOST_TO_TELL)))
    throw badTable(name, 1, 'invalid encoding', head, 'text in UTF-8');
  const first = begin.trimStart().split(/[\r\n]/, 1)[0]!;
  if (format !== 'tsv' && /^\[\s*(\{|$)/.test(first))
    throw badTable(name, 1, 'invalid format', 'one JSON array', 'JSONL, an object on each line, or CSV');
  const found = format ?? (first.startsWith('{') ? 'jsonl' : 'csv');
  return found === 'jsonl'
    ? new JsonLinesParser(name)
    : new SeparatedParser(name, found === 'tsv' ? TAB : separatorOf(first));
}

/** What stands oftenest between the names of the columns; a comma where they are as many. */
function separatorOf(header: string): number {
  const unquoted = header.replace(/"[^"]*("|$)/g, '');
  const count = (mark: number): number => unquoted.split(String.fromCharCode(mark)).length;
  return [SEMICOLON, TAB].reduce((best, mark) => (count(mark) > count(best) ? mark : best), COMMA);
}

/** Where in a cell the reader stands; `closing` is after a quote that ends it, unless another quote follows. */
type CellState = 'before' | 'unquoted' | 'quoted' | 'closing';

class SeparatedParser implements RowParser {
  readonly #name: string;
  readonly #separator: number;
  #columns: readonly string[] | null = null;
  #place: CellState = 'before';
  #cell = '';
  #cells: string[] = [];
  #line = 1;
  #rowLine = 1;
  /** Characters of the cells of this row that are whole. */
  #rowLength = 0;
  #isAfterReturn = false;
  #rows: TableRow[] = [];

  constructor(name: string, separator: number) {
    this.#name = name;
    this.#separator = separator;
  }

  push(text: string): TableRow[] {
    let from = 0; // what is before it has been taken over
    const take = (to: number): void => {
      if (to > from) this.#cell += text.slice(from, to);
      from = to + 1;
    };
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === LINE_FEED && this.#isAfterReturn) {
        // The second half of CRLF: its row has ended, or its line been counted, already.
        this.#isAfterReturn = false;
        if (this.#place !== 'quoted') from = i + 1;
        continue;
      }
      this.#isAfterReturn = code === CARRIAGE_RETURN;
      const endsLine = code === LINE_FEED || code === CARRIAGE_RETURN;
      if (endsLine) this.#line++;
      if (this.#place === 'quoted') {
        if (code === QUOTE) {
          take(i);
          this.#place = 'closing';
        }
        continue;
      }
      if (code === QUOTE && this.#place !== 'unquoted') {
        if (this.#place === 'closing') this.#cell += '"';
        from = i + 1;
        this.#place = 'quoted';
      } else if (code === this.#separator) {
        take(i);
        this.#endCell();
      } else if (endsLine) {
        take(i);
        this.#endRow();
      } else {
        this.#place = 'unquoted';
      }
    }
    take(text.length);
    if (this.#rowLength + this.#cell.length > MOST_CHARACTERS_IN_A_ROW) this.#refuseLength();
    return this.#flush();
  }

  end(): TableRow[] {
    if (this.#place === 'quoted') {
      throw badTable(
        this.#name,
        this.#rowLine,
        'invalid row',
        this.#cell,
        'a quote at the end of the quoted cell',
      );
    }
    this.#endRow();
    return this.#flush();
  }

  #flush(): TableRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #endCell(): void {
    this.#cells.push(this.#cell);
    this.#rowLength += this.#cell.length + 1;
    this.#cell = '';
    this.#place = 'before';
  }

  #endRow(): void {
    const isBlank = this.#cells.length === 0 && this.#cell === '' && this.#place === 'before';
    if (!isBlank) {
      this.#endCell();
      if (this.#columns) this.#rows.push(this.#rowOf(this.#columns));
      else this.#columns = this.#header();
    }
    this.#cells = [];
    this.#rowLine = this.#line;
    this.#rowLength = 0;
  }

  #rowOf(columns: readonly string[]): TableRow {
    const cells = new Map<string, string>();
    const isRagged = this.#cells.length !== columns.length;
    for (let i = 0; i < columns.length && i < this.#cells.length; i++) {
      if (columns[i] !== '') cells.set(columns[i]!, this.#cells[i]!);
    }
    return { line: this.#rowLine, cells, isRagged };
  }

  #header(): readonly string[] {
    const columns = this.#cells.map((cell) => cell.trim());
    const twice = columns.find((column, i) => column !== '' && columns.indexOf(column) < i);
    if (twice !== undefined)
      throw badTable(this.#name, this.#rowLine, 'invalid column', twice, 'each name once');
    return columns;
  }

  #refuseLength(): never {
    const wanted = `at most ${MOST_CHARACTERS_IN_A_ROW} characters in a row; is a quote left open?`;
    throw badTable(this.#name, this.#rowLine, 'invalid row', this.#cell, wanted);
  }
}

class JsonLinesParser implements RowParser {
  readonly #name: string;
  #rest = '';
  #line = 0;

  constructor(name: string) {
    this.#name = name;
  }

  push(text: string): TableRow[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!;
    if (this.#rest.length > MOST_CHARACTERS_IN_A_ROW) {
      const wanted = `at most ${MOST_CHARACTERS_IN_A_ROW} characters in a row`;
      throw badTable(this.#name, this.#line + 1, 'invalid row', this.#rest.slice(0, 80), wanted);
    }
    return lines.flatMap((line) => this.#rowsOf(line));
  }

  end(): TableRow[] {
    return this.#rowsOf(this.#rest);
  }

  /** One row, or none of a blank line. */
  #rowsOf(text: string): TableRow[] {
    this.#line++;
    if (text.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw badTable(this.#name, this.#line, 'invalid row', text, 'one JSON object a line');
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw badTable(this.#name, this.#line, 'invalid row', text, 'a JSON object');
    }
    const cells = new Map<string, string>();
    for (const [column, cell] of Object.entries(value)) {
      if (typeof cell === 'string') cells.set(column, cell);
      else if (typeof cell === 'number' || typeof cell === 'boolean') cells.set(column, String(cell));
    }
    return [{ line: this.#line, cells, isRagged: false }];
  }
}
