import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { KeptValues } from '../../src/core/kept-values';
import { taskInfoOf } from '../../src/core/task';
import { OwnTasks } from '../../src/engine/own-tasks';
import { threeClassTask } from '../fixtures/three-class-task';

const task = threeClassTask({ hasOutside: true });
const other = threeClassTask({ hasOutside: false });

let stored: Map<string, unknown>;
let isFull: boolean;
const values: KeptValues = {
  names: () => Promise.resolve([...stored.keys()]),
  get: (name) => Promise.resolve(stored.get(name) ?? null),
  put: (added) => {
    if (isFull) return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    for (const [name, value] of Object.entries(added)) stored.set(name, structuredClone(value));
    return Promise.resolve();
  },
  remove: (names) => Promise.resolve(names.forEach((name) => stored.delete(name))),
};
beforeEach(() => {
  stored = new Map();
  isFull = false;
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => void vi.useRealTimers());

test('keeps a task for a later visit, once', async () => {
  const tasks = new OwnTasks(values);
  expect(await tasks.list()).toEqual([]);
  expect(await tasks.get(task.id)).toBeNull();
  expect(await tasks.add(task, true)).toEqual(taskInfoOf(task));
  await tasks.add(task, true);
  const later = new OwnTasks(values);
  expect(await later.list()).toEqual([taskInfoOf(task)]);
  expect(await later.get(task.id)).toEqual(task);
});

test('lists tasks by the time at which they came, and forgets what is removed', async () => {
  const tasks = new OwnTasks(values);
  await tasks.add(other, true);
  vi.setSystemTime(Date.now() + 1000);
  await tasks.add(task, true);
  expect((await tasks.list()).map(({ id }) => id)).toEqual([other.id, task.id]);
  await tasks.remove(other.id);
  await tasks.remove('own:never there');
  expect((await tasks.list()).map(({ id }) => id)).toEqual([task.id]);
  expect(await tasks.get(other.id)).toBeNull();
});

test.each([
  ['is refused', null],
  ['is full', values],
])('where storage %s, a task stays for this visit', async (_, given) => {
  isFull = true;
  const tasks = new OwnTasks(given);
  expect(await tasks.add(task, true)).toEqual(taskInfoOf(task));
  expect(await tasks.list()).toEqual([taskInfoOf(task)]);
  expect(await tasks.get(task.id)).toBe(task);
  expect(await new OwnTasks(given).get(task.id)).toBeNull();
  await tasks.remove(task.id);
  expect(await tasks.list()).toEqual([]);
});

test('a task that is not to be kept stays out of storage', async () => {
  const tasks = new OwnTasks(values);
  await tasks.add(task, false);
  expect(stored.size).toBe(0);
  expect(await tasks.get(task.id)).toBe(task);
  expect(await tasks.list()).toEqual([taskInfoOf(task)]);
});

test('refuses a task whose id is not that of its texts', async () => {
  await expect(new OwnTasks(values).add({ ...task, id: other.id }, true)).rejects.toMatchObject({
    code: 'bad-dataset',
    message: expect.stringMatching(/^import: invalid id: .+\(wanted own:.+\) — .+/) as string,
  });
  expect(stored.size).toBe(0);
});
