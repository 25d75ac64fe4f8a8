import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EXPERIMENT_IDS, EXPERIMENTS } from '../../src/experiment/designs';
import type { StudyRecord } from '../../src/core/run';
import { defaultSettings } from '../../src/experiment/settings';
import { buildCurves } from '../../src/plot/curves';
import { buildGrid } from '../../src/plot/series-tables';
import { SETTING_AXIS, type CurveLayout, type CurveMarks, type CurveSource } from '../../src/plot/marks';
import { buildPlane } from '../../src/plot/plane';
import { seriesDashes, seriesShape } from '../../src/plot/style';
import { MEASURES, syntheticAnalysis, syntheticRecord } from '../fixtures/synthetic-record';

const withSeries = EXPERIMENT_IDS.filter((id) => EXPERIMENTS[id].series !== null);
const records = new Map(
  withSeries.map((id) => {
    const settings = { ...defaultSettings(id), rowsPerClass: 2, replicates: 3 };
    return [id, syntheticRecord({ settings, rowsKept: 0 })];
  }),
);
const mixing = records.get('mixing')!;

function layoutOf({ study }: StudyRecord, more: Partial<CurveLayout> = {}): CurveLayout {
  return {
    axis: SETTING_AXIS,
    width: 1000,
    height: 420,
    isCompact: false,
    series: study.series!,
    hidden: [],
    spacing: EXPERIMENTS[study.experiment].axis.spacing,
    ...more,
  };
}

/** The record with only some of its runs, analysed as they are. */
function partOf(record: StudyRecord, isKept: (index: number) => boolean): CurveSource {
  const runs = record.runs.filter((_, i) => isKept(i));
  return { ...record, runs, analysis: syntheticAnalysis(record.study, runs) };
}

function numbersOf(marks: CurveMarks): number[] {
  return [
    ...marks.curves.flatMap(({ tiers, labelX, labelY }) => [
      labelX,
      labelY,
      ...tiers.flatMap(({ x, y, yLow, yHigh }) => [x, y, yLow, yHigh]),
    ]),
    ...marks.points.flatMap(({ x, y }) => [x, y]),
    ...marks.baselines.flatMap(({ y, yLow, yHigh, labelX, labelY }) => [y, yLow, yHigh, labelX, labelY]),
    ...marks.xTicks.map(({ x }) => x),
    ...marks.yTicks.map(({ y }) => y),
  ];
}

const anyPart = fc.record({
  id: fc.constantFrom(...withSeries),
  kept: fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
  axis: fc.constantFrom(SETTING_AXIS, ...MEASURES.map(({ id }) => id)),
  width: fc.integer({ min: 250, max: 1400 }),
  isCompact: fc.boolean(),
  isFirstHidden: fc.boolean(),
});

describe('several curves, of whatever runs there are', () => {
  test('have finite marks inside the frame, a mean for every arm with runs and a point for every run', () => {
    fc.assert(
      fc.property(anyPart, ({ id, kept, axis, width, isCompact, isFirstHidden }) => {
        const record = records.get(id)!;
        const source = partOf(record, (i) => kept[i % kept.length]!);
        const hidden = isFirstHidden ? [record.study.series![0]!.id] : [];
        const marks = buildCurves(source, layoutOf(record, { axis, width, isCompact, hidden }));
        expect(numbersOf(marks).every(Number.isFinite)).toBe(true);
        const isDrawn = (arm: string): boolean => {
          const { series } = source.arms.find((one) => one.id === arm)!;
          return series === undefined || !hidden.includes(series);
        };
        expect(marks.points.map(({ key }) => key).sort()).toEqual(
          source.runs
            .filter((run) => isDrawn(run.arm))
            .map((run) => `${run.arm}/${run.replicate}`)
            .sort(),
        );
        const { left, right, top, bottom } = marks.frame;
        for (const { tiers, path } of marks.curves) {
          for (const tier of tiers) {
            expect(tier.x).toBeGreaterThanOrEqual(left);
            expect(tier.x).toBeLessThanOrEqual(right);
            expect(tier.yHigh).toBeGreaterThanOrEqual(top - 1e-9);
            expect(tier.yLow).toBeLessThanOrEqual(bottom + 1e-9);
          }
          expect(path.split(/[ML]/).length - 1).toBe(tiers.length);
        }
        for (const { x } of marks.points) expect(x).toBeLessThan(width);
      }),
      { numRuns: 150 },
    );
  });

  test('hide nothing of each other: at one value every curve has a place of its own', () => {
    const marks = buildCurves(mixing, layoutOf(mixing));
    const places = marks.curves.flatMap(({ tiers }) => tiers.map(({ x }) => x)).sort((a, b) => a - b);
    for (let i = 1; i < places.length; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThan(8);
    expect(marks.curves.map(({ tiers }) => tiers.length)).toEqual([7, 7, 7]);
  });

  test('keep axes, styles and places when one is hidden', () => {
    const all = buildCurves(mixing, layoutOf(mixing));
    const some = buildCurves(mixing, layoutOf(mixing, { hidden: ['8'] }));
    expect(some.curves.map(({ id, index }) => [id, index])).toEqual([
      ['32', 1],
      ['128', 2],
    ]);
    expect(some.curves.map(({ tiers }) => tiers)).toEqual(all.curves.slice(1).map(({ tiers }) => tiers));
    expect(some.yTicks).toEqual(all.yTicks);
  });

  test('have labels beside the plot that do not lie on each other', () => {
    for (const record of records.values()) {
      const { curves, baselines } = buildCurves(record, layoutOf(record));
      const middles = [...curves, ...baselines].map(({ labelY }) => labelY).sort((a, b) => a - b);
      for (let i = 1; i < middles.length; i++)
        expect(middles[i]! - middles[i - 1]!).toBeGreaterThanOrEqual(17);
    }
  });

  test('stand over a measure where their runs were measured, without being moved sideways', () => {
    const marks = buildCurves(mixing, layoutOf(mixing, { axis: 'distinct2' }));
    const tiers = marks.points.filter(({ series }) => series !== null).sort((a, b) => a.x - b.x);
    const values = tiers.map(
      ({ arm, replicate }) =>
        mixing.runs.find((run) => run.arm === arm && run.replicate === replicate)!.measures['distinct2']!,
    );
    expect(values).toEqual(values.slice().sort((a, b) => a - b));
  });
});

describe('settings that grow by factors', () => {
  test('are spread by their logarithm: doublings at equal distances', () => {
    const record = records.get('topics')!;
    const { xTicks } = buildCurves(record, layoutOf(record));
    expect(xTicks.map(({ text }) => text)).toEqual(['1', '2', '4', '8', '16']);
    const steps = xTicks.slice(1).map(({ x }, i) => x - xTicks[i]!.x);
    for (const step of steps) expect(step).toBeCloseTo(steps[0]!, 6);
  });

  test('have room for 0, and name as many values as fit', () => {
    const record = records.get('self-consumption')!;
    const wide = buildCurves(record, layoutOf(record));
    expect(wide.xTicks.map(({ text }) => text)).toEqual(['0', '1', '2', '5', '10', '20', '50']);
    const narrow = buildCurves(record, layoutOf(record, { width: 180, isCompact: true }));
    expect(narrow.xTicks.length).toBeLessThan(7);
    expect(narrow.xTicks[0]!.text).toBe('0');
  });

  test('are named by the words of the axis', () => {
    const { xTicks } = buildCurves(mixing, layoutOf(mixing, { textOf: (value) => `${value * 100} %` }));
    expect(xTicks.map(({ text }) => text)).toEqual(['0 %', '20 %', '37 %', '50 %', '75 %', '90 %', '100 %']);
  });
});

describe('a grid', () => {
  test('has a line for each curve and a column for each value, the best cell darkest', () => {
    const { values, lines } = buildGrid(mixing, mixing.study.series!);
    expect(values).toEqual([0, 0.2, 0.37, 0.5, 0.75, 0.9, 1]);
    expect(lines.map(({ id }) => id)).toEqual(['8', '32', '128']);
    const cells = lines.flatMap(({ cells }) => cells.map((cell) => cell!));
    const best = cells.reduce((a, b) => (b.accuracy!.mean > a.accuracy!.mean ? b : a));
    expect(cells.filter(({ isBest }) => isBest)).toEqual([best]);
    expect(best.shade).toBe(1);
    expect(Math.min(...cells.map(({ shade }) => shade))).toBe(0);
  });

  test('of any part of the runs has shades from 0 to 1', () => {
    fc.assert(
      fc.property(fc.constantFrom(...withSeries), fc.array(fc.boolean(), { minLength: 9 }), (id, kept) => {
        const record = records.get(id)!;
        const { lines } = buildGrid(
          partOf(record, (i) => kept[i % kept.length]!),
          record.study.series!,
        );
        for (const cell of lines.flatMap(({ cells }) => cells)) {
          expect(cell!.shade).toBeGreaterThanOrEqual(0);
          expect(cell!.shade).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('the plane of two measures', () => {
  const shift = records.get('shift')!;
  const measure = (id: string) => MEASURES.find((one) => one.id === id)!;
  const layout = {
    width: 700,
    height: 420,
    across: measure('distinct2'),
    up: measure('frechetDistance'),
    series: shift.study.series!,
    hidden: [],
  };

  test('has every run of a tier once, more varied to the right, farther away higher', () => {
    const marks = buildPlane(shift, layout);
    const tiers = shift.runs.filter(({ measures }) => Object.keys(measures).length > 0);
    expect(marks.points).toHaveLength(tiers.length);
    const runOf = (key: string) => shift.runs.find((run) => `${run.arm}/${run.replicate}` === key)!;
    const across = marks.points.slice().sort((a, b) => a.x - b.x);
    const values = across.map(({ key }) => runOf(key).measures['distinct2']!);
    expect(values).toEqual(values.slice().sort((a, b) => a - b));
    const upwards = marks.points.slice().sort((a, b) => b.y - a.y);
    const distances = upwards.map(({ key }) => runOf(key).measures['frechetDistance']!);
    expect(distances).toEqual(distances.slice().sort((a, b) => a - b));
    const byShare = marks.points.slice().sort((a, b) => a.share - b.share);
    expect(byShare.map(({ accuracy }) => accuracy)).toEqual(
      byShare.map(({ accuracy }) => accuracy).sort((a, b) => a - b),
    );
    expect(marks.accuracies).toEqual([byShare[0]!.accuracy, byShare.at(-1)!.accuracy]);
  });

  test('of any part of the runs lies inside its frame', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 20 }),
        fc.integer({ min: 250, max: 1400 }),
        fc.constantFrom(...MEASURES),
        fc.constantFrom(...MEASURES),
        (kept, width, across, up) => {
          const source = partOf(shift, (i) => kept[i % kept.length]!);
          const { frame, points, means, xTicks, yTicks } = buildPlane(source, {
            ...layout,
            width,
            across,
            up,
          });
          for (const { x, y, share } of [...points, ...means]) {
            expect([x, y, share].every(Number.isFinite)).toBe(true);
            expect(x).toBeGreaterThan(frame.left);
            expect(x).toBeLessThan(frame.right);
            expect(y).toBeGreaterThan(frame.top);
            expect(y).toBeLessThan(frame.bottom);
            expect(share).toBeGreaterThanOrEqual(0);
            expect(share).toBeLessThanOrEqual(1);
          }
          expect([...xTicks.map(({ x }) => x), ...yTicks.map(({ y }) => y)].every(Number.isFinite)).toBe(
            true,
          );
        },
      ),
    );
  });
});

test('six curves have six shapes, all around the same middle, and six dash patterns', () => {
  const shapes = Array.from({ length: 6 }, (_, i) => seriesShape(i, 5));
  expect(new Set(shapes).size).toBe(6);
  expect(new Set(Array.from({ length: 6 }, (_, i) => seriesDashes(i))).size).toBe(6);
  for (const shape of shapes) expect(shape).toMatch(/^M[-\d.a LMZ]+Z$/i);
  expect(seriesShape(6, 5)).toBe(shapes[0]);
});
