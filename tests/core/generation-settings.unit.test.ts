import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../src/core/errors';
import { taskOf } from '../../src/core/llm-task';
import { wordNetLlmTask } from '../../src/dataset/wordnet-llm-task';
import { DEFAULT_WRITING, resolveWriting, type GenerationSettings } from '../../src/core/generation-settings';
import { readWriting } from '../../src/core/read-writing';

const names = ['animal', 'plant'];
const own: GenerationSettings = {
  task: { ...wordNetLlmTask(names), instruction: 'Otherwise.' },
  prompts: { ...DEFAULT_WRITING.prompts, kind: 'attributes', suppression: -2.5 },
  checkedPerClass: 7,
};

test('the lab’s words stand in where a visitor has none', () => {
  const llmTask = wordNetLlmTask(names);
  expect(resolveWriting(DEFAULT_WRITING, { classNames: names, llmTask }).task).toEqual(llmTask);
  expect(resolveWriting(DEFAULT_WRITING, { classNames: names }).task).toEqual(taskOf(names));
  expect(resolveWriting(own, { classNames: names, llmTask })).toEqual(own);
});

test.each<[Partial<GenerationSettings>, RegExp]>([
  [{ checkedPerClass: -1 }, /checked rows/],
  [{ checkedPerClass: 1.5 }, /checked rows/],
  [{ checkedPerClass: 401 }, /checked rows/],
  [{ task: taskOf(['cat', 'dog']) }, /unknown label: "cat"/],
  [{ task: taskOf(['animal']) }, /number of labels/],
  [{ prompts: { ...own.prompts, fewShot: 21 } }, /fewShot/],
])('what does not fit is refused: %j', (change, words) => {
  expect(() => resolveWriting({ ...own, ...change }, { classNames: names })).toThrow(words);
});

test('a writing is read back from its JSON, and from a record that holds it', () => {
  expect(readWriting(JSON.stringify(own))).toEqual(own);
  expect(readWriting(JSON.stringify(DEFAULT_WRITING))).toEqual(DEFAULT_WRITING);
  expect(readWriting(JSON.stringify({ version: 1, manifest: { writing: own } }))).toEqual(own);
});

test.each([
  '',
  'null',
  '[]',
  '<!doctype html>',
  '{"manifest":{}}',
  '{"manifest":null}',
  JSON.stringify({ ...own, prompts: { ...own.prompts, kind: 'shout' } }),
  JSON.stringify({ ...own, prompts: { ...own.prompts, topics: '16' } }),
  JSON.stringify({ ...own, task: { ...own.task, labels: [{ name: 1 }] } }),
  JSON.stringify({ ...own, task: { ...own.task, words: [1] } }),
  JSON.stringify({ ...own, task: { ...own.task, styles: [1] } }),
  JSON.stringify({ ...own, task: { ...own.task, instruction: 'x'.repeat(3000) } }),
])('what is none is refused in words: %s', (text) => {
  expect(() => readWriting(text)).toThrow(LabError);
});

test('no JSON at all does any harm', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        readWriting(JSON.stringify(value));
      } catch (error) {
        expect(error).toBeInstanceOf(LabError);
      }
    }),
  );
});
