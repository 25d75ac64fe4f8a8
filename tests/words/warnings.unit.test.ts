import { expect, test } from 'vitest';
import type { StudyWarning } from '../../src/core/events';
import { warningMessage } from '../../src/words/en/failures';

test.each<[StudyWarning, string]>([
  [{ code: 'storage-refused', reason: null }, 'this browser keeps no data for the page'],
  [{ code: 'storage-refused', reason: 'access denied' }, 'access denied'],
  [{ code: 'storage-full', reason: 'quota exceeded' }, 'quota exceeded'],
  [
    { code: 'slow-backend', problems: ['wasm: a', 'webgl: b'] },
    'training runs in plain JavaScript, many times slower: wasm: a; webgl: b',
  ],
  [
    { code: 'backend-changed', earlier: 'wasm', now: 'cpu' },
    'earlier runs were trained on wasm, the rest is on cpu',
  ],
  [{ code: 'helper-lost', reason: 'it died' }, 'a second thread gave up: it died'],
  [
    {
      code: 'short-tier',
      tier: 'temperature 2',
      replicate: 0,
      className: 'animal',
      numRows: 3,
      numRequested: 8,
    },
    'temperature 2, replicate 1, animal: 3 of 8 rows could be written',
  ],
  [
    { code: 'few-topics', className: 'animal', numTopics: 2, numRequested: 9 },
    'animal: 2 of 9 topics could be named, so they come again',
  ],
  [
    { code: 'empty-class', tier: 'temperature 2', className: 'animal', replicates: [0, 2] },
    'temperature 2, animal: no generated row in replicate 1, 3, so the classes are not balanced',
  ],
  [
    { code: 'underfitted', arms: ['8 real rows', 'temperature 2'], steps: 20 },
    'after 20 steps fewer than 90 % of the own training rows are learned: 8 real rows, temperature 2',
  ],
])('a warning is one line of details: %o', (warning, message) => {
  expect(warningMessage(warning)).toBe(message);
});
