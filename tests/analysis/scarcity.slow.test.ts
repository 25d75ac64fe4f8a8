import { expect, test } from 'vitest';
import type { Arm } from '../../src/core/study';
import { claimsAnything, shareOf, shows } from './scarcity-cases';

test('where the arms do not differ, at most 5 % of studies claim anything', { timeout: 600_000 }, () => {
  expect(shareOf(400, 'null', () => 0.6, 150, claimsAnything)).toBeLessThanOrEqual(0.05);
});

test('a best tier that stays is said to move in at most 5 %', { timeout: 600_000 }, () => {
  const hump = [0.03, 0.1, 0.14, 0.08];
  const accuracyOf = ({ series, value }: Arm): number => {
    const scale = { '8': 0.25, '32': 0.5, all: 1 }[series ?? ''] ?? 0;
    return 0.6 + scale * (hump[[0.2, 0.5, 1, 2.2].indexOf(value ?? 0)] ?? 0);
  };
  expect(shareOf(300, 'same best', accuracyOf, 800, shows('best-moves'))).toBeLessThanOrEqual(0.05);
});
