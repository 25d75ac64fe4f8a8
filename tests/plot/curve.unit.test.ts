import { describe, expect, test } from 'vitest';
import { buildCurves } from '../../src/plot/curves';
import { SETTING_AXIS, type CurveLayout, type CurveMark, type CurveMarks } from '../../src/plot/marks';
import { syntheticRecord } from '../fixtures/synthetic-record';

const record = syntheticRecord();
const layout: CurveLayout = { axis: SETTING_AXIS, width: 1000, height: 400, isCompact: false };

/** The only curve of the study. */
function only({ curves }: CurveMarks): CurveMark {
  expect(curves).toHaveLength(1);
  return curves[0]!;
}

function tierXs(marks: CurveMarks): number[] {
  return only(marks).tiers.map((tier) => tier.x);
}

describe('the curve of a finished study', () => {
  const marks = buildCurves(record, layout);

  test('has a mark for every tier, every run and every baseline', () => {
    expect(only(marks).tiers.map((tier) => tier.arm)).toEqual([
      't0.2',
      't0.5',
      't0.8',
      't1.1',
      't1.5',
      't2.2',
    ]);
    expect(marks.points).toHaveLength(8 * 5);
    expect(new Set(marks.points.map((point) => point.key)).size).toBe(40);
    expect(marks.baselines.map((line) => line.arm)).toEqual(['few', 'many']);
    expect(only(marks).path.split(/[ML]/)).toHaveLength(1 + 6);
  });

  test('puts equal steps of accuracy at equal distances, better ones higher', () => {
    const [first, second] = marks.yTicks;
    const perUnit = (second!.y - first!.y) / (second!.value - first!.value);
    expect(perUnit).toBeLessThan(0);
    for (const point of marks.points) {
      expect(point.y).toBeCloseTo(first!.y + perUnit * (point.accuracy - first!.value), 6);
    }
  });

  test('stays inside its frame: points, intervals and ticks', () => {
    const { top, bottom, left, right } = marks.frame;
    for (const tier of only(marks).tiers) {
      expect(tier.yHigh).toBeGreaterThanOrEqual(top);
      expect(tier.yLow).toBeLessThanOrEqual(bottom);
      expect(tier.yHigh).toBeLessThanOrEqual(tier.y);
      expect(tier.yLow).toBeGreaterThanOrEqual(tier.y);
      expect(tier.x).toBeGreaterThan(left);
      expect(tier.x).toBeLessThan(right);
    }
    for (const point of marks.points) expect(point.x).toBeLessThan(marks.width);
    for (const tick of marks.yTicks) expect(tick.y).toBeGreaterThanOrEqual(top);
  });

  test('draws the interval of the analysis and not one of its own', () => {
    for (const tier of only(marks).tiers) {
      const summary = record.analysis.arms.find(({ arm }) => arm === tier.arm)!;
      expect(tier.accuracy).toEqual(summary.accuracy);
    }
  });

  test('labels the tiers by their values, each with its place from cold to hot', () => {
    expect(marks.xTicks.map((tick) => tick.text)).toEqual(['0.2', '0.5', '0.8', '1.1', '1.5', '2.2']);
    expect(marks.xTicks.map((tick) => tick.position)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  test('falls back to round numbers where the values do not fit', () => {
    const crowded = buildCurves(record, { ...layout, width: 260, isCompact: true });
    expect(crowded.xTicks.every((tick) => tick.position === null)).toBe(true);
  });
});

describe('the axis of a measure', () => {
  test('puts each run where it was measured', () => {
    const marks = buildCurves(record, { ...layout, axis: 'distinct2' });
    const tiers = marks.points.filter((point) => point.position !== null);
    const byX = tiers.slice().sort((a, b) => a.x - b.x);
    const values = byX.map(
      ({ arm, replicate }) =>
        record.runs.find((run) => run.arm === arm && run.replicate === replicate)!.measures['distinct2']!,
    );
    expect(values).toEqual(values.slice().sort((a, b) => a - b));
    expect(marks.isReversed).toBe(false);
  });

  test('runs backwards where lower is more varied, so that more varied is always to the right', () => {
    const marks = buildCurves(record, { ...layout, axis: 'selfBleu' });
    expect(marks.isReversed).toBe(true);
    const xs = tierXs(marks);
    expect(xs).toEqual(xs.slice().sort((a, b) => a - b));
  });

  test('has no band where the tiers do not follow each other', () => {
    const marks = buildCurves(record, { ...layout, axis: 'frechetDistance' });
    const xs = tierXs(marks);
    expect(xs).not.toEqual(xs.slice().sort((a, b) => a - b));
    expect(only(marks).band).toBeNull();
    expect(only(buildCurves(record, layout)).band).toMatch(/^M[\d.,L-]+Z$/);
  });

  test('that the record does not know is the setting', () => {
    expect(tierXs(buildCurves(record, { ...layout, axis: 'unheard-of' }))).toEqual(
      tierXs(buildCurves(record, layout)),
    );
  });
});

describe('a study that has barely begun', () => {
  const nothing = { ...record, runs: [], analysis: { arms: [], comparisons: [] } };

  test('has axes and no marks', () => {
    const marks = buildCurves(nothing, layout);
    expect([...marks.points, ...only(marks).tiers, ...marks.baselines]).toEqual([]);
    expect(only(marks)).toMatchObject({ path: '', band: null });
    expect(marks.xTicks).toHaveLength(6);
    expect(marks.yTicks.length).toBeGreaterThan(1);
    expect(buildCurves(nothing, { ...layout, axis: 'vendiScore' }).points).toEqual([]);
  });

  test('has finite marks after one run, on the setting and on a measure', () => {
    const runs = record.runs.slice(0, 1);
    const summary = { ...record.analysis.arms[0]!, accuracy: { mean: 0.5, low: 0.5, high: 0.5 } };
    for (const axis of [SETTING_AXIS, 'vendiScore']) {
      const marks = buildCurves(
        { ...record, runs, analysis: { arms: [summary], comparisons: [] } },
        { ...layout, axis },
      );
      const numbers = [...marks.points, ...only(marks).tiers].flatMap(({ x, y }) => [x, y]);
      expect(numbers).toHaveLength(4);
      expect(numbers.every(Number.isFinite)).toBe(true);
    }
  });

  test.each([0, 0.5, 1])('has a scale even where every accuracy is %f', (accuracy) => {
    const flat = { mean: accuracy, low: accuracy, high: accuracy };
    const marks = buildCurves(
      {
        ...record,
        runs: record.runs.map((run) => ({ ...run, accuracy })),
        analysis: { arms: record.analysis.arms.map((arm) => ({ ...arm, accuracy: flat })), comparisons: [] },
      },
      layout,
    );
    expect(marks.points.every(({ y }) => Number.isFinite(y))).toBe(true);
    expect(marks.yTicks.length).toBeGreaterThan(1);
  });
});
