import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatDesign, formatTable, helpText, parseStudyCommand } from '../../scripts/study-command';
import { DEFAULT_PROFILE } from '../../scripts/model-wish';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import { DEFAULT_SETTINGS, defaultSettings, SETTING_NAMES } from '../../src/experiment/settings';
import { syntheticRecord } from '../schema/synthetic-record';

describe('parseStudyCommand', () => {
  test('without arguments is the study of the page', () => {
    expect(parseStudyCommand([])).toEqual({
      kind: 'run',
      settings: DEFAULT_SETTINGS,
      out: 'study.json',
      runs: null,
      ownTask: null,
      model: null,
    });
  });

  test('takes each setting, with a space or an equals sign, and the plain spelling of manyReal', () => {
    const args =
      '--arms 0.2,1.1 --rows=20 --real 4 --many-real 30 --replicates 2 --seed 7 --generator markov --experiment temperature --out a/b.json';
    expect(parseStudyCommand(args.split(' '))).toEqual({
      kind: 'run',
      settings: {
        ...DEFAULT_SETTINGS,
        values: [0.2, 1.1],
        rowsPerClass: 20,
        realRowsPerClass: 4,
        manyRealRowsPerClass: 30,
        replicates: 2,
        seed: 7,
      },
      out: 'a/b.json',
      runs: null,
      ownTask: null,
      model: null,
    });
    expect(parseStudyCommand(['--manyReal', '30'])).toEqual(parseStudyCommand(['--many-real=30']));
  });

  test('fixes a design of which a shape is expected, and takes one that was fixed before', () => {
    const now = new Date('2026-01-02T03:04:05.000Z');
    const command = parseStudyCommand(['--expect', 'inverted-u', '--margin', '1'], now);
    if (command.kind !== 'run') throw new Error('no run');
    const { settings } = command;
    expect(settings.hypothesis).toMatchObject({ expected: 'inverted-u', margin: 0.01 });
    const { hash, fixedAt } = settings.hypothesis!.lock!;
    expect(fixedAt).toBe(now.toISOString());
    expect(formatDesign(settings)).toBe(
      `design fixed at 2026-01-02T03:04:05.000Z, expected: inverted-u\nSHA-256 ${hash}`,
    );
    const again = ['--expect', 'inverted-u', '--margin', '1', '--lock', `${hash}@${fixedAt}`];
    expect(parseStudyCommand(again)).toEqual(command);
    const changed = parseStudyCommand([...again, '--seed', '2']);
    expect(formatDesign(changed.kind === 'run' ? changed.settings : DEFAULT_SETTINGS)).toMatch(
      /will not count as fixed before the run$/,
    );
    expect(formatDesign(DEFAULT_SETTINGS)).toBeNull();
  });

  test('takes a file in place of the lab’s own task, with its test rows and columns', () => {
    const own = '--data a.csv --test b.csv --text remark --label mood'.split(' ');
    expect(parseStudyCommand(own)).toMatchObject({
      settings: DEFAULT_SETTINGS,
      ownTask: { train: 'a.csv', test: 'b.csv', text: 'remark', label: 'mood' },
    });
    expect(parseStudyCommand(['--data', 'a.csv'])).toMatchObject({
      ownTask: { train: 'a.csv', test: null, text: null, label: null },
    });
    expect(parseStudyCommand(['--data', DEFAULT_SETTINGS.data])).toMatchObject({ ownTask: null });
    expect(() => parseStudyCommand(['--text', 'remark'])).toThrow(/^settings: invalid text: .+ — /);
    expect(() => parseStudyCommand(['--data', 'a.csv', '--label', ''])).toThrow(
      /^settings: missing label .+ — /,
    );
  });

  test('takes a language model by id or by its addresses, with what belongs to it', () => {
    const of = (args: string) => parseStudyCommand(`--generator webllm ${args}`.split(' '));
    expect(of('--model Tiny-1B')).toMatchObject({
      settings: { generator: 'webllm', model: 'Tiny-1B' },
      model: { model: 'Tiny-1B', library: null, writing: null, profile: DEFAULT_PROFILE, isSoftware: false },
    });
    expect(
      of('--model https://a.org/m/ --library https://a.org/l.wasm --writing r.json --profile p --software'),
    ).toMatchObject({
      model: {
        model: 'https://a.org/m/',
        library: 'https://a.org/l.wasm',
        writing: 'r.json',
        profile: 'p',
        isSoftware: true,
      },
    });
  });

  test('takes penalties with a language model, and without one says what is missing', () => {
    const args = '--experiment penalties --generator webllm --model Tiny-1B --variant presence --arms=-1,0,2';
    expect(parseStudyCommand(args.split(' '))).toMatchObject({
      settings: { experiment: 'penalties', variant: 'presence', values: [-1, 0, 2], model: 'Tiny-1B' },
    });
    expect(() => parseStudyCommand(['--experiment', 'penalties'])).toThrow('missing model');
    expect(helpText()).toMatch(/penalties +penalty, -2 to 2 .*with a language model only/);
  });

  test.each([
    ['--generator webllm', 'missing model'],
    ['--generator webllm --model https://a.org/m/', 'missing library'],
    ['--generator webllm --model Tiny --library https://a.org/l.wasm', 'unneeded library'],
    ['--generator webllm --model Tiny --writing', 'invalid writing'],
    ['--library https://a.org/l.wasm', 'unneeded library'],
    ['--software', 'unneeded software'],
    ['--model Tiny', 'invalid model'],
    ['--rowz 3', 'unknown setting: "rowz"'],
    ['--rows', 'invalid rows: ""'],
    ['--rows 0', 'invalid rows: "0" (wanted a whole number from 1 to 2000)'],
    ['--rows ten', 'invalid rows: "ten"'],
    ['--arms 1', 'invalid arms: "1"'],
    ['--generator gpt', 'unknown generator: "gpt"'],
    ['--seed 1 extra', 'unknown argument: "extra"'],
    ['--out', 'invalid out'],
    ['--runs=', 'invalid runs'],
    ['--constructor 1', 'unknown setting: "constructor"'],
  ])('refuses "%s" with a sentence', (args, sentence) => {
    expect(() => parseStudyCommand(args.split(' '))).toThrow(sentence);
  });

  test('--help wins over anything else, and names every setting with its default', () => {
    expect(parseStudyCommand(['--rows', '0', '--help'])).toEqual({ kind: 'help' });
    for (const name of SETTING_NAMES) expect(helpText()).toContain(`--${name}`);
    expect(helpText()).toContain('[0.2,0.5,0.8,1.1,1.5,2.2]');
  });
});

describe.each(EXPERIMENT_IDS.filter((id) => EXPERIMENTS[id].generators.includes('markov')))(
  '--experiment %s',
  (id) => {
    test('alone takes what the experiment starts with, and the help names it', () => {
      const command = parseStudyCommand(['--experiment', id]);
      expect(command).toEqual({
        kind: 'run',
        settings: defaultSettings(id),
        out: 'study.json',
        runs: null,
        ownTask: null,
        model: null,
      });
      const { axis, series, variants } = EXPERIMENTS[id];
      const line = helpText()
        .split('\n')
        .find((one) => one.trim().startsWith(`${id} `))!;
      expect(line).toContain(`[${axis.defaults.join(',')}]`);
      if (series) expect(line).toContain(`[${series.defaults.join(',')}]`);
      for (const variant of variants) expect(line).toContain(variant);
    });
  },
);

test('formatTable writes a study of several curves curve by curve', () => {
  const record = syntheticRecord();
  const arms = record.arms.map((arm) =>
    arm.kind === 'tier' ? { ...arm, series: arm.value! < 1 ? 'a' : 'b' } : arm,
  );
  const series = [
    { id: 'b', label: 'Second curve' },
    { id: 'a', label: 'First curve' },
  ];
  const table = formatTable({ ...record, arms, study: { ...record.study, series } });
  expect(table.split('\n').map((line) => line.split('  ')[0])).toEqual([
    'arm',
    'Second curve:',
    'Temperature 1.1',
    'Temperature 2.2',
    'First curve:',
    'Temperature 0.2',
    'Few real rows',
  ]);
});

test('formatTable writes a line an arm, with its interval and measures, aligned', () => {
  expect(formatTable(syntheticRecord()).split('\n')).toEqual([
    'arm              value  accuracy   95 % interval  balanced  macro-F1  loss  runs  Distinct bigrams',
    'Few real rows              0.750  0.500 to 1.000               0.500           2',
    'Temperature 0.2    0.2     0.750  0.500 to 1.000               0.500           2              0.75',
    'Temperature 1.1    1.1     0.750  0.500 to 1.000               0.500           2              0.75',
    'Temperature 2.2    2.2     0.750  0.500 to 1.000               0.500           2              0.75',
  ]);
});

test('formatTable leaves an arm without runs empty rather than out', () => {
  const record = syntheticRecord();
  const table = formatTable({ ...record, analysis: { ...record.analysis, arms: [] } });
  expect(table.split('\n')).toHaveLength(5);
  expect(table).not.toMatch(/NaN|undefined/);
});

test('the command does not mind a reader who has seen enough', () => {
  const root = join(import.meta.dirname, '..', '..');
  const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  // The pipe is closed before the first word is written.
  const command = `{ "$0" "$@"; echo "exit $?" >&2; } | true`;
  const args = [process.execPath, tsx, join(root, 'scripts', 'study.ts'), '--help'];
  expect(spawnSync('sh', ['-c', command, ...args], { encoding: 'utf8' }).stderr).toBe('exit 0\n');
});
