import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { taskOf } from '../../src/core/llm-task';
import { isOwnTaskId, missingTask, taskInfoOf, trialTextsOf } from '../../src/core/task';
import { nameDataset } from '../../src/dataset/own-task';
import { checkDataset } from '../../src/dataset/read-dataset';
import { threeClassTask } from '../fixtures/three-class-task';

const task = threeClassTask({ hasOutside: true });

test('is named by classes, splits and outside texts, and by nothing else', () => {
  const { test, validation, pool, corpus } = task.splits;
  const content = JSON.stringify([task.classNames, [test, validation, pool, corpus], task.outside]);
  expect(task.fingerprint).toBe(createHash('sha256').update(content).digest('hex'));
  expect(task.id).toBe(`own:${task.fingerprint}`);
  expect(isOwnTaskId(task.id)).toBe(true);
  expect(nameDataset({ ...task, title: 'Otherwise', splits: { corpus, pool, validation, test } }).id).toBe(
    task.id,
  );
  for (const change of [
    { classNames: ['a', 'b', 'c'] },
    { outside: [] },
    { splits: { ...task.splits, pool: task.splits.test } },
  ])
    expect(nameDataset({ ...task, ...change }).id).not.toBe(task.id);
  expect(checkDataset(task)).toEqual(task);
});

test('the id of an own task differs from every other id', () => {
  for (const id of ['own:', 'own:abc', task.fingerprint, `own:${task.fingerprint}0`, task.id.toUpperCase()])
    expect(isOwnTaskId(id)).toBe(false);
});

test('is described without its texts', () => {
  const info = taskInfoOf(task);
  expect(info.rows).toEqual({
    test: { total: 60, least: 20 },
    validation: { total: 24, least: 8 },
    pool: { total: 60, least: 20 },
    corpus: { total: 180, least: 60 },
  });
  expect(info).toMatchObject({ hasOutside: true, textNoun: ['sentence', 'sentences'] });
  expect(JSON.stringify(info)).not.toContain(task.splits.test[0]![0]);
  const { textNoun: _noun, outside: _outside, ...plain } = task;
  expect(taskInfoOf(plain)).toMatchObject({ hasOutside: false, textNoun: ['text', 'texts'] });
});

test('gives its pool for trying a prompt, and its task description where it has one', () => {
  const { classNames, splits } = task;
  expect(trialTextsOf(task)).toEqual({ classNames, pool: splits.pool });
  const llmTask = taskOf(classNames);
  expect(trialTextsOf({ ...task, llmTask })).toEqual({ classNames, pool: splits.pool, llmTask });
});

test('where it is missing, the error names the fingerprint that is wanted', () => {
  const error = missingTask('open', task.id);
  expect(error.code).toBe('bad-dataset');
  expect(error.message).toMatch(new RegExp(`^open: missing task: .+\\(wanted .*${task.fingerprint}\\) — .+`));
});
