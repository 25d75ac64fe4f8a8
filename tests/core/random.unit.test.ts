import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintText, sampleWithout, seedNumber, shuffled, stream } from '../../src/core/random';

test('equal names give equal streams', () => {
  const draw = (): number[] => {
    const rng = stream(7, 'row', 't0.2', 3, 1);
    return Array.from({ length: 20 }, () => rng.uniform());
  };
  expect(draw()).toEqual(draw());
});

test('names that differ in one part, or in where a part ends, give different streams', () => {
  const first = (...name: (string | number)[]): number => stream(...name).uniform();
  const values = [
    first('a', 'b'),
    first('ab'),
    first('b', 'a'),
    first('a', 'b', ''),
    first('a', 1),
    first('a', '1'),
    first(1, 'a'),
    first(-1, 'a'),
    first(),
  ];
  expect(new Set(values).size).toBe(values.length);
});

test('the first draws of neighbouring rows are uniform and uncorrelated', () => {
  // Small consecutive seeds are what breaks weak generators: row i and row i + 1 must not resemble each other.
  const draws = Array.from({ length: 20_000 }, (_, i) => stream(1, 'row', 'arm', 0, 0, i).uniform());
  const bins = new Array<number>(20).fill(0);
  for (const u of draws) bins[Math.floor(u * 20)]! += 1;
  const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(43.8); // 0.999 quantile of chi-square with 19 degrees of freedom
  let covariance = 0;
  for (let i = 1; i < draws.length; i++) covariance += (draws[i]! - 0.5) * (draws[i - 1]! - 0.5);
  expect(Math.abs((covariance / (draws.length - 1)) * 12)).toBeLessThan(0.025); // three and a half standard errors
});

test('normal draws have mean 0 and variance 1', () => {
  const rng = stream('normal');
  const draws = Array.from({ length: 20_000 }, () => rng.normal());
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
});

test('shuffled keeps every item once and does not touch its argument', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const before = items.slice();
      const after = shuffled(items, stream(seed));
      expect(items).toEqual(before);
      expect(after.slice().sort((a, b) => a - b)).toEqual(before.slice().sort((a, b) => a - b));
    }),
  );
});

test('every order of three comes out equally often', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 6000; i++) {
    const order = shuffled(['a', 'b', 'c'], stream('orders', i)).join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(counts.size).toBe(6);
  expect(chiSquare).toBeLessThan(20.5); // 0.999 quantile with 5 degrees of freedom
});

test('sampleWithout takes different items, and all of them where there are too few', () => {
  expect(new Set(sampleWithout([1, 2, 3, 4, 5], 3, stream('s'))).size).toBe(3);
  expect(sampleWithout([1, 2], 5, stream('s')).sort()).toEqual([1, 2]);
});

test('a sample of fewer rows is part of the sample of more rows from the same stream', () => {
  const items = Array.from({ length: 50 }, (_, i) => i);
  expect(sampleWithout(items, 30, stream('nested')).slice(0, 8)).toEqual(
    sampleWithout(items, 8, stream('nested')),
  );
});

test('seedNumber is a positive 31-bit integer, large even for small parts', () => {
  const seeds = Array.from({ length: 1000 }, (_, i) => seedNumber(1, i));
  expect(seeds.every((seed) => Number.isInteger(seed) && seed >= 1 && seed < 2 ** 31)).toBe(true);
  expect(new Set(seeds).size).toBe(1000);
  expect(seeds.filter((seed) => seed < 2 ** 24).length).toBeLessThan(30); // 1 / 128 of them on average
});

test('fingerprintText is 32 hexadecimal digits that change with the text', () => {
  expect(fingerprintText('abc')).toMatch(/^[0-9a-f]{32}$/);
  expect(fingerprintText('abc')).toBe(fingerprintText('abc'));
  expect(fingerprintText('abc')).not.toBe(fingerprintText('abd'));
});
