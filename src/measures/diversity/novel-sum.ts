/** @file NovelSum: distances between texts, near ones first, weighed by how crowded the place is. */
import { LabError, shown } from '../../core/errors';
import { needAtLeast, needCount, type Measure } from '../measure';
import { cosinesWith, unitRows, type Embeddings, type UnitRows } from './unit-rows';

export const novelSumMeasure: Measure = {
  info: {
    id: 'novelSum',
    label: 'NovelSum',
    unit: 'weighted cosine distance',
    range: [0, null],
    moreDiverseWhen: 'higher',
    cost: 'O(n²(d + log n))',
    source: 'Yang et al. 2025, arXiv 2502.17184; density power 0.5, 10 neighbours, proximity power 1',
  },
  needs: ['embeddings'],
  formula: 'mean over i of σᵢ Σⱼ (1 − cos(xᵢ, xⱼ)) / rankᵢⱼ, over Σⱼ 1 / rankᵢⱼ',
  reads: 'sampled texts',
  take: ({ sampled }) => novelSum(sampled, sampled.d),
};

export interface NovelSumOptions {
  /** How much crowded places weigh more; 0 switches density off. Default 0.5. */
  readonly densityPower?: number;
  /** Neighbours that density is taken from; as many as there are where the reference has fewer. Default 10. */
  readonly numNeighbors?: number;
  /** How much near texts weigh more; 0 for all the same. Default 1. */
  readonly proximityPower?: number;
  /** (m, d): what density is measured in, the whole space of texts. Default: the set itself. */
  readonly reference?: Embeddings;
}

/** Added to the mean distance to the neighbours, so that density stays finite; the original's. */
const REGULARIZATION = 1e-9;

/**
 * Mean over i of the average over j of σᵢ·(1 − cosᵢⱼ), weighted by 1 / rankᵢⱼ^proximityPower (rank 1 is the nearest, a
 * row itself at distance 0), with the density σᵢ = (mean squared distance to the nearest rows of the reference)^
 * −densityPower. 0 where all rows are the same; no upper bound, as density has none. As in the original, the reference
 * is first freed of duplicates and its row nearest to i, which should be i, does not count. Not comparable between
 * embedders, references or sizes. All-zero rows are left out.
 * @param embeddings (n, d) row-major
 * @throws LabError `bad-dataset` where fewer than two rows are left, or a value is not finite; `bad-setting` for a
 *   negative power or no neighbour
 */
export function novelSum(embeddings: Embeddings, d: number, options: NovelSumOptions = {}): number {
  const { densityPower = 0.5, numNeighbors = 10, proximityPower = 1, reference } = options;
  needCount(numNeighbors, 1, 'novelSum', 'number of neighbours');
  for (const power of [densityPower, proximityPower]) {
    if (power >= 0 && power < Infinity) continue;
    throw new LabError(
      'bad-setting',
      `novelSum: invalid power: ${shown(power)} (wanted a number of at least 0)`,
    );
  }
  const rows = unitRows(embeddings, d, 'novelSum');
  const { n } = rows;
  needAtLeast(2, n, 'novelSum', 'rows');
  const space = reference === undefined ? rows : unitRows(reference, d, 'novelSum');
  const different = differentRows(space);
  const nearest = new Float64Array(Math.min(numNeighbors, different.length - 1) + 1);
  const weights = Float64Array.from({ length: n }, (_, rank) => (rank + 1) ** -proximityPower);
  const weightSum = weights.reduce((sum, weight) => sum + weight, 0);
  const distances = new Float64Array(n);
  const sorter = new BucketSorter(n);
  const spaceDistances = new Float64Array(space.n);
  const differentDistances = new Float64Array(different.length);
  let total = 0;
  for (let i = 0; i < n; i++) {
    rows.cosinesOf(i, 0, distances);
    turnToDistances(distances);
    distances[i] = 0;
    if (space === rows) spaceDistances.set(distances);
    else {
      cosinesWith(rows.values, i * d, space, 0, spaceDistances);
      turnToDistances(spaceDistances);
    }
    for (let j = 0; j < different.length; j++) differentDistances[j] = spaceDistances[different[j]!]!;
    smallestInto(nearest, differentDistances);
    sorter.sort(distances);
    let average = 0;
    for (let j = 0; j < n; j++) average += weights[j]! * distances[j]!;
    total += (densityOf(nearest, densityPower) * average) / weightSum;
  }
  return total / n;
}

function turnToDistances(cosines: Float64Array): void {
  for (let j = 0; j < cosines.length; j++) cosines[j] = Math.max(0, 1 - cosines[j]!);
}

/** (Mean squared distance to all nearest rows but the very first)^−power; unit rows are 2 − 2cos apart, squared. */
function densityOf(nearest: Float64Array, power: number): number {
  // Where the reference is but one point there is no density to weigh with.
  if (nearest.length < 2) return 1;
  let sum = 0;
  for (let place = 1; place < nearest.length; place++) sum += 2 * nearest[place]!;
  return (sum / (nearest.length - 1) + REGULARIZATION) ** -power;
}

/** The smallest of the numbers, ascending, as many as there is room for. */
function smallestInto(smallest: Float64Array, numbers: Float64Array): void {
  smallest.fill(Infinity);
  const last = smallest.length - 1;
  let limit = Infinity;
  for (let j = 0; j < numbers.length; j++) {
    const number = numbers[j]!;
    if (number >= limit) continue;
    let place = last;
    while (place > 0 && smallest[place - 1]! > number) smallest[place] = smallest[--place]!;
    smallest[place] = number;
    limit = smallest[last]!;
  }
}

/** Sorts numbers of at least 0 in linear time where they are spread, and never slower than by comparing. */
class BucketSorter {
  readonly #ends: Int32Array;
  readonly #sorted: Float64Array;

  constructor(n: number) {
    this.#ends = new Int32Array(n + 1);
    this.#sorted = new Float64Array(n);
  }

  sort(numbers: Float64Array): void {
    const n = numbers.length;
    const ends = this.#ends.fill(0);
    const sorted = this.#sorted;
    let largest = 0;
    for (let i = 0; i < n; i++) if (numbers[i]! > largest) largest = numbers[i]!;
    const scale = largest > 0 ? (n - 1) / largest : 0; // bucket n − 1 holds the largest
    for (let i = 0; i < n; i++) ends[((numbers[i]! * scale) | 0) + 1]!++;
    for (let b = 1; b <= n; b++) ends[b]! += ends[b - 1]!; // as yet the beginnings of the buckets
    for (let i = 0; i < n; i++) sorted[ends[(numbers[i]! * scale) | 0]!++] = numbers[i]!;
    let from = 0;
    for (let b = 0; b < n; b++) {
      const end = ends[b]!;
      if (end - from > 16) sorted.subarray(from, end).sort();
      else sortByInsertion(sorted, from, end);
      from = end;
    }
    numbers.set(sorted);
  }
}

function sortByInsertion(numbers: Float64Array, from: number, end: number): void {
  for (let i = from + 1; i < end; i++) {
    const number = numbers[i]!;
    let place = i;
    while (place > from && numbers[place - 1]! > number) numbers[place] = numbers[--place]!;
    numbers[place] = number;
  }
}

/** Which rows equal no earlier one, in single precision. */
function differentRows({ values, n, d }: UnitRows): Int32Array {
  const single = new Float32Array(values);
  for (let k = 0; k < single.length; k++) single[k]! += 0; // −0 is 0
  const bits = new Int32Array(single.buffer);
  const isSame = (i: number, j: number): boolean => {
    for (let k = 0; k < d; k++) if (bits[i * d + k] !== bits[j * d + k]) return false;
    return true;
  };
  const buckets = new Map<number, number[]>();
  const different: number[] = [];
  for (let i = 0; i < n; i++) {
    let key = 0;
    for (let k = 0; k < d; k++) key = (Math.imul(31, key) + bits[i * d + k]!) | 0;
    const bucket = buckets.get(key);
    if (bucket?.some((kept) => isSame(i, kept))) continue;
    different.push(i);
    if (bucket) bucket.push(i);
    else buckets.set(key, [i]);
  }
  return Int32Array.from(different);
}
