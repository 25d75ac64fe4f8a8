/** @file How often each n-gram of some texts stands in them, as sorted lists that are cheap to make, search and merge. */
import type { Marks } from './marks';

export interface GramCounts {
  /**
   * The different grams, ascending. Each is one number, its words in base `marks.size` (below 2^53 for vocabularies up to
   * 200,000 at n = 3), so that the grams of one context lie together.
   */
  readonly grams: Float64Array;
  readonly counts: Int32Array;
}

/** All grams of `length` words and the one that follows them; begin marks stand before a text, the end mark after it. */
export function countGrams(
  texts: readonly (readonly number[])[],
  length: number,
  { begin, end, size }: Marks,
): GramCounts {
  const numGrams = texts.reduce((sum, text) => sum + text.length + 1, 0);
  const grams = new Float64Array(numGrams);
  const wrap = size ** length;
  let filled = 0;
  for (const text of texts) {
    let key = 0;
    for (let i = 0; i < length; i++) key = key * size + begin;
    for (let i = 0; i <= text.length; i++) {
      const word = i < text.length ? text[i]! : end;
      grams[filled++] = key * size + word;
      key = (key * size + word) % wrap;
    }
  }
  grams.sort();
  const counts = new Int32Array(numGrams);
  let different = 0;
  for (let i = 0; i < numGrams;) {
    const gram = grams[i]!;
    const from = i;
    while (i < numGrams && grams[i] === gram) i++;
    grams[different] = gram;
    counts[different++] = i - from;
  }
  return { grams: grams.slice(0, different), counts: counts.slice(0, different) };
}

/** The counts of both, as if they had been counted together. */
export function mergeCounts(a: GramCounts, b: GramCounts): GramCounts {
  const most = a.grams.length + b.grams.length;
  const grams = new Float64Array(most);
  const counts = new Int32Array(most);
  let i = 0;
  let j = 0;
  let merged = 0;
  while (i < a.grams.length || j < b.grams.length) {
    const fromA = i < a.grams.length ? a.grams[i]! : Infinity;
    const fromB = j < b.grams.length ? b.grams[j]! : Infinity;
    grams[merged] = Math.min(fromA, fromB);
    if (fromA <= fromB) counts[merged]! += a.counts[i++]!;
    if (fromB <= fromA) counts[merged]! += b.counts[j++]!;
    merged++;
  }
  return { grams: grams.slice(0, merged), counts: counts.slice(0, merged) };
}

/** Where the ascending numbers from `low` on and below `high` stand: first index, and the one after the last. */
export function rangeOf(ascending: Float64Array, low: number, high: number): [from: number, to: number] {
  return [firstNotBelow(ascending, low), firstNotBelow(ascending, high)];
}

function firstNotBelow(ascending: Float64Array, bound: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
