import { expect, test } from 'vitest';
import { fromFailure, isAbort, LabError, toFailure, shown } from '../../src/core/errors';

test('a message names place, kind, value, what was wanted and the way out', () => {
  const error = new LabError(
    'bad-setting',
    'settings: invalid seed: "x" (wanted a whole number) — change it',
  );
  expect(error.message).toBe('settings: invalid seed: "x" (wanted a whole number) — change it');
});

test('long values are cut, and values that cannot be written as JSON do no harm', () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const message = (value: unknown): string =>
    new LabError('internal', `p: invalid v: ${shown(value)}`).message;
  expect(message('a'.repeat(500)).length).toBeLessThan(110);
  expect(message(circular)).toContain('[object Object]');
  expect(message(NaN)).toContain('NaN');
});

test('a LabError survives the way between threads', () => {
  const error = new LabError('bad-model', 'readEncoder: unknown format: 3');
  const back = fromFailure(structuredClone(toFailure(error)));
  expect(back).toBeInstanceOf(LabError);
  expect((back as LabError).code).toBe('bad-model');
  expect(back.message).toBe(error.message);
});

test('an abort stays an abort, a full disk has its own code, everything else is internal', () => {
  expect(isAbort(fromFailure(toFailure(new DOMException('stop', 'AbortError'))))).toBe(true);
  expect(toFailure(new DOMException('full', 'QuotaExceededError')).code).toBe('storage-full');
  expect(toFailure(new TypeError('x is not a function'))).toEqual({
    code: 'internal',
    message: 'TypeError: x is not a function',
  });
  expect(toFailure('thrown text').code).toBe('internal');
});

// Word for word as Chromium 156 says it; the other two as reports from Firefox and Safari quote them.
test.each([
  'Failed to fetch dynamically imported module: http://localhost:4173/assets/open-study-DjzJ_-q5.js',
  'error loading dynamically imported module: http://localhost:4173/assets/open-study-DjzJ_-q5.js',
  'Importing a module script failed.',
])('a part of the program that cannot be fetched is a matter of the network: %s', (message) => {
  expect(toFailure(new TypeError(message))).toEqual({ code: 'no-network', message });
});
