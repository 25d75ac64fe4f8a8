import { expect, test } from 'vitest';
import type { Arm } from '../../src/core/study';
import { claimsAnything, shareOf, shows, simulateScarcity } from './scarcity-cases';

/** What generated rows bring at each temperature, by curve; real rows alone bring 0.6, and 0.68 where there are 32. */
const gainsOf =
  (gains: Readonly<Record<string, readonly number[]>>) =>
  ({ id, series, value }: Arm): number => {
    if (series === undefined) return id === 'real32' ? 0.68 : 0.6;
    return 0.6 + gains[series]![[0.2, 0.5, 1, 2.2].indexOf(value!)]!;
  };
const flat = [0, 0, 0, 0];
const hump = [0.03, 0.1, 0.14, 0.08];

test('where the gain comes from rows that only the generator has seen, the verdict says so', () => {
  const { verdict, findings } = simulateScarcity(
    gainsOf({ '8': flat, '32': hump.map((x) => x / 2), all: hump }),
    2400,
    'gain',
  );
  expect(verdict).toMatchObject({ kind: 'depends', bestArm: 'sall-t1' });
  expect(verdict.text).toMatch(
    /^Generated rows gain only where the generator has seen more: with 32 labelled rows seen, temperature 1 is [\d.]+ points \(95 % interval [\d.]+ to [\d.]+\) above 8 real rows a class only; with all labelled rows seen, temperature 1 is 1[\d.]+ points \(95 % interval [\d.]+ to [\d.]+\) above 8 real rows a class only; no gain is shown with 8 labelled rows seen \(the best, temperature [\d.]+: [^)]*\)\); the gain is [\d.]+ points \(95 % interval [\d.]+ to [\d.]+\) more with all labelled rows seen than with 8 labelled rows seen \(corrected p [<=] [\d.]+\)\. On no curve is the best shown to be above as many real rows as its generator has seen\. That the best value moves is not shown\.$/,
  );
  const texts = findings.filter(({ kind }) => kind === 'scarcity-gain').map(({ text }) => text);
  expect(texts).toHaveLength(3);
  expect(texts[0]).toMatch(/^8 labelled rows seen: no gain over 8 real rows a class only is shown: /);
  const worth = findings.filter(({ kind }) => kind === 'scarcity-worth');
  expect(worth.map(({ series }) => series)).toEqual(['32']);
  expect(worth[0]!.text).toMatch(/real rows a class, which its generator has seen/);
  // Also each curve's own verdict.
  expect(findings.filter(({ kind }) => kind === 'best-tier').map(({ series }) => series)).toEqual([
    '8',
    '32',
    'all',
  ]);
});

test('a gain on every curve is a help; none at all is not distinguishable, in so many words', () => {
  const everywhere = simulateScarcity(gainsOf({ '8': hump, '32': hump, all: hump }), 2400, 'everywhere');
  expect(everywhere.verdict.kind).toBe('helps');
  expect(everywhere.verdict.text).toMatch(/^Generated rows gain on every curve: /);
  const none = simulateScarcity(gainsOf({ '8': flat, '32': flat, all: flat }), 2400, 'none');
  expect(none.verdict).toMatchObject({ kind: 'not-distinguishable', bestArm: null });
  expect(none.verdict.text).toMatch(
    /^No gain over real rows alone is shown, however many rows the generator has seen: with 8 labelled rows seen \(the best, temperature [\d.]+: /,
  );
});

test('a best tier that moves is told from one that stays', () => {
  const cold = [0.14, 0.08, 0.03, 0];
  const hot = [0, 0.03, 0.08, 0.14];
  const moves = simulateScarcity(gainsOf({ '8': cold, '32': cold, all: hot }), 2400, 'moves');
  expect(moves.verdict.text).toMatch(
    / The best value moves: with (8|32) labelled rows seen it is temperature 0\.2, with all labelled rows seen it is temperature 2\.2\.$/,
  );
  const shown = moves.findings.filter(({ kind, pValue }) => kind === 'best-moves' && pValue <= 0.05);
  expect(shown).toHaveLength(2);
  const stays = moves.findings.filter(({ kind, pValue }) => kind === 'best-moves' && pValue > 0.05);
  expect(stays.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^That the best value moves is not shown: with 8 /),
  ]);
});

test('where the arms do not differ, few studies claim anything', () => {
  const same = (): number => 0.6;
  expect(shareOf(40, 'null', same, 150, claimsAnything)).toBeLessThanOrEqual(0.15);
});

test('a best tier that is the same on all curves is said to move in few studies', () => {
  const accuracyOf = gainsOf({ '8': hump.map((x) => x / 4), '32': hump.map((x) => x / 2), all: hump });
  expect(shareOf(20, 'same best', accuracyOf, 800, shows('best-moves'))).toBeLessThanOrEqual(0.15);
});
