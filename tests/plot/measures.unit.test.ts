import { DEFAULT_SETTINGS } from '../../src/experiment/settings';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MeasureInfo } from '../../src/core/measure';
import { heatShades } from '../../src/plot/style';
import { buildStrip } from '../../src/plot/tier-strip';
import { syntheticRecord } from '../fixtures/synthetic-record';
import { ALL_MEASURES, wideRecord } from '../fixtures/wide-record';

const record = syntheticRecord({ rowsKept: 1 });
const of = (id: string): MeasureInfo => record.measures.find((measure) => measure.id === id)!;

describe('the shade of a value', () => {
  test('grows with variety, whichever way the number runs', () => {
    expect(heatShades(of('distinct2'), [0.2, 0.3, 0.4])).toEqual(
      [0, 0.5, 1].map((x): unknown => expect.closeTo(x, 9)),
    );
    expect(heatShades(of('selfBleu'), [0.2, 0.3, 0.4])).toEqual(
      [1, 0.5, 0].map((x): unknown => expect.closeTo(x, 9)),
    );
  });

  test('grows with the distance from real text', () => {
    expect(heatShades(of('frechetDistance'), [0, 10])).toEqual([0, 1]);
    expect(heatShades({ ...of('frechetDistance'), closerWhen: 'higher' }, [0, 10])).toEqual([1, 0]);
  });

  test('is none where there is no value, and even where all are one, but for rounding', () => {
    expect(heatShades(of('distinct2'), [null, 1, 2])).toEqual([null, 0, 1]);
    expect(heatShades(of('distinct2'), [3, 3 + 4e-16, 3])).toEqual([0, 0, 0]);
    expect(heatShades(of('distinct2'), [null, null])).toEqual([null, null]);
    expect(heatShades(of('distinct2'), [])).toEqual([]);
  });

  test('is from 0 to 1, with both ends taken', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
        const shades = heatShades(of('distinct2'), values) as number[];
        for (const shade of shades) {
          expect(shade).toBeGreaterThanOrEqual(0);
          expect(shade).toBeLessThanOrEqual(1);
        }
        expect(shades).toContain(0);
        if (new Set(values).size > 1) expect(shades).toContain(1);
      }),
    );
  });
});

describe('a measure along the tiers', () => {
  const layout = { width: 320, height: 150 };

  test('has a point for every run and a mean for every tier, inside its frame', () => {
    const wide = wideRecord();
    for (const measure of ALL_MEASURES) {
      const marks = buildStrip(wide, measure, layout);
      expect(marks.points).toHaveLength(6 * 5);
      expect(marks.tiers).toHaveLength(6);
      for (const { x, y } of marks.points) {
        expect(x).toBeGreaterThan(marks.left);
        expect(x).toBeLessThan(layout.width);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(y).toBeLessThanOrEqual(marks.bottom);
      }
      expect(marks.path).toMatch(/^M[\d.]+,[\d.]+(L[\d.]+,[\d.]+){5}$/);
    }
  });

  test('goes on without a tier that has no value', () => {
    const runs = record.runs.map((run) => (run.arm === 't0.8' ? { ...run, measures: {} } : run));
    const arms = record.analysis.arms.map((arm) => (arm.arm === 't0.8' ? { ...arm, measures: {} } : arm));
    const gap = { ...record, runs, analysis: { arms, comparisons: [] } };
    const marks = buildStrip(gap, of('vendiScore'), layout);
    expect(marks.tiers.map((tier) => tier.y === null)).toEqual([false, false, true, false, false, false]);
    expect(marks.points).toHaveLength(25);
    expect(marks.path).not.toMatch(/null|NaN/);
  });

  test('has finite marks where all values are one, and none where there are none', () => {
    const flat = record.runs.map((run) => ({ ...run, measures: { vendiScore: 0 } }));
    const marks = buildStrip({ ...record, runs: flat }, of('vendiScore'), layout);
    expect(marks.points.every(({ y }) => Number.isFinite(y))).toBe(true);
    const nothing = { ...record, runs: [], analysis: { arms: [], comparisons: [] } };
    expect(buildStrip(nothing, of('vendiScore'), layout)).toMatchObject({ points: [], path: '' });
  });

  test('names only as many tiers as have room', () => {
    const values = Array.from({ length: 24 }, (_, i) => (i + 1) / 10);
    const many = syntheticRecord({ settings: { ...SETTINGS, values } });
    const named = buildStrip(many, of('vendiScore'), layout).tiers.filter((tier) => tier.text !== '');
    for (let i = 1; i < named.length; i++) expect(named[i]!.x - named[i - 1]!.x).toBeGreaterThanOrEqual(26);
  });
});

const SETTINGS = {
  ...DEFAULT_SETTINGS,
  rowsPerClass: 1,
  realRowsPerClass: 1,
  manyRealRowsPerClass: 2,
  replicates: 2,
} as const;
