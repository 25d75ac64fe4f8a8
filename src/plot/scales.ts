/** @file Where accuracy and the axis fall on the page, and which ticks to label. */
import { leadOf, scoreOf } from '../core/score';
import type { AxisScale } from '../core/experiments';
import type { MeasureInfo } from '../core/measure';
import type { Run } from '../core/run';
import { linearScale, tickFormat, ticksOf, type LinearScale } from './linear-scale';
import {
  SETTING_AXIS,
  type CurveArm,
  type CurveLayout,
  type CurveSource,
  type Frame,
  type XTick,
  type YTick,
} from './marks';

/** Step the accuracy axis is rounded to, so that it seldom jumps while points come in. */
const ACCURACY_STEP = 0.05;
/** Least pixels between two tick labels, and between the middles of longer ones for each character. */
const TICK_GAP = 28;
const CHARACTER_GAP = 7;

const SPREAD: Readonly<Record<AxisScale, (value: number) => number>> = {
  linear: (value) => value,
  // What has no logarithm stands at the left end.
  log: (value) => Math.log(Math.max(value, Number.EPSILON)),
  log1p: (value) => Math.log1p(Math.max(value, 0)),
};

/** Accuracy upwards. Does not begin at 0: what is compared are positions, not lengths. */
export function accuracyScale(source: CurveSource, frame: Frame): LinearScale {
  const values = source.runs.map((run) => scoreOf(run, source.analysis));
  for (const arm of source.analysis.arms) values.push(leadOf(arm).low, leadOf(arm).high);
  const least = values.length > 0 ? Math.min(...values) : 0.4;
  const greatest = values.length > 0 ? Math.max(...values) : 0.8;
  const low = Math.max(0, Math.floor(least / ACCURACY_STEP) * ACCURACY_STEP);
  const high = Math.min(1, Math.ceil(greatest / ACCURACY_STEP) * ACCURACY_STEP);
  // Where all runs agree on a round number, one step is still shown.
  const top = high > low ? high : Math.min(1, low + ACCURACY_STEP);
  return linearScale([top > low ? low : low - ACCURACY_STEP, top], [frame.bottom, frame.top]);
}

export function accuracyTicks(scale: LinearScale): YTick[] {
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

/** More varied is always to the right, whichever way the measure counts. `spacing` is that of the setting. */
export function axisScale(
  source: CurveSource,
  measure: MeasureInfo | null,
  frame: Frame,
  spacing: AxisScale = 'linear',
): LinearScale {
  const spread = SPREAD[measure ? 'linear' : spacing];
  const values = (
    measure
      ? source.runs.flatMap((run) => run.measures[measure.id] ?? [])
      : source.arms.flatMap((arm) => arm.value ?? [])
  ).map(spread);
  const least = values.length > 0 ? Math.min(...values) : 0;
  const greatest = values.length > 0 ? Math.max(...values) : 1;
  // Half a step of air on both sides, and a width even where all values are one.
  const air = (greatest - least) * 0.06 || Math.abs(greatest) * 0.1 || 1;
  const [low, high] = [least - air, greatest + air];
  const scale = linearScale(isReversed(measure) ? [high, low] : [low, high], [frame.left, frame.right]);
  if (measure || spacing === 'linear') return scale;
  const { domain, range } = scale;
  return Object.assign((value: number) => scale(spread(value)), { domain, range });
}

export function isReversed(measure: MeasureInfo | null): boolean {
  return measure?.moreDiverseWhen === 'lower' || measure?.closerWhen === 'higher';
}

/** On the setting, the values themselves where they fit; else round numbers, or as many of the values as fit. */
export function axisTicks(
  source: CurveSource,
  measure: MeasureInfo | null,
  scale: LinearScale,
  positions: ReadonlyMap<string, number>,
  { spacing = 'linear', textOf = String }: Pick<CurveLayout, 'spacing' | 'textOf'> = {},
): XTick[] {
  if (!measure) {
    const byValue = new Map(
      source.arms.flatMap(({ id, value }) => (value === null ? [] : [[value, positions.get(id) ?? null]])),
    );
    const ticks = [...byValue]
      .map(([value, position]) => ({ x: scale(value), text: textOf(value), position }))
      .sort((a, b) => a.x - b.x);
    const fitting = ticks.reduce<XTick[]>((kept, tick) => {
      const last = kept.at(-1);
      return last && tick.x - last.x < gapBetween(last, tick) ? kept : [...kept, tick];
    }, []);
    if (fitting.length === ticks.length || spacing !== 'linear' || textOf !== String) return fitting;
  }
  const [from, to] = scale.range;
  const count = Math.min(7, Math.floor((to - from) / 80));
  const format = tickFormat(scale, count);
  return ticksOf(scale, count).map((value) => ({ x: scale(value), text: format(value), position: null }));
}

function gapBetween(a: XTick, b: XTick): number {
  return Math.max(TICK_GAP, ((a.text.length + b.text.length) / 2) * CHARACTER_GAP + 6);
}
