/** @file Where accuracy and the axis fall on the page, and which ticks to label. */
import type { MeasureInfo } from '../core/measure';
import type { Run } from '../core/run';
import { linearScale, tickFormat, ticksOf, type Scale } from './linear-scale';
import { SETTING_AXIS, type CurveArm, type CurveSource, type Frame, type XTick, type YTick } from './marks';

/** Step the accuracy axis is rounded to, so that it seldom jumps while points come in. */
const ACCURACY_STEP = 0.05;
/** Least pixels between two tick labels. */
const TICK_GAP = 28;

/** Accuracy upwards. Does not begin at 0: what is compared are positions, not lengths. */
export function accuracyScale(source: CurveSource, frame: Frame): Scale {
  const values = source.runs.map((run) => run.accuracy);
  for (const { accuracy } of source.analysis.arms) values.push(accuracy.low, accuracy.high);
  const least = values.length > 0 ? Math.min(...values) : 0.4;
  const greatest = values.length > 0 ? Math.max(...values) : 0.8;
  const low = Math.max(0, Math.floor(least / ACCURACY_STEP) * ACCURACY_STEP);
  const high = Math.min(1, Math.ceil(greatest / ACCURACY_STEP) * ACCURACY_STEP);
  // Where all runs agree on a round number, one step is still shown.
  const top = high > low ? high : Math.min(1, low + ACCURACY_STEP);
  return linearScale([top > low ? low : low - ACCURACY_STEP, top], [frame.bottom, frame.top]);
}

export function accuracyTicks(scale: Scale): YTick[] {
  return ticksOf(scale, 6).map((value) => ({ y: scale(value), value }));
}

/** The measure that an axis shows; null for the setting. */
export function measureOfAxis(source: CurveSource, axis: string): MeasureInfo | null {
  return axis === SETTING_AXIS ? null : (source.measures.find((measure) => measure.id === axis) ?? null);
}

/** Where a run stands on the axis; null where the axis says nothing of it. */
export function axisValue(run: Run, arm: CurveArm, measure: MeasureInfo | null): number | null {
  if (arm.kind === 'baseline') return null;
  return measure ? (run.measures[measure.id] ?? null) : arm.value;
}

/** More varied is always to the right, whichever way the measure counts. */
export function axisScale(source: CurveSource, measure: MeasureInfo | null, frame: Frame): Scale {
  const values = measure
    ? source.runs.flatMap((run) => run.measures[measure.id] ?? [])
    : source.arms.flatMap((arm) => arm.value ?? []);
  const least = values.length > 0 ? Math.min(...values) : 0;
  const greatest = values.length > 0 ? Math.max(...values) : 1;
  // Half a step of air on both sides, and a width even where all values are one.
  const air = (greatest - least) * 0.06 || Math.abs(greatest) * 0.1 || 1;
  const [low, high] = [least - air, greatest + air];
  return linearScale(isReversed(measure) ? [high, low] : [low, high], [frame.left, frame.right]);
}

export function isReversed(measure: MeasureInfo | null): boolean {
  return measure?.moreDiverseWhen === 'lower' || measure?.closerWhen === 'higher';
}

/** On the setting, the values themselves where they fit; else round numbers. */
export function axisTicks(
  source: CurveSource,
  measure: MeasureInfo | null,
  scale: Scale,
  positions: ReadonlyMap<string, number>,
): XTick[] {
  if (!measure) {
    const ticks = source.arms
      .filter((arm) => arm.value !== null)
      .map((arm) => ({
        x: scale(arm.value!),
        text: String(arm.value),
        position: positions.get(arm.id) ?? null,
      }))
      .sort((a, b) => a.x - b.x);
    if (ticks.every((tick, i) => i === 0 || tick.x - ticks[i - 1]!.x >= TICK_GAP)) return ticks;
  }
  const [from, to] = scale.range;
  const count = Math.min(7, Math.floor((to - from) / 80));
  const format = tickFormat(scale, count);
  return ticksOf(scale, count).map((value) => ({ x: scale(value), text: format(value), position: null }));
}
