/**
 * @file Two factors: what each level of either adds, and what the two do together that neither does alone.
 *
 *   α_i = ȳ_i. - ȳ,   β_j = ȳ_.j - ȳ,   γ_ij = ȳ_ij - ȳ_i. - ȳ_.j + ȳ
 *
 * Each is a contrast of the cells, with whole weights over I J, so its variance is that of any contrast. The effects of a
 * factor sum to 0.
 * @see Montgomery (2017), Design and Analysis of Experiments, 9th ed., section 5.3 (the two-factor factorial design).
 */
import { testContrast, type ContrastTest } from './contrast';
import type { Correctness } from './correctness';
import type { VarianceShare } from './crossed-mean';

/** `cells[i][j]`: id of the arm at level i of the first factor and level j of the second. */
export type TwoWayTable = readonly (readonly string[])[];

export interface TwoWay {
  /** α_i; null where the cells share no replicate. */
  readonly first: readonly (ContrastTest | null)[];
  /** β_j. */
  readonly second: readonly (ContrastTest | null)[];
  /** γ_ij, by i and j; empty where a factor has one level. */
  readonly interaction: readonly (readonly (ContrastTest | null)[])[];
}

export function twoWay(cells: TwoWayTable, correct: Correctness, pooled: VarianceShare | null): TwoWay {
  const I = cells.length;
  const J = cells[0]?.length ?? 0;
  const test = (weightOf: (i: number, j: number) => number): ContrastTest | null => {
    const weights = new Map(cells.flatMap((row, i) => row.map((id, j) => [id, weightOf(i, j)] as const)));
    return testContrast(correct, weights, pooled, I * J);
  };
  const indicator = (isSo: boolean, levels: number): number => (isSo ? levels : 0) - 1;
  return {
    first: I < 2 ? [] : cells.map((_, at) => test((i) => indicator(i === at, I))),
    second: J < 2 ? [] : (cells[0] ?? []).map((_, at) => test((_, j) => indicator(j === at, J))),
    interaction:
      I < 2 || J < 2
        ? []
        : cells.map((row, atI) =>
            row.map((_, atJ) => test((i, j) => indicator(i === atI, I) * indicator(j === atJ, J))),
          ),
  };
}
