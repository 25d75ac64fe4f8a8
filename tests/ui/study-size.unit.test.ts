import { describe, expect, test } from 'vitest';
import { BUILT_IN_TASK } from '../../src/core/built-in-task';
import { EXPERIMENT_IDS, EXPERIMENTS, planOf } from '../../src/experiment/designs';
import { defaultSettings, NUMBER_SETTINGS } from '../../src/experiment/settings';
import type { StudySettings } from '../../src/core/study';
import { messages } from '../../src/words';
import { designerMessages } from '../../src/words/later-designer';
import { paceOf, sizeOfTask, studySize as sizeOf } from '../../src/ui/study-size';
import { countFields, samplingFields } from '../../src/ui/settings-fields';

const usual = defaultSettings('temperature');
const task = sizeOfTask(BUILT_IN_TASK);
const studySize = (settings: StudySettings, pace?: number) => sizeOf(settings, task, pace);

describe('the size of a study', () => {
  test.each(EXPERIMENT_IDS)('%s counts the runs that its arms make', (id) => {
    const settings = defaultSettings(id);
    const { arms } = planOf(settings);
    expect(studySize(settings)).toMatchObject({ arms: arms.length, runs: arms.length * settings.replicates });
  });

  test('grows with what is asked, and finer differences cost more replicates', () => {
    const small = studySize({ ...usual, replicates: 2 })!;
    const large = studySize({ ...usual, replicates: 20 })!;
    expect(large.seconds).toBeGreaterThan(5 * small.seconds);
    expect(large.difference!).toBeLessThan(small.difference!);
  });

  test('goes by a study that was timed here, if the same generator wrote it', () => {
    const expected = studySize(usual)!.seconds;
    const timed = { settings: usual, task, seconds: 3 * expected };
    expect(paceOf(timed, { ...usual, replicates: 50 })).toBeCloseTo(3, 10);
    expect(studySize(usual, 3)!.seconds).toBeCloseTo(3 * expected, 10);
    expect(paceOf(timed, { ...usual, generator: 'nano' })).toBeNull();
    expect(paceOf(null, usual)).toBeNull();
  });

  test('goes by the classes and the test rows of its task', () => {
    const [whole, small] = [task, { numClasses: 3, testRows: 60 }].map((one) => sizeOf(usual, one)!);
    expect(small!.seconds).toBeLessThan(whole!.seconds);
    expect(small!.difference!).toBeGreaterThan(whole!.difference!);
  });

  test('is none where no study can be made', () => {
    expect(studySize({ ...defaultSettings('near-duplicates'), variant: 'paraphrases' })).toBeNull();
  });
});

describe('what is said before a study that may disappoint', () => {
  const cautionsOf = (more: Partial<StudySettings>): readonly string[] =>
    studySize({ ...usual, ...more })!.cautions;

  test('is nothing of the usual study', () => expect(cautionsOf({})).toEqual([]));

  test.each([
    ['one-replicate', { replicates: 1 }],
    ['few-replicates', { replicates: 2 }],
    ['two-values', { values: [0.5, 2] }],
    ['few-rows', { rowsPerClass: 3 }],
    ['no-real-rows', { realRowsPerClass: 0 }],
    [
      'hours',
      { replicates: 100, values: Array.from({ length: 24 }, (_, i) => (i + 1) / 10), rowsPerClass: 2000 },
    ],
    ['many-runs', { replicates: 100, values: Array.from({ length: 24 }, (_, i) => (i + 1) / 10) }],
  ] as const)('is %s where it holds', (code, more) => {
    expect(cautionsOf(more)).toContain(code);
    expect(designerMessages.size.cautions[code]).toMatch(/^[A-Z].*\.$/);
  });

  test('is that only large differences can be found, where that is so', () => {
    const settings = { ...defaultSettings('self-consumption'), replicates: 3 };
    expect(studySize(settings)!.difference!).toBeGreaterThan(0.05);
    expect(studySize(settings)!.cautions).toContain('coarse');
  });
});

test.each([
  [3, 'a few seconds'],
  [27, 'about 30 seconds'],
  [100, 'about 2 minutes'],
  [3700, 'about 62 minutes'],
  [7300, 'about 2 hours'],
  [200_000, 'about 2 days'],
])('%d seconds are said as "%s"', (seconds, words) => {
  expect(messages.format.duration(seconds)).toBe(words);
});

test.each(EXPERIMENT_IDS)('the fields of %s are those that change its arms', (id) => {
  const settings = defaultSettings(id);
  const shown = [...samplingFields(EXPERIMENTS[id]), ...countFields(EXPERIMENTS[id])];
  const before = JSON.stringify(planOf(settings));
  for (const name of ['rows', 'real', 'manyReal', 'replicates', 'seed', 'temperature', 'topP']) {
    const { set, of } = NUMBER_SETTINGS[name]!;
    const changed = name === 'topP' ? 0.5 : of(settings)! + 1;
    const matters = JSON.stringify(planOf(set(settings, changed))) !== before;
    expect([name, shown.includes(name)]).toEqual([name, matters]);
  }
});
