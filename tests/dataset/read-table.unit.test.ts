import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stream } from '../../src/core/random';
import { readTable, type ReadTableOptions, type TableRow } from '../../src/dataset/read-table';
import { MOST_GROUPS, readGroups, type GroupOptions } from '../../src/dataset/read-table-groups';

async function rowsOf(chunks: readonly string[], options: ReadTableOptions = {}): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of readTable(chunks, options)) rows.push(row);
  return rows;
}

const cellsOf = async (text: string, options: ReadTableOptions = {}): Promise<Record<string, string>[]> =>
  (await rowsOf([text], options)).map(({ cells }) => Object.fromEntries(cells));

/** A text cut at random places. */
function inPieces(text: string, seed: number): string[] {
  const rng = stream(seed);
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    const to = from + 1 + rng.integer(5);
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe('readTable of CSV', () => {
  test('reads cells with commas, quotes and line ends in quotes', async () => {
    const text = 'text,label\n"a, b",one\n"he said ""no""",two\n"first\nsecond\r\nthird",three\n';
    expect(await cellsOf(text)).toEqual([
      { text: 'a, b', label: 'one' },
      { text: 'he said "no"', label: 'two' },
      { text: 'first\nsecond\r\nthird', label: 'three' },
    ]);
  });

  test.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('takes %s for the end of a line, and needs none at the end', async (_, end) => {
    const rows = await rowsOf([['text,label', 'a,1', '', 'b,2'].join(end)]);
    expect(rows.map(({ line, cells }) => [line, cells.get('text'), cells.get('label')])).toEqual([
      [2, 'a', '1'],
      [4, 'b', '2'],
    ]);
  });

  test('drops a byte order mark, in a piece of its own too', async () => {
    expect(await cellsOf('\uFEFFtext\na')).toEqual([{ text: 'a' }]);
    expect((await rowsOf(['\uFEFF', 'text\n', 'a']))[0]!.cells.get('text')).toBe('a');
  });

  test('says which rows have more or fewer cells than the header', async () => {
    const rows = await rowsOf(['text,label\na\nb,1\nc,2,3\n']);
    expect(rows.map(({ isRagged, cells }) => [isRagged, [...cells.values()]])).toEqual([
      [true, ['a']],
      [false, ['b', '1']],
      [true, ['c', '2']],
    ]);
  });

  test('takes a quote inside an unquoted cell for a quote, and what follows a closing quote for text', async () => {
    expect(await cellsOf('text\n5" wide\n"a"b\n""\n')).toEqual([
      { text: '5" wide' },
      { text: 'ab' },
      { text: '' },
    ]);
  });

  test('reads hostile column names as names', async () => {
    const [row] = await rowsOf(['__proto__,constructor,toString\nx,y,z\n']);
    expect([...row!.cells]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
    ]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('reads tabs where it is told to, and drops columns without a name', async () => {
    expect(await cellsOf('text\tlabel\t\na, b\t1\tx\n', { format: 'tsv' })).toEqual([
      { text: 'a, b', label: '1' },
    ]);
  });

  test.each([
    ['semicolons', 'Nr;Text;Art', [';']],
    ['tabs', 'Nr\tText\tArt', ['\t']],
    ['semicolons beside a comma', 'Nr, laufend;Text;Art', [';']],
    ['semicolons around quoted commas', '"Nr, a, b, c";Text;Art', [';']],
    ['commas', 'Nr,Text,"Art; Sorte; Klasse; Typ"', [',']],
    ['commas where as many', 'Nr;alt,Text', [',']],
  ])('sees %s between the cells by the first row', async (_, header, [mark]) => {
    const row = ['1', '"a; b, c"', 'x'].slice(0, header === 'Nr;alt,Text' ? 2 : 3).join(mark);
    for (const format of ['csv', undefined] as const) {
      const rows = await rowsOf(inPieces(`${header}\r\n${row}\r\n`, 1), format ? { format } : {});
      expect(rows).toHaveLength(1);
      expect(rows[0]!.isRagged).toBe(false);
      expect(rows[0]!.cells.get('Text')).toBe('a; b, c');
    }
  });

  test('gives back what was written, however it is cut into pieces', async () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r', ' ', '{', '\t'),
      maxLength: 8,
    });
    const row = fc.tuple(cell, cell, cell);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        fc.integer(),
        async (table, end, isClosed, seed) => {
          const lines = [['a', 'b', 'c'], ...table].map((cells) => cells.map(quoted).join(','));
          const rows = await rowsOf(inPieces(lines.join(end) + (isClosed ? end : ''), seed), {
            format: 'csv',
          });
          expect(rows.map(({ cells }) => [...cells.values()])).toEqual(table);
          expect(rows.some(({ isRagged }) => isRagged)).toBe(false);
        },
      ),
    );
  });

  test('never fails but with a sentence, whatever the text', async () => {
    const text = fc.string({
      unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\uFEFF', '{', '\0'),
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(text, fc.integer(), async (text, seed) => {
        const read = (pieces: string[]): Promise<unknown> => rowsOf(pieces).catch((error: Error) => error);
        const whole = await read([text]);
        if (whole instanceof Error) expect(whole).toMatchObject({ name: 'LabError', code: 'bad-dataset' });
        else expect(await read(inPieces(text, seed))).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['no text', [''], 'table:1: missing rows: 0'],
    ['nothing but white space', [' \n', '\n'], 'table:1: missing rows: 0'],
    ['a quote that is never closed', ['text\nok\n"a\nb\nc'], 'table:3: invalid row: "a'],
    [
      'a column named twice',
      ['text,label,text\n'],
      'table:1: invalid column: "text" (wanted each name once)',
    ],
    ['UTF-16', ['\uFFFD\uFFFDt\0e\0'], 'table:1: invalid encoding'],
    ['a spreadsheet', ['PK\x03\x04\x14\0\x06'], 'a spreadsheet or an archive" (wanted CSV'],
    ['a picture', ['\uFFFDPNG\r\n\x1a\n\0\0\0\rIHDR'], 'invalid encoding'],
    ['a JSON array', ['[{"text": "a"}]'], 'one JSON array" (wanted JSONL'],
    ['a JSON array over lines', ['[\n', '  {"text": "a"}\n]'], 'one JSON array'],
    ['UTF-16 without its mark', ['t\0e\0x\0'], 'invalid encoding'],
    [
      'an endless row',
      ['text\n"', ...Array.from({ length: 17 }, () => 'x'.repeat(1_000_000))],
      'table:2: invalid row',
    ],
  ])('refuses %s', async (_, chunks, sentence) => {
    await expect(rowsOf(chunks)).rejects.toThrow(sentence);
  });

  test('names the file in messages', async () => {
    await expect(rowsOf([''], { name: 'data/a.csv' })).rejects.toThrow('data/a.csv:1: missing rows');
  });

  test('reads no further than it is asked to', async () => {
    let asked = 0;
    function* endless(): Generator<string> {
      yield 'text\n';
      for (;;) yield `row ${asked++}\n`;
    }
    for await (const { line } of readTable(endless())) if (line === 100) break;
    expect(asked).toBeLessThan(110);
  });
});

describe('readTable of JSONL', () => {
  test('reads an object a line, with numbers and truth values written out, null and nested values left out', async () => {
    const text =
      '{"text":"a\\nb","label":3}\n\n{"text":"c","label":true,"more":{"x":1},"list":[1],"none":null}\r\n';
    expect(await cellsOf(text)).toEqual([
      { text: 'a\nb', label: '3' },
      { text: 'c', label: 'true' },
    ]);
  });

  test('reads hostile keys as names', async () => {
    const [row] = await rowsOf(['{"__proto__":"x","text":"a"}']);
    expect(row!.cells.get('__proto__')).toBe('x');
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('gives back what was written, however it is cut into pieces', async () => {
    const object = fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 8 }), {
      minKeys: 1,
      maxKeys: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { minLength: 1, maxLength: 6 }),
        fc.integer(),
        async (objects, seed) => {
          const text = objects.map((one) => JSON.stringify(one)).join('\n');
          const rows = await rowsOf(inPieces(text, seed));
          expect(rows.map(({ cells }) => [...cells])).toEqual(objects.map((one) => Object.entries(one)));
          expect(rows.map(({ line }) => line)).toEqual(objects.map((_, i) => i + 1));
        },
      ),
    );
  });

  test.each([
    [
      'a line that is no JSON',
      '{"text":"a"}\n{"text":',
      'table:2: invalid row: "{"text":" (wanted one JSON object a line)',
    ],
    ['a list', '{"text":"a"}\n[1]', 'table:2: invalid row: "[1]" (wanted a JSON object)'],
    ['a null', '{"text":"a"}\nnull', 'table:2: invalid row'],
  ])('refuses %s', async (_, text, sentence) => {
    await expect(rowsOf([text])).rejects.toThrow(sentence);
  });
});

describe('readGroups', () => {
  const options = (more: Partial<GroupOptions> = {}): GroupOptions => ({
    name: 'a.csv',
    textColumn: 'text',
    labelColumn: 'label',
    byColumn: null,
    mostTexts: 100,
    seed: [1],
    ...more,
  });
  const read = (text: string, more: Partial<GroupOptions> = {}): ReturnType<typeof readGroups> =>
    readGroups(readTable([text]), options(more));

  test('keeps all texts of a small table, in order, and counts the rows without one', async () => {
    expect(await read('text,label\na,1\n ,2\nb,1\nc\n')).toEqual({
      groups: [{ name: '', numRows: 3, texts: ['a', 'b', 'c'], labels: ['1', '1', ''] }],
      numRows: 3,
      numWithoutText: 1,
      numRagged: 1,
      labelNames: ['1'],
    });
  });

  test('makes a group for each value of a column, in the order in which they occur', async () => {
    const { groups } = await read('text,tier\na,low\nb,high\nc,low\n', { byColumn: 'tier' });
    expect(groups.map(({ name, texts }) => [name, texts])).toEqual([
      ['low', ['a', 'c']],
      ['high', ['b']],
    ]);
  });

  test('keeps of a large table a sample in which every row is as likely', async () => {
    const text = ['text', ...Array.from({ length: 40 }, (_, i) => `row ${i}`)].join('\n');
    const counts = new Map<string, number>();
    for (let seed = 0; seed < 1000; seed++) {
      const { groups } = await read(text, { mostTexts: 10, seed: [seed] });
      expect(groups[0]).toMatchObject({ numRows: 40 });
      expect(groups[0]!.texts).toHaveLength(10);
      const places = groups[0]!.texts.map((one) => Number(one.slice(4)));
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
      for (const one of groups[0]!.texts) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
    // 1000 draws with a chance of ¼: a standard deviation of 14; 40 rows.
    for (const count of counts.values()) expect(Math.abs(count - 250)).toBeLessThan(4 * 14);
    expect(counts.size).toBe(40);
  });

  test('takes a column with very many values for no classes', async () => {
    const text = ['text,label', ...Array.from({ length: 1001 }, (_, i) => `a,${i}`)].join('\n');
    expect((await read(text)).labelNames).toBeNull();
  });

  test.each([
    ['a header alone', 'text,label\n', {}, 'a.csv: missing rows: 0'],
    [
      'no such column',
      'body,label\na,1\n',
      {},
      'a.csv: missing column: "text" (wanted one of body, label) — name the column that holds the texts',
    ],
    ['blank texts only', 'text,label\n ,1\n', {}, 'a.csv: missing text: "text"'],
    ['no column to group by', 'text\na\n', { byColumn: 'tier' }, 'a.csv: missing column: "tier"'],
    ['no labels where they are wanted', 'text\na\n', { needsLabels: true }, 'a.csv: missing column: "label"'],
    [
      'too many groups',
      ['text,id', ...Array.from({ length: MOST_GROUPS + 1 }, (_, i) => `a,${i}`)].join('\n'),
      { byColumn: 'id' },
      `a.csv: invalid column: "id" (wanted at most ${MOST_GROUPS} different values)`,
    ],
  ])('refuses %s', async (_, text, more, sentence) => {
    await expect(read(text, more)).rejects.toThrow(sentence);
  });
});
