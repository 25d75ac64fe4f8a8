/** @file The curves of a study, one or several: its runs and its analysis in, marks in pixels out. */
import { leadOf, scoreOf } from '../core/score';
import type { MeasureInfo } from '../core/measure';
import {
  baselineMarks,
  bestMark,
  BESIDE_LINE_LENGTH,
  labelledInside,
  LINE_HEIGHT,
  obstaclesOf,
} from './labels';
import { bandPath, type LinearScale, polyline } from './linear-scale';
import {
  pointKey,
  type BaselineMark,
  type CurveArm,
  type CurveLayout,
  type CurveMark,
  type CurveMarks,
  type CurveSource,
  type Frame,
  type PointMark,
  type TierMark,
} from './marks';
import { rampPositions } from './style';
import {
  accuracyScale,
  accuracyTicks,
  axisScale,
  axisTicks,
  axisValue,
  isReversed,
  measureOfAxis,
} from './scales';
import { breakLabel, columnsFor, spreadLabels } from './place-labels';
import { trendMark } from './trend';

// All sizes are in pixels.

/** Column right of the plot: of the baselines' points, and narrower where there are no baselines. */
const BASELINE_COLUMN = 46;
const NO_BASELINE_COLUMN = 16;
/** Room for the labels beside the plot: of baselines only, and of several curves too. */
const BASELINE_LABEL_WIDTH = 158;
const CURVE_LABEL_WIDTH = 188;
/** In front of a label beside the plot; wider where a mark of its curve stands there. */
const BEFORE_LABEL = 4;
const BEFORE_CURVE_LABEL = 16;
/** The marks of one value stand side by side, each of several curves in a slot of its own. */
const WIDEST_SLOT = 24;
/** Share of the room between two neighbouring values that is filled with marks. */
const FILLED = 0.72;
/** Kept between the outermost marks and the edges of the plot. */
const MARK_RADIUS = 7;

/** Points of equal height stand side by side: the distance of the first column, of the others, and how many there are. */
interface Columns {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  /** Points whose middles are nearer than this overlap. */
  readonly pointHeight: number;
}
/** Of the only curve, beside its means, and of baselines, beside the plot. */
const WIDE_COLUMNS: Columns = { first: 14, step: 8, count: 4, pointHeight: 9 };
/** In a slot, as many as fit. */
const SLOT_COLUMNS: Columns = { first: 9, step: 6, count: 1, pointHeight: 7 };
/** At the place of the value itself. */
const NO_COLUMNS: Columns = { first: 0, step: 0, count: 1, pointHeight: 7 };

/** A curve before its labels are placed, and how its marks stand at a value. */
interface Lane {
  /** Undefined where the study has one curve. */
  readonly series: string | undefined;
  readonly label: string;
  readonly index: number | null;
  /** How far its marks stand beside the place of their value. */
  readonly shift: number;
  readonly columns: Columns;
}

interface Scales {
  readonly x: LinearScale;
  readonly y: LinearScale;
  /** Place on the colour ramp of each arm of a study with one curve; empty for several curves. */
  readonly positions: ReadonlyMap<string, number>;
  readonly measure: MeasureInfo | null;
}

/**
 * The marks of all curves that are not hidden. A curve without a name stands for a study without series. Hidden curves
 * leave the axes as they are. Arms and runs of which nothing is known yet have no marks.
 */
export function buildCurves(source: CurveSource, layout: CurveLayout): CurveMarks {
  const { series = [], hidden = [], isCompact } = layout;
  const frame = frameOf(source, layout);
  const measure = measureOfAxis(source, layout.axis);
  const x = axisScale(source, measure, frame, layout.spacing);
  const y = accuracyScale(source, frame);
  const positions = series.length > 0 ? new Map<string, number>() : rampPositions(source.arms);
  const scales = { x, y, positions, measure };
  const lanes = lanesOf(source, layout, scales, frame).filter((lane) => !hidden.includes(lane.series ?? ''));

  const unlabelled = lanes.map(({ series: id, label, index, shift }) => {
    const tiers = tierMarks(source, id, scales, shift);
    const fit = measure ? undefined : layout.bands?.find((band) => band.series === (id ?? null));
    return {
      id: id ?? '',
      label,
      index,
      tiers,
      path: polyline(tiers),
      band: bandThrough(tiers),
      trend: fit ? trendMark(fit, x, y, frame, shift) : null,
    };
  });
  const points = [
    ...lanes.flatMap((lane) => runsOfLane(source, lane, scales)),
    ...baselinePoints(source, y, frame),
  ];
  const best = bestMark(
    unlabelled.flatMap(({ tiers }) => tiers),
    layout,
  );
  const labelX = frame.right + columnOf(source) + (series.length > 0 ? BEFORE_CURVE_LABEL : BEFORE_LABEL);
  const unplaced = baselineMarks(source.arms, source.analysis, y, isCompact);
  const { curves, baselines } = withLabels(unlabelled, unplaced, frame, labelX);
  const obstacles = (): ReturnType<typeof obstaclesOf> =>
    curves.flatMap(({ tiers }, i) => obstaclesOf(tiers, i === 0 ? points : [], baselines, best, frame));
  return {
    width: layout.width,
    height: layout.height,
    frame,
    xTicks: axisTicks(source, measure, x, positions, layout),
    yTicks: accuracyTicks(y),
    isReversed: isReversed(measure),
    curves,
    points,
    baselines: isCompact ? labelledInside(baselines, frame, obstacles()) : baselines,
    best,
  };
}

function columnOf({ arms }: CurveSource): number {
  return arms.some(({ kind }) => kind === 'baseline') ? BASELINE_COLUMN : NO_BASELINE_COLUMN;
}

function frameOf(source: CurveSource, { width, height, isCompact, series = [] }: CurveLayout): Frame {
  const labels = series.length > 0 ? CURVE_LABEL_WIDTH : BASELINE_LABEL_WIDTH;
  const margin = columnOf(source) + (isCompact ? 0 : labels);
  return { left: 46, right: Math.max(120, width - margin), top: 26, bottom: height - 34 };
}

/** One curve has all room beside its means; several share it. Over a measure every run stands where it was measured. */
function lanesOf(
  source: CurveSource,
  { series = [] }: CurveLayout,
  { x, measure }: Scales,
  frame: Frame,
): Lane[] {
  if (series.length === 0) {
    const columns = measure ? NO_COLUMNS : WIDE_COLUMNS;
    return [{ series: undefined, label: '', index: null, shift: 0, columns }];
  }
  const slot = measure ? 0 : slotWidth(source, x, frame, series.length);
  const { first, step } = SLOT_COLUMNS;
  const isRoomy = slot >= first + step / 2;
  const count = Math.max(1, Math.floor((slot - first) / step) + 1);
  // Where runs stand beside their mean, it is at the left of its slot; else in the middle.
  const middle = (isRoomy ? series.length : series.length - 1) / 2;
  return series.map(({ id, label }, index) => ({
    series: id,
    label,
    index,
    shift: (index - middle) * slot,
    columns: isRoomy ? { ...SLOT_COLUMNS, count } : NO_COLUMNS,
  }));
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

function armsOf({ arms }: CurveSource, series: string | undefined): CurveArm[] {
  return arms
    .filter((arm) => arm.series === series && arm.value !== null)
    .sort((a, b) => a.value! - b.value!);
}

/** In the order of the setting, as far as the analysis knows them. */
function tierMarks(
  source: CurveSource,
  series: string | undefined,
  { x, y, positions, measure }: Scales,
  shift: number,
): TierMark[] {
  return armsOf(source, series).flatMap((arm) => {
    const summary = source.analysis.arms.find((candidate) => candidate.arm === arm.id);
    const value = measure ? summary?.measures[measure.id] : arm.value;
    if (!summary || value === undefined || value === null) return [];
    const accuracy = leadOf(summary);
    return {
      arm: arm.id,
      x: x(value) + shift,
      y: y(accuracy.mean),
      yLow: y(accuracy.low),
      yHigh: y(accuracy.high),
      position: positions.get(arm.id) ?? 0,
      accuracy,
    };
  });
}

function bandThrough(tiers: readonly TierMark[]): string | null {
  const isInOrder = tiers.every((tier, i) => i === 0 || tier.x > tiers[i - 1]!.x);
  if (tiers.length < 2 || !isInOrder) return null;
  return bandPath(
    tiers.map(({ x, yHigh }) => ({ x, y: yHigh })),
    tiers.map(({ x, yLow }) => ({ x, y: yLow })),
  );
}

function runsOfLane(source: CurveSource, lane: Lane, scales: Scales): PointMark[] {
  const { x, y, positions, measure } = scales;
  return armsOf(source, lane.series).flatMap((arm) =>
    besideEachOther(source, arm, y, lane.columns).flatMap(({ run, beside, height }) => {
      const value = axisValue(run, arm, measure);
      if (value === null) return [];
      return {
        ...pointOf(run, source.analysis),
        x: x(value) + lane.shift + beside,
        y: height,
        position: positions.get(arm.id) ?? null,
        series: lane.index,
      };
    }),
  );
}

function baselinePoints(source: CurveSource, y: LinearScale, frame: Frame): PointMark[] {
  return source.arms
    .filter((arm) => arm.kind === 'baseline')
    .flatMap((arm) =>
      besideEachOther(source, arm, y, WIDE_COLUMNS).map(({ run, beside, height }) => ({
        ...pointOf(run, source.analysis),
        x: frame.right + beside,
        y: height,
        position: null,
        series: null,
      })),
    );
}

type PlacedRun = {
  readonly run: CurveSource['runs'][number];
  readonly beside: number;
  readonly height: number;
};

/** The runs of an arm by replicate, with their heights and how far to the right of the arm's place they stand. */
function besideEachOther(
  { runs, analysis }: CurveSource,
  arm: CurveArm,
  y: LinearScale,
  columns: Columns,
): PlacedRun[] {
  const own = runs.filter((run) => run.arm === arm.id).sort((a, b) => a.replicate - b.replicate);
  const heights = own.map((run) => y(scoreOf(run, analysis)));
  const column = columnsFor(heights, columns.pointHeight, columns.count);
  return own.map((run, i) => ({
    run,
    beside: columns.first + column[i]! * columns.step,
    height: heights[i]!,
  }));
}

function pointOf(
  run: CurveSource['runs'][number],
  analysis: CurveSource['analysis'],
): Pick<PointMark, 'key' | 'arm' | 'replicate' | 'accuracy'> {
  const { arm, replicate } = run;
  return { key: pointKey(run), arm, replicate, accuracy: scoreOf(run, analysis) };
}

/** The labels of curves and baselines share the column beside the plot; each stands near the end of what it names. */
function withLabels(
  unlabelled: readonly Omit<CurveMark, 'labelX' | 'labelY' | 'lines'>[],
  baselines: readonly Omit<BaselineMark, 'labelX' | 'labelY'>[],
  frame: Frame,
  labelX: number,
): Pick<CurveMarks, 'curves' | 'baselines'> {
  const named = unlabelled.filter(({ index }) => index !== null);
  const lines = unlabelled.map(({ label }) => breakLabel(label, BESIDE_LINE_LENGTH));
  const ends = named.map(({ tiers }) => {
    const last = tiers.reduce<TierMark | null>((a, b) => (a && a.x > b.x ? a : b), null);
    return last?.y ?? (frame.top + frame.bottom) / 2;
  });
  const longest = Math.max(1, ...[...lines, ...baselines.map((line) => line.lines)].map((all) => all.length));
  const wanted = [...ends, ...baselines.map(({ y }) => y)];
  const placed = spreadLabels(wanted, LINE_HEIGHT * longest + 4, frame.top, frame.bottom);
  return {
    curves: unlabelled.map((curve, i) => ({
      ...curve,
      labelX,
      labelY: placed[i] ?? frame.top,
      lines: lines[i]!,
    })),
    baselines: baselines.map((line, i) => ({ ...line, labelX, labelY: placed[ends.length + i]! })),
  };
}
