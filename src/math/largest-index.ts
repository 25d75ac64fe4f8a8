/** @file Where the largest of several numbers stands: the class that a classifier answers. */

/** The first index of the largest value; 0 where there is none. */
export function largestIndex(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
