import { deleteDB } from 'idb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunStore } from '../../src/core/ports';
import type { Run, StudyRecord } from '../../src/core/run';
import { DEFAULT_SETTINGS, readSettings } from '../../src/experiment/settings';
import { openIndexedDbStore } from '../../src/engine/indexed-db-store';

let store: RunStore;
beforeEach(async () => {
  await deleteDB('goldilocks');
  store = await openIndexedDbStore(readSettings);
});
afterEach(() => deleteDB('goldilocks'));

const study = (key: string) => ({ key, settings: DEFAULT_SETTINGS, totalRuns: 4 });
const run = (arm: string, replicate: number): Run => ({
  arm,
  replicate,
  seed: 1,
  accuracy: 0.5,
  macroF1: 0.4,
  confusion: [
    [1, 0],
    [1, 0],
  ],
  yPred: [0, 0],
  measures: { distinct2: 0.3 },
  trainingRows: { generated: 2, real: 1 },
  steps: 10,
  finalLoss: 0.1,
  backend: 'wasm',
  durations: { generateMs: 1, measureMs: 2, trainMs: 3, evaluateMs: 4 },
  rows: [{ text: `row of ${arm}`, label: 0 }],
});
/** Only what the store itself looks at. */
const record = (...arms: string[]): StudyRecord =>
  ({
    version: 1,
    arms: arms.map((id) => ({ id, label: id, value: 1, kind: 'tier' })),
    runs: [],
  }) as unknown as StudyRecord;

test('runs come back as they were saved, each study its own', async () => {
  await store.begin(study('a'));
  await store.begin(study('ab'));
  await store.saveRun('a', run('t1', 0));
  await store.saveRun('a', run('t1', 1));
  await store.saveRun('ab', run('t2', 0));
  expect(await store.runsOf('a')).toEqual([run('t1', 0), run('t1', 1)]);
  expect(await store.runsOf('ab')).toEqual([run('t2', 0)]);
  expect(await store.runsOf('none')).toEqual([]);
});

test('the list tells how far each study is, newest first', async () => {
  await store.begin(study('old'));
  await store.begin(study('new'));
  await new Promise((resolve) => setTimeout(resolve, 5));
  await store.saveRun('new', run('t1', 0));
  const listed = await store.list();
  expect(listed.map(({ key, finishedRuns, finished }) => [key, finishedRuns, finished])).toEqual([
    ['new', 1, false],
    ['old', 0, false],
  ]);
  expect(listed[0]!.settings).toEqual(DEFAULT_SETTINGS);
});

test('an unfinished study is resumed; a finished one starts anew', async () => {
  await store.begin(study('a'));
  await store.saveRun('a', run('t1', 0));
  await store.begin(study('a'));
  expect((await store.runsOf('a')).length).toBe(1);
  await store.saveRecord('a', record('t1'));
  expect((await store.list())[0]!.finished).toBe(true);
  await store.begin(study('a'));
  expect(await store.runsOf('a')).toEqual([]);
  expect(await store.recordOf('a')).toBeNull();
});

test('a record comes back with its runs, arm by arm', async () => {
  await store.begin(study('a'));
  await store.saveRun('a', run('t10', 0));
  await store.saveRun('a', run('t2', 1));
  await store.saveRun('a', run('t2', 0));
  await store.saveRecord('a', record('t2', 't10'));
  const back = await store.recordOf('a');
  expect(back!.runs.map(({ arm, replicate }) => `${arm}/${replicate}`)).toEqual(['t2/0', 't2/1', 't10/0']);
  expect(await store.recordOf('b')).toBeNull();
});

test('a removed study leaves nothing behind, and others alone', async () => {
  await store.begin(study('a'));
  await store.begin(study('b'));
  await store.saveRun('a', run('t1', 0));
  await store.saveRun('b', run('t1', 0));
  await store.remove('a');
  expect((await store.list()).map(({ key }) => key)).toEqual(['b']);
  expect(await store.runsOf('a')).toEqual([]);
  expect((await store.runsOf('b')).length).toBe(1);
});

test('another tab may have the store open at the same time', async () => {
  const other = await openIndexedDbStore(readSettings);
  await store.begin(study('a'));
  await store.saveRun('a', run('t1', 0));
  expect((await other.runsOf('a')).length).toBe(1);
});

test('a study of an older version, whose settings mean nothing now, is not listed', async () => {
  await store.begin(study('now'));
  const { values: _values, series: _series, ...older } = DEFAULT_SETTINGS;
  const stored = [{ ...older, temperatures: [0.2, 1] }, { ...DEFAULT_SETTINGS, experiment: 'gone' }, null];
  for (const [i, settings] of stored.entries()) {
    await store.begin({
      key: `old ${i}`,
      settings: settings as unknown as typeof DEFAULT_SETTINGS,
      totalRuns: 4,
    });
    await store.saveRun(`old ${i}`, run('t1', 0));
  }
  expect((await store.list()).map(({ key, settings }) => [key, settings])).toEqual([
    ['now', DEFAULT_SETTINGS],
  ]);
});
