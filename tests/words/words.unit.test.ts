import { describe, expect, test } from 'vitest';
import { browserName } from '../../src/ui/browser-name';
import { messages } from '../../src/words';
import { progressMessages } from '../../src/words/later-progress';
import { failureMessages } from '../../src/words/later-failures';
import { MEASURES } from '../fixtures/synthetic-record';

describe('words', () => {
  test('every failure says what happened and what to do next', () => {
    for (const { title, next } of Object.values(failureMessages.failures)) {
      expect(title).toMatch(/^[A-Z].*\.$/);
      expect(next.split(' ').length).toBeGreaterThan(3);
    }
  });

  test.each([
    [null, 'estimating the time left'],
    [0, 'a few seconds left'],
    [12_300, 'about 12 s left'],
    [47_000, 'about 45 s left'],
    [130_000, 'about 2 min left'],
  ])('%s ms left is said as "%s"', (ms, words) => {
    expect(progressMessages.remaining(ms)).toBe(words);
  });

  test('the judge of labels is trained for all runs, so none is named', () => {
    const { phase } = progressMessages;
    expect(phase('oracle', 'temperature 0.2', 0)).toBe('Training the judge of labels on real rows');
    expect(phase('evaluate', 'temperature 0.2', 0)).toBe(
      'Testing it on real rows · Temperature 0.2 · replicate 1',
    );
  });

  test('numbers come with three figures that matter', () => {
    const { measureValue, percent, interval } = messages.format;
    expect([0.00086, 0.12345, 1.23456, 12.3456, 123.456, 5].map(measureValue)).toEqual([
      '0.0009',
      '0.123',
      '1.23',
      '12.3',
      '123',
      '5',
    ]);
    expect([-3, -0.0012, -12.34].map(measureValue)).toEqual(['−3', '−0.0012', '−12.3']);
    // Six of them stand side by side on a phone.
    expect([-0.000066, 0.0004, 0.0006, 0].map(measureValue)).toEqual(['≈ 0', '≈ 0', '0.0006', '0']);
    expect(percent(0.7123)).toBe('71.2\u202f%');
    expect(interval({ mean: 0.5, low: 0.45, high: 0.55 })).toBe('45.0 to 55.0\u202f%');
    expect(interval({ mean: 0.5, low: 0.5, high: 0.5 })).toBe('no interval yet');
  });

  test('a measure says which way is more varied', () => {
    expect(MEASURES.map(messages.format.direction)).toEqual([
      'higher is more varied',
      'lower is more varied',
      'lower is more varied',
      'higher is more varied',
      'lower is closer to real text',
      '',
    ]);
  });
});

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
    'Chrome 156',
  ],
  [
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Edge 140',
  ],
  ['Mozilla/5.0 (Windows NT 10.0; rv:143.0) Gecko/20100101 Firefox/143.0', 'Firefox 143'],
  [
    'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15',
    'Safari 18',
  ],
  ['something else', 'something else'],
])('the browser of %s is %s', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
