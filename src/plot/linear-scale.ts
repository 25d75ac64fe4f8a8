/**
 * @file Linear scales from data to pixels with round ticks, and SVG paths of straight lines. (d3-scale would bring
 * colours and interpolators along.)
 */
import { nice, ticks, tickStep } from 'd3-array';

export interface LinearScale {
  /** Where a value falls. */
  (value: number): number;
  readonly domain: readonly [from: number, to: number];
  readonly range: readonly [from: number, to: number];
}

/** A domain of one value falls on the middle of the range. */
export function linearScale(domain: LinearScale['domain'], range: LinearScale['range']): LinearScale {
  const [from, to] = domain;
  const [start, end] = range;
  const place = (value: number): number => {
    const share = to === from ? 0.5 : (value - from) / (to - from);
    return start + share * (end - start);
  };
  return Object.assign(place, { domain, range });
}

/** The domain widened to round numbers, about `count` steps apart. */
export function niceDomain([from, to]: LinearScale['domain'], count: number): LinearScale['domain'] {
  return nice(from, to, count);
}

/** About `count` round values of the scale's domain, in its order. */
export function ticksOf({ domain: [from, to] }: LinearScale, count: number): number[] {
  return ticks(from, to, count);
}

/** Writes the ticks with as many decimals as tell them apart. */
export function tickFormat({ domain: [from, to] }: LinearScale, count: number): (value: number) => string {
  const step = Math.abs(tickStep(from, to, count));
  const decimals = step > 0 && Number.isFinite(step) ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 0;
  return (value) =>
    value
      .toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })
      .replace('-', '−');
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Through the places in their order; empty where there is none. */
export function polyline(places: readonly Point[]): string {
  return places.length === 0 ? '' : `M${places.map(({ x, y }) => `${round(x)},${round(y)}`).join('L')}`;
}

/** Around a band: along one of its edges and back along the other. */
export function bandPath(edge: readonly Point[], otherEdge: readonly Point[]): string {
  return `${polyline([...edge, ...otherEdge.toReversed()])}Z`;
}

function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
