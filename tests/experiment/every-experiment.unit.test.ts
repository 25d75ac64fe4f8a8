/** @file Every experiment through the runner, with stand-ins behind the ports. */
import { describe, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../src/core/errors';
import type { ExperimentId } from '../../src/core/experiments';
import { EXPERIMENT_IDS } from '../../src/experiment/designs';
import type { FittedGenerator, GeneratorFitter } from '../../src/core/ports';
import { defaultSettings } from '../../src/experiment/settings';
import type { StudyEvent } from '../../src/core/events';
import type { StudyRecord } from '../../src/core/run';
import type { StudySettings } from '../../src/core/study';
import { runStudy, studyKey } from '../../src/experiment/run/run-study';
import { studyOf } from '../../src/experiment/run/study-of';
import type { StudyPorts } from '../../src/experiment/run/study-ports';
import { faultsOfRecord } from '../../src/core/record-schema';
import { dataset, fakePorts, MemoryStore } from './fakes';

const SMALL: Partial<Record<ExperimentId, Partial<StudySettings>>> = {
  mixing: { values: [0, 0.37, 1], series: ['2', '5'] },
  shift: { series: ['none', 'other-topics', 'label-noise', 'shuffled-words'] },
  'self-consumption': { values: [0, 3], series: ['replace', 'accumulate', 'fresh'] },
  topics: { values: [1, 3], series: ['1', '4'] },
  scarcity: { series: ['2', '8', 'all'] },
  'prompt-ladder': { model: 'a-model' },
  penalties: { model: 'a-model', values: [-0.5, 0, 2] },
};

const small = (experiment: ExperimentId): StudySettings => ({
  ...defaultSettings(experiment),
  values: [defaultSettings(experiment).values[0]!, defaultSettings(experiment).values.at(-1)!],
  series: defaultSettings(experiment).series.slice(0, 2),
  rowsPerClass: 6,
  realRowsPerClass: 2,
  manyRealRowsPerClass: 5,
  replicates: 2,
  ...SMALL[experiment],
});

const portsFor = (settings: StudySettings, over: Partial<StudyPorts> = {}): StudyPorts => {
  const ports = fakePorts();
  const { generator } = settings;
  return {
    ...ports,
    generator: { ...ports.generator, id: generator },
    ...(generator === 'webllm' ? { fitter: null } : {}),
    ...over,
  };
};

async function* events(
  settings: StudySettings,
  ports: StudyPorts,
  signal = new AbortController().signal,
): AsyncGenerator<StudyEvent> {
  yield* runStudy(studyOf(settings, dataset.id), settings, ports, signal);
}

async function recordOf(settings: StudySettings, ports: StudyPorts): Promise<StudyRecord> {
  for await (const event of events(settings, ports)) if (event.type === 'finished') return event.record;
  throw new Error('the study did not finish');
}

const timeless = (record: StudyRecord): unknown => ({
  ...record,
  runs: record.runs.map((run) => ({ ...run, durations: null })),
  manifest: { ...record.manifest, createdAt: null, durationMs: null },
});

describe.each(EXPERIMENT_IDS)('%s', (experiment) => {
  const settings = small(experiment);

  test('runs every arm in every replicate, balanced and as large as its recipe says', async () => {
    const record = await recordOf(settings, portsFor(settings));
    const { arms } = record.study;
    expect(record.runs).toHaveLength(2 * arms.length);
    for (const run of record.runs) {
      const { recipe } = arms.find(({ id }) => id === run.arm)!;
      const perClass = recipe.generated?.rowsPerClass ?? 0;
      // A class that label repair has left without rows stays without.
      const numClasses = new Set(run.rows.map(({ label }) => label)).size;
      if (experiment !== 'label-repair' && perClass > 0) expect(numClasses).toBe(2);
      expect(run.trainingRows).toMatchObject({
        generated: numClasses * perClass,
        real: 2 * recipe.realRowsPerClass,
      });
      if (experiment !== 'label-repair')
        expect(run.rows.filter(({ label }) => label === 0)).toHaveLength(perClass);
      const unknown = Object.keys(run.measures).filter((id) => !record.measures.some((one) => one.id === id));
      expect(unknown).toEqual([]);
      if (perClass > 0) expect(run.measures).toHaveProperty('labelNoise');
    }
    expect(record.arms.map(({ series }) => series)).toEqual(arms.map(({ series }) => series));
    expect(record.manifest.oracle).toMatchObject({ rows: 80, testAccuracy: 0.9 });
    expect(record.manifest.oracle?.folds).toHaveLength(2);
    expect(record.manifest.generator.fittedTo).toEqual(
      settings.generator === 'webllm' ? undefined : { rows: 40, leastOfClass: 20 },
    );
    expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  });

  test('gone on with after a stop, it leaves the same record as in one go', async () => {
    const whole = await recordOf(settings, portsFor(settings, { store: new MemoryStore() }));
    const store = new MemoryStore();
    const numArms = whole.study.arms.length;
    // In the middle of the second replicate, where rows are shared and chains half followed.
    for (const stopAfter of [1, numArms + 2]) {
      const abort = new AbortController();
      const stopped = (async () => {
        for await (const event of events(settings, portsFor(settings, { store }), abort.signal))
          if (event.type === 'run' && store.runs.size >= stopAfter) abort.abort();
      })();
      await expect(stopped).rejects.toSatisfy(isAbort);
      expect(store.runs.size).toBe(stopAfter);
    }
    expect(timeless(await recordOf(settings, portsFor(settings, { store })))).toEqual(timeless(whole));
  });

  test('the shown share never falls and comes to its end', async () => {
    let last = 0;
    for await (const event of events(settings, portsFor(settings))) {
      if (event.type !== 'progress') continue;
      expect(event.fraction).toBeGreaterThanOrEqual(last);
      expect(event.fraction).toBeLessThanOrEqual(1 + 1e-9);
      last = event.fraction;
    }
    expect(last).toBeGreaterThan(0.95);
  });
});

describe('refused before anything runs:', () => {
  const refused = async (settings: StudySettings, over: Partial<StudyPorts>): Promise<unknown> => {
    const seen: StudyEvent[] = [];
    try {
      for await (const event of events(settings, portsFor(settings, over))) seen.push(event);
    } catch (error) {
      expect(seen).toEqual([]);
      expect(error).toBeInstanceOf(LabError);
      return (error as LabError).message;
    }
    throw new Error('it ran');
  };
  const { outside: _none, ...withoutOutside } = dataset;

  test('other topics, where the dataset has no text about none of its classes', async () => {
    const message = await refused(small('shift'), { dataset: withoutOutside });
    expect(message).toMatch(/missing texts about none of the classes.*leave the curve "other-topics" out/);
    const others = { ...small('shift'), series: ['none', 'label-noise'] };
    const record = await recordOf(others, portsFor(others, { dataset: withoutOutside }));
    expect(record.runs).toHaveLength(2 * (2 * 2 + 2));
  });

  test.each(['self-consumption', 'topics', 'prompt-breadth'] as const)(
    '%s, where the generator cannot be fitted to other texts',
    async (experiment) => {
      const settings: StudySettings = { ...small(experiment), generator: 'nano' };
      expect(await refused(settings, { fitter: null })).toMatch(
        /invalid generator: "nano".*generator=markov/,
      );
    },
  );

  test('a generator that is not here', async () => {
    const settings: StudySettings = { ...small('temperature'), generator: 'nano' };
    const message = await refused(settings, { generator: fakePorts().generator });
    expect(message).toMatch(/unknown generator: "nano" \(wanted markov/);
  });

  test('pre-training, where nothing can pre-train', async () => {
    expect(await refused(small('pre-training'), { preTrainer: null })).toMatch(
      /invalid experiment: "pre-training"/,
    );
  });

  test('more real rows than the pool has', async () => {
    const settings = { ...small('mixing'), series: ['21'] };
    expect(await refused(settings, {})).toMatch(/invalid real rows per class: 21 \(wanted at most 20/);
  });
});

test('where every run is in the store, but not the record, the record is the same', async () => {
  const settings = small('label-repair');
  const store = new MemoryStore();
  const whole = await recordOf(settings, portsFor(settings, { store }));
  const again = await recordOf(settings, portsFor(settings, { store }));
  expect(timeless(again)).toEqual(timeless(whole));
});

test('what was fitted is freed, also where a study is stopped', async () => {
  const few = { rowsPerClass: 3, manyRealRowsPerClass: 3 };
  for (const settings of [
    { ...small('self-consumption'), ...few, values: [0, 2], series: ['replace', 'accumulate'] },
    { ...small('topics'), ...few, values: [1, 2], series: ['1'] },
    { ...small('shift'), ...few, series: ['other-topics'] },
  ]) {
    for (const isStopped of [false, true]) {
      let open = 0;
      const counted = (generator: FittedGenerator): FittedGenerator => {
        open++;
        return {
          ...generator,
          extend: async (...more) => counted(await generator.extend(...more)),
          dispose: () => void open--,
        };
      };
      const ports = portsFor(settings);
      const fitter: GeneratorFitter = { fit: async (...given) => counted(await ports.fitter!.fit(...given)) };
      const abort = new AbortController();
      try {
        for await (const event of events(settings, { ...ports, fitter }, abort.signal))
          if (isStopped && event.type === 'run') abort.abort();
      } catch (error) {
        expect(isAbort(error)).toBe(true);
      }
      await vi.waitFor(
        () => expect([settings.experiment, isStopped, open]).toEqual([settings.experiment, isStopped, 0]),
        30_000,
      );
    }
  }
});

test('where the oracle gives rows their labels, its training is what the study tells first', async () => {
  const settings = small('label-repair');
  for await (const event of events(settings, portsFor(settings)))
    if (event.type === 'progress') return expect(event.phase).toBe('oracle');
  throw new Error('the study told no progress');
});

test('an oracle that fails fails the study', async () => {
  const settings = small('label-repair');
  const oracle = (): Promise<never> => Promise.reject(new Error('no backend'));
  await expect(recordOf(settings, portsFor(settings, { oracle }))).rejects.toThrow('no backend');
});

test('text about none of the classes is part of a study’s name where it is used', () => {
  const changed = { dataset: { ...dataset, outside: ['other'] } };
  for (const [experiment, isSame] of [
    ['shift', false],
    ['temperature', true],
  ] as const) {
    const study = studyOf(small(experiment), dataset.id);
    expect(studyKey(study, fakePorts(changed)) === studyKey(study, fakePorts())).toBe(isSame);
  }
});

test('large sets are measured by as many rows as others where arms differ in their numbers', async () => {
  const settings = { ...small('mixing'), series: ['20'], values: [0.5, 0.9], replicates: 1 };
  const embedded: number[] = [];
  const base = portsFor(settings);
  const embedder = {
    ...base.embedder,
    embed: (texts: readonly string[]) => {
      embedded.push(texts.length);
      return base.embedder.embed(texts);
    },
  };
  const record = await recordOf(settings, { ...base, embedder });
  expect(record.runs.map(({ rows }) => rows.length)).toEqual([40, 360]);
  expect(embedded).toContain(40);
  expect(embedded).toContain(200);
  expect(embedded).not.toContain(360);
});
