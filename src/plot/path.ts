/** @file SVG paths of straight lines, to a hundredth of a pixel. */

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
