import { expect, test } from 'vitest';
import { readTask, type ReadTaskSettings } from '../../../src/experiment/files/read-task';

const never = new AbortController().signal;
const settings: ReadTaskSettings = { columns: null, mergesSpellings: true, seed: 1, title: 'Moods' };
const source = (text: string, name = 'own.csv') => ({
  name,
  chunks: async function* () {
    yield text;
  },
});
const read = (text: string, over: Partial<ReadTaskSettings> = {}) =>
  readTask({ file: source(text), testFile: null }, { ...settings, ...over }, never);

const line = (i: number, label: string): string => `word${i} and other${i} with more${i} of it${i},${label}`;
const rows = (label: string, from: number, count = 20): string[] =>
  Array.from({ length: count }, (_, i) => line(from + i, label));
const whole = ['remark,mood', ...rows('glad', 0), ...rows('sad', 100)];

test('a table becomes a task with its classes, and shows its first rows', async () => {
  const { draft, task } = await read(whole.join('\n'));
  expect(draft.chosen).toEqual({ text: 'remark', label: 'mood' });
  expect(draft.preview[0]).toEqual({ line: 2, text: 'word0 and other0 with more0 of it0', label: 'glad' });
  expect(draft.preview).toHaveLength(8);
  expect(draft.task).toMatchObject({ title: 'Moods', classNames: ['glad', 'sad'] });
  expect(draft.task!.rows.test).toEqual({ total: 12, least: 6 });
  expect(draft.task!.id).toMatch(/^own:[0-9a-f]{64}$/);
  expect(task!.source).toBe('The visitor’s own texts, from own.csv.');
});

test('what has no text or no label is counted and left out, in all ways in which programs write it', async () => {
  const { draft } = await read(
    [...whole, ',glad', 'some text,', 'more,nan', 'less,None', 'x,NULL'].join('\n'),
  );
  expect(draft.report).toMatchObject({ rows: 40, withoutText: 1, withoutLabel: 4 });
  expect(draft.task!.classNames).toEqual(['glad', 'sad']);
});

test('one class makes no task', async () => {
  const { draft, task } = await read(['remark,mood', ...rows('glad', 0), 'a single one,sad'].join('\n'));
  expect(task).toBeNull();
  expect(draft.task).toBeNull();
  expect(draft.report.leftOut).toEqual([{ name: 'sad', rows: 1 }]);
});

test('columns can be chosen; one that is not there is told', async () => {
  const text = ['mood,remark,place', ...whole.slice(1).map((row) => `x${row},here`)].join('\n');
  const columns = { text: 'mood', label: 'remark' };
  expect((await read(text, { columns })).draft.chosen).toEqual(columns);
  await expect(read(text, { columns: { text: 'mood', label: 'gone' } })).rejects.toMatchObject({
    code: 'bad-dataset',
    message: expect.stringMatching(/^own\.csv: missing column: "gone" .+ — .+/) as string,
  });
});

test('a table without labels says so', async () => {
  await expect(read(['text', 'one', 'two', 'three'].join('\n'))).rejects.toMatchObject({
    message: expect.stringMatching(/^own\.csv: missing column of labels: .+ — .+/) as string,
  });
});

test('test rows come from their own file', async () => {
  const test = ['remark,mood', ...rows('glad', 500, 5), ...rows('sad', 600, 5)].join('\n');
  const { task } = await readTask(
    { file: source(whole.join('\n')), testFile: source(test, 't.csv') },
    settings,
    never,
  );
  expect(task!.splits.test.map((texts) => texts.length)).toEqual([5, 5]);
});
