/** @file The middle value of many, without sorting them all. */

/**
 * The lower median: the value at place ⌊(n − 1) / 2⌋ of the sorted ones (Hoare's quickselect, expected O(n)).
 * 0 where there is none. Reorders `values`.
 */
export function lowerMedian(values: Float64Array): number {
  if (values.length === 0) return 0;
  const wanted = Math.floor((values.length - 1) / 2);
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = middleOfThree(values[low]!, values[(low + high) >>> 1]!, values[high]!);
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i > j) break;
      const swap = values[i]!;
      values[i++] = values[j]!;
      values[j--] = swap;
    }
    // Now all up to j are ≤ pivot, all from i on are ≥ pivot, and what is between equals it.
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return pivot;
  }
  return values[wanted]!;
}

function middleOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
