/**
 * @file Where a curve is level: tiers next to each other between which no difference is larger than a margin.
 *
 * That tiers are level is shown where for each two of them, in both directions, the difference is shown to lie below the
 * margin, one-sided at level α (two one-sided tests for each pair; all must hold, so no correction is needed). Runs of
 * tiers are tried from the end of the axis inwards, the shortest first, and a longer one only where the shorter one was
 * shown: nested hypotheses in a fixed order need no correction either.
 * @see Schuirmann (1987), J. Pharmacokinetics and Biopharmaceutics 15, 657–680 (two one-sided tests).
 * @see Berger (1982), Technometrics 24, 295–300 (intersection–union tests); Maurer, Hothorn & Lehmacher (1995).
 */
import type { PairTable } from './best-set';
import type { Tier } from './axis-tiers';
import { ALPHA } from './level';

/** Fewer neighbours than this are no plateau: two tiers may be alike at the top of a hill. */
export const LEAST_LEVEL_TIERS = 3;

export interface Plateau {
  /** Tiers that are level, in the order of the axis; the first or the last of them is an end of the axis. */
  readonly tiers: readonly Tier[];
  /** The margin within which they are level; unit: accuracy. */
  readonly margin: number;
}

/**
 * The longest run of tiers at one end of the axis that is shown to be level; null where not even the shortest is.
 * @param end the end that the run must hold
 */
export function plateauAt(
  pairs: PairTable,
  end: 'lowest' | 'highest',
  margin: number,
  alpha = ALPHA,
): Plateau | null {
  const { tiers } = pairs;
  let level: readonly Tier[] | null = null;
  for (
    let length = Math.min(LEAST_LEVEL_TIERS, tiers.length);
    length >= 2 && length <= tiers.length;
    length++
  ) {
    const run = end === 'highest' ? tiers.slice(-length) : tiers.slice(0, length);
    if (!isLevel(pairs, run, margin, alpha)) break;
    level = run;
  }
  return level && { tiers: level, margin };
}

function isLevel(pairs: PairTable, run: readonly Tier[], margin: number, alpha: number): boolean {
  return run.every((a) =>
    run.every((b) => {
      if (a === b) return true;
      const test = pairs.of(a, b);
      return test !== null && test.estimate.mean + test.needed(alpha) < margin;
    }),
  );
}
