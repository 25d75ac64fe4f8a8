/** @file Drawing a few of many without touching them all. */
import type { Rng } from '../../core/random';

/**
 * `count` different integers in [0, n), every set of them equally likely, in random order; all n of them, shuffled,
 * where `count` is larger (Floyd's algorithm, Bentley & Floyd 1987). O(count) time and memory.
 */
export function sampleIndices(n: number, count: number, rng: Rng): number[] {
  const chosen = new Set<number>();
  for (let last = Math.max(0, n - count); last < n; last++) {
    const drawn = rng.integer(last + 1);
    chosen.add(chosen.has(drawn) ? last : drawn);
  }
  const out = [...chosen];
  for (let i = out.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
