import { describe, expect, test } from 'vitest';
import { buildCurves } from '../../src/plot/curves';
import { SETTING_AXIS, type CurveMarks } from '../../src/plot/marks';
import { overlap, placeLabels, textBox, type Box } from '../../src/plot/place-labels';
import { syntheticRecord } from '../fixtures/synthetic-record';

const box = (left: number, top: number): Box => ({ left, top, right: left + 10, bottom: top + 10 });

describe('labels inside the plot', () => {
  test('take the place they like best where it is free', () => {
    expect(placeLabels([[box(0, 0), box(50, 0)]], [])).toEqual([0]);
  });

  test('dodge what lies there, and each other', () => {
    const obstacles = [{ ...box(2, 2), weight: 1 }];
    expect(placeLabels([[box(0, 0), box(50, 0)]], obstacles)).toEqual([1]);
    expect(placeLabels([[box(0, 0)], [box(0, 0), box(5, 5), box(50, 50)]], [])).toEqual([0, 2]);
  });

  test('lie where they cover least when every place is taken', () => {
    const obstacles = [
      { ...box(0, 0), weight: 1 },
      { ...box(58, 0), weight: 1 },
    ];
    expect(placeLabels([[box(0, 0), box(50, 0)]], obstacles)).toEqual([1]);
  });
});

describe('on a narrow screen', () => {
  const record = syntheticRecord({ rowsKept: 1 });

  function boxesOf(marks: CurveMarks): Box[] {
    const half = marks.best ? textBox(marks.best.text, 0, 0, 15, true).right / 2 : 0;
    return [
      ...(marks.best ? [textBox(marks.best.text, marks.best.x - half, marks.best.y, 15, true)] : []),
      ...marks.baselines.map((line) => textBox(line.lines.join(' '), line.labelX, line.labelY, 14)),
    ];
  }

  // A baseline at every height, so that each of the places is tried: also right under the best tier's words.
  const heights = Array.from({ length: 40 }, (_, i) => 0.45 + i * 0.01);

  test.each([320, 355, 390, 460, 639])('at %i pixels no words lie on other words', (width) => {
    for (const best of ['t0.2', 't0.8', 't1.1', 't2.2']) {
      for (const mean of heights) {
        const arms = record.analysis.arms.map((arm) =>
          arm.arm === 'many' ? { ...arm, accuracy: { mean, low: mean - 0.015, high: mean + 0.015 } } : arm,
        );
        const source = { ...record, analysis: { arms, comparisons: [] } };
        const layout = { axis: SETTING_AXIS, width, height: 320, isCompact: true };
        const marks = buildCurves(source, { ...layout, best: { arm: best, text: '75.9 %' } });
        const boxes = boxesOf(marks);
        expect(boxes).toHaveLength(3);
        boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => expect(overlap(a, b)).toBe(0)));
        for (const line of marks.baselines) {
          expect(line.labelY).toBeLessThanOrEqual(marks.frame.bottom);
          expect(line.labelX).toBeGreaterThanOrEqual(marks.frame.left);
        }
      }
    }
  });

  test('without a best tier the labels stand at their lines', () => {
    const marks = buildCurves(record, { axis: SETTING_AXIS, width: 390, height: 320, isCompact: true });
    expect(marks.best).toBeNull();
    for (const line of marks.baselines) expect(Math.abs(line.labelY - line.y)).toBeLessThan(60);
  });
});

test('beside the plot, the labels of the baselines do not move for the best tier', () => {
  const record = syntheticRecord({ rowsKept: 1 });
  const layout = { axis: SETTING_AXIS, width: 1000, height: 400, isCompact: false };
  const best = { arm: 't1.1', text: '69.8 %' };
  expect(buildCurves(record, { ...layout, best }).baselines).toEqual(buildCurves(record, layout).baselines);
  expect(buildCurves(record, { ...layout, best }).best).toMatchObject(best);
  expect(buildCurves(record, { ...layout, best: { ...best, arm: 'gone' } }).best).toBeNull();
});
