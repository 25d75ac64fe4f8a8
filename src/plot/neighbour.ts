/** @file Which point an arrow key leads to, and which one a pointer means. */
import type { PointMark } from './marks';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last';

/**
 * The point to go to. Left and right lead to the neighbouring arm, to the same replicate if it is there and to
 * the nearest accuracy if not; up and down lead to the next better and worse run of the arm. At an edge it stays.
 */
export function neighbourOf(
  points: readonly PointMark[],
  current: PointMark,
  direction: Direction,
): PointMark {
  if (direction === 'up' || direction === 'down') {
    const own = points.filter((point) => point.arm === current.arm).sort(byAccuracy);
    const at = own.findIndex((point) => point.key === current.key);
    return own[at + (direction === 'up' ? 1 : -1)] ?? current;
  }
  const arms = armsFromLeft(points);
  const at = arms.indexOf(current.arm);
  const target = { left: at - 1, right: at + 1, first: 0, last: arms.length - 1 }[direction];
  const there = points.filter((point) => point.arm === arms[target]);
  return there.find((point) => point.replicate === current.replicate) ?? nearest(there, current) ?? current;
}

/** The point nearest to a place in the picture; null where none is within `reach` pixels. */
export function pointAt(points: readonly PointMark[], x: number, y: number, reach: number): PointMark | null {
  const distance = (point: PointMark): number => Math.hypot(point.x - x, point.y - y);
  const [closest] = points.slice().sort((a, b) => distance(a) - distance(b));
  return closest && distance(closest) <= reach ? closest : null;
}

function byAccuracy(a: PointMark, b: PointMark): number {
  return a.accuracy - b.accuracy || a.replicate - b.replicate;
}

/** Arms by the middle of their points; the order of the study where two share it, as baselines do. */
function armsFromLeft(points: readonly PointMark[]): string[] {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { arm, x } of points) {
    const entry = sums.get(arm) ?? { sum: 0, count: 0 };
    sums.set(arm, { sum: entry.sum + x, count: entry.count + 1 });
  }
  return [...sums].sort(([, a], [, b]) => a.sum / a.count - b.sum / b.count).map(([arm]) => arm);
}

function nearest(points: readonly PointMark[], to: PointMark): PointMark | undefined {
  return points.slice().sort((a, b) => Math.abs(a.y - to.y) - Math.abs(b.y - to.y))[0];
}
