/** @file Equally many rows from one pool, chosen greedily from close together to far apart. */
import type { Rng } from '../../core/random';

/**
 * The numbers of `count` rows, in the order in which they are chosen. The first is drawn at random. A row's distance from
 * those chosen is that to the nearest of them; each next row is the one at the quantile `spread` of these distances among
 * all rows that are left. 0 stays as close together as can be; 1 is the farthest-first traversal of Gonzalez (1985).
 * Equal distances rank in the order of the rows. Exact, O(count · n (d + log n)).
 *
 * @param embeddings (n, d) row-major; the distance is the Euclidean one, which orders unit vectors as the cosine does
 * @param count at most n; all rows are chosen where it is more
 * @param spread 0 to 1
 */
export function greedySubset(
  embeddings: ArrayLike<number>,
  d: number,
  count: number,
  spread: number,
  rng: Rng,
): number[] {
  const n = embeddings.length / d;
  const left = Array.from({ length: n }, (_, i) => i);
  const distances = new Float64Array(n).fill(Infinity);
  const chosen: number[] = [];
  let next = n > 0 ? rng.integer(n) : 0;
  while (chosen.length < Math.min(count, n)) {
    chosen.push(next);
    left.splice(left.indexOf(next), 1);
    for (const row of left) {
      const squared = squaredDistance(embeddings, row * d, next * d, d);
      if (squared < distances[row]!) distances[row] = squared;
    }
    const ranked = Array.from(left).sort((a, b) => distances[a]! - distances[b]! || a - b);
    next = ranked[Math.round(spread * (ranked.length - 1))]!;
  }
  return chosen;
}

function squaredDistance(values: ArrayLike<number>, a: number, b: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const difference = values[a + k]! - values[b + k]!;
    sum += difference * difference;
  }
  return sum;
}
