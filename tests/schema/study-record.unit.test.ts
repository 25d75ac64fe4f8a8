import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { lockOf } from '../../src/core/design-lock';
import { faultsOfRecord } from '../../src/core/record-schema';
import { designOf, withHypothesis } from '../../src/core/registration';
import type { StudyRecord } from '../../src/core/run';
import type { StudySettings } from '../../src/core/study';
import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import { agreedFaults, SCHEMA } from './agreed-faults';
import { syntheticRecord } from './synthetic-record';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** The record as it comes back from its file, with the part at `path` replaced; `undefined` takes it away. */
function spoil(path: string, value: Json | undefined): unknown {
  const record = JSON.parse(JSON.stringify(syntheticRecord())) as Record<string, Json>;
  const names = path.split('/');
  const last = names.pop()!;
  const parent = names.reduce<Json>((at, name) => (at as Record<string, Json>)[name]!, record) as Record<
    string,
    Json
  >;
  expect(Object.hasOwn(parent, last) || value !== undefined).toBe(true);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return record;
}

/** Paths of every property below a value, each kind of object of a list once. */
function propertyPaths(value: Json, path = ''): string[] {
  if (Array.isArray(value))
    return value.length > 0 ? propertyPaths(value.at(-1)!, `${path}/${value.length - 1}`) : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => [
    `${path}/${name}`.slice(path === '' ? 1 : 0),
    ...propertyPaths(part, path === '' ? name : `${path}/${name}`),
  ]);
}

/** Parts a record may lack: values of measures, and the two words only some measures have. */
const OPTIONAL = /(\/measures\/distinct2|\/moreDiverseWhen|\/closerWhen)$/;

function settingsOf({ study: { arms, replicates, seed, training } }: StudyRecord): StudySettings {
  const values = arms.flatMap(({ value }) => value ?? []);
  return { ...DEFAULT_SETTINGS, values, replicates, seed, training };
}

describe('the schema of a study record', () => {
  test('is itself a valid schema of the draft it names', () => {
    expect(SCHEMA.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    expect(ajv.validateSchema(SCHEMA)).toBe(true);
  });

  test('passes a whole record', () => {
    expect(agreedFaults(JSON.parse(JSON.stringify(syntheticRecord())))).toEqual([]);
  });

  test('passes a registration, and refuses each part that is missing or of another kind', () => {
    const record = syntheticRecord();
    const settings = withHypothesis(settingsOf(record), { expected: 'plateau', margin: 0.015 });
    const { createdAt, durationMs } = record.manifest;
    const lock = lockOf(settings, new Date(Date.parse(createdAt) - durationMs - 5000));
    const registered = (registration: unknown): unknown =>
      JSON.parse(JSON.stringify({ ...record, study: { ...record.study, registration } }));
    const design = designOf(settings);
    expect(agreedFaults(registered({ design, lock }))).toEqual([]);
    expect(agreedFaults(registered({ design, lock: null }))).toEqual([]);
    for (const name of Object.keys(design))
      expect(agreedFaults(registered({ design: { ...design, [name]: undefined }, lock }))).not.toEqual([]);
    for (const over of [
      { expected: 'U' },
      { margin: 0 },
      { margin: 2 },
      { later: { deep: [] } },
      { values: [] },
    ])
      expect(agreedFaults(registered({ design: { ...design, ...over }, lock }))).not.toEqual([]);
    for (const over of [{ hash: 'F'.repeat(64) }, { fixedAt: 'today' }, { by: 'me' }])
      expect(agreedFaults(registered({ design, lock: { ...lock, ...over } }))).not.toEqual([]);
  });

  test('the reader checks the hash of a registration', () => {
    const record = syntheticRecord();
    const settings = withHypothesis(settingsOf(record), { expected: 'plateau' });
    const lock = lockOf({ ...settings, topP: 0.9 }, new Date(0));
    const study = { ...record.study, registration: { design: designOf(settings), lock } };
    expect(faultsOfRecord(JSON.parse(JSON.stringify({ ...record, study })))).toEqual([
      expect.stringMatching(/^invalid study\.registration\.lock\.hash/),
    ]);
  });

  test('passes what a measure says of the rows it is taken of, and what a run says', () => {
    const limits = { rowsPerClass: 100, rows: 192, pairs: 40_000, tokensPerRow: 8 };
    expect(agreedFaults(spoil('measures/0/limits', limits))).toEqual([]);
    expect(agreedFaults(spoil('measures/0/limits', { rows: 192 }))).toEqual([]);
    expect(agreedFaults(spoil('runs/2/rowsUsed', { distinct2: 1 }))).toEqual([]);
    expect(agreedFaults(spoil('runs/2/rowsUsed', {}))).toEqual([]);
    expect(agreedFaults(spoil('runs/2/trainingRows', { generated: 2, real: 4, made: 3 }))).toEqual([]);
  });

  test('passes penalties of an arm', () => {
    for (const name of ['frequencyPenalty', 'presencePenalty'])
      expect(agreedFaults(spoil(`study/arms/1/recipe/generated/${name}`, -1.5))).toEqual([]);
  });

  test('misses each part that is taken away', () => {
    const paths = propertyPaths(JSON.parse(JSON.stringify(syntheticRecord())) as Json);
    expect(paths.length).toBeGreaterThan(80);
    const unmissed = paths.filter(
      (path) => !OPTIONAL.test(path) && agreedFaults(spoil(path, undefined)).length === 0,
    );
    expect(unmissed).toEqual([]);
  });

  test('refuses each number that JSON had to write as null', () => {
    const paths = [
      'runs/2/accuracy',
      'runs/2/macroF1',
      'runs/2/finalLoss',
      'runs/2/measures/distinct2',
      'runs/2/durations/trainMs',
      'runs/2/confusion/0/0',
      'analysis/arms/0/accuracy/low',
      'analysis/comparisons/0/pValue',
      'verdict/pValue',
      'manifest/durationMs',
      'study/training/learningRate',
    ];
    const notANumber = JSON.parse(JSON.stringify(NaN)) as Json;
    expect(paths.filter((path) => agreedFaults(spoil(path, notANumber)).length === 0)).toEqual([]);
  });

  test.each<[string, Json]>([
    ['version', 2],
    ['runs/0/accuracy', 1.01],
    ['runs/0/accuracy', '0.5'],
    ['runs/0/balancedAccuracy', 1.01],
    ['analysis/arms/0/lead', 0.5],
    ['analysis/score', 'macroF1'],
    ['runs/0/replicate', -1],
    ['runs/0/replicate', 0.5],
    ['runs/0/yPred/0', -1],
    ['runs/0/rows', [{ text: 1, label: 0 }]],
    ['runs/0/rows', [{ text: 'a', label: 0, html: '' }]],
    ['arms/0/kind', 'other'],
    ['verdict/kind', 'sure'],
    ['verdict/text', ''],
    ['measures/0/limits', { rows: 0 }],
    ['measures/0/limits', { texts: 5 }],
    ['runs/2/rowsUsed', { distinct2: 0.5 }],
    ['runs/2/rowsUsed', { '': 1 }],
    ['runs/2/trainingRows', { generated: 2, real: 4, made: -1 }],
    ['measures/0/range', [0]],
    ['measures/0/range', [0, 1, 2]],
    ['manifest/createdAt', 'yesterday'],
    ['manifest/backends', []],
    ['study/arms/1/recipe/generated/temperature', 0],
    ['study/arms/1/recipe/generated/frequencyPenalty', 2.5],
    ['study/arms/1/recipe/generated/presencePenalty', '1'],
    ['study/training/wordDropout', 1],
    ['classNames', ['animal', 'animal']],
    ['rowsKept', -1],
    ['secret', 'x'],
    ['manifest/secret', 'x'],
  ])('refuses %s: %j', (path, value) => {
    expect(agreedFaults(spoil(path, value)).join()).toMatch(/^(invalid|missing|unknown) /);
  });

  test.each([null, 1, 'record', [], {}].map((value) => [value]))('refuses %j', (value) => {
    expect(agreedFaults(value)).not.toEqual([]);
  });
});

describe('a well-formed record is refused where its parts contradict each other:', () => {
  test.each<[string, (record: StudyRecord) => StudyRecord]>([
    ['an unknown arm', (r) => ({ ...r, runs: [{ ...r.runs[0]!, arm: 'gone' }] })],
    ['a run that stands twice', (r) => ({ ...r, runs: [r.runs[0]!, r.runs[0]!] })],
    ['replicate 2 of 2', (r) => ({ ...r, runs: [{ ...r.runs[0]!, replicate: 2 }] })],
    ['the wrong number of predictions', (r) => ({ ...r, runs: [{ ...r.runs[0]!, yPred: [0] }] })],
    ['an accuracy the predictions do not give', (r) => ({ ...r, runs: [{ ...r.runs[0]!, accuracy: 0.5 }] })],
    [
      'a confusion matrix of another size',
      (r) => ({
        ...r,
        runs: [
          {
            ...r.runs[0]!,
            confusion: [
              [2, 0],
              [1, 1],
              [0, 0],
            ],
          },
        ],
      }),
    ],
    [
      'a label without a class',
      (r) => ({ ...r, runs: [{ ...r.runs[2]!, rows: [{ text: 'a', label: 2 }] }] }),
    ],
    ['a best arm that is none', (r) => ({ ...r, verdict: { ...r.verdict, bestArm: 'gone' } })],
    ['an arm that stands twice', (r) => ({ ...r, arms: [...r.arms, r.arms[0]!] })],
  ])('%s', (_, contradict) => {
    expect(faultsOfRecord(contradict(syntheticRecord()))).toHaveLength(1);
  });
});
