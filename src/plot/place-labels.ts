/** @file Labels inside the plot: each takes the one of its places where it covers least. */

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface Obstacle extends Box {
  /** How bad it is to lie on it, for each square pixel. */
  readonly weight: number;
}

/** Mean width of a character over the size of its font, as wide as a wide sans-serif has it; bold ones are figures. */
const CHARACTER_WIDTH = 0.52;
const BOLD_CHARACTER_WIDTH = 0.63;
/** Of a line of text, over the size of its font, above and below its baseline. */
const ASCENT = 0.85;
const DESCENT = 0.25;
/** Other labels count more than any mark: words on words can be read by nobody. */
const LABEL_WEIGHT = 1000;

/** Where a line of text will stand; its true width is known to the browser alone. `x` is where it begins. */
export function textBox(text: string, x: number, baseline: number, fontSize: number, isBold = false): Box {
  return {
    left: x,
    right: x + text.length * (isBold ? BOLD_CHARACTER_WIDTH : CHARACTER_WIDTH) * fontSize,
    top: baseline - ASCENT * fontSize,
    bottom: baseline + DESCENT * fontSize,
  };
}

export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/**
 * For each label the index of its place, chosen one label after the other: the place that covers least of the
 * obstacles and of the labels before it; the earliest where several do.
 * @param places of each label, the liked ones first; none empty
 */
export function placeLabels(
  places: readonly (readonly Box[])[],
  obstacles: readonly Obstacle[],
): readonly number[] {
  const taken: Obstacle[] = obstacles.slice();
  return places.map((candidates) => {
    const costs = candidates.map((box) =>
      taken.reduce((sum, other) => sum + other.weight * overlap(box, other), 0),
    );
    const chosen = costs.indexOf(Math.min(...costs));
    taken.push({ ...candidates[chosen]!, weight: LABEL_WEIGHT });
    return chosen;
  });
}
