/**
 * @file How several curves are told apart: each by its colour, the shape of its marks and the dashes of its line, so that
 * no eye depends on one of the three. Colours are custom properties of the page (`--series-0` to `--series-5`).
 */

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
