/** @file The curve of a study: its runs and its analysis in, marks in pixels out. */
import type { MeasureInfo } from '../core/measure';
import type { Run } from '../core/run';
import { baselineMarks, bestMark, frameOf, labelledInside, obstaclesOf } from './labels';
import type { LinearScale } from './linear-scale';
import {
  pointKey,
  SETTING_AXIS,
  type CurveArm,
  type CurveLayout,
  type CurveMarks,
  type CurveSource,
  type Frame,
  type PointMark,
  type Segment,
  type TierMark,
} from './marks';
import { rampPositions } from './ramp';
import { bandPath } from './path';
import {
  accuracyScale,
  accuracyTicks,
  axisScale,
  axisTicks,
  axisValue,
  isReversed,
  measureOfAxis,
} from './scales';
import { columnsFor } from './spread';

/** Where the axis puts all replicates of a tier at one place, they stand beside its mean in a few columns. */
const REPLICATE_COLUMNS = 4;
const FIRST_COLUMN = 14;
const COLUMN_STEP = 8;
const POINT_HEIGHT = 9;

export function buildCurve(source: CurveSource, layout: CurveLayout): CurveMarks {
  const frame = frameOf(layout);
  const measure = measureOfAxis(source, layout.axis);
  const positions = rampPositions(source.arms);
  const x = axisScale(source, measure, frame, layout.spacing);
  const y = accuracyScale(source, frame);
  const tiers = tierMarks(source, measure ? measure.id : SETTING_AXIS, x, y, positions);
  const points = source.arms.flatMap((arm) => pointMarks(arm, source.runs, measure, x, y, frame, positions));
  const best = bestMark(tiers, layout);
  const baselines = baselineMarks(source.arms, source.analysis, y, frame, layout.isCompact);
  return {
    width: layout.width,
    height: layout.height,
    frame,
    xTicks: axisTicks(source, measure, x, positions, layout),
    yTicks: accuracyTicks(y),
    isReversed: isReversed(measure),
    tiers,
    segments: tiers.slice(1).map((tier, i) => segmentBetween(tiers[i]!, tier)),
    band: bandThrough(tiers),
    points,
    baselines: layout.isCompact
      ? labelledInside(baselines, frame, obstaclesOf(tiers, points, baselines, best, frame))
      : baselines,
    best,
  };
}

/** Tiers in the order of the setting, as far as the analysis knows them. */
function tierMarks(
  { arms, analysis }: CurveSource,
  axis: string,
  x: LinearScale,
  y: LinearScale,
  positions: ReadonlyMap<string, number>,
): TierMark[] {
  const inOrder = arms.filter((arm) => arm.value !== null).sort((a, b) => a.value! - b.value!);
  return inOrder.flatMap((arm) => {
    const summary = analysis.arms.find((candidate) => candidate.arm === arm.id);
    const value = axis === SETTING_AXIS ? arm.value : summary?.measures[axis];
    if (!summary || value === undefined || value === null) return [];
    const { accuracy } = summary;
    return {
      arm: arm.id,
      x: x(value),
      y: y(accuracy.mean),
      yLow: y(accuracy.low),
      yHigh: y(accuracy.high),
      position: positions.get(arm.id) ?? 0,
      accuracy,
    };
  });
}

function segmentBetween(a: TierMark, b: TierMark): Segment {
  return {
    key: `${a.arm}-${b.arm}`,
    x1: a.x,
    y1: a.y,
    x2: b.x,
    y2: b.y,
    from: a.position,
    to: b.position,
  };
}

function bandThrough(tiers: readonly TierMark[]): string | null {
  const isInOrder = tiers.every((tier, i) => i === 0 || tier.x > tiers[i - 1]!.x);
  if (tiers.length < 2 || !isInOrder) return null;
  return bandPath(
    tiers.map(({ x, yHigh }) => ({ x, y: yHigh })),
    tiers.map(({ x, yLow }) => ({ x, y: yLow })),
  );
}

function pointMarks(
  arm: CurveArm,
  runs: readonly Run[],
  measure: MeasureInfo | null,
  x: LinearScale,
  y: LinearScale,
  frame: Frame,
  positions: ReadonlyMap<string, number>,
): PointMark[] {
  const own = runs.filter((run) => run.arm === arm.id).sort((a, b) => a.replicate - b.replicate);
  const heights = own.map((run) => y(run.accuracy));
  const columns = columnsFor(heights, POINT_HEIGHT, REPLICATE_COLUMNS);
  return own.flatMap((run, i) => {
    const beside = FIRST_COLUMN + columns[i]! * COLUMN_STEP;
    const value = axisValue(run, arm, measure);
    if (value === null && arm.kind === 'tier') return [];
    return {
      key: pointKey(run),
      arm: run.arm,
      replicate: run.replicate,
      x: value === null ? frame.right + beside : x(value) + (measure ? 0 : beside),
      y: heights[i]!,
      accuracy: run.accuracy,
      position: positions.get(arm.id) ?? null,
      series: null,
    };
  });
}
