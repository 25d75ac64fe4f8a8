import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linearScale, niceDomain, tickFormat, ticksOf } from '../../src/plot/linear-scale';

test('the ends of the domain fall on the ends of the range, the middle on the middle, backwards too', () => {
  const up = linearScale([10, 20], [0, 100]);
  expect([up(10), up(15), up(20), up(25)]).toEqual([0, 50, 100, 150]);
  const down = linearScale([20, 10], [0, 100]);
  expect([down(20), down(12.5), down(10)]).toEqual([0, 75, 100]);
});

test('a domain of one value falls on the middle and is no NaN', () => {
  expect(linearScale([3, 3], [0, 10])(3)).toBe(5);
});

test('ticks lie within the domain, in its order, and their texts tell them apart', () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      number,
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.boolean(),
      (low, width, isReversed) => {
        const high = low + width;
        const scale = linearScale(isReversed ? [high, low] : [low, high], [0, 500]);
        const ticks = ticksOf(scale, 6);
        for (const tick of ticks)
          expect(tick >= low - 1e-9 * width && tick <= high + 1e-9 * width).toBe(true);
        const places = ticks.map(scale);
        expect([...places].sort((a, b) => a - b)).toEqual(places);
        const format = tickFormat(scale, 6);
        expect(new Set(ticks.map(format)).size).toBe(ticks.length);
      },
    ),
  );
});

test('texts have the decimals of their step and a true minus', () => {
  expect([0, 0.25, 0.5].map(tickFormat(linearScale([0, 1], [0, 1]), 5))).toEqual(['0.0', '0.3', '0.5']);
  expect([-20, 0].map(tickFormat(linearScale([-50, 50], [0, 1]), 5))).toEqual(['−20', '0']);
});

test('a nice domain is round and holds the old one', () => {
  expect(niceDomain([0.13, 0.94], 3)).toEqual([0, 1]);
});
