/**
 * @file Labels and points that would cover each other: lines are broken, labels and points moved apart, and each
 * label inside the plot takes the place where it covers least.
 */

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

/** The words of a label in lines of at most `most` characters; a longer word has a line of its own. */
export function breakLabel(label: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of label.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/**
 * Heights close to the wanted ones, in the same order, at least `gap` apart and, where there is room, within
 * [`top`, `bottom`].
 */
export function spreadLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = wanted.slice();
  let least = top;
  for (const i of order) {
    placed[i] = Math.max(least, wanted[i]!);
    least = placed[i] + gap;
  }
  let most = bottom;
  for (const i of order.reverse()) {
    placed[i] = Math.min(most, placed[i]!);
    most = placed[i] - gap;
  }
  return placed;
}

/**
 * A column, 0 to `most - 1`, for each height, so that points in one column are at least `gap` apart; where all
 * columns are taken, the one with most room. What comes later moves nothing that came before.
 */
export function columnsFor(heights: readonly number[], gap: number, most: number): number[] {
  const columns: number[][] = Array.from({ length: most }, () => []);
  return heights.map((height) => {
    const room = columns.map((column) =>
      Math.min(Infinity, ...column.map((other) => Math.abs(other - height))),
    );
    const free = room.findIndex((distance) => distance >= gap);
    const chosen = free >= 0 ? free : room.indexOf(Math.max(...room));
    columns[chosen]!.push(height);
    return chosen;
  });
}
