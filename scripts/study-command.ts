/** @file The command line of `npm run study`: parses its arguments and prints its table, without side effects. */
import { parseArgs } from 'node:util';
import { CLASSIFIER_KINDS } from '../src/core/classifiers.js';
import { isLockKept, lockOf } from '../src/core/design-lock.js';
import { BUILT_IN_TASK } from '../src/core/built-in-task.js';
import { GENERATORS } from '../src/core/generators.js';
import { EXPECTED_SHAPES } from '../src/core/hypothesis.js';
import { withHypothesis } from '../src/core/registration.js';
import { EXPERIMENTS, type Experiment } from '../src/experiment/designs/index.js';
import {
  DEFAULT_SETTINGS,
  NUMBER_SETTINGS,
  parseSettings,
  SETTING_NAMES,
  stepsOf,
} from '../src/experiment/settings.js';
import type { Estimate, StudyRecord } from '../src/core/run.js';
import type { StudySettings } from '../src/core/study.js';
import { isOwnTaskId } from '../src/core/task.js';
import { fourFigures } from '../src/words/en/figures.js';
import { DEFAULT_PROFILE, MODEL_OPTIONS, modelWish, type Given, type ModelWish } from './model-wish.js';

const DEFAULT_OUT = 'study.json';

export type StudyCommand =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      readonly settings: StudySettings;
      readonly out: string;
      /** Where the runs go as CSV, one a line; null for nowhere. */
      readonly runs: string | null;
      /** A file that the task is made of; null where the task is one that the lab has. */
      readonly ownTask: OwnTaskFiles | null;
      /** Null where no language model writes. */
      readonly model: ModelWish | null;
    };

/** Labelled texts, and how they are read. */
export interface OwnTaskFiles {
  readonly train: string;
  /** Null where the test rows are drawn from the one file. */
  readonly test: string | null;
  /** Names of the columns; null where the lab is to choose. */
  readonly text: string | null;
  readonly label: string | null;
}

const OWN_TASK_OPTIONS = ['test', 'text', 'label'] as const;

/** What is neither the built-in task nor the name of an own one is the path of a file. */
function ownTaskOf(given: Given): OwnTaskFiles | null {
  const { data } = given;
  const isFile = typeof data === 'string' && data !== BUILT_IN_TASK.id && !isOwnTaskId(data);
  const of = (name: (typeof OWN_TASK_OPTIONS)[number]): string | null => {
    const value = given[name] ?? null;
    if (value === null) return null;
    if (!isFile)
      throw new Error(`settings: invalid ${name}: it belongs to --data FILE — give the file as well`);
    if (typeof value === 'string' && value !== '') return value;
    throw new Error(
      `settings: missing ${name} (wanted a value) — for example --${name} ${name === 'test' ? 'test.csv' : name}`,
    );
  };
  const [test, text, label] = [of('test'), of('text'), of('label')];
  return isFile ? { train: data, test, text, label } : null;
}

/** Other ways to write a setting on the command line. */
const ALIASES: Readonly<Record<string, string>> = { 'many-real': 'manyReal' };

function aliasOf(name: string): string {
  return Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
}

/**
 * The arguments after `npm run study --`.
 * @throws LabError, or Error, with a sentence that says what was wrong.
 */
export function parseStudyCommand(args: readonly string[], now = new Date()): StudyCommand {
  const text = { type: 'string' } as const;
  const named = Object.fromEntries([...SETTING_NAMES, ...Object.keys(ALIASES)].map((name) => [name, text]));
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      ...named,
      ...Object.fromEntries([...MODEL_OPTIONS, ...OWN_TASK_OPTIONS].map((name) => [name, text])),
      out: text,
      runs: text,
      software: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
    allowPositionals: true,
    // Unknown names are refused below, in the lab's own words.
    strict: false,
  });
  const given = values as Given;
  if (given.help === true) return { kind: 'help' };
  const out = given.out ?? DEFAULT_OUT;
  if (typeof out !== 'string' || out === '') {
    throw new Error('settings: invalid out: "" (wanted the path of a file) — for example --out study.json');
  }
  const runs = given.runs ?? null;
  if (runs !== null && (typeof runs !== 'string' || runs === '')) {
    throw new Error('settings: invalid runs: "" (wanted the path of a file) — for example --runs runs.csv');
  }
  const ownTask = ownTaskOf(given);
  const notSettings = [
    'out',
    'runs',
    'software',
    ...MODEL_OPTIONS,
    ...OWN_TASK_OPTIONS,
    ...(ownTask ? ['data'] : []),
  ];
  const pairs = Object.entries(given)
    .filter(([name]) => !notSettings.includes(name))
    .map(([name, value]): [string, string] => [aliasOf(name), typeof value === 'string' ? value : '']);
  const parsed = parseSettings(pairs);
  const { expected = null, lock = null } = parsed.hypothesis ?? {};
  const isToFix = expected !== null && lock === null;
  const settings = isToFix ? withHypothesis(parsed, { lock: lockOf(parsed, now) }) : parsed;
  if (positionals.length > 0) {
    throw new Error(
      `settings: unknown argument: "${positionals[0]}" (wanted --name value) — for example --replicates 3`,
    );
  }
  return { kind: 'run', settings, out, runs, ownTask, model: modelWish(settings, given) };
}

export function helpText(): string {
  const meanings: Readonly<Record<string, string>> = {
    rows: 'generated rows per class in each tier',
    real: 'real rows per class mixed into each tier',
    manyReal: 'real rows per class of the larger baseline (also --many-real)',
    replicates: 'how often each arm is repeated, with other seeds',
    seed: 'every random draw comes from it',
    temperature: 'sampling temperature of arms that do not differ in it',
    topP: 'nucleus mass of arms that do not differ in it',
    steps: 'optimizer steps of every classifier; left out, they follow from the classes and the rows',
    batch: 'rows of one step',
    learningRate: 'of the layers above the embeddings',
    embeddingLearningRate: 'of the embeddings, or of the body that a study pre-trains',
    hidden: 'width of the hidden layer',
    wordDropout: 'chance that a token is left out of a text in one step',
    margin:
      'points of accuracy below which a difference does not matter; 2: or what the study finds, if less',
  };
  const lines: [string, string][] = [
    ['--experiment E', `what the arms differ in, one of those below [${DEFAULT_SETTINGS.experiment}]`],
    ['--arms A,B,…', 'values of the experiment’s axis, one arm each'],
    ['--series A,B,…', 'one curve for each, where an experiment has several'],
    ['--variant V', 'one of the ways to run an experiment that has several'],
    ...Object.entries(NUMBER_SETTINGS).map(([name, { of, least: from, most: to }]): [string, string] => [
      `--${name} N`,
      `${meanings[name] ?? name}, ${from} to ${to} [${of(DEFAULT_SETTINGS) ?? stepsOf(DEFAULT_SETTINGS)}]`,
    ]),
    [
      '--data FILE',
      `labelled texts of your own: CSV, TSV or JSONL [${DEFAULT_SETTINGS.data}, the lab’s own task]`,
    ],
    ['--test FILE', 'their test rows, with the same columns [three tenths of each class]'],
    ['--text COL, --label COL', 'their columns [guessed from names and contents]'],
    [
      '--classifier C',
      `what learns from the rows: ${CLASSIFIER_KINDS.join(' or ')}, logistic regression over n-grams [${DEFAULT_SETTINGS.classifier}]`,
    ],
    ['--generator G', `who writes the rows [${DEFAULT_SETTINGS.generator}]`],
    [
      '--model M',
      'which language model writes, with --generator webllm: an id of the page’s list, or an address [none]',
    ],
    ['--library URL', 'the model library (.wasm) of a model that is named by its address'],
    [
      '--writing FILE',
      'how it writes: the record of a study that a language model wrote [the lab’s own way]',
    ],
    [
      '--expect S',
      `the shape that is expected, ${EXPECTED_SHAPES.join(', ')}: fixes the design and prints its hash before the run`,
    ],
    ['--lock HASH@TIME', 'a design that was fixed before, as a link has it'],
    ['--profile DIR', `the browser’s profile, where models stay [${DEFAULT_PROFILE}]`],
    ['--software', 'lets the processor stand in for a GPU: minutes for a row'],
    ['--out FILE', `where the record goes [${DEFAULT_OUT}]`],
    ['--runs FILE', 'the runs as CSV, one a line with all measures, for R, pandas or a spreadsheet'],
    ['--help', 'this text'],
  ];
  return [
    'npm run study -- [options]',
    'Runs a study in a browser without a window, writes its record as JSON and prints the table of arms.',
    '',
    ...lines.map(([name, meaning]) => `  ${name.padEnd(26)}${meaning}`),
    '',
    'Experiments, with their axes, curves and ways to run:',
    '',
    ...Object.values(EXPERIMENTS).map((info) => `  ${info.id.padEnd(26)}${describeExperiment(info)}`),
    '',
    'Exit code: 0 finished, 1 failed, 2 wrong arguments, 130 stopped with Ctrl-C.',
  ].join('\n');
}

/** Axis, curves, ways and writers of an experiment, with what is chosen where nothing is. */
function describeExperiment({ axis, series, variants, generators }: Experiment): string {
  const curves =
    series === null
      ? ''
      : `; curves by ${series.id}, ${series.kind === 'choice' ? series.choices.join(', ') : `${series.least} to ${series.greatest}`} [${series.defaults.join(',')}]`;
  const ways = variants.length === 0 ? '' : `; --variant ${variants.join(' or ')}`;
  const writer = generators.every((generator) => GENERATORS[generator].takesModel)
    ? '; with a language model only'
    : '';
  return `${axis.id}, ${axis.least} to ${axis.greatest} [${axis.defaults.join(',')}]${curves}${ways}${writer}`;
}

/** What is said of a design before the run; null where nothing was stated. */
export function formatDesign(settings: StudySettings): string | null {
  const { expected = null, lock = null } = settings.hypothesis ?? {};
  if (!lock) return null;
  const kept = isLockKept(settings)
    ? ''
    : ' of other settings: the study will not count as fixed before the run';
  return `design fixed at ${lock.fixedAt}, expected: ${expected ?? 'nothing'}\nSHA-256 ${lock.hash}${kept}`;
}

/** The table of arms, curve by curve: value, accuracy with its 95 % interval, macro-F1, and the mean of each measure. */
export function formatTable(record: StudyRecord): string {
  const header = [
    'arm',
    'value',
    'accuracy',
    '95 % interval',
    'balanced',
    ...(record.analysis.score ? ['95 % interval'] : []),
    'macro-F1',
    'loss',
    'runs',
    ...record.measures.map(({ label }) => label),
  ];
  const rowOf = (arm: StudyRecord['arms'][number]): string[] => {
    const summary = record.analysis.arms.find((one) => one.arm === arm.id);
    const value = arm.value === null ? '' : String(arm.value);
    if (!summary) {
      const empty = header.slice(2).map((name) => (name === 'runs' ? '0' : ''));
      return [arm.label, value, ...empty];
    }
    return [
      arm.label,
      value,
      summary.accuracy.mean.toFixed(3),
      formatInterval(summary.accuracy),
      (summary.lead?.mean ?? summary.balancedAccuracy)?.toFixed(3) ?? '',
      ...(record.analysis.score ? [summary.lead ? formatInterval(summary.lead) : ''] : []),
      summary.macroF1.toFixed(3),
      summary.finalLoss?.toFixed(3) ?? '',
      String(summary.replicates),
      ...record.measures.map(({ id }) => measureCell(summary.measures[id])),
    ];
  };
  const curves = (record.study.series ?? []).flatMap(({ id, label }) => [
    [`${label}:`, ...header.slice(1).map(() => '')],
    ...record.arms.filter((arm) => arm.series === id).map(rowOf),
  ]);
  const others = record.arms.filter((arm) => arm.series === undefined).map(rowOf);
  return formatColumns([header, ...curves, ...others]);
}

function formatInterval({ low, high }: Estimate): string {
  return `${low.toFixed(3)} to ${high.toFixed(3)}`;
}

const measureCell = (value: number | undefined): string => (value === undefined ? '' : fourFigures(value));

/** Lines of equal columns: the first aligned left, the others right. */
function formatColumns(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
