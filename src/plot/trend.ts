/** @file A fitted curve and its band as paths. The fit is the analysis's; here it only finds its place. */
import { bandPath, type LinearScale, type Point, polyline } from './linear-scale';
import type { FittedBand, Frame, TrendMark } from './marks';

/** `shift`: pixels by which the curve that it belongs to stands aside. Null for fewer than two points. */
export function trendMark(
  { points }: FittedBand,
  x: LinearScale,
  y: LinearScale,
  frame: Frame,
  shift: number,
): TrendMark | null {
  if (points.length < 2) return null;
  // A fit may lead beyond the accuracies that the axis was made for.
  const inside = (share: number): number => Math.min(frame.bottom, Math.max(frame.top, y(share)));
  const edge = (end: 'mean' | 'low' | 'high'): Point[] =>
    points.map(({ value, accuracy }) => ({ x: x(value) + shift, y: inside(accuracy[end]) }));
  return { line: polyline(edge('mean')), band: bandPath(edge('high'), edge('low')) };
}
