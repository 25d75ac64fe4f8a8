/** @file The baselines of a figure of curves, and where labels inside the plot stand. */
import { leadOf } from '../core/score';
import type { Analysis } from '../core/run';
import type { LinearScale } from './linear-scale';
import type { BaselineMark, BestMark, CurveArm, CurveLayout, Frame, PointMark, TierMark } from './marks';
import { breakLabel, type Obstacle, placeLabels, textBox } from './place-labels';

/** Characters of a label in one line beside the plot. */
export const BESIDE_LINE_LENGTH = 21;
export const LINE_HEIGHT = 17;
/** Pixels, as the style of the picture has them. */
const BEST_FONT_SIZE = 15;
const BASELINE_FONT_SIZE = 14;
/** From the top of a tier's interval up to the foot of its label, and from a baseline to its own. */
const BEST_ABOVE = 9;
const BASELINE_ABOVE = 8;
const BASELINE_BELOW = 18;
const MEAN_RADIUS = 7;
/** How far a label inside the plot may reach over its right edge, towards the baselines' points. */
const LABEL_BEYOND = 8;
/** Of the line between two tiers, as far as labels dodge it. */
const PIECES_OF_LINE = 12;

export function bestMark(tiers: readonly TierMark[], { best }: CurveLayout): BestMark | null {
  const tier = tiers.find((candidate) => candidate.arm === best?.arm);
  return best && tier ? { ...best, x: tier.x, y: tier.yHigh - BEST_ABOVE } : null;
}

/** What a label inside the plot had better not lie on: above all the words of the best tier. */
export function obstaclesOf(
  tiers: readonly TierMark[],
  points: readonly PointMark[],
  baselines: readonly BaselineMark[],
  best: BestMark | null,
  frame: Frame,
): Obstacle[] {
  const around = (x: number, y: number, half: number, weight: number): Obstacle => ({
    left: x - half,
    right: x + half,
    top: y - half,
    bottom: y + half,
    weight,
  });
  const onLine = tiers.slice(1).flatMap((tier, i) =>
    Array.from({ length: PIECES_OF_LINE }, (_, piece) => {
      const share = (piece + 0.5) / PIECES_OF_LINE;
      const from = tiers[i]!;
      return around(from.x + (tier.x - from.x) * share, from.y + (tier.y - from.y) * share, 2, 2);
    }),
  );
  const obstacles: Obstacle[] = [
    ...tiers.map(({ x, y }) => around(x, y, MEAN_RADIUS, 3)),
    ...tiers.map(({ x, yHigh, yLow }) => ({ ...around(x, 0, 4, 1), top: yHigh, bottom: yLow })),
    ...points.map(({ x, y }) => around(x, y, 4, 2)),
    ...onLine,
    ...baselines.map(({ y }) => ({
      left: frame.left,
      right: frame.right,
      top: y - 1,
      bottom: y + 1,
      weight: 1,
    })),
  ];
  if (!best) return obstacles;
  const half = textBox(best.text, 0, 0, BEST_FONT_SIZE, true).right / 2;
  return [...obstacles, { ...textBox(best.text, best.x - half, best.y, BEST_FONT_SIZE, true), weight: 1000 }];
}

/** Just above its line or below it, or outside its band, at the left end or at the right: wherever there is room. */
export function labelledInside(
  baselines: readonly BaselineMark[],
  frame: Frame,
  obstacles: readonly Obstacle[],
): BaselineMark[] {
  const boxes = baselines.map(({ y, yLow, yHigh, lines }) => {
    const text = lines.join(' ');
    const left = frame.left + 4;
    const width = textBox(text, 0, 0, BASELINE_FONT_SIZE).right;
    const right = Math.max(left, frame.right + LABEL_BEYOND - width);
    const feet = [y - BASELINE_ABOVE, y + BASELINE_BELOW, yLow + BASELINE_BELOW, yHigh - BASELINE_ABOVE];
    const inside = feet.filter((foot) => foot <= frame.bottom - 4 && foot - BASELINE_FONT_SIZE >= 0);
    return inside.flatMap((foot) =>
      [left, right].map((x) => ({ ...textBox(text, x, foot, BASELINE_FONT_SIZE), foot })),
    );
  });
  const chosen = placeLabels(boxes, obstacles);
  return baselines.map((mark, i) => {
    const { left, foot } = boxes[i]![chosen[i]!]!;
    return { ...mark, labelX: left, labelY: foot };
  });
}

/** In the order of the study, as far as the analysis knows them; their labels are placed later. */
export function baselineMarks(
  arms: readonly CurveArm[],
  analysis: Analysis,
  y: LinearScale,
  isCompact: boolean,
): Omit<BaselineMark, 'labelX' | 'labelY'>[] {
  return arms
    .filter((arm) => arm.kind === 'baseline')
    .flatMap((arm, index) => {
      const summary = analysis.arms.find((candidate) => candidate.arm === arm.id);
      if (!summary) return [];
      const accuracy = leadOf(summary);
      return {
        arm: arm.id,
        lines: isCompact ? [arm.label] : breakLabel(arm.label, BESIDE_LINE_LENGTH),
        index,
        y: y(accuracy.mean),
        yLow: y(accuracy.low),
        yHigh: y(accuracy.high),
        accuracy,
      };
    });
}
