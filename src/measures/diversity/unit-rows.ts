/** @file Embeddings as the measures of direction take them: checked, without empty rows, of unit length. */
import { LabError, shown } from '../../core/errors';

/** Above this many rows, cosines are computed anew for each measure: their matrix would take more than 32 MB. */
const MOST_REMEMBERED = 2_000;

export class UnitRows {
  /** (n, d) row-major, every row of unit length. */
  readonly values: Float64Array;
  readonly n: number;
  readonly d: number;
  /** (n, n) row-major; null until `rememberCosines`. */
  #cosines: Float64Array | null = null;
  #dual: Float64Array | null = null;

  constructor(values: Float64Array, d: number) {
    this.values = values;
    this.n = values.length / d;
    this.d = d;
  }

  /** XᵀX / n, (d, d) row-major, the lower triangle; computed once. */
  get dual(): Float64Array {
    return (this.#dual ??= dualOf(this));
  }

  /** Computes the cosines of all pairs now, for several measures to read. */
  rememberCosines(): void {
    const { n } = this;
    if (this.#cosines !== null || n > MOST_REMEMBERED) return;
    const cosines = new Float64Array(n * n);
    const row = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      this.cosinesOf(i, i, row);
      for (let j = i; j < n; j++) cosines[i * n + j] = cosines[j * n + i] = row[j]!;
    }
    this.#cosines = cosines;
  }

  /** Cosines of row i with the rows from `first` on, into `cosines[first]` … `cosines[n − 1]`. */
  cosinesOf(i: number, first: number, cosines: Float64Array): void {
    const { n, d } = this;
    if (this.#cosines === null) cosinesWith(this.values, i * d, this, first, cosines);
    else cosines.set(this.#cosines.subarray(i * n + first, (i + 1) * n), first);
  }
}

/** (n, d) row-major, or the rows that were already made of it: measures of one set may share them. */
export type Embeddings = ArrayLike<number> | UnitRows;

/**
 * The rows of an embedding matrix scaled to unit length, in double precision. All-zero rows (texts without a known
 * token, which point nowhere) are left out. Rows that are already made are returned as they are.
 * @param embeddings (n, d) row-major; not changed
 * @throws LabError `bad-dataset` where the length is no multiple of d, or a value is not finite
 */
export function unitRows(embeddings: Embeddings, d: number, place: string): UnitRows {
  if (embeddings instanceof UnitRows) return embeddings;
  if (!Number.isInteger(d) || d < 1 || embeddings.length % d !== 0) {
    throw new LabError(
      'bad-dataset',
      `${place}: invalid dimensions: ${shown(`${embeddings.length} values in rows of ${d}`)} (wanted rows of one length) — embed all texts with the same embedder`,
    );
  }
  const values = new Float64Array(embeddings.length);
  let n = 0;
  for (let from = 0; from < embeddings.length; from += d) {
    let largest = 0;
    for (let k = from; k < from + d; k++) {
      const size = Math.abs(embeddings[k]!);
      if (!(size < Infinity)) {
        throw new LabError(
          'bad-dataset',
          `${place}: invalid embedding: ${shown(`${embeddings[k]} in row ${from / d}`)} (wanted finite numbers) — embed that text again`,
        );
      }
      if (size > largest) largest = size;
    }
    if (largest === 0) continue;
    const to = n++ * d;
    // Divided by the largest value first: the squares of very large or small numbers would not be numbers any more.
    let squares = 0;
    for (let k = 0; k < d; k++) {
      const value = embeddings[from + k]! / largest;
      values[to + k] = value;
      squares += value * value;
    }
    const scale = 1 / Math.sqrt(squares);
    for (let k = to; k < to + d; k++) values[k]! *= scale;
  }
  return new UnitRows(values.subarray(0, n * d), d);
}

/**
 * Cosines of the unit row that begins at `vector[row]` with the rows from `first` on. Four at a time: the most time of
 * the quadratic measures is spent here.
 */
export function cosinesWith(
  vector: Float64Array,
  row: number,
  { values, n, d }: UnitRows,
  first: number,
  cosines: Float64Array,
): void {
  let j = first;
  for (; j + 4 <= n; j += 4) {
    const j0 = j * d;
    const j1 = j0 + d;
    const j2 = j1 + d;
    const j3 = j2 + d;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0; k < d; k++) {
      const x = vector[row + k]!;
      s0 += x * values[j0 + k]!;
      s1 += x * values[j1 + k]!;
      s2 += x * values[j2 + k]!;
      s3 += x * values[j3 + k]!;
    }
    cosines[j] = s0;
    cosines[j + 1] = s1;
    cosines[j + 2] = s2;
    cosines[j + 3] = s3;
  }
  for (; j < n; j++) {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += vector[row + k]! * values[j * d + k]!;
    cosines[j] = sum;
  }
}

/** Four rows are added at a time. */
function dualOf({ values, n, d }: UnitRows): Float64Array {
  const dual = new Float64Array(d * d);
  let row = 0;
  for (; row + 4 <= n; row += 4) {
    const r0 = row * d;
    const r1 = r0 + d;
    const r2 = r1 + d;
    const r3 = r2 + d;
    for (let i = 0; i < d; i++) {
      const x0 = values[r0 + i]!;
      const x1 = values[r1 + i]!;
      const x2 = values[r2 + i]!;
      const x3 = values[r3 + i]!;
      const to = i * d;
      for (let j = 0; j <= i; j++) {
        dual[to + j]! +=
          x0 * values[r0 + j]! + x1 * values[r1 + j]! + x2 * values[r2 + j]! + x3 * values[r3 + j]!;
      }
    }
  }
  for (; row < n; row++) {
    const from = row * d;
    for (let i = 0; i < d; i++) {
      const x = values[from + i]!;
      for (let j = 0; j <= i; j++) dual[i * d + j]! += x * values[from + j]!;
    }
  }
  return dual.map((value) => value / n);
}
