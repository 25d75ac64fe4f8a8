/** @file One measure along the tiers: every run a point, so that the spread within a tier shows beside its mean. */
import type { MeasureInfo } from '../core/measure';
import { linearScale, niceDomain, polyline, tickFormat, ticksOf } from './linear-scale';
import { pointKey, type CurveSource } from './marks';
import { rampPositions } from './style';

interface StripLayout {
  readonly width: number;
  readonly height: number;
  /** A value of the setting as the axis names it; the bare number where it is left out. */
  readonly textOf?: (value: number) => string;
}

interface StripTier {
  readonly arm: string;
  readonly x: number;
  /** Of the mean; null where no run of the tier has the measure. */
  readonly y: number | null;
  /** Place on the colour ramp. */
  readonly position: number;
  readonly text: string;
}

interface StripPoint {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly position: number;
}

interface StripMarks {
  readonly width: number;
  readonly height: number;
  readonly tiers: readonly StripTier[];
  readonly points: readonly StripPoint[];
  /** SVG path through the means. */
  readonly path: string;
  readonly ticks: readonly { readonly y: number; readonly text: string }[];
  /** Left edge of the tiers and height of the axis. */
  readonly left: number;
  readonly bottom: number;
}

const LEFT = 52;
const RIGHT = 18;
const TOP = 12;
const BOTTOM = 26;
/** Least pixels between the labels of two tiers. */
const LABEL_GAP = 26;
/** Points of one tier stand beside each other in so many columns. */
const COLUMNS = 5;
const COLUMN_STEP = 3;

/** Tiers at even steps from cold to hot. */
export function buildStrip(source: CurveSource, measure: MeasureInfo, layout: StripLayout): StripMarks {
  const { width, height, textOf = String } = layout;
  const bottom = height - BOTTOM;
  const arms = source.arms.filter((arm) => arm.value !== null).sort((a, b) => a.value! - b.value!);
  const positions = rampPositions(source.arms);
  const step = (width - LEFT - RIGHT) / Math.max(1, arms.length);
  const xs = new Map(arms.map((arm, i) => [arm.id, LEFT + (i + 0.5) * step]));
  const runs = source.runs.filter((run) => xs.has(run.arm) && run.measures[measure.id] !== undefined);
  const values = runs.map((run) => run.measures[measure.id]!);
  const y = linearScale(niceDomain(domainOf(values), 3), [bottom, TOP]);

  const keepEvery = Math.max(1, Math.ceil(LABEL_GAP / step));
  const tiers = arms.map((arm, i) => {
    const mean = source.analysis.arms.find((summary) => summary.arm === arm.id)?.measures[measure.id];
    return {
      arm: arm.id,
      x: xs.get(arm.id)!,
      y: mean === undefined ? null : y(mean),
      position: positions.get(arm.id) ?? 0,
      text: i % keepEvery === 0 ? textOf(arm.value!) : '',
    };
  });
  const points = runs.map((run) => ({
    key: pointKey(run),
    x: xs.get(run.arm)! + ((run.replicate % COLUMNS) - (COLUMNS - 1) / 2) * COLUMN_STEP,
    y: y(run.measures[measure.id]!),
    position: positions.get(run.arm) ?? 0,
  }));
  const means = tiers.flatMap(({ x, y }) => (y === null ? [] : [{ x, y }]));
  const path = polyline(means);
  const format = tickFormat(y, 3);
  const ticks = ticksOf(y, 3).map((value) => ({ y: y(value), text: format(value) }));
  return { width, height, tiers, points, path, ticks, left: LEFT, bottom };
}

/** From least to greatest, and a height even where all values are one. */
function domainOf(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  if (greatest > least) return [least, greatest];
  const air = Math.abs(least) * 0.1 || 1;
  return [least - air, greatest + air];
}
