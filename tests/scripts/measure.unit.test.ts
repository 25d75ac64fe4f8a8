import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  formatAblated,
  formatMeasured,
  helpText,
  parseMeasureCommand,
  printable,
} from '../../scripts/measure-command';
import { ablateFile, measureFile, openNanoEmbedder, type MeasureSettings } from '../../scripts/measure-sets';
import type { TextEmbedder } from '../../src/core/ports';
import type { MeasureTools } from '../../src/experiment/run/measure-tools';
import { stream } from '../../src/core/random';
import { SHIFT_MEASURES } from '../../src/measures';

const folder = mkdtempSync(join(tmpdir(), 'measure-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Texts of a few words, drawn by name. */
function texts(count: number, name: string): string[] {
  const rng = stream('measure', name);
  return Array.from({ length: count }, () =>
    Array.from({ length: 4 + rng.integer(5) }, () => `${name[0]}${rng.integer(40)}`).join(' '),
  );
}

/** Puts a text where its first letter and its length say. */
const embedder: TextEmbedder = {
  id: 'by-length',
  dimensions: 3,
  embed: async (texts) =>
    Float32Array.from(
      texts.flatMap((text) => {
        const angle = text.length / 20;
        return text.startsWith('g')
          ? [Math.cos(angle), Math.sin(angle), 0]
          : [0, Math.cos(angle), Math.sin(angle)];
      }),
    ),
};

const tools: MeasureTools = { embedder, likeness: 0.6, models: null };

const settings = (file: string, more: Partial<MeasureSettings> = {}): MeasureSettings => {
  const command = parseMeasureCommand([file]);
  if (command.kind === 'help') throw new Error('no run');
  return { ...command.settings, ...more };
};

const table = (rows: readonly string[], column = 'text'): string => [column, ...rows].join('\n');

describe('parseMeasureCommand', () => {
  test('with a file alone takes the defaults', () => {
    expect(parseMeasureCommand(['a.csv'])).toEqual({
      kind: 'measure',
      asJson: false,
      settings: {
        file: 'a.csv',
        reference: null,
        by: null,
        textColumn: 'text',
        labelColumn: 'label',
        needsLabels: false,
        embedder: 'encoder',
        mostTexts: 10_000,
        intervals: false,
        seed: 1,
        wayOuts: expect.anything() as object,
      },
    });
  });

  test('takes each option, before or after the file, with a space or an equals sign', () => {
    const args =
      '--reference r.csv a.csv --by tier --text=body --label kind --embedder nano --texts 50 --seed=7 --intervals --json';
    expect(parseMeasureCommand(args.split(' '))).toEqual({
      kind: 'measure',
      asJson: true,
      settings: {
        file: 'a.csv',
        reference: 'r.csv',
        by: 'tier',
        textColumn: 'body',
        labelColumn: 'kind',
        needsLabels: true,
        embedder: 'nano',
        mostTexts: 50,
        intervals: true,
        seed: 7,
        wayOuts: expect.anything() as object,
      },
    });
  });

  test.each([
    ['', 'measure: missing file: "" (wanted a CSV or JSONL file) — for example npm run measure'],
    ['a.csv b.csv', 'measure: unknown argument: "b.csv" (wanted one file)'],
    ['a.csv --refrence b.csv', 'measure: unknown option: "--refrence" (wanted one of --reference, --by'],
    ['a.csv --constructor 1', 'unknown option: "--constructor"'],
    ['a.csv --reference', 'missing reference: "" (wanted a CSV or JSONL file)'],
    ['a.csv --by=', 'missing by: "" (wanted the name of a column)'],
    ['a.csv --texts ten', 'invalid texts: "ten" (wanted a whole number from 20 to 1000000)'],
    ['a.csv --texts 19', 'invalid texts: "19"'],
    ['a.csv --seed 1.5', 'invalid seed: "1.5"'],
    ['a.csv --json=yes', 'invalid json: "yes"'],
    ['a.csv --embedder bert', 'unknown embedder: "bert" (wanted one of encoder, nano)'],
  ])('refuses "%s" with a sentence', (args, sentence) => {
    expect(() => parseMeasureCommand(args === '' ? [] : args.split(' '))).toThrow(sentence);
  });

  test('--help wins over anything else, and names every option', () => {
    expect(parseMeasureCommand(['--texts', '0', '--help'])).toEqual({ kind: 'help' });
    for (const name of [
      'reference',
      'by',
      'text',
      'label',
      'embedder',
      'texts',
      'intervals',
      'ablations',
      'seed',
      'json',
    ]) {
      expect(helpText()).toContain(`--${name}`);
    }
  });
});

test('the small transformer that ships embeds texts, and knows how likely they are', async () => {
  const nano = await openNanoEmbedder();
  expect(nano).toMatchObject({ label: 'small transformer', dimensions: 128 });
  const rows = await nano.embed(['a bird of the sea', 'a city in France']);
  for (const row of [rows.subarray(0, 128), rows.subarray(128)]) expect(Math.hypot(...row)).toBeCloseTo(1, 5);
  const [likely, odd] = await nano.logProbabilities(['a bird of the sea', 'the a of bird sea']);
  expect(likely).toBeGreaterThan(odd!);
});

describe('measureFile', () => {
  const generated = file('generated.csv', table(texts(60, 'generated')));
  const real = file(
    'real.jsonl',
    texts(80, 'real')
      .map((text) => JSON.stringify({ text }))
      .join('\n'),
  );

  test('measures a file alone: how varied it is, and no shift', async () => {
    const { sets, measures, notices, files, embedder: name } = await measureFile(settings(generated), tools);
    expect(name).toBe('by-length');
    expect(notices).toEqual([]);
    expect(files).toEqual([{ path: generated, rowsWithText: 60, rowsWithoutText: 0, raggedRows: 0 }]);
    expect(sets).toHaveLength(1);
    expect(sets[0]).toMatchObject({
      name: 'generated.csv',
      isReference: false,
      rowsRead: 60,
      rowsMeasured: 60,
      shift: null,
    });
    expect(measures.length).toBeGreaterThan(5);
    expect(measures.every((info) => info.closerWhen === undefined)).toBe(true);
  });

  test('measures both sets at equal n and equal tokens against a reference, and says so', async () => {
    const { sets, measures, notices } = await measureFile(settings(generated, { reference: real }), tools);
    expect(sets.map((set) => [set.name, set.isReference, set.rowsMeasured])).toEqual([
      ['generated.csv', false, 60],
      ['reference: real.jsonl', true, 60],
    ]);
    expect(sets[0]!.tokensMeasured).toBe(sets[1]!.tokensMeasured);
    expect(notices).toEqual([{ kind: 'equal', numTexts: 60, numTokens: sets[0]!.tokensMeasured }]);
    expect(measures.map(({ id }) => id)).toEqual(
      expect.arrayContaining(SHIFT_MEASURES.map(({ info }) => info.id)),
    );
    expect(measures.find(({ id }) => id === 'mauve')).toMatchObject({ embedder: 'by-length' });
    const shift = sets[0]!.shift!;
    expect(shift.values.unseenTokens).toBe(1);
    expect(shift.pValues.maximumMeanDiscrepancy).toBeLessThan(0.01);
    expect(shift.giveaways[0]!.text).toMatch(/^g/);
    expect(shift.giveaways[0]!.words.length).toBeGreaterThan(0);
    expect(sets[1]!.shift).toBeNull();
  });

  test('another embedder than the lab’s own makes other measures', async () => {
    const named = { ...tools, embedder: { ...embedder, label: 'By length' } };
    const { sets, measures } = await measureFile(settings(generated, { reference: real }), named);
    const ids = measures.map(({ id }) => id);
    expect(ids).toContain('vendiScore@by-length');
    expect(ids).not.toContain('vendiScore');
    expect(ids).toContain('distinct2');
    const [set] = sets;
    for (const { id, closerWhen } of measures) {
      const panel = closerWhen === undefined ? set!.diversity : set!.shift!;
      expect(id in panel.values || id in panel.missing).toBe(true);
    }
    expect(set!.shift!.pValues).toHaveProperty('maximumMeanDiscrepancy@by-length');
  });

  test('an embedder that is a language model adds its perplexity, pooled over words and ends', async () => {
    const logProbabilities = (texts: readonly string[]): Promise<number[]> =>
      Promise.resolve(texts.map((text) => -Math.log(7) * (text.split(' ').length + 1)));
    const named = { ...tools, embedder: { ...embedder, label: 'By length', logProbabilities } };
    const { sets, measures } = await measureFile(settings(generated, { reference: real }), named);
    const id = 'embedderPerplexity@by-length';
    expect(measures.find((info) => info.id === id)?.label).toBe('perplexity (By length)');
    for (const { diversity } of sets) expect(diversity.values[id]).toBeCloseTo(7, 10);
    expect((await measureFile(settings(generated), tools)).measures.map((info) => info.id)).not.toContain(
      'embedderPerplexity',
    );
  });

  test('makes a set of each value of a column, and leaves out those that are too small to compare', async () => {
    const rows = texts(90, 'generated').map(
      (text, i) => `${text},${i < 60 ? 'high' : i < 85 ? 'low' : 'tiny'}`,
    );
    const { sets, notices } = await measureFile(
      settings(file('by.csv', table(rows, 'text,tier')), { by: 'tier' }),
      tools,
    );
    expect(sets.map((set) => [set.name, set.rowsRead, set.rowsMeasured])).toEqual([
      ['high', 60, 25],
      ['low', 25, 25],
    ]);
    expect(notices[0]).toEqual({
      kind: 'small',
      name: 'by.csv',
      by: 'tier',
      groups: ['tiny'],
      leastTexts: 20,
    });
  });

  test('draws from a file that is larger than asked for, says so, and draws the same again', async () => {
    const measure = (): Promise<unknown> => measureFile(settings(generated, { mostTexts: 30 }), tools);
    const measured = await measureFile(settings(generated, { mostTexts: 30 }), tools);
    expect(measured.notices).toEqual([{ kind: 'drawn', name: 'generated.csv', numRead: 60, numDrawn: 30 }]);
    expect(measured.sets[0]).toMatchObject({ rowsRead: 60, rowsMeasured: 30 });
    expect(await measure()).toEqual(measured);
  });

  test('counts classes where there are labels, and rows without one as a class of their own', async () => {
    const labelled = file(
      'labelled.csv',
      table(
        texts(40, 'generated').map((text, i) => (i < 2 ? text : `${text},${i % 2}`)),
        'text,label',
      ),
    );
    const { sets, files } = await measureFile(settings(labelled), tools);
    expect(files[0]).toMatchObject({ raggedRows: 2 });
    expect(sets[0]!.diversity.values.labelEntropy).toBeGreaterThan(1);
    expect(sets[0]!.diversity.values.labelEntropy).toBeLessThan(Math.log2(3));
    const plain = await measureFile(settings(generated), tools);
    expect(plain.sets[0]!.diversity.values).not.toHaveProperty('labelEntropy');
  });

  test('reads what a spreadsheet wrote as what it means: semicolons, Windows-1252, UTF-16', async () => {
    const words = ['ein grüner Vogel', 'ein weißer Fisch', 'eine kleine Stadt'];
    const rows = Array.from({ length: 30 }, (_, i) => `${words[i % 3]!} ${i}`);
    const values = async (bytes: Buffer): Promise<unknown> => {
      const path = join(folder, 'encoded.csv');
      writeFileSync(path, bytes);
      return (await measureFile(settings(path), tools)).sets[0]!.diversity.values;
    };
    const text = `id;text\n${rows.map((row, i) => `${i};${row}`).join('\n')}\n`;
    const wanted = await values(Buffer.from(text));
    expect(await values(Buffer.from(text, 'latin1'))).toEqual(wanted);
    expect(await values(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toEqual(wanted);
    expect(await values(Buffer.from(text.replaceAll('ü', 'u')))).not.toEqual(wanted);
  });

  test('never has a number that is not one, even of one text or of texts that are all alike', async () => {
    for (const rows of [
      ['one text'],
      Array.from({ length: 30 }, () => 'same text'),
      ['.', '!', '?', ';', ',', ':', '-', '_', '(', ')'],
    ]) {
      const path = file('odd.csv', table(rows.map((row) => `"${row}"`)));
      const measured = await measureFile(settings(path, { reference: real }), tools);
      const panels = measured.sets.flatMap(({ diversity, shift }) =>
        shift ? [diversity, shift] : [diversity],
      );
      expect(JSON.stringify(panels)).not.toContain('null');
      for (const set of measured.sets) {
        for (const panel of [set.diversity, set.shift]) {
          for (const value of Object.values(panel?.values ?? {})) expect(value).toSatisfy(Number.isFinite);
        }
      }
      expect(formatMeasured(measured)).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test.each([
    ['a file that is not there', 'gone.csv', {}, 'measure: missing file'],
    ['a folder', '.', {}, 'measure: invalid file'],
    ['an empty file', 'empty.csv', {}, 'missing rows: 0'],
    ['a header alone', 'header.csv', {}, 'missing rows: 0'],
    [
      'no such column',
      'generated.csv',
      { textColumn: 'body' },
      'missing column: "body" (wanted one of text)',
    ],
    ['no column to group by', 'generated.csv', { by: 'tier' }, 'missing column: "tier"'],
    [
      'no labels where they are named',
      'generated.csv',
      { needsLabels: true, labelColumn: 'kind' },
      'missing column: "kind"',
    ],
    [
      'a reference that is not there',
      'generated.csv',
      { reference: join(folder, 'gone.csv') },
      'measure: missing file',
    ],
  ])('refuses %s', async (_, name, more, sentence) => {
    file('empty.csv', '');
    file('header.csv', 'text,label\n');
    await expect(measureFile(settings(join(folder, name), more), tools)).rejects.toThrow(sentence);
  });
});

describe('ablations', () => {
  test('are a table of settings with a score of each set, and none where a set is too small', async () => {
    const rows = texts(60, 'generated').map((text, i) => `${text},${i < 48 ? 'high' : 'low'}`);
    const path = file('ablated.csv', table(rows, 'text,tier'));
    const plan = { textsPerRound: [5, 20], numRounds: [20, 100] };
    const ablated = await ablateFile(settings(path, { by: 'tier' }), tools, plan);
    expect(ablated.names).toEqual(['high', 'low']);
    const lines = formatAblated(ablated).split('\n');
    expect(lines).toContainEqual(expect.stringMatching(/^Ablation +K, N +high +low$/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^K = 20 +20, 5,000 +[\d.]+ \([\d.]+ to [\d.]+\) +– too few texts$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^without verification +10, 5,000 +[\d.]+ \(/));
    expect(formatAblated(ablated)).not.toMatch(/NaN|undefined|Infinity/);
    expect(await ablateFile(settings(path, { by: 'tier' }), tools, plan)).toEqual(ablated);
  });

  test('are asked for with --ablations', () => {
    expect(parseMeasureCommand(['a.csv', '--ablations'])).toMatchObject({ kind: 'ablate' });
  });
});

describe('formatMeasured', () => {
  test('is a table with a line a measure, a column a set, and which way is more varied or closer', async () => {
    const path = file('a.csv', table([...texts(30, 'generated'), ' ']));
    const reference = file('b.csv', table(texts(30, 'real')));
    const lines = formatMeasured(await measureFile(settings(path, { reference }), tools)).split('\n');
    expect(lines[0]).toBe(`${path}: 30 texts; 1 without text, left out`);
    expect(lines).toContainEqual(
      expect.stringMatching(/^Diversity +more varied +a\.csv +reference: b\.csv$/),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^distinct-2, ratio +↑ +0\.\d+ +0\.\d+$/));
    expect(lines).toContainEqual(expect.stringMatching(/^told from real text, accuracy +↓ +1$/));
    expect(lines).toContainEqual(expect.stringMatching(/^p: told from real text +< 0\.001$/));
    expect(lines).toContainEqual(expect.stringMatching(/^a\.csv: most surely told from the reference/));
  });

  test('numbers what is missing or noted, and tells it once below the table', async () => {
    const path = file('five.csv', table(texts(5, 'generated')));
    const text = formatMeasured(await measureFile(settings(path, { reference: path }), tools));
    expect(text).toMatch(/precision, share of generated texts +↑ +– \[(\d)\]/);
    expect(text.match(/missing rows of the real set: 5 \(wanted at least 6\)/g)).toHaveLength(1);
  });
});

describe('texts that the models do not know', () => {
  const words = ['老师', '学生', '司机', '医生', '电影', '餐厅', '旅行', '衣服', '电脑', '孩子'];
  const chinese = Array.from({ length: 30 }, (_, i) => `${words[i % 10]!}喜欢${words[(3 * i + 1) % 10]!}`);
  const english = Array.from({ length: 30 }, (_, i) => `a small bird of the ${i % 2 ? 'sea' : 'woods'}`);
  const path = file('chinese.csv', table(chinese));
  const reference = file('english.csv', table(english));

  test.each(['encoder', 'nano'] as const)(
    'are not measured with the %s, and the table says why',
    async (name) => {
      const measured = await measureFile(settings(path, { reference, embedder: name }));
      const [set, real] = measured.sets;
      expect(set!.known).toEqual({ pieces: 0, tokens: 0 });
      expect(real!.known.pieces).toBe(1);
      expect(real!.known.tokens).toBeGreaterThan(0.8);
      const reason = 'the encoder knows 0 % of the pieces of these texts (wanted at least 60 %)';
      for (const info of measured.measures) {
        const panel = info.closerWhen === undefined ? set!.diversity : set!.shift!;
        if (info.embedder !== undefined) expect(panel.missing[info.id]).toBe(reason);
      }
      expect(set!.diversity.missing.perplexity).toBe(
        'the language models know 0 % of the words of these texts (wanted at least 30 %)',
      );
      expect(set!.diversity.values.distinct2).toBeGreaterThan(0);
      const lines = formatMeasured(measured).split('\n');
      expect(lines).toContain('words: one a character (Chinese, Japanese), in 30 of 60 texts');
      expect(lines).toContainEqual(expect.stringMatching(/^the encoder knows, of the pieces +0 % +100 %$/));
      expect(lines).toContainEqual(
        expect.stringMatching(/^the language models know, of the tokens +0 % +\d+ %$/),
      );
    },
  );

  test('as a reference leave a set its own measures, and take those of the shift', async () => {
    const { sets } = await measureFile(settings(reference, { reference: path }));
    expect(sets[0]!.diversity.values.vendiScore).toBeGreaterThan(1);
    expect(sets[0]!.shift!.missing.mauve).toBe(
      'the encoder knows 0 % of the pieces of the texts compared with (wanted at least 60 %)',
    );
    expect(sets[0]!.shift!.values.vocabularyOverlap).toBe(0);
  });

  test('and words of Thai, which a dictionary found, have a notice of their own', async () => {
    const thai = file('thai.csv', table(Array.from({ length: 20 }, () => 'ฉันกินข้าว')));
    const measured = await measureFile(settings(thai), tools);
    expect(measured.notices).toEqual([{ kind: 'words', found: 'by dictionary', numTexts: 20, numRead: 20 }]);
    expect(formatMeasured(measured)).toContain(
      'words: found by the dictionary of this Node.js (Thai, Lao, Khmer, Burmese), in 20 of 20 texts',
    );
    expect(formatMeasured(measured)).not.toContain('the encoder knows'); // this embedder cannot say
  });
});

test('what a file says reaches the terminal as text, and never as an order to it', async () => {
  const hostile = '\u001b[2J\u202e\u0007';
  const rows = texts(40, 'generated').map(
    (text, i) => `"${text} ${hostile}","${i % 2 ? 'hot' : `cold\n${hostile}`}"`,
  );
  const path = file('hostile.csv', ['text,tier', ...rows].join('\n'));
  const reference = file('real.csv', table(texts(30, 'real')));
  const shown = formatMeasured(await measureFile(settings(path, { reference, by: 'tier' }), tools));
  expect(shown).not.toMatch(/[^\P{Cc}\n]|\u202e/u);
  expect(shown).toMatch(/^Diversity +more varied +cold \ufffd\[2J\ufffd+ +hot +reference: real\.csv$/m);
  expect(printable('a: "\u001b[31m\u009b"\nb')).toBe('a: "\ufffd[31m\ufffd"\nb');
});

describe('the command itself', () => {
  const root = join(import.meta.dirname, '..', '..');
  const commandOf = (...args: string[]): string[] => [
    join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
    join(root, 'scripts', 'measure.ts'),
    ...args,
  ];
  const run = (...args: string[]): { status: number | null; out: string; err: string } => {
    const { status, stdout, stderr } = spawnSync(process.execPath, commandOf(...args), { encoding: 'utf8' });
    return { status, out: stdout, err: stderr };
  };

  test('measures with the lab’s own encoder and writes JSON', () => {
    const path = file(
      'animals.csv',
      table(
        Array.from(
          { length: 24 },
          (_, i) => `a small animal that eats ${['grass', 'fish', 'seeds'][i % 3]!} in the night ${i}`,
        ),
      ),
    );
    const { status, out } = run(path, '--json');
    expect(status).toBe(0);
    const measured = JSON.parse(out) as {
      embedder: string;
      sets: { diversity: { values: Record<string, number> } }[];
    };
    expect(measured.embedder).toContain('encoder');
    expect(measured.sets[0]!.diversity.values.vendiScore).toBeGreaterThan(1);
  });

  test('does not mind a reader who has seen enough', () => {
    // The pipe is closed before the first word is written.
    const command = `{ "$0" "$@"; echo "exit $?" >&2; } | true`;
    const { stderr } = spawnSync('sh', ['-c', command, process.execPath, ...commandOf('--help')], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('exit 0\n');
  });

  test('exits with 2 and a sentence where it was asked wrongly', () => {
    const { status, out, err } = run(join(folder, 'gone.csv'));
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('measure: missing file:');
    expect(err).toContain('--help');
  });
});
