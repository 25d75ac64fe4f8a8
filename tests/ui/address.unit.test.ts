import { expect, test } from 'vitest';
import { DEFAULT_SETTINGS, defaultSettings } from '../../src/experiment/settings';
import { formatAddress, isStudyAddress, readAddress } from '../../src/ui/address';
import { ownTaskId } from '../../src/core/task';

test('a link brings its settings, the rest stays as it is', () => {
  const { settings, failure } = readAddress('#study?arms=0.2,1.1&replicates=2');
  expect(failure).toBeNull();
  expect(settings).toEqual({ ...DEFAULT_SETTINGS, values: [0.2, 1.1], replicates: 2 });
});

test('what is written reads back the same', () => {
  const settings = { ...DEFAULT_SETTINGS, values: [0.3, 2], seed: 7, realRowsPerClass: 0 };
  expect(formatAddress(settings)).toBe('#study?arms=0.3,2&real=0&seed=7');
  expect(readAddress(formatAddress(settings)).settings).toEqual(settings);
});

test('a link to an experiment for language models alone may leave the model to the reader', () => {
  const hash = '#study?experiment=prompt-ladder&replicates=2';
  const { settings, failure } = readAddress(hash);
  expect(failure).toBeNull();
  expect(settings).toEqual({ ...defaultSettings('prompt-ladder'), replicates: 2 });
  expect(formatAddress(settings)).toBe(hash);
});

test('a link to a study of an own task names the training steps that the lab chose', () => {
  const data = ownTaskId('ab'.repeat(32));
  expect(formatAddress({ ...DEFAULT_SETTINGS, data }, 77)).toMatch(/^#study\?data=own%3A(ab)+&steps=1925$/);
  expect(formatAddress({ ...DEFAULT_SETTINGS, data })).not.toContain('steps');
  expect(readAddress('#study?steps=200').settings).toEqual(DEFAULT_SETTINGS);
});

test('the defaults need no hash', () => {
  expect(formatAddress(DEFAULT_SETTINGS)).toBe('');
});

test.each([
  '#study?arms=abc',
  '#study?replicates=0',
  '#study?colour=red',
  '#study?experiment=other',
  '#study?generator=webllm',
])('a link that makes no sense keeps the defaults and says what is wrong: %s', (hash) => {
  const { settings, failure } = readAddress(hash);
  expect(settings).toEqual(DEFAULT_SETTINGS);
  expect(failure?.code).toBe('bad-setting');
});

test('another hash is none of our business', () => {
  expect(isStudyAddress('#elsewhere')).toBe(false);
  expect(readAddress('#elsewhere')).toEqual({ settings: DEFAULT_SETTINGS, failure: null });
});
