/**
 * @file Which tiers cannot be told apart from the best: the honest answer where several are ahead by chance.
 *
 * A tier is left out of the set only where some other tier is shown to be better than it, one-sided, at level α/(k − 1)
 * with k tiers (Bonferroni). A best tier has k − 1 rivals and none is truly better, so it is left out with probability at
 * most α: the set holds any given best tier with probability at least 1 − α. This is Hsu's multiple comparison with the
 * best, with Bonferroni's bound in place of the exact distribution, which would need to know how strongly the tiers
 * depend on one another.
 * @see Hsu (1996), Multiple Comparisons: Theory and Methods, chapter 4; Hsu (1984), Annals of Statistics 12, 1136–1144.
 */
import type { Tier } from './axis-tiers';
import { pairWeights, testContrast, type ContrastTest } from './contrast';
import type { Correctness } from './correctness';
import { ALPHA } from './level';
import { pooledSeedVariance } from './seed-variance';

/** A tier, and how it stands against its strongest rival. */
export interface Standing {
  readonly tier: Tier;
  /** Mean accuracy over its runs, 0 to 1. */
  readonly accuracy: number;
  /** The tier that is most surely ahead of it. */
  readonly rival: Tier;
  /** Corrected p-value of "the rival is not better", 0 to 1. */
  readonly pValue: number;
}

/** Differences between all pairs of tiers, each tested once. */
export class PairTable {
  readonly #tests: ReadonlyMap<string, ContrastTest>;

  constructor(
    readonly tiers: readonly Tier[],
    correct: Correctness,
  ) {
    const pooled = pooledSeedVariance(
      correct,
      tiers.map(({ id }) => id),
    );
    const tests = new Map<string, ContrastTest>();
    for (const a of tiers) {
      for (const b of tiers) {
        if (a === b) continue;
        const test = testContrast(correct, pairWeights(a.id, b.id), pooled);
        if (test) tests.set(keyOf(a, b), test);
      }
    }
    this.#tests = tests;
  }

  /** `a` minus `b`; null where they share no replicate. */
  of(a: Tier, b: Tier): ContrastTest | null {
    return this.#tests.get(keyOf(a, b)) ?? null;
  }
}

function keyOf(a: Tier, b: Tier): string {
  return `${a.id}\u0000${b.id}`;
}

/**
 * How every tier that can be compared stands against its rivals, in the order of the table. `k` counts all tiers of the
 * table, also those without runs, so that it stays the same while a study runs.
 */
export function standings(pairs: PairTable, accuracyOf: (tier: Tier) => number): Standing[] {
  const { tiers } = pairs;
  return tiers.flatMap((tier) => {
    const rivals = tiers.flatMap((rival) => {
      const test = rival === tier ? null : pairs.of(rival, tier);
      return test ? [{ rival, p: test.pAbove }] : [];
    });
    if (rivals.length === 0) return [];
    const strongest = rivals.reduce((a, b) => (b.p < a.p ? b : a));
    const pValue = Math.min(1, (tiers.length - 1) * strongest.p);
    return [{ tier, accuracy: accuracyOf(tier), rival: strongest.rival, pValue }];
  });
}

/** The tiers that no other is shown to be better than, in the order of the table. */
export function bestSet(all: readonly Standing[], alpha = ALPHA): readonly Tier[] {
  return all.filter(({ pValue }) => pValue > alpha).map(({ tier }) => tier);
}
