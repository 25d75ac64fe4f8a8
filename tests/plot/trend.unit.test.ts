import { describe, expect, test } from 'vitest';
import { buildCurves } from '../../src/plot/curves';
import { linearScale } from '../../src/plot/linear-scale';
import { SETTING_AXIS, type FittedBand } from '../../src/plot/marks';
import { trendMark } from '../../src/plot/trend';
import { defaultSettings } from '../../src/experiment/settings';
import { MEASURES, syntheticRecord } from '../fixtures/synthetic-record';

const frame = { left: 0, right: 100, top: 10, bottom: 110 };
const x = linearScale([0, 2], [0, 100]);
const y = linearScale([0.5, 1], [110, 10]);

function bandOf(
  ...points: readonly (readonly [value: number, low: number, mean: number, high: number])[]
): FittedBand {
  return {
    series: 'a',
    points: points.map(([value, low, mean, high]) => ({ value, accuracy: { low, mean, high } })),
  };
}

describe('a fitted curve', () => {
  test('runs through its means, its band from the lower ends to the upper', () => {
    const mark = trendMark(
      bandOf([0, 0.55, 0.6, 0.65], [1, 0.65, 0.7, 0.75], [2, 0.55, 0.6, 0.7]),
      x,
      y,
      frame,
      0,
    );
    expect(mark!.line).toBe('M0,90L50,70L100,90');
    expect(mark!.band).toBe('M0,80L50,60L100,70L100,100L50,80L0,100Z');
  });

  test('stands aside with the curve it belongs to', () => {
    const mark = trendMark(bandOf([0, 0.55, 0.6, 0.65], [2, 0.65, 0.7, 0.75]), x, y, frame, 12);
    expect(mark!.line).toBe('M12,90L112,70');
  });

  test('does not leave the plot where the fit does', () => {
    const mark = trendMark(bandOf([0, 0.2, 0.6, 1.2], [2, 0.1, 0.4, 0.7]), x, y, frame, 0);
    expect(mark).toEqual({ line: 'M0,90L100,110', band: 'M0,10L100,70L100,110L0,110Z' });
  });

  test('takes two points', () => {
    expect(trendMark(bandOf([0, 0.5, 0.6, 0.7]), x, y, frame, 0)).toBeNull();
    expect(trendMark(bandOf(), x, y, frame, 0)).toBeNull();
  });
});

describe('in a figure of several curves', () => {
  const record = syntheticRecord({
    settings: { ...defaultSettings('mixing'), rowsPerClass: 2 },
    rowsKept: 0,
  });
  const series = record.study.series!;
  const bands = series.slice(0, 2).map(({ id }) => ({
    series: id,
    points: [0, 0.5, 1].map((value) => ({ value, accuracy: { mean: 0.6, low: 0.58, high: 0.62 } })),
  }));
  const layout = { width: 1000, height: 420, isCompact: false, series, hidden: [] };

  test('each fit begins and ends where its own curve does', () => {
    const { curves } = buildCurves(record, { ...layout, axis: SETTING_AXIS, bands });
    for (const curve of curves.slice(0, 2)) {
      const places = [...curve.trend!.line.matchAll(/[ML]([\d.]+),/g)].map(([, at]) => Number(at));
      expect(places[0]).toBeCloseTo(curve.tiers[0]!.x, 2);
      expect(places.at(-1)).toBeCloseTo(curve.tiers.at(-1)!.x, 2);
    }
    expect(curves[2]!.trend).toBeNull();
  });

  test('there is none unless it is asked for, nor over a measure', () => {
    const plain = buildCurves(record, { ...layout, axis: SETTING_AXIS });
    const measured = buildCurves(record, { ...layout, axis: MEASURES[0]!.id, bands });
    for (const { trend } of [...plain.curves, ...measured.curves]) expect(trend).toBeNull();
  });
});
