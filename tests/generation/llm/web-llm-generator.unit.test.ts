import { describe, expect, test, vi } from 'vitest';
import { isAbort, LabError } from '../../../src/core/errors';
import type { Example } from '../../../src/core/example';
import type { GenerationReport, RequestRecord, RowJournal, AcceptedRow } from '../../../src/core/llm-report';
import { DEFAULT_PROMPT_SETTINGS, taskOf } from '../../../src/core/llm-task';
import { PauseGate } from '../../../src/core/pause';
import { WebLlmGenerator, type WebLlmOptions } from '../../../src/generation/llm/web-llm-generator';
import { freshRows, ScriptedEngine, type Script } from './scripted-engine';
import { turns } from '../../fixtures/turns';

const request = {
  label: 1,
  count: 10,
  temperature: 1,
  topP: 1,
  seed: [7, 'row', 't1', 0, 1],
  real: ['one real row here', 'another real row here'],
};
const never = new AbortController().signal;

function setUp(script: Script, over: Partial<WebLlmOptions> = {}, context = 4096) {
  const engine = new ScriptedEngine(script, context);
  const records: RequestRecord[] = [];
  const reports: GenerationReport[] = [];
  const generator = new WebLlmGenerator({
    engine,
    task: taskOf(['x', 'y']),
    prompts: { ...DEFAULT_PROMPT_SETTINGS, examplesPerRequest: 4 },
    now: () => 0,
    onRecord: (record) => records.push(record),
    onReport: (report) => reports.push(report),
    ...over,
  });
  const read = async (signal = never, count = request.count): Promise<Example[]> => {
    const rows: Example[] = [];
    for await (const batch of generator.generate({ ...request, count }, signal)) rows.push(...batch);
    return rows;
  };
  return { engine, generator, records, reports, read };
}

class MemoryJournal implements Pick<RowJournal, 'read' | 'append'> {
  readonly kept = new Map<string, RequestRecord[]>();
  read(key: string): Promise<readonly RequestRecord[]> {
    return Promise.resolve(this.kept.get(key) ?? []);
  }
  append(key: string, record: RequestRecord): Promise<void> {
    this.kept.set(key, [...(this.kept.get(key) ?? []), structuredClone(record)]);
    return Promise.resolve();
  }
  readLabels(): Promise<null> {
    return Promise.resolve(null);
  }
  keepLabels(): Promise<void> {
    return Promise.resolve();
  }
  clear(): Promise<void> {
    this.kept.clear();
    return Promise.resolve();
  }
}

const lost = new LabError('worker-died', 'test: died');

test('rows come in order, labelled, exactly as many as asked for, with no more requests than needed', async () => {
  const { engine, read, reports } = setUp(freshRows);
  const rows = await read();
  expect(rows.length).toBe(10);
  expect(rows.every((row) => row.label === 1)).toBe(true);
  expect(new Set(rows.map((row) => row.text)).size).toBe(10);
  expect(engine.requests.length).toBe(3);
  expect(reports).toEqual([
    expect.objectContaining({ label: 1, wanted: 10, written: 10, requests: 3, interruptions: 0 }),
  ]);
});

test('the same request writes the same rows, and fewer rows are the first of many', async () => {
  const ten = await setUp(freshRows).read();
  expect(await setUp(freshRows).read()).toEqual(ten);
  expect(await setUp(freshRows).read(never, 5)).toEqual(ten.slice(0, 5));
});

test('seeds are large, of the request, and recorded with each row', async () => {
  const { engine, records, read } = setUp(freshRows);
  await read();
  expect(engine.requests.map((one) => one.seed)).toEqual(records.map((record) => record.seed));
  expect(new Set(records.map((record) => record.seed)).size).toBe(3);
  for (const record of records) {
    expect(record.rows.map((row) => [row.seed, row.request])).toEqual(
      record.rows.map(() => [record.seed, record.request]),
    );
    expect(record.promptHash).toMatch(/^[0-9a-f]{32}$/);
  }
});

test('a row says which request wrote it', async () => {
  const rows: AcceptedRow[] = [];
  const { generator, records } = setUp(freshRows);
  for await (const batch of generator.generate(request, never)) rows.push(...batch);
  expect(rows.map(({ request: index, position }) => [index, position])).toEqual([
    ...[0, 1, 2, 3].map((i) => [0, i]),
    ...[0, 1, 2, 3].map((i) => [1, i]),
    ...[0, 1].map((i) => [2, i]),
  ]);
  expect(rows.every((row) => row.seed === records[row.request]!.seed)).toBe(true);
});

test('the knobs reach the model', async () => {
  const prompts = {
    ...DEFAULT_PROMPT_SETTINGS,
    examplesPerRequest: 4,
    frequencyPenalty: 0.5,
    presencePenalty: -0.5,
    suppression: -7.5,
  };
  const { engine, generator } = setUp(freshRows, { prompts });
  for await (const rows of generator.generate({ ...request, temperature: 0.3, topP: 0.9 }, never)) void rows;
  expect(engine.requests[0]).toMatchObject({
    temperature: 0.3,
    topP: 0.9,
    frequencyPenalty: 0.5,
    presencePenalty: -0.5,
    wordBias: [],
  });
  expect(engine.requests[1]!.wordBias[0]).toMatchObject({ bias: -7.5 });
});

describe('what comes back wrong', () => {
  test('is turned away by name, and more is asked for', async () => {
    const { read, reports } = setUp((one, index) =>
      index === 0
        ? '["a new row of text", "one real row here", "text", "row"]'
        : index === 1
          ? { text: '["a row that breaks', finish: 'length' }
          : freshRows(one, index),
    );
    expect((await read()).length).toBe(10);
    expect(reports[0]!.rejections).toMatchObject({ 'repeats-example': 1, 'wrong-form': 2, truncated: 1 });
  });

  test('for ever ends with what there is, and says how much is missing', async () => {
    const { read, reports, engine } = setUp(() => '["always the same old row"]');
    expect(await read()).toEqual([expect.objectContaining({ text: 'always the same old row', label: 1 })]);
    expect(reports[0]).toMatchObject({ wanted: 10, written: 1 });
    expect(engine.requests.length).toBe(7); // one of use, then six that are not
  });

  test('as garbage, gives no rows and no exception', async () => {
    const { read, reports } = setUp((_, index) => '\u0000\ufffd'.repeat(1000 * index));
    expect(await read()).toEqual([]);
    expect(reports[0]!.written).toBe(0);
  });
});

describe('an engine that fails', () => {
  test('in the middle of a reply costs no finished row', async () => {
    const { read, records } = setUp((one, index) =>
      index === 1 ? { text: freshRows(one, index).slice(0, -10), error: lost } : freshRows(one, index),
    );
    const rows = await read();
    expect(rows.length).toBe(10);
    expect(records[1]).toMatchObject({ isInterrupted: true, rejections: { truncated: 1 } });
    expect(records[1]!.rows.length).toBe(3);
  });

  test('again and again is given up', async () => {
    const { read, engine } = setUp(() => ({ text: '', error: lost }));
    await expect(read()).rejects.toBe(lost);
    expect(engine.requests.length).toBe(3);
  });

  test('for another reason is not asked again', async () => {
    const error = new LabError('out-of-memory', 'test: full');
    const { read, engine } = setUp(() => ({ text: '', error }));
    await expect(read()).rejects.toBe(error);
    expect(engine.requests.length).toBe(1);
  });
});

test('with a journal, an interrupted tier is resumed where it stopped, and a finished one needs no model', async () => {
  const whole = await setUp(freshRows).read();
  const journal = new MemoryJournal();
  const abort = new AbortController();
  const first = setUp(freshRows, { journal, onRecord: () => abort.abort() });
  await expect(first.read(abort.signal)).rejects.toSatisfy(isAbort);
  const second = setUp(freshRows, { journal });
  // The script tells requests by their number from 0, the second engine begins at 1: only the seeds are the same.
  const rows = await second.read();
  expect(rows.slice(0, 4)).toEqual(whole.slice(0, 4));
  expect(second.engine.requests.length).toBe(2);
  const third = setUp(() => ({ text: '', error: new Error('must not be asked') }), { journal });
  expect(await third.read()).toEqual(rows);
  expect(third.reports[0]).toMatchObject({ written: 10, requests: 3 });
});

test('texts to paraphrase are put again where the engine failed before it had answered', async () => {
  const paraphrasesOf = Array.from({ length: 10 }, (_, i) => `text number ${i} to say otherwise`);
  const journal = new MemoryJournal();
  const sayAgain: Script = ({ messages }) =>
    JSON.stringify(
      [...messages[1]!.content.matchAll(/number (\d) to say/g)].map(
        ([, i]) => `once more in other words ${i}`,
      ),
    );
  const read = async (script: Script): Promise<string[]> => {
    const { generator } = setUp(script, { journal });
    const rows: string[] = [];
    for await (const batch of generator.generate({ ...request, paraphrasesOf }, never))
      rows.push(...batch.map((row) => row.text));
    return rows;
  };
  // The second request fails, and is given up on the third time.
  const failing: Script = (one, index) => (index > 0 ? { text: '', error: lost } : sayAgain(one, index));
  await expect(read(failing)).rejects.toBe(lost);
  const rows = await read((one, index) => (index === 1 ? { text: '', error: lost } : sayAgain(one, index)));
  expect(rows).toEqual(paraphrasesOf.map((_, i) => `once more in other words ${i}`));
});

test('breakdowns of many sittings are not held against the model', async () => {
  const journal = new MemoryJournal();
  const broken = (): Promise<unknown> => setUp(() => ({ text: '', error: lost }), { journal }).read();
  for (let sitting = 0; sitting < 4; sitting++) await expect(broken()).rejects.toBe(lost);
  const { read, reports } = setUp(freshRows, { journal });
  expect((await read()).length).toBe(10);
  expect(reports[0]).toMatchObject({ written: 10, interruptions: 8 });
});

test('what a journal holds is of no use to a model with another context, nor to other settings', async () => {
  const journal = new MemoryJournal();
  await setUp(freshRows, { journal }).read();
  const base = { ...DEFAULT_PROMPT_SETTINGS, examplesPerRequest: 4 };
  const others: [Partial<WebLlmOptions>, number][] = [
    [{}, 2048],
    [{ prompts: { ...base, examplesPerRequest: 5 } }, 4096],
    [{ prompts: { ...base, presencePenalty: 0.5 } }, 4096],
    [{ prompts: { ...base, kind: 'topic' } }, 4096],
    [{ task: { ...taskOf(['x', 'y']), instruction: 'Another task.' } }, 4096],
  ];
  for (const [over, context] of others) {
    const { engine, read } = setUp(freshRows, { journal, ...over }, context);
    await read();
    expect(engine.requests.length).toBeGreaterThan(0);
  }
  expect(journal.kept.size).toBe(others.length + 1);
});

test('what a journal holds is of no use once the prompts are worded otherwise', async () => {
  const prompts = await import('../../../src/generation/llm/prompts');
  const { fingerprint } = setUp(freshRows).generator;
  expect(setUp(freshRows).generator.fingerprint).toBe(fingerprint);
  vi.resetModules();
  vi.doMock('../../../src/generation/llm/prompts', () => ({
    ...prompts,
    writeParaphrasePrompt: () => [{ role: 'user', content: 'Say it otherwise.' }],
  }));
  try {
    const { WebLlmGenerator: Reworded } = await import('../../../src/generation/llm/web-llm-generator');
    const reworded = new Reworded({
      engine: new ScriptedEngine(freshRows),
      task: taskOf(['x', 'y']),
      prompts: { ...DEFAULT_PROMPT_SETTINGS, examplesPerRequest: 4 },
    });
    expect(reworded.fingerprint).not.toBe(fingerprint);
  } finally {
    vi.doUnmock('../../../src/generation/llm/prompts');
  }
});

test('what a journal holds is of no use where other real rows are shown', async () => {
  const journal = new MemoryJournal();
  await setUp(freshRows, { journal }).read();
  const { engine, generator } = setUp(freshRows, { journal });
  for await (const rows of generator.generate({ ...request, real: ['a real row of its own'] }, never))
    void rows;
  expect(engine.requests.length).toBe(3);
  expect(engine.requests[0]!.messages[1]!.content).toContain('- a real row of its own');
});

test('a tier that fell short stays short when it is read again', async () => {
  const journal = new MemoryJournal();
  const rows = await setUp(() => '["always the same old row"]', { journal }).read();
  const again = setUp(() => ({ text: '', error: new Error('must not be asked') }), { journal });
  expect(await again.read()).toEqual(rows);
});

test('an abort ends it at once, also while paused', async () => {
  const gate = new PauseGate();
  gate.pause();
  const abort = new AbortController();
  const { read, engine } = setUp(freshRows, { gate });
  const reading = read(abort.signal);
  await Promise.resolve();
  expect(engine.requests.length).toBe(0);
  abort.abort();
  await expect(reading).rejects.toSatisfy(isAbort);
});

test('a paused generator continues when the gate opens', async () => {
  const gate = new PauseGate();
  gate.pause();
  const { read, engine } = setUp(freshRows, { gate });
  const reading = read();
  await turns(20);
  expect(engine.requests.length).toBe(0);
  gate.resume();
  expect((await reading).length).toBe(10);
});

test('a prompt longer than the model’s context is refused before it is sent', async () => {
  const { read, engine } = setUp(freshRows, {}, 200);
  await expect(read()).rejects.toMatchObject({ code: 'bad-setting' });
  expect(engine.requests.length).toBe(0);
});

test('a request that makes no sense is refused', async () => {
  const { generator } = setUp(freshRows);
  for (const over of [{ label: 2 }, { count: -1 }, { temperature: NaN }, { topP: 0 }]) {
    const first = generator.generate({ ...request, ...over }, never).next();
    await expect(first).rejects.toMatchObject({ code: 'bad-setting' });
  }
});
