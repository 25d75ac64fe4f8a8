/** @file The losses of a training as curves over its epochs, in pixels. */
import type { LossHistory, LossPoint } from '../core/model-lab';
import { linearScale, niceDomain, polyline, tickFormat, ticksOf } from './linear-scale';
import type { Frame } from './marks';

export interface LossSource {
  readonly history: LossHistory;
  readonly numSteps: number;
  readonly stepsPerEpoch: number;
  /** The loss of one who knows nothing. */
  readonly guessingLoss: number;
}

interface LossLayout {
  readonly width: number;
  readonly height: number;
}

interface LossMarks extends LossLayout {
  readonly frame: Frame;
  /** SVG paths; empty before there is a point. */
  readonly training: string;
  readonly validation: string;
  /** The validation losses themselves, for they are few. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly guessingY: number;
  readonly xTicks: readonly { readonly x: number; readonly text: string }[];
  readonly yTicks: readonly { readonly y: number; readonly text: string }[];
}

const LEFT = 40;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 42;
const Y_TICKS = 5;
/** Least pixels between two tick labels. */
const TICK_GAP = 64;

export function buildLossCurve(source: LossSource, { width, height }: LossLayout): LossMarks {
  const { history, numSteps, stepsPerEpoch, guessingLoss } = source;
  const frame = { left: LEFT, right: Math.max(LEFT + 1, width - RIGHT), top: TOP, bottom: height - BOTTOM };
  const losses = [...history.training, ...history.validation].map(({ loss }) => loss);
  const least = losses.reduce((low, loss) => Math.min(low, loss), guessingLoss * 0.8);
  const greatest = losses.reduce((high, loss) => Math.max(high, loss), guessingLoss);
  const y = linearScale(niceDomain([Math.max(0, least), greatest], Y_TICKS), [frame.bottom, frame.top]);
  const x = linearScale([0, numSteps / stepsPerEpoch], [frame.left, frame.right]);
  const place = ({ step, loss }: LossPoint): { x: number; y: number } => ({
    x: x(step / stepsPerEpoch),
    y: y(loss),
  });
  const points = history.validation.map(place);
  const numXTicks = Math.max(2, Math.min(8, Math.floor((frame.right - frame.left) / TICK_GAP)));
  const xFormat = tickFormat(x, numXTicks);
  const yFormat = tickFormat(y, Y_TICKS);
  return {
    width,
    height,
    frame,
    training: polyline(history.training.map(place)),
    validation: polyline(points),
    points,
    guessingY: y(guessingLoss),
    xTicks: ticksOf(x, numXTicks).map((value) => ({
      x: x(value),
      text: xFormat(value).replace(/\.0+$/, ''),
    })),
    yTicks: ticksOf(y, Y_TICKS).map((value) => ({ y: y(value), text: yFormat(value) })),
  };
}
