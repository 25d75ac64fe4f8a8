/** @file The command line of `npm run measure`: parses its arguments and prints its table, without side effects. */
import { parseArgs } from 'node:util';
import { LabError, shown } from '../src/core/errors.js';
import type { MeasureInfo } from '../src/core/measure.js';
import type { FilesAblated } from '../src/core/judged-set.js';
import { percentRoundedDown, type Measured as Panel, type MeasureNotice } from '../src/core/measured-set.js';
import type { TablesMeasured, MeasuredSet } from '../src/experiment/files/measure-tables.js';
import { fourFigures } from '../src/words/en/figures.js';
import { number } from '../src/words/en/numbers.js';
import { EMBEDDERS, type EmbedderName, type MeasureSettings } from './measure-sets.js';

export type MeasureCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'measure' | 'ablate';
      readonly settings: MeasureSettings;
      readonly asJson: boolean;
    };

const DEFAULT_MOST_TEXTS = 10_000;
const BOUNDS = { texts: [20, 1_000_000], seed: [0, 2_147_483_647] } as const;

const TEXT_OPTIONS = ['reference', 'by', 'text', 'label', 'embedder', 'texts', 'seed'] as const;
const FLAGS = ['json', 'intervals', 'ablations', 'help'] as const;

/**
 * The arguments after `npm run measure --`.
 * @throws LabError `bad-setting` with a sentence that says what was wrong
 */
export function parseMeasureCommand(args: readonly string[]): MeasureCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(TEXT_OPTIONS.map((name) => [name, { type: 'string' } as const])),
      ...Object.fromEntries(FLAGS.map((name) => [name, { type: 'boolean' } as const])),
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
    // Unknown names are refused below, in the lab's own words.
    strict: false,
  });
  const given = values as Readonly<Record<string, string | boolean | undefined>>;
  if (given.help === true) return { kind: 'help' };
  for (const name of Object.keys(given)) {
    const wanted = `one of ${[...TEXT_OPTIONS, ...FLAGS].map((one) => `--${one}`).join(', ')}`;
    if (![...TEXT_OPTIONS, ...FLAGS].some((one) => one === name)) {
      throw badSetting('unknown option', `--${name}`, wanted, 'check its spelling');
    }
  }
  for (const name of FLAGS) {
    if (given[name] !== undefined && given[name] !== true) {
      throw badSetting(`invalid ${name}`, given[name], `--${name} alone`, 'leave its value out');
    }
  }
  const text = (name: (typeof TEXT_OPTIONS)[number], wanted: string): string | null => {
    const value = given[name];
    if (value === undefined) return null;
    if (typeof value === 'string' && value !== '') return value;
    throw badSetting(`missing ${name}`, '', wanted, `for example --${name} ${EXAMPLES[name]}`);
  };
  const whole = (name: 'texts' | 'seed', byDefault: number): number => {
    const [least, most] = BOUNDS[name];
    const wanted = `a whole number from ${least} to ${most}`;
    const value = text(name, wanted);
    if (value === null) return byDefault;
    const number = /^\d+$/.test(value) ? Number(value) : NaN;
    if (number >= least && number <= most) return number;
    throw badSetting(`invalid ${name}`, value, wanted, `for example --${name} ${EXAMPLES[name]}`);
  };
  const embedder = (): EmbedderName => {
    const wanted = `one of ${EMBEDDERS.join(', ')}`;
    const value = text('embedder', wanted) ?? 'encoder';
    const name = EMBEDDERS.find((one) => one === value);
    if (name) return name;
    throw badSetting('unknown embedder', value, wanted, `for example --embedder ${EXAMPLES.embedder}`);
  };
  const [file, extra] = positionals;
  const example = 'for example npm run measure -- texts.csv --reference real.csv';
  if (file === undefined) throw badSetting('missing file', '', 'a CSV or JSONL file', example);
  if (extra !== undefined) throw badSetting('unknown argument', extra, 'one file', example);
  return {
    kind: given.ablations === true ? 'ablate' : 'measure',
    asJson: given.json === true,
    settings: {
      file,
      reference: text('reference', 'a CSV or JSONL file'),
      by: text('by', 'the name of a column'),
      textColumn: text('text', 'the name of a column') ?? 'text',
      labelColumn: text('label', 'the name of a column') ?? 'label',
      needsLabels: given.label !== undefined,
      embedder: embedder(),
      mostTexts: whole('texts', DEFAULT_MOST_TEXTS),
      intervals: given.intervals === true,
      seed: whole('seed', 1),
      wayOuts: WAY_OUTS,
    },
  };
}

const WAY_OUTS = {
  text: 'name the column with --text',
  label: 'name the column with --label',
  by: 'name the column with --by',
} as const;

const EXAMPLES = {
  reference: 'real.csv',
  by: 'tier',
  text: 'text',
  label: 'label',
  embedder: 'nano',
  texts: '2000',
  seed: '1',
} as const;

function badSetting(what: string, value: unknown, wanted: string, wayOut: string): LabError {
  return new LabError('bad-setting', `measure: ${what}: ${shown(value)} (wanted ${wanted}) — ${wayOut}`);
}

export function helpText(): string {
  const lines: [string, string][] = [
    ['--reference FILE', 'real text to compare with: adds the measures of shift'],
    ['--by COLUMN', 'a set for each value of this column, all cut to the same size'],
    ['--text COLUMN', 'where the text stands [text]'],
    ['--label COLUMN', 'where the label stands, if there is one [label]'],
    [
      '--embedder NAME',
      `who compares meanings: encoder, or nano, the small transformer, and its perplexity [encoder]`,
    ],
    ['--texts N', `texts of each set that are drawn at most [${DEFAULT_MOST_TEXTS}]`],
    ['--intervals', '95 % intervals too: much slower'],
    ['--ablations', 'instead: the cluster-agent score (surrogate) at other K and N and without verification'],
    ['--seed N', 'every random draw comes from it [1]'],
    ['--json', 'all of it as JSON'],
    ['--help', 'this text'],
  ];
  return [
    'npm run measure -- FILE [options]',
    'How varied are the texts of a CSV or JSONL file, and how far from real text? Nothing is sent anywhere.',
    '',
    ...lines.map(([name, meaning]) => `  ${name.padEnd(18)}${meaning}`),
    '',
    'Exit code: 0 measured, 1 failed, 2 wrong arguments or files.',
  ].join('\n');
}

/** The table of measures, a column for each set, with what was left out above it and notes below. */
export function formatMeasured(measured: TablesMeasured): string {
  const { files, notices, sets, embedder, seed } = measured;
  const head = files.map(({ path, rowsWithText, rowsWithoutText, raggedRows }) => {
    const faults = [
      ...(rowsWithoutText > 0 ? [`${number(rowsWithoutText)} without text, left out`] : []),
      ...(raggedRows > 0 ? [`${number(raggedRows)} with more or fewer cells than the header`] : []),
    ];
    return `${path}: ${number(rowsWithText)} texts${faults.map((fault) => `; ${fault}`).join('')}`;
  });
  const notes = new Notes();
  const diversity = measured.measures.filter((info) => info.closerWhen === undefined);
  const shift = measured.measures.filter((info) => info.closerWhen !== undefined);
  const compared = sets.filter((set) => set.shift !== null);
  const table = formatColumns([
    ['Diversity', 'more varied', ...sets.map(nameOf)],
    ['texts', '', ...sets.map((set) => number(set.rowsMeasured))],
    ['tokens', '', ...sets.map((set) => number(set.tokensMeasured))],
    ...knownRows(sets),
    ...diversity.map((info) =>
      rowOf(
        info,
        sets.map((set) => set.diversity),
        notes,
      ),
    ),
  ]);
  const shiftTable = formatColumns([
    ['Shift from the reference', 'closer', ...compared.map(nameOf)],
    ['texts of either set', '', ...compared.map((set) => number(set.shift!.rows))],
    ...shift.map((info) =>
      rowOf(
        info,
        compared.map((set) => set.shift!),
        notes,
      ),
    ),
    ...shift
      .filter(({ id }) => compared.some((set) => set.shift!.pValues[id] !== undefined))
      .map(({ id, label }) => [`p: ${label}`, '', ...compared.map((set) => formatP(set.shift!.pValues[id]))]),
  ]);
  return [
    ...head,
    ...notices.map(sentenceOf),
    `embedder ${embedder}, seed ${seed}`,
    '',
    table,
    ...(compared.length > 0 ? ['', shiftTable] : []),
    ...notes.lines(),
    ...compared.flatMap(formatGiveaways),
  ].join('\n');
}

/** Lines of how much the models know of each set; without a line for a model of which it cannot be said. */
function knownRows(sets: readonly MeasuredSet[]): string[][] {
  const rowOfKnown = (label: string, shares: readonly (number | null)[]): string[][] =>
    shares.every((share) => share === null) ? [] : [[label, '', ...shares.map(formatShare)]];
  return [
    ...rowOfKnown(
      'the encoder knows, of the pieces',
      sets.map(({ known }) => known.pieces),
    ),
    ...rowOfKnown(
      'the language models know, of the tokens',
      sets.map(({ known }) => known.tokens),
    ),
  ];
}

function formatShare(share: number | null): string {
  return share === null ? '–' : `${percentRoundedDown(share)} %`;
}

/** What was left out or cut, or how words were found, as a sentence. */
function sentenceOf(notice: MeasureNotice): string {
  switch (notice.kind) {
    case 'drawn':
      return `${onOneLine(notice.name)}: ${number(notice.numRead)} texts read, ${number(notice.numDrawn)} of them drawn at random`;
    case 'small': {
      const groups = notice.groups.map((group) => `"${onOneLine(group)}"`).join(', ');
      return `${notice.name}: left out, with fewer than ${notice.leastTexts} texts: ${notice.by} ${groups}`;
    }
    case 'equal':
      return (
        `all sets cut to ${number(notice.numTexts)} texts each, drawn at random; ` +
        `for measures of diversity in words, to ${number(notice.numTokens)} tokens each, the longest texts first`
      );
    case 'words': {
      const where = `in ${number(notice.numTexts)} of ${number(notice.numRead)} texts`;
      return notice.found === 'by character'
        ? `words: one a character (Chinese, Japanese), ${where}`
        : `words: found by the dictionary of this Node.js (Thai, Lao, Khmer, Burmese), ${where}`;
    }
  }
}

const nameOf = (set: MeasuredSet): string => onOneLine(set.name);

/** Of a stranger's file: as a terminal may show it, on one line. */
function onOneLine(text: string): string {
  return printable(text.replace(/\s+/g, ' ').trim());
}

/** Without the characters that move a terminal's cursor, change its colours or turn its lines around; line ends stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}

/** Numbered notes under a table, each printed once. */
class Notes {
  readonly #texts: string[] = [];

  mark(text: string): string {
    if (!this.#texts.includes(text)) this.#texts.push(text);
    return `[${this.#texts.indexOf(text) + 1}]`;
  }

  lines(): string[] {
    return this.#texts.length === 0 ? [] : ['', ...this.#texts.map((text, i) => `[${i + 1}] ${text}`)];
  }
}

function rowOf(info: MeasureInfo, panels: readonly Panel[], notes: Notes): string[] {
  const { id, label, unit } = info;
  const direction = info.moreDiverseWhen ?? info.closerWhen;
  const cells = panels.map(({ values, intervals, notes: notesOf, missing }) => {
    const value = values[id];
    if (value === undefined) return missing[id] === undefined ? '' : `– ${notes.mark(missing[id])}`;
    const bounds = intervals[id];
    const range = bounds ? ` (${fourFigures(bounds.low)} to ${fourFigures(bounds.high)})` : '';
    return `${fourFigures(value)}${range}${notesOf[id] === undefined ? '' : ` ${notes.mark(notesOf[id])}`}`;
  });
  const arrow = direction === undefined ? '' : direction === 'higher' ? '↑' : '↓';
  return [`${label}, ${unit}`, arrow, ...cells];
}

function formatP(value: number | undefined): string {
  if (value === undefined) return '';
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
}

function formatGiveaways(set: MeasuredSet): string[] {
  const { giveaways } = set.shift!;
  if (giveaways.length === 0) return [];
  const lines = giveaways.map(({ text, probability, words }) => {
    const short = onOneLine(text);
    const shown = short.length > 72 ? `${short.slice(0, 71)}…` : short;
    return `  ${probability.toFixed(2)}  ${shown}\n        by: ${words.join(' · ')}`;
  });
  return [
    '',
    `${nameOf(set)}: most surely told from the reference (probability, text, words that tell)`,
    ...lines,
  ];
}

/** The table of ablations, a column for each set. */
export function formatAblated({ judge, names, lines }: FilesAblated): string {
  return [
    'The cluster-agent score (clusters² per text) at other K and N, and without some of its steps; 95 % by resampling rounds.',
    `judge ${judge.description}: it reads no criteria, so that “only clustering” is the score without verification`,
    '',
    formatColumns([
      ['Ablation', 'K, N', ...names.map(onOneLine)],
      ...lines.map(({ id, textsPerRound, numRounds, scores }) => [
        id,
        `${textsPerRound}, ${number(numRounds)}`,
        ...scores.map((score) =>
          score === null
            ? '– too few texts'
            : `${fourFigures(score.value)} (${fourFigures(score.interval.low)} to ${fourFigures(score.interval.high)})`,
        ),
      ]),
    ]),
  ].join('\n');
}

/** Lines of equal columns: the first two aligned left, the others right. */
function formatColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const pad = (cell: string, column: number): string =>
    column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!);
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
