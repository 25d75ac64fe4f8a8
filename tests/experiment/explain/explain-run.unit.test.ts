import { describe, expect, test } from 'vitest';
import { isAbort, LabError } from '../../../src/core/errors';
import type { Example } from '../../../src/core/example';
import type { RowRater } from '../../../src/core/ports';
import type { StudySettings } from '../../../src/core/study';
import { explainRun, type ExplainTools } from '../../../src/experiment/explain/explain-run';
import { studyOf } from '../../../src/experiment/run/study-of';
import { trainingSeed } from '../../../src/experiment/rows/training-set';
import { dataset, fakePorts, settings } from '../fakes';

/** Says 0 to everything, and that a row hurts the more, the later it stands. */
const rater: RowRater = ({ examples }, testTexts) =>
  Promise.resolve({
    yPred: testTexts.map(() => 0),
    steps: 200,
    finalLoss: 0.5,
    trainMs: 1,
    evaluateMs: 1,
    scores: examples.map((_, i) => 2.5 - i),
  });

const tools = (over: Partial<ExplainTools> = {}): ExplainTools => ({ ...fakePorts(), rater, ...over });
const explain = (
  arm: string,
  rows: readonly Example[] | null,
  over: Partial<ExplainTools> = {},
  chosen: StudySettings = settings,
  signal = new AbortController().signal,
) => explainRun(studyOf(chosen, dataset.id), { arm, replicate: 1, rows }, tools(over), signal);

const rowsOf = (texts: readonly string[], label: number): Example[] => texts.map((text) => ({ text, label }));

test('the rows are learned from as in the study, and rated on validation rows, never on test rows', async () => {
  let asked: Parameters<RowRater> | null = null;
  await explain('t1', null, { rater: (...given) => ((asked = given), rater(...given)) });
  const [request, testTexts, validation] = asked!;
  expect(request.seed).toEqual(trainingSeed(studyOf(settings, dataset.id), 1));
  expect(request.examples).toHaveLength(12 + 4);
  expect(request.examples.slice(0, 12).every(({ text }) => text.startsWith('1 1 row t1 1'))).toBe(true);
  expect(testTexts).toEqual(dataset.splits.test.flat());
  expect(validation.map(({ text }) => text)).toEqual(dataset.splits.validation.flat());
});

test('rows that come with the request are not made again', async () => {
  const ports = fakePorts();
  const rows = [...rowsOf(['my x', 'your x'], 0), ...rowsOf(['my y', 'your y'], 1)];
  const { hurting } = await explain('t1', rows, { generator: ports.generator });
  expect(ports.generated).toEqual([]);
  expect(hurting.map(({ text }) => text)).toEqual(expect.arrayContaining(['your y']));
});

test('rows are sorted by what they did, worst and best first, and say what the oracle thinks of them', async () => {
  const rows = [...rowsOf(['a x', 'b x', 'c y'], 0), ...rowsOf(['d y', 'e x', 'f off y'], 1)];
  const { hurting, helping, oracle } = await explain('t1', rows);
  expect(helping.map(({ text, score }) => [text, score])).toEqual([
    ['a x', 2.5],
    ['b x', 1.5],
    ['c y', 0.5],
  ]);
  expect(hurting.map(({ score }) => score)).toEqual([-6.5, -5.5, -4.5, -3.5, -2.5, -1.5, -0.5]);
  expect(hurting.at(-1)).toEqual({ text: 'd y', label: 1, oracleLabel: 1, isReal: false, score: -0.5 });
  expect(hurting[0]!.isReal).toBe(true);
  expect(hurting.find(({ text }) => text === 'e x')).toMatchObject({ label: 1, oracleLabel: 0 });
  expect(oracle).toMatchObject({ rows: 80, testAccuracy: 0.9 });
});

test('of "all rows" the disputed are those generated, also where label repair leaves fewer to learn from', async () => {
  // Ten rows of x and two of y, both disputed; with six of each class learned from, six of x are different ones.
  const rows = [
    ...rowsOf(
      [...'abcdefghij'].map((word) => `${word} x`),
      0,
    ),
    ...rowsOf(['k x', 'l x'], 1),
  ];
  const { disputedOfHurting, text } = await explain(
    't1-r1',
    rows,
    {},
    {
      ...settings,
      experiment: 'label-repair',
      values: [0, 1],
      series: ['1'],
    },
  );
  expect(disputedOfHurting).toBe(1);
  expect(text).toContain('the oracle disputes 100 % of the labels; of all rows 25 %.');
});

test('accuracy, confusion and each class are those of the test rows', async () => {
  const { accuracy, confusion, classes } = await explain('t1', null);
  expect(accuracy).toBe(0.5);
  expect(confusion).toEqual([
    [10, 0],
    [10, 0],
  ]);
  expect(classes).toEqual([
    { label: 0, accuracy: 1, takenFor: null },
    { label: 1, accuracy: 0, takenFor: { label: 0, share: 1 } },
  ]);
});

describe('causes', () => {
  /** Enough rows for what is wrong with them to be beyond chance. */
  const many = (text: (i: number) => string, label: number): Example[] =>
    rowsOf(
      Array.from({ length: 200 }, (_, i) => text(i)),
      label,
    );
  /** Different words in each, so that none repeats another; the class is named. */
  const plain = (name: string) => (i: number) => `${name} w${i} v${i} u${i}`;
  const large = {
    ...dataset,
    splits: {
      ...dataset.splits,
      validation: [many(plain('x'), 0), many(plain('y'), 1)].map((rows) => rows.map(({ text }) => text)),
      corpus: [many(plain('x'), 0), many(plain('y'), 1)].map((rows) => rows.map(({ text }) => text)),
    },
  };
  const causesOf = async (rows: readonly Example[]) => {
    const { causes, text } = await explain(
      't1',
      rows,
      { dataset: large },
      { ...settings, rowsPerClass: 200 },
    );
    return {
      text,
      notable: causes.filter(({ isNotable }) => isNotable).map(({ id }) => id),
      value: Object.fromEntries(causes.map(({ id, value }) => [id, value])),
    };
  };

  test('none stands out in rows like real ones', async () => {
    const { notable, value, text } = await causesOf([...many(plain('x'), 0), ...many(plain('y'), 1)]);
    expect(notable).not.toContain('labelNoise');
    expect(notable).not.toContain('outOfScope');
    expect(notable).not.toContain('duplicates');
    expect(value).toMatchObject({ labelNoise: 0, outOfScope: 0, duplicates: 0 });
    expect(text).toMatch(
      /^Temperature 1: the classifier reaches 50\.0 %\. In nothing that could be measured /,
    );
  });

  test('wrong labels are found, corrected for what the oracle disputes of real rows', async () => {
    const half = (i: number): string => plain(i % 2 === 0 ? 'x' : 'y')(i);
    const { notable, value, text } = await causesOf([...many(half, 0), ...many(plain('y'), 1)]);
    expect(notable).toContain('labelNoise');
    // Disputed are a quarter of the rows and, of real ones, a tenth: (0.25 − 0.1) / (1 − 0.1 · 2 / 1).
    expect(value.labelNoise).toBeCloseTo(0.1875, 12);
    expect(text).toContain('Worse than in real text: about 19 % of the labels are wrong');
  });

  test('text about none of the classes, and repeats', async () => {
    const rows = [
      ...many((i) => (i < 100 ? `off x w${i} v${i}` : plain('x')(i)), 0),
      ...many(() => 'y w', 1),
    ];
    const { notable, value, text } = await causesOf(rows);
    expect(notable).toEqual(expect.arrayContaining(['outOfScope', 'duplicates']));
    expect(value.outOfScope).toBe(0.25);
    expect(value.duplicates).toBeCloseTo(199 / 400, 12);
    expect(text).toContain('25 % of the rows are about none of the classes');
    expect(text).toContain('50 % of the rows are near-duplicates');
  });

  test('what cannot be had says so', async () => {
    const oracle = { ...(await fakePorts().oracle(new AbortController().signal)), disputedOfReal: 0.5 };
    const { causes } = await explain('t1', null, {
      oracle: () => Promise.resolve({ ...oracle, outOfScope: () => null }),
    });
    const missing = causes.filter(({ value }) => value === null);
    expect(missing.map(({ id }) => id)).toEqual(expect.arrayContaining(['labelNoise', 'outOfScope']));
    for (const { text, isNotable } of missing) {
      expect(text).toContain('cannot be told');
      expect(isNotable).toBe(false);
    }
  });

  test('a baseline has none, and is explained all the same', async () => {
    const { causes, disputedOfHurting, text } = await explain('real5', null);
    expect(causes).toEqual([]);
    expect(disputedOfHurting).toBeNull();
    expect(text).toContain('It has real rows only.');
  });
});

test.each([
  ['gone', 0, 'unknown arm: "gone" (wanted one of t0.2, t1, t3, real2, real5)'],
  ['t1', 2, 'unknown replicate: 2'],
  ['t1', -1, 'unknown replicate: -1'],
  ['t1', 0.5, 'unknown replicate: 0.5'],
])('arm %s, replicate %d is refused', async (arm, replicate, words) => {
  const study = studyOf(settings, dataset.id);
  const { signal } = new AbortController();
  const refused = explainRun(study, { arm, replicate, rows: null }, tools(), signal);
  await expect(refused).rejects.toBeInstanceOf(LabError);
  await expect(explainRun(study, { arm, replicate, rows: null }, tools(), signal)).rejects.toThrow(words);
});

test('rows of a language model are not made again here', async () => {
  const told = { ...settings, generator: 'webllm', model: 'a-model' } as const;
  await expect(explain('t1', null, {}, told)).rejects.toThrow('unknown generator: "webllm"');
  await expect(explain('t1', rowsOf(['a x'], 0), {}, told)).resolves.toMatchObject({ arm: 't1' });
});

test('an abort stops it', async () => {
  const abort = new AbortController();
  const explaining = explain('t1', null, {}, settings, abort.signal);
  abort.abort();
  await expect(explaining).rejects.toSatisfy(isAbort);
});
