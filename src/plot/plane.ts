/**
 * @file Two measures against each other, every run a point that is coloured by its accuracy: is it variety that goes with
 * accuracy, or distance from real text?
 */
import { leadOf, scoreOf } from '../core/score';
import type { MeasureInfo } from '../core/measure';
import type { CurveSeries } from './marks';
import { tickFormat, ticksOf } from './linear-scale';
import { pointKey, type CurveSource, type Frame, type PointMark, type XTick } from './marks';
import { axisScale, axisTicks, isReversed } from './scales';

/** About as many up the side. */
const NUM_TICKS = 5;

interface PlaneLayout {
  readonly width: number;
  readonly height: number;
  /** To the right: more varied. */
  readonly across: MeasureInfo;
  /** Upwards: farther from real text. */
  readonly up: MeasureInfo;
  /** Empty where the study has one curve. */
  readonly series: readonly CurveSeries[];
  /** Ids of the curves that are not drawn; axes and colours stay as they are. */
  readonly hidden: readonly string[];
}

/** A run in the plane. */
export interface PlanePoint extends PointMark {
  /** 0 for the least accurate run of the study's tiers, 1 for the most accurate; where all are equal 0.5. */
  readonly share: number;
}

/** An arm's mean in the plane. */
interface PlaneMean {
  readonly arm: string;
  readonly x: number;
  readonly y: number;
  readonly share: number;
  readonly series: number | null;
}

interface PlaneMarks {
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
  readonly xTicks: readonly XTick[];
  readonly yTicks: readonly { readonly y: number; readonly text: string }[];
  readonly isReversed: { readonly across: boolean; readonly up: boolean };
  readonly points: readonly PlanePoint[];
  readonly means: readonly PlaneMean[];
  /** Least and greatest accuracy of the tiers' runs: the ends of the colour scale; null without runs. */
  readonly accuracies: readonly [least: number, greatest: number] | null;
}

export function buildPlane(source: CurveSource, layout: PlaneLayout): PlaneMarks {
  const { width, height, across, up, series, hidden } = layout;
  const frame = { left: 58, right: Math.max(120, width - 16), top: 16, bottom: height - 34 };
  const tiers = source.arms.filter((arm) => arm.kind === 'tier');
  const x = axisScale(source, across, frame);
  const y = axisScale(source, up, { ...frame, left: frame.bottom, right: frame.top });
  const format = tickFormat(y, NUM_TICKS);
  const seriesOf = new Map(tiers.map((arm) => [arm.id, series.findIndex(({ id }) => id === arm.series)]));
  const accuracies = source.runs
    .filter(({ arm }) => seriesOf.has(arm))
    .map((run) => scoreOf(run, source.analysis));
  const [least, greatest] = [Math.min(...accuracies), Math.max(...accuracies)];
  const shareOf = (accuracy: number): number =>
    greatest > least ? Math.min(1, Math.max(0, (accuracy - least) / (greatest - least))) : 0.5;
  const isShown = (arm: string): boolean => {
    const own = tiers.find(({ id }) => id === arm);
    return own !== undefined && !hidden.includes(own.series ?? '');
  };
  const indexOf = (arm: string): number | null => {
    const index = seriesOf.get(arm) ?? -1;
    return index < 0 ? null : index;
  };

  const points = source.runs.flatMap((run): PlanePoint[] => {
    const [a, b] = [run.measures[across.id], run.measures[up.id]];
    if (!isShown(run.arm) || a === undefined || b === undefined) return [];
    const { arm, replicate } = run;
    const accuracy = scoreOf(run, source.analysis);
    const about = { key: pointKey(run), arm, replicate, accuracy, position: null };
    return [{ ...about, x: x(a), y: y(b), series: indexOf(arm), share: shareOf(accuracy) }];
  });
  const means = source.analysis.arms.flatMap((summary): PlaneMean[] => {
    const { arm, measures } = summary;
    const [a, b] = [measures[across.id], measures[up.id]];
    if (!isShown(arm) || a === undefined || b === undefined) return [];
    return [{ arm, x: x(a), y: y(b), share: shareOf(leadOf(summary).mean), series: indexOf(arm) }];
  });
  return {
    width,
    height,
    frame,
    xTicks: axisTicks(source, across, x, new Map()),
    yTicks: ticksOf(y, NUM_TICKS).map((value) => ({ y: y(value), text: format(value) })),
    isReversed: { across: isReversed(across), up: isReversed(up) },
    points,
    means,
    accuracies: accuracies.length > 0 ? [least, greatest] : null,
  };
}
