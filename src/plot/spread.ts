/** @file What would lie on each other is moved apart: labels up and down, points sideways. */

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
