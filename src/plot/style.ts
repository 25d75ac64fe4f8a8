/**
 * @file How values and curves are distinguished: colours from cold to hot, shades of a measure, and the colour, mark
 * and dashes of each curve. The colours are custom properties of the page, so that light and dark each have their
 * own.
 */
import type { MeasureInfo } from '../core/measure';
import { isReversed } from './scales';

const NUM_STOPS = 4;

/** A CSS colour. `position` is 0 for the coldest tier and 1 for the hottest; what lies outside is pulled in. */
export function rampColour(position: number): string {
  const place = Math.min(1, Math.max(0, position)) * (NUM_STOPS - 1);
  const stop = Math.min(NUM_STOPS - 2, Math.floor(place));
  const percent = Math.round((place - stop) * 100);
  return `color-mix(in oklab, var(--ramp-${stop + 1}) ${percent}%, var(--ramp-${stop}))`;
}

/** Place of each tier on the ramp, by arm id: even steps in the order of the values. Baselines have none. */
export function rampPositions(
  arms: readonly { readonly id: string; readonly value: number | null }[],
): ReadonlyMap<string, number> {
  const tiers = arms.filter((arm) => arm.value !== null).sort((a, b) => a.value! - b.value!);
  const last = Math.max(1, tiers.length - 1);
  return new Map(tiers.map((arm, i) => [arm.id, i / last]));
}

/** Values that differ by less than this share of their size differ by rounding only. */
const ROUNDING = 1e-9;

/**
 * How dark each value is drawn, 0 to 1, from the least varied (or closest to real text) of the row to the most varied
 * (or farthest), whichever way the number runs. Null where there is no value. Where all values are one, all are 0.
 */
export function heatShades(measure: MeasureInfo, values: readonly (number | null)[]): (number | null)[] {
  const present = values.filter((value) => value !== null);
  const least = Math.min(...present);
  const greatest = Math.max(...present);
  const isFlat = greatest - least <= ROUNDING * Math.max(Math.abs(least), Math.abs(greatest));
  return values.map((value) => {
    if (value === null) return null;
    if (isFlat) return 0;
    const share = (value - least) / (greatest - least);
    return isReversed(measure) ? 1 - share : share;
  });
}

const NUM_STYLES = 6;

/** Dash patterns as SVG has them; the first is a whole line. */
const DASHES = ['none', '9 4', '2.5 4', '11 4 2.5 4', '5 3', '14 4 2.5 4 2.5 4'];

/** A CSS colour. */
export function seriesColour(index: number): string {
  return `var(--series-${index % NUM_STYLES})`;
}

export function seriesDashes(index: number): string {
  return DASHES[index % NUM_STYLES]!;
}

/** SVG path of a mark around (0, 0), about as large as a circle of this radius. */
export function seriesShape(index: number, radius: number): string {
  const shape = SHAPES[index % NUM_STYLES]!;
  if (shape === 'circle') {
    return `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
  }
  return `M${shape.map(([x, y]) => `${round(x * radius)} ${round(y * radius)}`).join('L')}Z`;
}

type Corner = readonly [x: number, y: number];

/** Corners in units of the radius, larger than 1 where the shape would look smaller than the circle. */
const SHAPES: readonly ('circle' | readonly Corner[])[] = [
  'circle',
  square(0.9),
  regular(3, 1.35, -90),
  regular(4, 1.3, -90),
  regular(3, 1.35, 90),
  cross(1.25, 0.42),
];

function square(half: number): Corner[] {
  return [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ];
}

function regular(corners: number, radius: number, fromDegrees: number): Corner[] {
  return Array.from({ length: corners }, (_, i): Corner => {
    const angle = ((fromDegrees + (360 * i) / corners) * Math.PI) / 180;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
}

function cross(reach: number, half: number): Corner[] {
  return [
    [-half, -reach],
    [half, -reach],
    [half, -half],
    [reach, -half],
    [reach, half],
    [half, half],
    [half, reach],
    [-half, reach],
    [-half, half],
    [-reach, half],
    [-reach, -half],
    [-half, -half],
  ];
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
