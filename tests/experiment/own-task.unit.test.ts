/** @file Every experiment on a task of three classes that is not the lab's, with the real parts, through Node. */
import { beforeAll, describe, expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import type { Dataset } from '../../src/core/example';
import type { ExperimentId } from '../../src/core/experiments';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import type { StudyRecord } from '../../src/core/run';
import { defaultSettings } from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import { openPreTrainer } from '../../src/experiment/run/pre-trainer';
import { openStudyTools } from '../../src/experiment/run/study-tools';
import { openNanoTools } from '../../src/training/nano/nano-generator';
import { runStudy } from '../../src/experiment/run/run-study';
import { studyOf } from '../../src/experiment/run/study-of';
import type { StudyPorts } from '../../src/experiment/run/study-ports';
import { readShippedEncoder, readShippedNano } from '../../scripts/shipped-models';
import { faultsOfRecord } from '../../src/core/record-schema';
import { settingsOfStudy } from '../../src/ui/settings-of-study';
import { useWasm } from '../../scripts/use-wasm';
import { threeClassTask } from '../fixtures/three-class-task';

const task = threeClassTask({ hasOutside: true });
const never = new AbortController().signal;
let ports: StudyPorts;
async function openPorts(dataset: Dataset): Promise<StudyPorts> {
  const encoder = await readShippedEncoder();
  return {
    ...openStudyTools(dataset, encoder, { backend: 'wasm', adapter: null }),
    preTrainer: openPreTrainer(dataset, encoder.tokenizer.pieces),
    dataset,
    store: null,
    clock: performance,
    appVersion: 'test',
    browser: 'Node',
    helpers: [],
    prefetch: null,
    notices: [],
  };
}

beforeAll(async () => {
  await useWasm();
  ports = await openPorts(task);
});

/** What the task is too small for, or takes too long here, at the usual values. */
const SMALLER: Partial<Record<ExperimentId, Partial<StudySettings>>> = {
  mixing: { values: [0, 1], series: ['2', '5'] },
  shift: { series: ['none', 'other-topics'] },
  'self-consumption': { values: [0, 2], series: ['replace'] },
  topics: { values: [1, 3], series: ['1'] },
  scarcity: { series: ['2', 'all'] },
};

function small(experiment: ExperimentId): StudySettings {
  const usual = defaultSettings(experiment);
  return {
    ...usual,
    data: task.id,
    values: [usual.values[0]!, usual.values.at(-1)!],
    series: usual.series.slice(0, 2),
    rowsPerClass: 6,
    realRowsPerClass: 2,
    manyRealRowsPerClass: 5,
    replicates: 1,
    training: { ...usual.training, steps: 4 },
    ...SMALLER[experiment],
  };
}

async function run(settings: StudySettings, given: StudyPorts = ports): Promise<StudyRecord> {
  for await (const event of runStudy(
    studyOf(settings, given.dataset.id, given.dataset.classNames.length),
    settings,
    given,
    never,
  ))
    if (event.type === 'finished') return event.record;
  throw new Error('the study did not finish');
}

async function refusal(work: () => Promise<unknown>): Promise<string> {
  const error: unknown = await work().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(LabError);
  return (error as LabError).message;
}

const WITHOUT_MODEL = EXPERIMENT_IDS.filter((id) => EXPERIMENTS[id].generators[0] !== 'webllm');

test.each(WITHOUT_MODEL)('%s', async (experiment) => {
  const settings = small(experiment);
  const record = await run(settings);
  expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  expect(record.study.datasetId).toBe(task.id);
  expect(record.manifest.dataset).toEqual({ id: task.id, fingerprint: task.fingerprint });
  expect(record.classNames).toEqual(task.classNames);
  expect(record.yTrue).toHaveLength(60);
  expect(record.runs).toHaveLength(record.arms.length);
  for (const { accuracy, confusion, rows, trainingRows } of record.runs) {
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(accuracy).toBeCloseTo(confusion.reduce((sum, row, i) => sum + row[i]!, 0) / 60, 12);
    expect(rows).toHaveLength(trainingRows.generated);
    expect(rows.every(({ label }) => label >= 0 && label < 3)).toBe(true);
  }
});

test('a study learns the task: many real rows and enough steps beat chance by far', async () => {
  const settings = { ...small('temperature'), manyRealRowsPerClass: 20 };
  const { analysis, arms } = await run({
    ...settings,
    training: { ...settings.training, steps: 60 },
  });
  const many = arms.find(({ id }) => id === 'real20')!;
  expect(analysis.arms.find(({ arm }) => arm === many.id)!.accuracy.mean).toBeGreaterThan(0.7);
});

test('trains for as many steps as follow from its classes and rows', async () => {
  const settings = { ...small('temperature'), values: [0.2, 1], rowsPerClass: 12 };
  const open = { ...settings, training: { ...settings.training, steps: null, batchSize: 1 } };
  const { study, runs } = await run(open);
  // 3 · 14 rows, each as often as 864 in 200 steps of 32
  expect(study.training.steps).toBe(312);
  expect(new Set(runs.map(({ steps }) => steps))).toEqual(new Set([312]));
});

const WITH_CLASSIFIERS = WITHOUT_MODEL.filter((id) => EXPERIMENTS[id].classifiers.length > 1);

test.each(WITH_CLASSIFIERS)('%s, learned by logistic regression', async (experiment) => {
  const settings = { ...small(experiment), classifier: 'linear' } as const;
  const record = await run(settings);
  expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  for (const { backend, finalLoss } of record.runs) {
    expect(backend).toBe('javascript');
    expect(finalLoss).toBeLessThan(Math.log(3));
  }
  expect(record.study.arms.every(({ recipe }) => recipe.classifier === 'linear')).toBe(true);
  if (experiment === 'temperature') expect(settingsOfStudy(record.study)).toEqual(settings);
  // The rows are those that the network learns from.
  const network = await run(small(experiment));
  expect(record.runs.map(({ rows }) => rows)).toEqual(network.runs.map(({ rows }) => rows));
});

test('a study whose arms say what their classifiers are takes no other', async () => {
  for (const experiment of ['learners', 'pre-training'] as const)
    expect(await refusal(() => run({ ...small(experiment), classifier: 'linear' }))).toMatch(
      /invalid classifier: "linear" \(wanted network .+\) — leave the classifier out/,
    );
});

test('classifiers that had too few steps for their rows are named, others are not', async () => {
  const settings = { ...small('temperature'), manyRealRowsPerClass: 20 };
  const trainedFor = (steps: number) => run({ ...settings, training: { ...settings.training, steps } });
  const [brief, long] = [await trainedFor(2), await trainedFor(200)];
  expect(brief.warnings.join()).toMatch(/after 2 steps fewer than 90 % .+ 20 real rows a class/);
  expect(long.warnings.join()).not.toContain('fewer than 90 %');
  for (const { arms } of [brief.analysis, long.analysis])
    for (const { finalLoss, trainingAccuracy } of arms) {
      expect(finalLoss).toBeGreaterThan(0);
      expect(trainingAccuracy).toBeGreaterThan(0);
    }
});

describe('what the task does not have is said before anything runs:', () => {
  test('texts about none of the classes', async () => {
    const without = await openPorts(threeClassTask({ hasOutside: false }));
    expect(await refusal(() => run(small('shift'), without))).toMatch(
      /missing texts about none of the classes.*leave the curve "other-topics" out/,
    );
    const others = { ...small('shift'), series: ['none', 'label-noise'] };
    expect((await run(others, without)).runs.length).toBeGreaterThan(0);
  });

  test('as many real rows as are asked for', async () => {
    const settings = { ...small('temperature'), manyRealRowsPerClass: 100 };
    expect(await refusal(() => run(settings))).toMatch(
      /invalid real rows per class: 100 \(wanted at most 20/,
    );
  });

  test('classes that the small transformer was trained on', async () => {
    const weights = await readShippedNano();
    expect(() => openNanoTools(weights, task.classNames)).toThrow(
      /unknown classes: .*weather.* \(wanted animal, .+ trained on\) — use generator=markov/,
    );
  });
});
