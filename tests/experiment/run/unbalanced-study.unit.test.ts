/** @file Studies whose generated sets come out with classes of unequal size, with the real parts, through Node. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readShippedEncoder } from '../../../scripts/shipped-models';
import { useWasm } from '../../../scripts/use-wasm';
import type { StudyEvent, WarningCode } from '../../../src/core/events';
import type { Example } from '../../../src/core/example';
import type { FineTuneRequest, TextGenerator } from '../../../src/core/ports';
import { faultsOfRecord } from '../../../src/core/record-schema';
import type { Run, StudyRecord } from '../../../src/core/run';
import type { StudySettings } from '../../../src/core/study';
import { runStudy } from '../../../src/experiment/run/run-study';
import { studyOf } from '../../../src/experiment/run/study-of';
import type { StudyPorts } from '../../../src/experiment/run/study-ports';
import { openStudyTools } from '../../../src/experiment/run/study-tools';
import { defaultSettings } from '../../../src/experiment/settings';
import { rowsUsedBy } from '../../../src/ui/rows-used';
import { threeClassTask } from '../../fixtures/three-class-task';

const task = threeClassTask({ hasOutside: true });
const ROWS = 3;
const REAL = 2;
const ABOUT_ROWS: readonly WarningCode[] = ['empty-class', 'short-tier'];
let ports: StudyPorts;

beforeAll(async () => {
  await useWasm();
  ports = {
    ...openStudyTools(task, await readShippedEncoder(), { backend: 'wasm', adapter: null }),
    preTrainer: null,
    dataset: task,
    store: null,
    clock: performance,
    appVersion: 'test',
    browser: 'Node',
    helpers: [],
    prefetch: null,
    notices: [],
  };
});

function few(experiment: 'temperature' | 'label-repair', over: Partial<StudySettings>): StudySettings {
  const usual = defaultSettings(experiment);
  return {
    ...usual,
    data: task.id,
    rowsPerClass: ROWS,
    realRowsPerClass: REAL,
    manyRealRowsPerClass: 4,
    replicates: 2,
    training: { ...usual.training, steps: 4 },
    ...over,
  };
}

/** The record, the warnings, and the training set of each run by arm and replicate. */
async function run(settings: StudySettings, over: Partial<StudyPorts> = {}) {
  const requests: FineTuneRequest[] = [];
  const given = { ...ports, ...over };
  const classifier: StudyPorts['classifier'] = {
    ...ports.classifier,
    fineTuneAndPredict: (request, ...rest) => {
      requests.push(request);
      return ports.classifier.fineTuneAndPredict(request, ...rest);
    },
  };
  const study = studyOf(settings, task.id, task.classNames.length);
  const warnings: (StudyEvent & { type: 'warning' })[] = [];
  let record: StudyRecord | null = null;
  for await (const event of runStudy(
    study,
    settings,
    { ...given, classifier },
    new AbortController().signal,
  )) {
    if (event.type === 'warning' && ABOUT_ROWS.includes(event.code)) warnings.push(event);
    if (event.type === 'finished') record = event.record;
  }
  // Runs are made replicate by replicate, arm by arm.
  const trainedOn = ({ arm, replicate }: Run): readonly Example[] =>
    requests[replicate * study.arms.length + study.arms.findIndex(({ id }) => id === arm)]!.examples;
  expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  return { record: record!, warnings, trainedOn };
}

const countsOf = (rows: readonly Example[]): number[] =>
  task.classNames.map((_, label) => rows.filter((row) => row.label === label).length);

/** Of every run: the numbers in the record are those that the classifier was given. */
function expectTrueNumbers(runs: readonly Run[], trainedOn: (run: Run) => readonly Example[]): void {
  for (const one of runs) {
    const { generated, real } = one.trainingRows;
    expect(trainedOn(one)).toHaveLength(generated + real);
    expect(trainedOn(one).slice(generated)).toHaveLength(real);
    expect(one.rows.map(({ text }) => text)).toEqual(
      expect.arrayContaining(
        trainedOn(one)
          .slice(0, generated)
          .map(({ text }) => text),
      ),
    );
  }
}

describe('labels repaired by an oracle that never says one of the classes', () => {
  const settings = few('label-repair', { values: [0, 1], series: ['1'] });
  const oracle: StudyPorts['oracle'] = async (signal) => {
    const real = await ports.oracle(signal);
    const { info, disputedOfReal } = real;
    return {
      info,
      disputedOfReal,
      outOfScope: () => null,
      labelsOf: (texts) => texts.map((_, i) => (i === 0 ? 1 : 0)),
    };
  };

  test('leave a set whose other classes are equal, and a record that says so', async () => {
    const { record, warnings, trainedOn } = await run(settings, { oracle });
    const tier = (id: string): Run[] => record.runs.filter(({ arm }) => arm === id);
    for (const one of tier('t1-r0')) {
      expect(countsOf(trainedOn(one))).toEqual([5, 5, 5]);
      expect(one.trainingRows).toEqual({ generated: 9, real: 6 });
    }
    for (const one of tier('t1-r1')) {
      expect(countsOf(one.rows)).toEqual([8, 1, 0]);
      expect(countsOf(trainedOn(one))).toEqual([5, 5, 2]);
      expect(one.trainingRows).toEqual({ generated: 6, real: 6, made: 9 });
    }
    expectTrueNumbers(record.runs, trainedOn);
    const [, , missing] = task.classNames;
    const { label } = record.arms.find(({ id }) => id === 't1-r1')!;
    const message = `${label}, ${missing}: no generated row in replicate 1, 2, so the classes are not balanced`;
    expect(warnings).toEqual([{ type: 'warning', code: 'empty-class', message }]);
    expect(record.warnings).toContain(message);
  });

  test('by the real oracle every set has equal classes, or the record says which class is missing', async () => {
    const { record, warnings, trainedOn } = await run({ ...settings, series: ['2.2'], rowsPerClass: 2 });
    expectTrueNumbers(record.runs, trainedOn);
    for (const one of record.runs.filter(({ rows }) => rows.length > 0)) {
      const isMissing = countsOf(one.rows).map((count) => count === 0);
      expect(countsOf(trainedOn(one))).toEqual(isMissing.map((isOut) => (isOut ? REAL : 2 + REAL)));
      expect(warnings.some(({ code }) => code === 'empty-class') || !isMissing.includes(true)).toBe(true);
    }
  });
});

describe('a generator that writes too few rows of one class', () => {
  const settings = few('temperature', { values: [0.5, 1] });
  /** Writes `most` rows of the last class. */
  const short = (most: number): TextGenerator => ({
    id: ports.generator.id,
    description: ports.generator.description,
    fingerprint: ports.generator.fingerprint,
    generate: (request, signal) =>
      ports.generator.generate(
        { ...request, count: request.label === 2 ? Math.min(most, request.count) : request.count },
        signal,
      ),
  });

  test('has its rows of that class taken several times, and the record says how few they are', async () => {
    const { record, warnings, trainedOn } = await run(settings, { generator: short(1) });
    expectTrueNumbers(record.runs, trainedOn);
    for (const one of record.runs.filter(({ rows }) => rows.length > 0)) {
      expect(countsOf(one.rows)).toEqual([3, 3, 1]);
      expect(countsOf(trainedOn(one))).toEqual([5, 5, 5]);
      expect(one.trainingRows).toEqual({ generated: 9, real: 6, made: 7 });
      expect(rowsUsedBy(one, 'distinct2')).toBe(7);
    }
    expect(warnings.map(({ code }) => code)).toEqual([
      'short-tier',
      'short-tier',
      'short-tier',
      'short-tier',
    ]);
    expect(record.warnings.join('\n')).toMatch(/, replicate 1, .+: 1 of 3 rows could be written$/m);
  });

  test('or none at all leaves that class out, and the record says so', async () => {
    const { record, warnings, trainedOn } = await run(settings, { generator: short(0) });
    expectTrueNumbers(record.runs, trainedOn);
    for (const one of record.runs.filter(({ rows }) => rows.length > 0)) {
      expect(countsOf(trainedOn(one))).toEqual([5, 5, 2]);
      expect(one.trainingRows).toEqual({ generated: 6, real: 6 });
    }
    expect(warnings.filter(({ code }) => code === 'empty-class')).toHaveLength(2);
  });

  test('as many rows as were asked for are taken as they are, and nothing is said', async () => {
    const { record, warnings, trainedOn } = await run(settings);
    expect(warnings).toEqual([]);
    for (const one of record.runs.filter(({ rows }) => rows.length > 0))
      expect(trainedOn(one).slice(0, 9)).toEqual(one.rows);
  });
});
