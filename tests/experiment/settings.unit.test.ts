import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import { CLASSIFIER_KINDS } from '../../src/core/classifiers';
import { EXPECTED_SHAPES } from '../../src/core/hypothesis';
import { withHypothesis } from '../../src/core/registration';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import {
  DEFAULT_SETTINGS,
  DEFAULT_TRAINING,
  defaultSettings,
  formatSettings,
  parseDraft,
  parseSettings,
  readSettings,
  stepsOf,
} from '../../src/experiment/settings';

test.each([
  ['lock', 'abc', 'the SHA-256 of a design'],
  ['lock', `${'0f'.repeat(32)}@yesterday`, 'the SHA-256 of a design'],
  ['lock', `${'0f'.repeat(32)}@2026-13-45T00:00:00Z`, 'the SHA-256 of a design'],
  ['expect', 'U', 'one of more, less, inverted-u, plateau'],
  ['margin', '0', 'a number from 0.1 to 20'],
])('%s=%s is refused', (name, value, wanted) => {
  expect(() => parseSettings([[name, value]])).toThrow(wanted);
});

test('no pairs give the default study', () => {
  expect(parseSettings([])).toEqual(DEFAULT_SETTINGS);
});

test('what is formatted reads back the same', () => {
  const settings = fc.record({
    data: fc.constantFrom(DEFAULT_SETTINGS.data, `own:${'0a'.repeat(32)}`),
    experiment: fc.constant('temperature' as const),
    ...{ generator: fc.constant('markov' as const), model: fc.constant(null), variant: fc.constant(null) },
    classifier: fc.constantFrom(...CLASSIFIER_KINDS),
    series: fc.constant([] as readonly string[]),
    temperature: fc.integer({ min: 1, max: 200 }).map((tenths) => tenths / 20),
    topP: fc.integer({ min: 1, max: 100 }).map((hundredths) => hundredths / 100),
    training: fc.integer({ min: 1, max: 10000 }).map((steps) => ({ ...DEFAULT_TRAINING, steps })),
    values: fc
      .uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 2, maxLength: 10 })
      .map((tenths) => tenths.map((t) => t / 20).sort((a, b) => a - b)),
    rowsPerClass: fc.integer({ min: 1, max: 2000 }),
    realRowsPerClass: fc.integer({ min: 0, max: 400 }),
    manyRealRowsPerClass: fc.integer({ min: 1, max: 400 }),
    replicates: fc.integer({ min: 1, max: 100 }),
    seed: fc.integer({ min: 0, max: 2147483647 }),
  });
  const hypothesis = fc.record({
    expected: fc.constantFrom(null, ...EXPECTED_SHAPES),
    margin: fc.constantFrom(null, 0.001, 0.015, 0.2),
    lock: fc.constantFrom(null, { hash: '0f'.repeat(32), fixedAt: '2026-01-02T03:04:05.678Z' }),
  });
  fc.assert(
    fc.property(settings, hypothesis, (s, stated) => {
      fc.pre(stepsOf({ ...s, training: { ...s.training, steps: null } }) !== s.training.steps);
      expect(parseSettings(formatSettings(s))).toEqual(s);
      const whole = withHypothesis(s, stated);
      expect(parseSettings(formatSettings(whole))).toEqual(whole);
    }),
  );
});

test.each(EXPERIMENT_IDS)(
  'what the experiment %s starts with reads back, and is within its own bounds',
  (id) => {
    const model = EXPERIMENTS[id].generators[0] === 'webllm' ? 'a-model' : null;
    const settings = { ...defaultSettings(id), model };
    expect(parseSettings(formatSettings(settings))).toEqual(settings);
    const everything: [string, string][] = [
      ['arms', settings.values.join(',')],
      ...(settings.series.length > 0 ? [['series', settings.series.join(',')] as [string, string]] : []),
      ...(settings.variant === null ? [] : [['variant', settings.variant] as [string, string]]),
      ...(model === null
        ? []
        : [['generator', 'webllm'] as [string, string], ['model', model] as [string, string]]),
    ];
    expect(parseSettings([...everything, ['experiment', id]])).toEqual(settings);
  },
);

test.each([
  [[['series', '1,2']], 'no series with this experiment'],
  [
    [
      ['experiment', 'mixing'],
      ['series', '8,8'],
    ],
    'no curve twice',
  ],
  [
    [
      ['experiment', 'mixing'],
      ['series', '8,0.5'],
    ],
    'whole numbers from 1 to 400',
  ],
  [
    [
      ['experiment', 'shift'],
      ['series', 'none,gravity'],
    ],
    'some of none, other-topics',
  ],
  [
    [
      ['experiment', 'mixing'],
      ['variant', 'shrinking'],
    ],
    'one of growing, fixed',
  ],
  [[['variant', 'fixed']], 'unknown variant'],
  [
    [
      ['experiment', 'prompt-ladder'],
      ['generator', 'markov'],
    ],
    'one of webllm',
  ],
  [
    [
      ['experiment', 'penalties'],
      ['arms', '0,2.5'],
    ],
    'numbers from -2 to 2',
  ],
  [
    [
      ['experiment', 'penalties'],
      ['generator', 'nano'],
    ],
    'one of webllm',
  ],
  [
    [
      ['experiment', 'topics'],
      ['arms', '1.5,2'],
    ],
    'whole numbers from 1 to 32',
  ],
  [[['experiment', 'alchemy']], 'unknown experiment'],
] as const)('%j is refused: %s', (pairs, words) => {
  expect(() => parseSettings(pairs)).toThrow(words);
});

test('a language model is named with its generator, and not without', () => {
  const settings = parseSettings([
    ['generator', 'webllm'],
    ['model', 'a-model'],
  ]);
  expect(settings).toEqual({ ...DEFAULT_SETTINGS, generator: 'webllm', model: 'a-model' });
  expect(parseSettings(formatSettings(settings))).toEqual(settings);
  expect(() => parseSettings([['generator', 'webllm']])).toThrow(
    /missing model.*choose a model, or generator=markov$/,
  );
  expect(() => parseSettings([['model', 'a-model']])).toThrow('invalid model');
});

test('which language model is to write may be left open in a draft, where nobody else can', () => {
  const bare: [string, string][] = [['experiment', 'prompt-ladder']];
  expect(parseDraft(bare)).toEqual(defaultSettings('prompt-ladder'));
  expect(formatSettings(parseDraft(bare))).toEqual(bare);
  expect(() => parseSettings(bare)).toThrow(/missing model.*choose a model, or another experiment$/);
  expect(() => parseDraft([['generator', 'webllm']])).toThrow('missing model');
});

test('arms are put in ascending order', () => {
  expect(parseSettings([['arms', '1.5, 0.2 ,1']]).values).toEqual([0.2, 1, 1.5]);
});

test.each([
  ['colour', 'red', 'unknown setting'],
  ['__proto__', '1', 'unknown setting'],
  ['constructor', '1', 'unknown setting'],
  ['replicates', '0', 'invalid replicates'],
  ['replicates', '2.5', 'invalid replicates'],
  ['replicates', '', 'invalid replicates'],
  ['rows', '1e9', 'invalid rows'],
  ['seed', 'NaN', 'invalid seed'],
  ['seed', '-1', 'invalid seed'],
  ['arms', '0.2', 'invalid arms'],
  ['arms', '0.2,,1', 'invalid arms'],
  ['arms', '0,1', 'invalid arms'],
  ['arms', '0.2,Infinity', 'invalid arms'],
  ['arms', '0.2,1,0.2', 'invalid arms'],
  ['generator', 'gpt', 'unknown generator'],
])('%s=%s is refused with a sentence', (name, value, what) => {
  const parse = (): unknown => parseSettings([[name, value]]);
  expect(parse).toThrow(LabError);
  expect(parse).toThrow(what);
  expect(parse).toThrow(/\(wanted .+\) — .+/);
});

test('stored settings are read where they say a study of now, and only then', () => {
  for (const id of EXPERIMENT_IDS.filter((one) => EXPERIMENTS[one].generators[0] !== 'webllm')) {
    const settings = defaultSettings(id);
    expect(readSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  }
  const { data: _data, ...rest } = DEFAULT_SETTINGS;
  const ofBefore = { ...rest, training: DEFAULT_TRAINING };
  expect(readSettings(ofBefore)).toEqual(DEFAULT_SETTINGS);
  const { temperature: _temperature, ...without } = DEFAULT_SETTINGS;
  const strange = [null, 3, 'x', {}, [], without, { ...DEFAULT_SETTINGS, experiment: '__proto__' }];
  for (const value of strange) expect(readSettings(value)).toBeNull();
  expect(readSettings({ ...DEFAULT_SETTINGS, training: null })).toBeNull();
  expect(readSettings({ ...DEFAULT_SETTINGS, values: [1] })).toBeNull();
});

test('the task is named where it is not the one that comes with the lab, and a name that is none is refused', () => {
  const data = `own:${'f0'.repeat(32)}`;
  expect(formatSettings(DEFAULT_SETTINGS)).toEqual([]);
  expect(formatSettings({ ...DEFAULT_SETTINGS, data })).toEqual([['data', data]]);
  expect(parseSettings([['data', data]])).toEqual({ ...DEFAULT_SETTINGS, data });
  for (const bad of ['', 'own:', 'own:12', 'another', `${data}0`])
    expect(() => parseSettings([['data', bad]])).toThrow(/^settings: invalid data: .+\(wanted .+\) — .+/);
});

test('settings may choose the classifier, but where an experiment has its own', () => {
  expect(parseSettings([['classifier', 'linear']])).toEqual({ ...DEFAULT_SETTINGS, classifier: 'linear' });
  expect(() => parseSettings([['classifier', 'forest']])).toThrow(
    /unknown classifier: "forest".*network, linear/,
  );
  for (const experiment of ['learners', 'pre-training'])
    expect(() =>
      parseSettings([
        ['classifier', 'linear'],
        ['experiment', experiment],
      ]),
    ).toThrow(/invalid classifier: "linear" \(wanted network in the experiment .+\) — leave it out/);
  const { classifier: _classifier, ...older } = DEFAULT_SETTINGS;
  expect(readSettings(older)).toEqual(DEFAULT_SETTINGS);
});
