/**
 * @file What a study may say, and how the p-values of all of it are corrected.
 *
 * Claims of one kind are corrected together (Holm). What decides whether a study shows anything at all are its chief kinds,
 * two or three of them; the gate is the smallest corrected p-value among these, times their number (Bonferroni). No
 * corrected p-value is smaller than the gate (serial gatekeeping). So where the arms do not differ, the chance that a study
 * claims anything, whatever the number of its claims, is at most 5 %, as far as each test keeps its level; and where some
 * do, the chance of a false claim among those of one kind is.
 * @see Westfall & Krishen (2001), "Optimally weighted, fixed sequence and gatekeeper multiple testing procedures",
 * J. Stat. Plan. Inference 99, 25–40.
 */
import type { Estimate, UnwordedFinding } from '../core/run';
import type { Statement } from '../core/statement';
import type { FindingKind } from './finding-kinds';
import { holm } from './holm';
import { ALPHA } from './level';

export interface Claim {
  readonly kind: FindingKind;
  /** Id of the series it is about; null where it is about all. */
  readonly series: string | null;
  readonly estimate: Estimate | null;
  /** Before the correction for other claims; 1 where nothing was tested, or there are too few runs to. */
  readonly pValue: number;
  /** What is stated, from the corrected p-value. */
  readonly states: (pValue: number) => Statement;
}

/** A claim with its corrected p-value. */
export interface Settled<C extends Claim = Claim> {
  readonly claim: C;
  readonly pValue: number;
  readonly isShown: boolean;
}

/** Claims that are corrected together. */
export type ClaimFamily<C extends Claim = Claim> = readonly C[];

/**
 * The smallest p-value of the chief kinds, corrected for all of their claims; 1 where there are none.
 * @param kinds how many there are, where the study has more than these
 */
export function gateOf(chief: readonly ClaimFamily[], kinds?: number): number {
  const tested = chief.filter((family) => family.length > 0);
  const least = Math.min(1, ...tested.flatMap((family) => holm(family.map((claim) => claim.pValue))));
  return Math.min(1, (kinds ?? Math.max(1, tested.length)) * least);
}

/** Corrected within the family, and not below the gate. */
export function settle<C extends Claim>(family: ClaimFamily<C>, gate: number): Settled<C>[] {
  const corrected = holm(family.map((claim) => claim.pValue));
  return family.map((claim, i) => {
    const pValue = Math.max(gate, corrected[i]!);
    return { claim, pValue, isShown: pValue <= ALPHA };
  });
}

/** Of a sentence that states all of these claims: it is no surer than the least sure of them. */
export function pOfAll(stated: readonly Pick<Settled, 'pValue'>[]): number {
  return Math.max(...stated.map(({ pValue }) => pValue));
}

export function findingOf({ claim, pValue }: Settled): UnwordedFinding {
  const { kind, series, estimate, states } = claim;
  return { kind, series, estimate, pValue, statement: states(pValue) };
}
