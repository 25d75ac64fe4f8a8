import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandPath, polyline } from '../../src/plot/linear-scale';

const pixels = fc.double({ min: -5000, max: 5000, noNaN: true });
const places = fc.array(fc.record({ x: pixels, y: pixels }), { maxLength: 20 });

/** Reads a path as the SVG grammar has it: `M` and `L` with absolute coordinates, `Z` at the end. */
function read(path: string): [number, number][] {
  return [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
}

test('a line runs through its places', () => {
  expect(polyline([])).toBe('');
  expect(polyline([{ x: 1, y: 2.004 }])).toBe('M1,2');
  expect(polyline([{ x: 0, y: 10 }, { x: 5.125, y: -3 }])).toBe('M0,10L5.13,-3'); // prettier-ignore
});

test('every place is in the path, in order, within a hundredth of a pixel', () => {
  fc.assert(
    fc.property(places, (all) => {
      const found = read(polyline(all));
      expect(found).toHaveLength(all.length);
      all.forEach(({ x, y }, i) => {
        expect(Math.abs(found[i]![0] - x)).toBeLessThanOrEqual(0.00501);
        expect(Math.abs(found[i]![1] - y)).toBeLessThanOrEqual(0.00501);
      });
    }),
  );
});

test('a band goes along one edge and comes back along the other', () => {
  const high = [{ x: 0, y: 80 }, { x: 50, y: 60 }]; // prettier-ignore
  const low = [{ x: 0, y: 100 }, { x: 50, y: 80 }]; // prettier-ignore
  expect(bandPath(high, low)).toBe('M0,80L50,60L50,80L0,100Z');
});
