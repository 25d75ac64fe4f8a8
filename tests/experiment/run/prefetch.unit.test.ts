/** @file A whole study that a language model writes: rows first, labels checked, then the runs, with the model gone. */
import { expect, test } from 'vitest';
import { isAbort, LabError } from '../../../src/core/errors';
import type { ChatRequest } from '../../../src/core/llm-engine';
import {
  resolveWriting,
  DEFAULT_WRITING,
  type GenerationSettings,
} from '../../../src/core/generation-settings';
import { seedNumber } from '../../../src/core/random';
import { memoryJournal, sturdyJournal } from '../../../src/engine/web-llm/memory-journal';
import { isInJournal, prefetchRows } from '../../../src/experiment/run/prefetch';
import { studyKey } from '../../../src/experiment/run/run-study';
import { realRows } from '../../../src/experiment/rows/training-set';
import { faultsOfRecord } from '../../../src/core/record-schema';
import type { Script } from '../../generation/llm/scripted-engine';
import { dataset } from '../fakes';
import { isJudgement, never, recordOf, ROWS, settings, setUp, write } from './written-study';
import { turns } from '../../fixtures/turns';

const shownRows = (request: ChatRequest): string[] =>
  (request.messages[1]!.content.split('## Real examples of this label\n')[1] ?? '')
    .split('\n\n')[0]!
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(2));

test('all rows are written first, and then none of them again', async () => {
  const { engine, run, study } = setUp();
  const events = await run();
  // 2 tiers, 2 replicates, 2 classes, 2 requests for 6 rows each; the baselines have no generated rows.
  expect(engine.requests.length).toBe(16);
  const kinds = events.map((event) => event.type);
  expect(kinds.lastIndexOf('generation')).toBeLessThan(kinds.indexOf('run'));
  const written = events.filter((event) => event.type === 'rows').slice(0, 16);
  expect(written.map(({ done, total }) => [done, total]).slice(0, 5)).toEqual([
    [4, 12],
    [6, 12],
    [10, 12],
    [12, 12],
    [4, 12],
  ]);
  const ahead = events.flatMap((event) => (event.type === 'progress' && event.ahead ? [event] : []));
  expect(ahead.at(-1)).toMatchObject({ ahead: { done: 48, total: 48 }, remainingMs: 0, finishedRuns: 0 });
  const record = recordOf(events);
  expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  expect(record.runs.length).toBe(study.arms.length * 2);
  expect(record.manifest.writing!.task.labels.map(({ name }) => name)).toEqual(['x', 'y']);
});

test('the record names every GPU that wrote some of its rows, and none where nothing tells', async () => {
  const gpu = (description: string) => ({ vendor: 'acme', architecture: 'gen-1', description });
  const journal = memoryJournal();
  const first = setUp(write, {}, { journal });
  first.engine.gpu = gpu('one');
  const abort = new AbortController();
  const half = first.run(abort.signal, ({ type }) => type === 'generation' && abort.abort());
  await expect(half).rejects.toSatisfy(isAbort);
  const second = setUp(write, {}, { journal });
  second.engine.gpu = gpu('two');
  const record = recordOf(await second.run());
  expect(record.manifest.generator.gpus).toEqual([gpu('one'), gpu('two')]);
  expect(record.generation).not.toHaveProperty('gpus');
  expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  const { manifest } = recordOf(await setUp().run());
  expect(manifest.generator).not.toHaveProperty('gpus');
});

test('the record has a report for each class of each run, and a seed for each row', async () => {
  const { run } = setUp();
  const { generation, runs } = recordOf(await run());
  expect(
    generation!.reports.map(({ arm, replicate, label, wanted, written }) => [
      arm,
      replicate,
      label,
      wanted,
      written,
    ]),
  ).toEqual(
    [0, 1].flatMap((replicate) =>
      ['t0.5', 't1'].flatMap((arm) => [0, 1].map((label) => [arm, replicate, label, 6, 6])),
    ),
  );
  expect(generation!.labelChecks).toBeNull();
  const rows = runs.find(({ arm, replicate }) => arm === 't1' && replicate === 1)!.rows;
  expect(rows.map(({ request, position, seed }) => [request, position, seed])).toEqual(
    [0, 1].flatMap((label) =>
      [0, 1, 2, 3, 4, 5].map((i) => {
        const request = Math.floor(i / ROWS);
        return [request, i % ROWS, seedNumber(settings.seed, 'row', 't1', 1, label, 'llm', request)];
      }),
    ),
  );
});

test('what is turned away is counted, and a class that falls short is said', async () => {
  const { run } = setUp(() => '["the same row as ever", "the same row as ever", "no", "..."]');
  const events = await run();
  const { generation, warnings } = recordOf(events);
  expect(generation!.reports[0]).toMatchObject({ wanted: 6, written: 1 });
  const { duplicate, 'too-short': tooShort, empty } = generation!.reports[0]!.rejections;
  expect(Math.min(duplicate, tooShort, empty)).toBeGreaterThan(1);
  expect(warnings).toContain('temperature 0.5, replicate 1, x: 1 of 6 rows could be written');
  expect(events.some((event) => event.type === 'warning' && event.code === 'short-tier')).toBe(true);
});

test('a model is shown only real rows that the run’s training set holds as well', async () => {
  const { engine, run, study } = setUp();
  await run();
  let next = 0;
  for (const replicate of [0, 1]) {
    const allowed = realRows(study, dataset, replicate, settings.realRowsPerClass);
    for (const _tier of ['t0.5', 't1']) {
      for (const label of [0, 1]) {
        const texts = allowed.filter((row) => row.label === label).map((row) => row.text);
        for (let request = 0; request < 2; request++)
          expect(shownRows(engine.requests[next++]!).sort()).toEqual(texts.sort());
      }
    }
  }
  expect(next).toBe(engine.requests.length);
});

test('with no real rows in the tiers, none are shown', async () => {
  const { writer, engine, study, ports } = setUp(write, {}, {}, { realRowsPerClass: 0 });
  for await (const step of prefetchRows(study, ports, writer, never)) void step;
  expect(engine.requests.flatMap(shownRows)).toEqual([]);
});

test('labels are checked after the writing; the noise of each tier and run is in the record', async () => {
  const { engine, run } = setUp(write, { checkedPerClass: 4 });
  const events = await run();
  const phases = [
    ...new Set(events.flatMap((event) => (event.type === 'progress' && event.ahead ? [event.phase] : []))),
  ];
  expect(phases).toEqual(['generate', 'check']);
  // 3 real rows of each class in the validation split, then 4 of each class in each of 4 runs, 8 at a time.
  expect(engine.requests.filter(isJudgement).length).toBe(1 + 4);
  const record = recordOf(events);
  expect(faultsOfRecord(JSON.parse(JSON.stringify(record)))).toEqual([]);
  const { labelChecks } = record.generation!;
  expect(labelChecks!.real).toEqual({ asked: 6, judged: 6, disputed: 0 });
  expect(labelChecks!.tiers.map(({ arm, judged }) => [arm, judged])).toEqual([
    ['t0.5', 16],
    ['t1', 16],
  ]);
  // Of the six rows of "x" one is of "y": the judge never errs, so each run's noise is what its sample holds.
  for (const { arm, replicate, judged, disputed } of labelChecks!.runs) {
    const run = record.runs.find((one) => one.arm === arm && one.replicate === replicate)!;
    expect(run.measures.judgedLabelNoise).toBeCloseTo(disputed / judged, 12);
    expect(disputed).toBeLessThanOrEqual(1);
  }
  expect(record.measures.some(({ id }) => id === 'judgedLabelNoise')).toBe(true);
  const few = record.runs.find(({ arm }) => arm.startsWith('real'))!;
  expect(few.measures).not.toHaveProperty('judgedLabelNoise');
});

test('a study stopped during the prefetch is resumed without repeating a request', async () => {
  const whole = setUp(write, { checkedPerClass: 2 });
  const expected = recordOf(await whole.run());
  const journal = memoryJournal();
  const abort = new AbortController();
  const first = setUp(write, { checkedPerClass: 2 }, { journal });
  let heard = 0;
  await expect(
    first.run(abort.signal, (event) => {
      if (event.type === 'progress' && event.phase === 'check' && ++heard === 2) abort.abort();
    }),
  ).rejects.toSatisfy(isAbort);
  const second = setUp(write, { checkedPerClass: 2 }, { journal });
  const record = recordOf(await second.run());
  expect(second.engine.requests.filter((request) => !isJudgement(request)).length).toBe(0);
  expect(second.engine.requests.length).toBeLessThan(whole.engine.requests.length - 16);
  expect(record.generation!.labelChecks).toEqual(expected.generation!.labelChecks);
  // The scripted model puts the number of its request into its rows, so those are equal only where none is asked anew.
  expect(record.runs.map(({ rows }) => rows)).toEqual(expected.runs.map(({ rows }) => rows));
});

test('a failure that no replacement mends ends the study and frees the GPU', async () => {
  const full = new LabError('out-of-memory', 'test: full');
  const { run } = setUp((request, index) => (index < 3 ? write(request, index) : { text: '', error: full }));
  await expect(run()).rejects.toBe(full);
});

test('generated text is reported a few times a second, with the speed', async () => {
  const { run } = setUp();
  const heard = (await run()).filter((event) => event.type === 'writing');
  const text = heard.map(({ delta }) => delta).join('');
  expect(text.split('\n').filter((line) => line.startsWith('[')).length).toBe(16);
  // The clock goes on by 100 ms a look, and each piece is a token.
  expect(heard.at(-1)!.tokensPerSecond).toBeGreaterThan(0);
});

test('ending the iteration stops the model', async () => {
  const { writer, study, ports, engine } = setUp();
  for await (const step of prefetchRows(study, ports, writer, never)) if (step.kind === 'rows') break;
  await turns(20);
  expect(engine.requests.length).toBeLessThan(4);
});

test('a study with other words is another study', () => {
  const keyOf = (writing: Partial<GenerationSettings>): string => {
    const { study, ports } = setUp(write, writing);
    return studyKey(study, ports);
  };
  const task = resolveWriting(DEFAULT_WRITING, dataset).task;
  const keys = [
    {},
    { task: { ...task, instruction: 'Otherwise.' } },
    { prompts: { ...DEFAULT_WRITING.prompts, kind: 'persona' as const } },
    { checkedPerClass: 3 },
  ].map(keyOf);
  expect(new Set(keys).size).toBe(4);
  expect(keyOf({ task })).toBe(keys[0]);
});

test('a database that refuses rows costs no study', async () => {
  const refusing = memoryJournal();
  let appended = 0;
  const database = {
    ...refusing,
    append: (key: string, record: Parameters<typeof refusing.append>[1]) =>
      ++appended % 2 === 0
        ? Promise.reject(new DOMException('no room', 'QuotaExceededError'))
        : refusing.append(key, record),
    keepLabels: () => Promise.reject(new DOMException('no room', 'QuotaExceededError')),
  };
  const { run, engine } = setUp(write, { checkedPerClass: 2 }, { journal: sturdyJournal(database) });
  const record = recordOf(await run());
  expect(engine.requests.filter((request) => !isJudgement(request)).length).toBe(16);
  expect(record.runs.filter(({ rows }) => rows.length === 12).length).toBe(4);
});

test('a model is needed until the last row is written and the last label checked, and not to find that out', async () => {
  const labels = { checkedPerClass: 2 };
  const journal = memoryJournal();
  const isDone = async (): Promise<boolean> => {
    const { study, ports, writer, engine } = setUp(write, labels, { journal });
    const answer = await isInJournal(study, ports, writer, never);
    expect(engine.requests).toEqual([]);
    return answer;
  };
  expect(await isDone()).toBe(false);
  // 16 requests write; of those that check labels the last ones fail.
  const full = new LabError('out-of-memory', 'test: full');
  const failing: Script = (request, index) =>
    index < 19 ? write(request, index) : { text: '', error: full };
  await expect(setUp(failing, labels, { journal }).run()).rejects.toBe(full);
  expect(await isDone()).toBe(false);
  await setUp(write, labels, { journal }).run();
  expect(await isDone()).toBe(true);
  const other = setUp(write, labels, { journal }, { seed: 2 });
  expect(await isInJournal(other.study, other.ports, other.writer, never)).toBe(false);
});
