/** @file A fitted curve and its band as paths. The fit is the analysis's; here it only finds its place. */
import { area, line } from 'd3-shape';
import type { Scale } from './linear-scale';
import type { FittedBand, Frame, TrendMark } from './marks';

/** `shift`: pixels by which the curve that it belongs to stands aside. Null for fewer than two points. */
export function trendMark(
  { points }: FittedBand,
  x: Scale,
  y: Scale,
  frame: Frame,
  shift: number,
): TrendMark | null {
  if (points.length < 2) return null;
  // A fit may lead beyond the accuracies that the axis was made for.
  const inside = (share: number): number => Math.min(frame.bottom, Math.max(frame.top, y(share)));
  const places = points.map(({ value, accuracy: { mean, low, high } }) => ({
    x: x(value) + shift,
    mean: inside(mean),
    low: inside(low),
    high: inside(high),
  }));
  type Place = (typeof places)[number];
  const band = area<Place>()
    .x((place) => place.x)
    .y0((place) => place.low)
    .y1((place) => place.high);
  const middle = line<Place>()
    .x((place) => place.x)
    .y((place) => place.mean);
  return { line: middle(places)!, band: band(places)! };
}
