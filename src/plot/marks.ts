/** @file The marks of the curve: plain numbers in pixels, ready to be drawn, with no statistics of their own. */
import type { AxisScale } from '../core/experiments';
import type { MeasureInfo } from '../core/measure';
import type { Analysis, Estimate, Run } from '../core/run';
import type { Arm } from '../core/study';

export type CurveArm = Pick<Arm, 'id' | 'label' | 'value' | 'kind' | 'series'>;

/** What the curve is drawn from: a record, or as much of a study as there is. */
export interface CurveSource {
  readonly arms: readonly CurveArm[];
  readonly measures: readonly MeasureInfo[];
  readonly runs: readonly Run[];
  readonly analysis: Analysis;
}

/** The axis that stands for the study's own setting; every other axis is the id of a measure. */
export const SETTING_AXIS = 'setting';

export interface CurveLayout {
  /** `SETTING_AXIS` or the id of a measure. */
  readonly axis: string;
  readonly width: number;
  readonly height: number;
  /** Narrow screens: labels of the baselines stand inside the plot. */
  readonly isCompact: boolean;
  /** The tier whose accuracy is written beside it. */
  readonly best?: { readonly arm: string; readonly text: string } | null;
  /** How the study's setting is spread along the axis; evenly where it is left out. */
  readonly spacing?: AxisScale;
  /** A value of the setting as the axis names it; the bare number where it is left out. */
  readonly textOf?: (value: number) => string;
  /** The curves of a study with several; left out where it has one. */
  readonly series?: readonly CurveSeries[];
  /** Ids of the curves that are not drawn; the axes stay as they are. */
  readonly hidden?: readonly string[];
  /** Fits to draw behind their curves; not drawn where the axis is a measure. */
  readonly bands?: readonly FittedBand[];
}

export interface CurveSeries {
  readonly id: string;
  readonly label: string;
}

/** A curve fitted to the runs, with its 95 % band: places on the setting, ascending. */
export interface FittedBand {
  /** Id of the series; null where the study has one curve. */
  readonly series: string | null;
  readonly points: readonly { readonly value: number; readonly accuracy: Estimate }[];
}

/** SVG paths of a fitted curve and of the band around it, within the plotting area. */
export interface TrendMark {
  readonly line: string;
  readonly band: string;
}

/** Edges of the plotting area. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface XTick {
  readonly x: number;
  readonly text: string;
  /** Where it names one tier, that tier's place on the colour ramp; else null. */
  readonly position: number | null;
}

export interface YTick {
  readonly y: number;
  /** Accuracy, 0 to 1. */
  readonly value: number;
}

/** The mean of one tier and its interval. */
export interface TierMark {
  readonly arm: string;
  readonly x: number;
  readonly y: number;
  readonly yLow: number;
  readonly yHigh: number;
  readonly position: number;
  readonly accuracy: Estimate;
}

export interface CurveMark extends CurveSeries {
  /** 0, 1, … in the order of the study: tells several curves apart. Null where there is one, coloured by its tiers. */
  readonly index: number | null;
  /** In the order of the setting. */
  readonly tiers: readonly TierMark[];
  /** SVG path through the means; empty where there is none. */
  readonly path: string;
  /** SVG path through the ends of the intervals; null where tiers do not follow each other along the axis. */
  readonly band: string | null;
  /** Null where no fit is to be drawn, or the curve has too few values. */
  readonly trend: TrendMark | null;
  /** The label beside the plot: its left edge, the middle of its lines, and these. */
  readonly labelX: number;
  readonly labelY: number;
  readonly lines: readonly string[];
}

/** One run. */
export interface PointMark {
  readonly key: string;
  readonly arm: string;
  readonly replicate: number;
  readonly x: number;
  readonly y: number;
  readonly accuracy: number;
  /** Place on the colour ramp; null for a baseline, and for a point of one of several curves. */
  readonly position: number | null;
  /** Which of several curves it is a point of: 0, 1, … in the order of the study; null where there is one. */
  readonly series: number | null;
}

export interface BaselineMark {
  readonly arm: string;
  /** The arm's label, in lines that fit beside the plot. */
  readonly lines: readonly string[];
  readonly y: number;
  readonly yLow: number;
  readonly yHigh: number;
  readonly labelX: number;
  /** Beside the plot the middle of the lines; inside it the foot of the one line. */
  readonly labelY: number;
  readonly accuracy: Estimate;
  /** 0, 1, … in the order of the study: tells the dash patterns apart. */
  readonly index: number;
}

/** The accuracy of the best tier, in words, centred on `x` and standing on `y`. */
export interface BestMark {
  readonly arm: string;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

export interface CurveMarks {
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
  readonly xTicks: readonly XTick[];
  readonly yTicks: readonly YTick[];
  /** True where the measure falls as texts grow more varied: the axis then runs backwards. */
  readonly isReversed: boolean;
  readonly curves: readonly CurveMark[];
  readonly points: readonly PointMark[];
  readonly baselines: readonly BaselineMark[];
  /** Null where no tier stands out. */
  readonly best: BestMark | null;
}

/** The name of a run's point, the same as long as the run is on the page. */
export function pointKey(run: Pick<Run, 'arm' | 'replicate'>): string {
  return `${run.arm}/${run.replicate}`;
}
