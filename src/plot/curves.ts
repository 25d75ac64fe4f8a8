/** @file Several curves in one figure: the runs and the analysis of a study with series in, marks in pixels out. */
import type { MeasureInfo } from '../core/measure';
import {
  baselineMarks,
  bestMark,
  BESIDE_LINE_LENGTH,
  labelledInside,
  LINE_HEIGHT,
  obstaclesOf,
} from './labels';
import type { LinearScale } from './linear-scale';
import {
  pointKey,
  type BaselineMark,
  type BestMark,
  type CurveArm,
  type CurveLayout,
  type CurveSource,
  type FittedBand,
  type Frame,
  type PointMark,
  type TierMark,
  type TrendMark,
  type XTick,
  type YTick,
} from './marks';
import { polyline } from './path';
import {
  accuracyScale,
  accuracyTicks,
  axisScale,
  axisTicks,
  axisValue,
  isReversed,
  measureOfAxis,
} from './scales';
import { breakLabel, columnsFor, spreadLabels } from './spread';
import { trendMark } from './trend';

export interface CurveSeries {
  readonly id: string;
  readonly label: string;
}

export interface CurvesLayout extends CurveLayout {
  /** One curve each; at least one. */
  readonly series: readonly CurveSeries[];
  /** Ids of the curves that are not drawn; the axes stay as they are. */
  readonly hidden: readonly string[];
  /** Fits to draw behind their curves; none where they are left out, or where the axis is a measure. */
  readonly bands?: readonly FittedBand[];
}

interface SeriesCurve extends CurveSeries {
  /** 0, 1, … in the order of the study: tells the styles apart. */
  readonly index: number;
  /** In the order of the setting. */
  readonly tiers: readonly TierMark[];
  /** SVG path through the means; empty where there is none. */
  readonly path: string;
  /** Null where none is asked for, or the curve has too few values. */
  readonly trend: TrendMark | null;
  /** The label beside the plot: where its mark stands, its lines, and the middle of these. */
  readonly labelX: number;
  readonly labelY: number;
  readonly lines: readonly string[];
}

export interface CurvesMarks {
  readonly width: number;
  readonly height: number;
  readonly frame: Frame;
  readonly xTicks: readonly XTick[];
  readonly yTicks: readonly YTick[];
  readonly isReversed: boolean;
  readonly curves: readonly SeriesCurve[];
  readonly points: readonly PointMark[];
  readonly baselines: readonly BaselineMark[];
  readonly best: BestMark | null;
}

/** Beside the plot: the baselines' points, where there are any, and the labels. */
const BASELINE_COLUMN = 46;
const NO_BASELINE_COLUMN = 16;
const LABEL_WIDTH = 188;
/** From the mark in front of a label to its words. */
const MARK_BEFORE_LABEL = 16;
/** The marks of one value stand side by side, each curve in a slot of its own. */
const WIDEST_SLOT = 24;
/** Of the room between two neighbouring values, as far as it is filled with marks. */
const FILLED = 0.72;
/** Kept between the outermost marks and the edges of the plot. */
const MARK_RADIUS = 7;
/** From a mean to the first column of its runs, and from column to column; narrower slots have them behind the mean. */
const FIRST_COLUMN = 9;
const COLUMN_STEP = 6;
const BASELINE_FIRST_COLUMN = 14;
const POINT_HEIGHT = 7;
const BASELINE_COLUMNS = 4;

export function buildCurves(source: CurveSource, layout: CurvesLayout): CurvesMarks {
  const { series, hidden } = layout;
  const hasBaselines = source.arms.some((arm) => arm.kind === 'baseline');
  const frame = frameOf(layout, hasBaselines);
  const measure = measureOfAxis(source, layout.axis);
  const x = axisScale(source, measure, frame, layout.spacing);
  const y = accuracyScale(source, frame);
  const slot = measure ? 0 : slotWidth(source, x, frame, series.length);
  // Where runs stand beside their mean, it is at the left of its slot; else in the middle.
  const first = (isRoomy(slot) ? series.length : series.length - 1) / 2;
  const shown = series.flatMap((one, index) => (hidden.includes(one.id) ? [] : [{ ...one, index }]));

  const unlabelled = shown.map(({ id, label, index }) => {
    const shift = (index - first) * slot;
    const tiers = tiersOf(source, id, measure).map((tier) => place(tier, x, y, shift));
    const band = measure ? undefined : layout.bands?.find(({ series: of }) => of === id);
    const trend = band ? trendMark(band, x, y, frame, shift) : null;
    return { id, label, index, tiers, path: polyline(tiers), trend };
  });
  const points = [
    ...unlabelled.flatMap(({ id, index }) => {
      const shift = (index - first) * slot;
      return runsOfSeries(source, id, measure, { x, y, shift, slot, index });
    }),
    ...baselinePoints(source, y, frame),
  ];
  const best = bestMark(
    unlabelled.flatMap(({ tiers }) => tiers),
    layout,
  );
  const baselines = baselineMarks(source.arms, source.analysis, y, frame, layout.isCompact);
  const labelX = frame.right + columnOf(hasBaselines) + MARK_BEFORE_LABEL;
  const { curves, labelled } = withLabels(unlabelled, baselines, frame, labelX);
  return {
    width: layout.width,
    height: layout.height,
    frame,
    xTicks: axisTicks(source, measure, x, new Map(), layout),
    yTicks: accuracyTicks(y),
    isReversed: isReversed(measure),
    curves,
    points,
    baselines: layout.isCompact
      ? labelledInside(
          baselines,
          frame,
          curves.flatMap(({ tiers }, i) => obstaclesOf(tiers, i === 0 ? points : [], baselines, best, frame)),
        )
      : labelled,
    best,
  };
}

function columnOf(hasBaselines: boolean): number {
  return hasBaselines ? BASELINE_COLUMN : NO_BASELINE_COLUMN;
}

function frameOf({ width, height, isCompact }: CurvesLayout, hasBaselines: boolean): Frame {
  const margin = columnOf(hasBaselines) + (isCompact ? 0 : LABEL_WIDTH);
  return { left: 46, right: Math.max(120, width - margin), top: 26, bottom: height - 34 };
}

/** As wide as the closest two values leave room for, and the edges of the plot. */
function slotWidth({ arms }: CurveSource, x: LinearScale, frame: Frame, numSeries: number): number {
  const places = [...new Set(arms.flatMap(({ value }) => value ?? []))].map(x).sort((a, b) => a - b);
  const gaps = places.slice(1).map((place, i) => place - places[i]!);
  const atEdges =
    2 * Math.min(Infinity, ...places.map((at) => Math.min(at - frame.left, frame.right - at) - MARK_RADIUS));
  return Math.max(
    0,
    Math.min(WIDEST_SLOT, Math.min(FILLED * Math.min(Infinity, ...gaps), atEdges) / numSeries),
  );
}

function isRoomy(slot: number): boolean {
  return slot >= FIRST_COLUMN + COLUMN_STEP / 2;
}

interface PlacedTier {
  readonly arm: CurveArm;
  readonly value: number;
  readonly accuracy: TierMark['accuracy'];
}

/** In the order of the setting, as far as the analysis knows them. */
function tiersOf({ arms, analysis }: CurveSource, id: string, measure: MeasureInfo | null): PlacedTier[] {
  const inOrder = arms
    .filter((arm) => arm.series === id && arm.value !== null)
    .sort((a, b) => a.value! - b.value!);
  return inOrder.flatMap((arm) => {
    const summary = analysis.arms.find((candidate) => candidate.arm === arm.id);
    const value = measure ? summary?.measures[measure.id] : arm.value;
    return summary && value !== undefined && value !== null
      ? [{ arm, value, accuracy: summary.accuracy }]
      : [];
  });
}

function place(
  { arm, value, accuracy }: PlacedTier,
  x: LinearScale,
  y: LinearScale,
  shift: number,
): TierMark {
  return {
    arm: arm.id,
    x: x(value) + shift,
    y: y(accuracy.mean),
    yLow: y(accuracy.low),
    yHigh: y(accuracy.high),
    position: 0,
    accuracy,
  };
}

interface CurvePositions {
  readonly x: LinearScale;
  readonly y: LinearScale;
  readonly shift: number;
  readonly slot: number;
  readonly index: number;
}

function runsOfSeries(
  { arms, runs }: CurveSource,
  id: string,
  measure: MeasureInfo | null,
  { x, y, shift, slot, index }: CurvePositions,
): PointMark[] {
  const numColumns = Math.max(1, Math.floor((slot - FIRST_COLUMN) / COLUMN_STEP) + 1);
  return arms
    .filter((arm) => arm.series === id && arm.value !== null)
    .flatMap((arm) => {
      const own = runs.filter((run) => run.arm === arm.id).sort((a, b) => a.replicate - b.replicate);
      const heights = own.map((run) => y(run.accuracy));
      const columns = columnsFor(heights, POINT_HEIGHT, numColumns);
      return own.flatMap((run, i) => {
        const value = axisValue(run, arm, measure);
        if (value === null) return [];
        const beside = isRoomy(slot) ? FIRST_COLUMN + columns[i]! * COLUMN_STEP : 0;
        return { ...pointOf(run), x: x(value) + shift + beside, y: heights[i]!, series: index };
      });
    });
}

function baselinePoints({ arms, runs }: CurveSource, y: LinearScale, frame: Frame): PointMark[] {
  return arms
    .filter((arm) => arm.kind === 'baseline')
    .flatMap((arm) => {
      const own = runs.filter((run) => run.arm === arm.id).sort((a, b) => a.replicate - b.replicate);
      const heights = own.map((run) => y(run.accuracy));
      const columns = columnsFor(heights, POINT_HEIGHT + 2, BASELINE_COLUMNS);
      return own.map((run, i) => {
        const x = frame.right + BASELINE_FIRST_COLUMN + columns[i]! * (COLUMN_STEP + 2);
        return { ...pointOf(run), x, y: heights[i]!, series: null };
      });
    });
}

function pointOf(run: CurveSource['runs'][number]): Omit<PointMark, 'x' | 'y' | 'series'> {
  const { arm, replicate, accuracy } = run;
  return { key: pointKey(run), arm, replicate, accuracy, position: null };
}

/** The labels of curves and baselines share the column beside the plot; each stands near the end of what it names. */
function withLabels(
  unlabelled: readonly Omit<SeriesCurve, 'labelX' | 'labelY' | 'lines'>[],
  baselines: readonly BaselineMark[],
  frame: Frame,
  labelX: number,
): { readonly curves: readonly SeriesCurve[]; readonly labelled: readonly BaselineMark[] } {
  const lines = unlabelled.map(({ label }) => breakLabel(label, BESIDE_LINE_LENGTH));
  const ends = unlabelled.map(({ tiers }) => {
    const last = tiers.reduce<TierMark | null>((a, b) => (a && a.x > b.x ? a : b), null);
    return last?.y ?? (frame.top + frame.bottom) / 2;
  });
  const longest = Math.max(1, ...[...lines, ...baselines.map((line) => line.lines)].map((all) => all.length));
  const wanted = [...ends, ...baselines.map(({ y }) => y)];
  const placed = spreadLabels(wanted, LINE_HEIGHT * longest + 4, frame.top, frame.bottom);
  return {
    curves: unlabelled.map((curve, i) => ({ ...curve, labelX, labelY: placed[i]!, lines: lines[i]! })),
    labelled: baselines.map((line, i) => ({ ...line, labelX, labelY: placed[ends.length + i]! })),
  };
}
