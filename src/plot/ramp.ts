/**
 * @file The colour of a tier by its place from cold to hot. The four stops are custom properties of the page
 * (`--ramp-0` to `--ramp-3`), so that light and dark each have their own; this only says which two to mix.
 */

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
