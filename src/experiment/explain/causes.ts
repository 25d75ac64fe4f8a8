/** @file What is the matter with a run's generated rows, held against as many real ones. */
import type { Example } from '../../core/example';
import type { Cause, CauseId } from '../../core/explain';
import type { MeasureValues } from '../../core/measure';
import type { LabelOracle } from '../../core/ports';
import { repeatsOfEarlier } from '../../text/near-duplicates';
import { oracleNoise, labelNoiseInfo } from '../run/deferred-label-noise';
import { causeText } from './texts';

/** Rows with what was measured of them against the pool. */
export interface SetUnderStudy {
  readonly rows: readonly Example[];
  readonly measures: MeasureValues;
}

/** One-sided, at 1 % for each of five causes. */
const Z = 2.33;

/** Smaller differences are not worth a sentence, however sure they are. */
const LEAST_DIFFERENCE = 0.02;

/**
 * Every cause in a fixed order. A cause is notable where the generated rows are worse than the real ones by more than
 * chance explains (two proportions, one-sided z of 2.33) and by more than 0.02.
 * @param real rows that no generator wrote, none of them from the pool; the oracle has not learned from `validation`
 */
export function findCauses(
  generated: SetUnderStudy,
  real: SetUnderStudy,
  validation: readonly Example[],
  oracle: LabelOracle,
  numClasses: number,
): Cause[] {
  const n = generated.rows.length;
  const cause = (id: CauseId, value: number | null, ofReal: number | null, isNotable: boolean): Cause => ({
    id,
    value,
    real: ofReal,
    isNotable,
    text: causeText(id, value, ofReal),
  });

  const labels = oracle.labelsOf(textsOf(generated.rows));
  const disputed = share(generated.rows.map(({ label }, i) => label !== labels[i]));
  const noise = oracleNoise(generated.rows, oracle, numClasses)[labelNoiseInfo.id] ?? null;
  const isNoisy = exceeds(disputed, n, oracle.disputedOfReal, validation.length);

  const outside = oracle.outOfScope(textsOf(generated.rows));
  const realOutside = oracle.outOfScope(textsOf(validation));
  const outsideShare = outside && share(outside);
  const realOutsideShare = realOutside && share(realOutside);
  const isOutside =
    outsideShare !== null &&
    realOutsideShare !== null &&
    exceeds(outsideShare, n, realOutsideShare, validation.length);

  const duplicates = share(repeatsOfEarlier(textsOf(generated.rows)));
  const realDuplicates = share(repeatsOfEarlier(textsOf(real.rows)));

  const told = generated.measures.twoSampleAccuracy ?? null;
  const realTold = real.measures.twoSampleAccuracy ?? null;
  const isTold = told !== null && realTold !== null && exceeds(told, 2 * n, realTold, 2 * real.rows.length);

  const covered = generated.measures.coverage ?? null;
  const realCovered = real.measures.coverage ?? null;
  const isUncovered =
    covered !== null && realCovered !== null && exceeds(1 - covered, n, 1 - realCovered, real.rows.length);

  return [
    cause('labelNoise', noise, 0, noise !== null && isNoisy),
    cause('outOfScope', outsideShare, realOutsideShare, isOutside),
    cause('shift', told, realTold, isTold),
    cause('coverage', covered, realCovered, isUncovered),
    cause('duplicates', duplicates, realDuplicates, exceeds(duplicates, n, realDuplicates, real.rows.length)),
  ];
}

/** Whether a share p of m is above a share q of n by more than chance and by enough to speak of. */
function exceeds(p: number, m: number, q: number, n: number): boolean {
  if (m === 0 || n === 0 || p - q < LEAST_DIFFERENCE) return false;
  const pooled = (p * m + q * n) / (m + n);
  return p - q > Z * Math.sqrt(pooled * (1 - pooled) * (1 / m + 1 / n));
}

function textsOf(rows: readonly Example[]): string[] {
  return rows.map(({ text }) => text);
}

function share(list: readonly boolean[]): number {
  return list.length === 0 ? 0 : list.filter(Boolean).length / list.length;
}
