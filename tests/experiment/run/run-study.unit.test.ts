import { describe, expect, test } from 'vitest';
import { lockOf } from '../../../src/core/design-lock';
import { isAbort } from '../../../src/core/errors';
import type { StudyEvent } from '../../../src/core/events';
import type { LabelOracle } from '../../../src/core/ports';
import { faultsOfRecord } from '../../../src/core/record-schema';
import { withHypothesis } from '../../../src/core/registration';
import type { Run, StudyRecord } from '../../../src/core/run';
import type { StudySettings } from '../../../src/core/study';
import { RunMaker } from '../../../src/experiment/run/make-run';
import { runStudy, studyKey } from '../../../src/experiment/run/run-study';
import type { RunWorker, StudyPorts } from '../../../src/experiment/run/study-ports';
import { studyOf } from '../../../src/experiment/run/study-of';
import { dataset, fakePorts, MemoryStore, settings } from '../fakes';

const study = studyOf(settings, dataset.id);

async function collect(ports: StudyPorts, signal = new AbortController().signal): Promise<StudyEvent[]> {
  const events: StudyEvent[] = [];
  for await (const event of runStudy(study, settings, ports, signal)) events.push(event);
  return events;
}

function recordOf(events: readonly StudyEvent[]): StudyRecord {
  const last = events.at(-1)!;
  if (last.type !== 'finished') throw new Error(`the last event is ${last.type}`);
  return last.record;
}

/** What does not depend on the clock. */
const timeless = (record: StudyRecord): unknown => ({
  ...record,
  runs: record.runs.map((run) => ({ ...run, durations: null })),
  manifest: { ...record.manifest, createdAt: null, durationMs: null },
});

describe('a design that was fixed', () => {
  const stated = withHypothesis(settings, { expected: 'inverted-u' });
  const fixed = withHypothesis(stated, { lock: lockOf(stated, new Date(0)) });
  const run = async (of: StudySettings): Promise<StudyRecord> => {
    const events: StudyEvent[] = [];
    const started = runStudy(
      studyOf(of, dataset.id),
      of,
      fakePorts({ store: new MemoryStore() }),
      new AbortController().signal,
    );
    for await (const event of started) events.push(event);
    return recordOf(events);
  };

  test('is in the record with its lock, and the verdict says whether it found what was expected', async () => {
    const record = await run(fixed);
    expect(record.study.registration!.lock).toEqual(fixed.hypothesis!.lock);
    expect(record.verdict.expectation).toMatchObject({ expected: 'inverted-u', isFixed: true });
    expect(record.verdict.text).toContain(' Expected, and fixed before the run: an inverted U');
    expect(record.warnings).toEqual([]);
    expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  });

  test('and was changed counts as not fixed, visibly', async () => {
    const record = await run({ ...fixed, seed: 2 });
    expect(record.study.registration!.lock).toBeNull();
    expect(record.verdict.expectation!.isFixed).toBe(false);
    expect(record.verdict.text).toContain(' Expected, but not fixed before the run: an inverted U');
    expect(record.warnings).toEqual([expect.stringMatching(/it was not fixed before the run$/)]);
    expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  });

  test('is not resumed from runs of before it was fixed', () => {
    const keys = [settings, stated, fixed].map((of) => studyKey(studyOf(of, dataset.id), fakePorts()));
    expect(new Set(keys).size).toBe(3);
  });
});

test('every arm runs in every replicate and the record holds them in order', async () => {
  const record = recordOf(await collect(fakePorts()));
  expect(record.runs.map((run) => `${run.arm}/${run.replicate}`)).toEqual([
    't0.2/0',
    't0.2/1',
    't1/0',
    't1/1',
    't3/0',
    't3/1',
    'real2/0',
    'real2/1',
    'real5/0',
    'real5/1',
  ]);
  expect(record.yTrue).toEqual([...new Array<number>(10).fill(0), ...new Array<number>(10).fill(1)]);
});

test('the first replicate of every arm comes before the second of any, so that the whole curve stands early', async () => {
  const events = (await collect(fakePorts())).filter((event) => event.type === 'run');
  const told = new Map(events.map(({ run }) => [`${run.arm} ${run.replicate}`, run]));
  expect([...told.values()].map((run) => run.replicate)).toEqual([0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

test('a tier is generated rows and real rows, a baseline real rows only', async () => {
  const ports = fakePorts();
  const record = recordOf(await collect(ports));
  const rowsOf = (arm: string): unknown => record.runs.find((run) => run.arm === arm)!.trainingRows;
  expect(rowsOf('t1')).toEqual({ generated: 12, real: 4 });
  expect(rowsOf('real2')).toEqual({ generated: 0, real: 4 });
  expect(rowsOf('real5')).toEqual({ generated: 0, real: 10 });
  expect(record.runs.find((run) => run.arm === 'real2')!.measures).toEqual({});
  const ids = record.measures.map((measure) => measure.id);
  const taken = Object.keys(record.runs[0]!.measures);
  expect(ids).toEqual(expect.arrayContaining(taken));
  expect(taken).toEqual(
    expect.arrayContaining(['distinct2', 'vendiScore', 'twoSampleAccuracy', 'perplexity']),
  );
});

test('a record says of how many rows each measure was taken where they are not all', async () => {
  const { runs, measures } = recordOf(await collect(fakePorts()));
  for (const { rowsUsed, trainingRows } of runs) {
    for (const used of Object.values(rowsUsed!)) expect(used).toBeLessThan(trainingRows.generated);
  }
  expect(measures.find(({ id }) => id === 'precision')!.limits).toEqual({ rows: 192 });
  const of = { ...settings, rowsPerClass: 110, replicates: 1 };
  const events: StudyEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of runStudy(studyOf(of, dataset.id), of, fakePorts(), signal)) events.push(event);
  const large = recordOf(events);
  const { rowsUsed } = large.runs.find(({ arm }) => arm === 't1')!;
  expect(rowsUsed).toMatchObject({ frechetDistance: 40, precision: 40, mauve: 40 }); // all real rows
  expect(rowsUsed).not.toHaveProperty('dcScore');
  expect(rowsUsed).not.toHaveProperty('distinct2');
  expect(large.runs.find(({ arm }) => arm === 'real2')!.rowsUsed).toEqual({});
  expect(faultsOfRecord(JSON.parse(JSON.stringify(large)))).toEqual([]);
});

test('arms of one replicate share real rows, order and initial weights; replicates do not', async () => {
  const ports = fakePorts();
  await collect(ports);
  const real = ports.requests.map(({ examples }) =>
    examples.map((e) => e.text).filter((text) => text.startsWith('pool')),
  );
  expect(real[0]).toEqual(real[1]);
  expect(real[0]).toEqual(real[3]);
  expect(real[4]).toEqual(expect.arrayContaining(real[0]!));
  expect(real[0]).not.toEqual(real[5]);
  expect(ports.requests[0]!.seed).toEqual(ports.requests[4]!.seed);
  expect(ports.requests[0]!.seed).not.toEqual(ports.requests[5]!.seed);
});

test('no test text is ever given to the generator or trained on', async () => {
  const ports = fakePorts();
  await collect(ports);
  const texts = ports.requests.flatMap(({ examples }) => examples.map((example) => example.text));
  expect(texts.filter((text) => text.startsWith('test'))).toEqual([]);
});

test('every row has a seed of its own: study, arm, replicate, class', async () => {
  const ports = fakePorts();
  await collect(ports);
  const seeds = ports.generated.map(({ seed }) => seed.join('|'));
  expect(new Set(seeds).size).toBe(seeds.length);
  expect(seeds[0]).toBe('1|row|t0.2|0|0');
});

test('the first run does not wait for the oracle, and has its label noise as soon as it can', async () => {
  const store = new MemoryStore();
  const ports = fakePorts({ store });
  let train: () => void = () => undefined;
  const beginning = new Promise<void>((resolve) => (train = resolve));
  let isBegun = false;
  const oracle = (signal: AbortSignal): Promise<LabelOracle> => {
    isBegun = true;
    return beginning.then(() => ports.oracle(signal));
  };
  const first: boolean[] = [];
  let record: StudyRecord | null = null;
  for await (const event of runStudy(study, settings, { ...ports, oracle }, new AbortController().signal)) {
    if (event.type === 'run' && event.run.arm === 't0.2' && event.run.replicate === 0) {
      first.push('labelNoise' in event.run.measures);
      // Its training takes this thread's time: begun before, it would hold the run back.
      if (first.length === 1) expect(isBegun).toBe(false);
      // A study that waited for the oracle would not come this far.
      train();
    }
    if (event.type === 'finished') record = event.record;
  }
  expect(first).toEqual([false, true]);
  const tiers = (runs: Iterable<Run>): Run[] => [...runs].filter((run) => run.trainingRows.generated > 0);
  expect(tiers(record!.runs).every(({ measures }) => 'labelNoise' in measures)).toBe(true);
  expect(tiers(store.runs.values()).every(({ measures }) => 'labelNoise' in measures)).toBe(true);
});

test('before the oracle is trained the study says that it will be', async () => {
  const ports = fakePorts();
  let said: string | null = null;
  let saidAtTraining: string | null = null;
  const oracle = (signal: AbortSignal): Promise<LabelOracle> => {
    // Its training leaves this thread no time to say anything.
    saidAtTraining ??= said;
    return ports.oracle(signal);
  };
  for await (const event of runStudy(study, settings, { ...ports, oracle }, new AbortController().signal))
    if (event.type === 'progress') said = event.phase;
  expect(saidAtTraining).toBe('oracle');
});

test('a run that was kept without its label noise gets it when the study is resumed', async () => {
  const store = new MemoryStore();
  const whole = recordOf(await collect(fakePorts({ store })));
  const kept = store.runs.get('t1 0')!;
  const { labelNoise: _gone, ...measures } = kept.measures;
  store.runs.set('t1 0', { ...kept, measures });
  const again = recordOf(await collect(fakePorts({ store })));
  expect(timeless(again)).toEqual(timeless(whole));
  expect(store.runs.get('t1 0')!.measures).toHaveProperty('labelNoise');
});

test('an oracle that cannot be trained fails the study, and what was finished is kept', async () => {
  const store = new MemoryStore();
  const oracle = (): Promise<LabelOracle> => Promise.reject(new Error('no memory'));
  await expect(collect(fakePorts({ store, oracle }))).rejects.toThrow('no memory');
  expect(store.runs.size).toBeGreaterThan(0);
});

test('the record is the same whichever worker makes a run', async () => {
  const alone = recordOf(await collect(fakePorts()));
  const helped = fakePorts();
  const made: string[] = [];
  const helpers = [1, 2].map((name) => {
    const maker = new RunMaker(study, helped);
    const make: RunWorker['make'] = (arm, replicate, signal) => {
      made.push(`${name} ${arm.id} ${replicate}`);
      return maker.make(arm, replicate, signal);
    };
    return { make };
  });
  expect(timeless(recordOf(await collect({ ...helped, helpers })))).toEqual(timeless(alone));
  expect(made.length).toBeGreaterThan(2);
});

test('a lost helper gives a warning, and its runs are made all the same', async () => {
  // eslint-disable-next-line require-yield
  const make: RunWorker['make'] = async function* () {
    await Promise.resolve();
    throw new Error('no memory');
  };
  const events = await collect(fakePorts({ helpers: [{ make }] }));
  const warnings = events.filter((event) => event.type === 'warning' && event.code === 'helper-lost');
  expect(warnings.length).toBe(1);
  const record = recordOf(events);
  expect(record.runs.length).toBe(10);
  expect(record.warnings.join()).toContain('no memory');
});

test('all arms are trained for the same number of steps', async () => {
  const record = recordOf(await collect(fakePorts()));
  expect(new Set(record.runs.map((run) => run.steps)).size).toBe(1);
});

test('the same seed gives the same record', async () => {
  expect(timeless(recordOf(await collect(fakePorts())))).toEqual(
    timeless(recordOf(await collect(fakePorts()))),
  );
});

test('the shown share never falls, and remaining time is given once it can be estimated', async () => {
  const shown = (await collect(fakePorts())).filter((event) => event.type === 'progress');
  for (let i = 1; i < shown.length; i++)
    expect(shown[i]!.fraction).toBeGreaterThanOrEqual(shown[i - 1]!.fraction);
  expect(shown[0]!.remainingMs).toBeNull();
  expect(shown.at(-1)!.remainingMs).toBeGreaterThanOrEqual(0);
  expect(shown.at(-1)!.fraction).toBeGreaterThan(0.9);
});

test('an abort keeps what was finished, and the next go only runs what is missing', async () => {
  const store = new MemoryStore();
  const abort = new AbortController();
  const ports = fakePorts({ store });
  const stopped = (async () => {
    for await (const event of runStudy(study, settings, ports, abort.signal)) {
      if (event.type === 'run' && event.run.arm === 't3') abort.abort();
    }
  })();
  await expect(stopped).rejects.toSatisfy(isAbort);
  expect(store.runs.size).toBe(3);

  const again = fakePorts({ store });
  const events = await collect(again);
  const started = events[0]!;
  expect(started.type === 'started' && started.resumedRuns.length).toBe(3);
  expect(again.requests.length).toBe(7);
  expect(timeless(recordOf(events))).toEqual(
    timeless(recordOf(await collect(fakePorts({ store: new MemoryStore() })))),
  );
  expect(store.records.size).toBe(1);
});

test('a full store gives one warning, in the events and the record, and the study continues', async () => {
  const store = new MemoryStore();
  store.failAfter = 4;
  const events = await collect(fakePorts({ store }));
  const warnings = events.filter((event) => event.type === 'warning');
  expect(warnings.map((event) => event.code)).toEqual(['storage-full']);
  expect(recordOf(events).runs.length).toBe(10);
  expect(recordOf(events).warnings.length).toBe(1);
  expect(store.runs.size).toBe(4);
});

test('a refused store gives a warning before the first run', async () => {
  const events = await collect(fakePorts({ store: null }));
  expect(events.slice(0, 2).map((event) => event.type)).toEqual(['started', 'warning']);
});

test('resuming with another backend gives a warning, and the record names both', async () => {
  const store = new MemoryStore();
  await collect(fakePorts({ store }));
  store.runs.delete('t1 1');
  const other = { ...fakePorts().classifier, backend: 'other' };
  const events = await collect(fakePorts({ store, classifier: other }));
  expect(events.some((event) => event.type === 'warning' && event.code === 'backend-changed')).toBe(true);
  expect(recordOf(events).manifest.backends).toEqual(['fake', 'other']);
});

test('the key changes with anything the result depends on', () => {
  const key = studyKey(study, fakePorts());
  const otherSeed = studyOf({ ...settings, seed: 2 }, dataset.id);
  expect(studyKey(study, fakePorts())).toBe(key);
  expect(studyKey(otherSeed, fakePorts())).not.toBe(key);
  expect(studyKey(study, fakePorts({ dataset: { ...dataset, fingerprint: 'other' } }))).not.toBe(key);
  expect(studyKey(study, fakePorts({ appVersion: '9' }))).not.toBe(key);
});

test('a classifier that fails fails the study, and keeps the runs before', async () => {
  const store = new MemoryStore();
  const ports = fakePorts({ store });
  let calls = 0;
  const classifier: StudyPorts['classifier'] = {
    ...ports.classifier,
    fineTuneAndPredict: (...args) => {
      if (++calls === 3) return Promise.reject(new Error('device lost'));
      return ports.classifier.fineTuneAndPredict(...args);
    },
  };
  await expect(collect({ ...ports, classifier })).rejects.toThrow('device lost');
  expect(store.runs.size).toBe(2);
});

test('more real rows than the pool has are refused before anything runs', async () => {
  const many = { ...settings, manyRealRowsPerClass: 30 };
  const run = async (): Promise<void> => {
    for await (const event of runStudy(
      studyOf(many, 'fake'),
      many,
      fakePorts(),
      new AbortController().signal,
    )) {
      expect(event.type).toBe('nothing may happen');
    }
  };
  await expect(run()).rejects.toThrow('invalid real rows per class: 30 (wanted at most 20');
});
