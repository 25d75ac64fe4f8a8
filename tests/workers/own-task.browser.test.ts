/** @file A task of three classes that is not the lab's, through the page's worker and its helpers. */
import { deleteDB } from 'idb';
import { beforeAll, expect, test } from 'vitest';
import { underfittedArms } from '../../src/analysis';
import { BUILT_IN_TASK } from '../../src/core/built-in-task';
import type { ExperimentId } from '../../src/core/experiments';
import type { StudyRecord } from '../../src/core/run';
import { defaultSettings, DEFAULT_SETTINGS } from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import { taskInfoOf } from '../../src/core/task';
import { labDatasets } from '../../src/workers/datasets';
import { createStudyClient } from '../../src/workers/study-client';
import { threeClassTask } from '../fixtures/three-class-task';

const task = threeClassTask({ hasOutside: true });
const { id, fingerprint } = task;
const never = new AbortController().signal;
const client = createStudyClient({ siteUrl: new URL('/', location.href).href });

function small(experiment: ExperimentId, over: Partial<StudySettings> = {}): StudySettings {
  const usual = defaultSettings(experiment);
  return {
    ...usual,
    data: id,
    values: [usual.values[0]!, usual.values.at(-1)!],
    rowsPerClass: 6,
    realRowsPerClass: 2,
    manyRealRowsPerClass: 5,
    replicates: 2,
    training: { ...usual.training, steps: 5 },
    ...over,
  };
}

async function recordOf(settings: StudySettings, by = client): Promise<StudyRecord> {
  for await (const event of by.run(settings, never)) if (event.type === 'finished') return event.record;
  throw new Error('the study did not finish');
}

beforeAll(async () => {
  await Promise.all([deleteDB('goldilocks'), deleteDB('goldilocks-tasks')]);
  // In the storage that the worker reads.
  expect(await labDatasets('').import(task, true)).toEqual(taskInfoOf(task));
});

test('is listed after the built-in task, and lends texts for trying a prompt', async () => {
  expect(await client.call('tasks', null)).toEqual([BUILT_IN_TASK, taskInfoOf(task)]);
  const { classNames, pool } = await client.call('trial-texts', id);
  expect(classNames).toEqual(task.classNames);
  expect(pool).toEqual(task.splits.pool);
});

test.each([
  small('temperature'),
  small('label-repair'),
  small('shift', { series: ['none', 'other-topics'] }),
])('$experiment', async (settings) => {
  const record = await recordOf(settings);
  expect(record.manifest.dataset).toEqual({ id, fingerprint });
  expect(record.classNames).toEqual(task.classNames);
  expect(record.yTrue).toHaveLength(60);
  expect(record.runs).toHaveLength(2 * record.arms.length);
  // Five steps may be few.
  const isUnderfitted = underfittedArms(record.analysis.arms).length > 0;
  expect(record.warnings).toEqual(isUnderfitted ? [expect.stringMatching(/^after 5 steps/)] : []);
  const stored = (await client.call('list', null)).find(
    (one) => one.settings.experiment === settings.experiment,
  );
  expect(stored).toMatchObject({ settings, finished: true });
});

test('runs on the thread that has the texts and on helpers are the same', async () => {
  const settings = small('temperature', { seed: 7 });
  const alone = createStudyClient({
    siteUrl: new URL('/', location.href).href,
    startWorker: () =>
      new Worker(new URL('../fixtures/one-core-study.worker.ts', import.meta.url), { type: 'module' }),
  });
  const [withHelpers, without] = [await recordOf(settings), await recordOf(settings, alone)];
  const predictions = (record: StudyRecord): unknown =>
    record.runs.map(({ yPred, rows }) => ({ yPred, rows }));
  expect(predictions(withHelpers)).toEqual(predictions(without));
});

test('page, worker and helpers train for as many steps as follow from its classes and rows', async () => {
  const settings = small('temperature', { rowsPerClass: 12 });
  const { study, runs } = await recordOf({
    ...settings,
    training: { ...settings.training, steps: null, batchSize: 1 },
  });
  expect(study.training.steps).toBe(312);
  expect(new Set(runs.map(({ steps }) => steps))).toEqual(new Set([312]));
});

test('a study of the built-in task follows in the same worker', async () => {
  const record = await recordOf({ ...small('temperature'), data: DEFAULT_SETTINGS.data, replicates: 1 });
  expect(record.manifest.dataset.fingerprint).toBe(BUILT_IN_TASK.fingerprint);
  expect(record.classNames).toEqual(BUILT_IN_TASK.classNames);
});

test('the small transformer, which knows other classes, is refused in words', async () => {
  await expect(recordOf(small('temperature', { generator: 'nano' }))).rejects.toMatchObject({
    code: 'bad-setting',
    message: expect.stringMatching(/unknown classes: .+ — use generator=markov/) as string,
  });
});

test('without its texts a study fails with the fingerprint that is wanted', async () => {
  await client.call('remove-task', id);
  expect(await client.call('tasks', null)).toEqual([BUILT_IN_TASK]);
  const missing = `own:${'ab'.repeat(32)}`;
  await expect(recordOf({ ...small('temperature'), data: missing })).rejects.toMatchObject({
    code: 'bad-dataset',
    message: expect.stringMatching(/missing task: .+abab.+ — bring the file/) as string,
  });
});
