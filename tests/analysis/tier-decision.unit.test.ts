import { describe, expect, test } from 'vitest';
import { axisTiers } from '../../src/analysis/axis-tiers';
import { bestSet, PairTable, standings } from '../../src/analysis/best-set';
import type { Correctness } from '../../src/analysis/correctness';
import { plateauAt } from '../../src/analysis/plateau';
import { againstBaseline, decideTiers } from '../../src/analysis/tier-decision';

/** Tiers whose runs are right on the first `counts[i]` of 1,000 rows, moved by one row from replicate to replicate. */
function tableOf(counts: readonly number[], replicates = 3): Correctness {
  return new Map(
    counts.map((count, i) => [
      `t${i}`,
      new Map(
        Array.from({ length: replicates }, (_, r) => [
          r,
          Int8Array.from({ length: 1000 }, (_, row) => Number(row < count + ((r + i) % 3) - 1)),
        ]),
      ),
    ]),
  );
}
const tiersOf = (correct: Correctness) =>
  axisTiers([...correct.keys()].map((id, value) => ({ id, value, kind: 'tier' as const })))!;
const meanOf = (correct: Correctness) => (tier: { readonly id: string }) => {
  const lines = [...correct.get(tier.id)!.values()];
  return lines.flatMap((line) => [...line]).reduce((a, b) => a + b, 0) / (lines.length * lines[0]!.length);
};
function pairsOf(correct: Correctness): PairTable {
  const { lowest, interior, highest } = tiersOf(correct);
  return new PairTable([lowest, ...interior, highest], correct);
}

describe('the set of tiers that cannot be told apart from the best', () => {
  const correct = tableOf([600, 700, 800, 801, 799, 650]);
  const all = standings(pairsOf(correct), meanOf(correct));

  test('holds those at the top and none that is clearly behind', () => {
    expect(bestSet(all).map(({ id }) => id)).toEqual(['t2', 't3', 't4']);
  });

  test('says for each who is most surely ahead of it, and how surely', () => {
    expect(all.map(({ tier }) => tier.id)).toEqual(['t0', 't1', 't2', 't3', 't4', 't5']);
    for (const { tier, rival, pValue } of all) {
      expect(rival).not.toBe(tier);
      expect(pValue).toBeGreaterThanOrEqual(0);
      expect(pValue).toBeLessThanOrEqual(1);
    }
    expect(['t2', 't3', 't4']).toContain(all[0]!.rival.id);
  });

  test('always holds the tier of the highest mean', () => {
    for (const counts of [
      [500, 500],
      [500, 501, 502],
      [900, 100, 899, 898],
    ]) {
      const some = tableOf(counts);
      const standing = standings(pairsOf(some), meanOf(some));
      const best = standing.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
      expect(bestSet(standing)).toContain(best.tier);
    }
  });
});

describe('a plateau', () => {
  const pairs = pairsOf(tableOf([600, 700, 800, 801, 799, 800]));

  test('is the longest run of level tiers at the end', () => {
    expect(plateauAt(pairs, 'highest', 0.02)?.tiers.map(({ id }) => id)).toEqual(['t2', 't3', 't4', 't5']);
    expect(plateauAt(pairs, 'lowest', 0.02)).toBeNull();
  });

  test('is not shown where the margin is within the uncertainty', () => {
    expect(plateauAt(pairs, 'highest', 0.0005)).toBeNull();
  });

  test('of all tiers reaches from one end to the other', () => {
    const level = pairsOf(tableOf([700, 701, 699, 700]));
    expect(plateauAt(level, 'lowest', 0.02)?.tiers).toHaveLength(4);
    expect(plateauAt(level, 'highest', 0.02)?.tiers).toHaveLength(4);
  });
});

describe('the decision', () => {
  const decide = (counts: readonly number[], parts: Partial<Parameters<typeof decideTiers>[0]> = {}) => {
    const correct = tableOf(counts);
    return decideTiers({
      tiers: tiersOf(correct),
      correct,
      accuracyOf: meanOf(correct),
      best: null,
      ends: 'rise',
      isEndBeaten: false,
      isInvertedU: false,
      margin: 0.02,
      ...parts,
    })!;
  };

  test('of a rise to the end is that the higher is better', () => {
    expect(decide([600, 650, 700, 750, 800])).toMatchObject({ claim: 'higher', best: { id: 't4' } });
    expect(decide([800, 750, 700, 650, 600], { ends: 'fall' })).toMatchObject({
      claim: 'lower',
      best: { id: 't0' },
    });
  });

  test('of a rise that ends in level tiers is a plateau, with its tiers', () => {
    const { claim, plateau } = decide([600, 700, 800, 801, 799, 802]);
    expect(claim).toBe('level-above');
    expect(plateau?.tiers.map(({ id }) => id)).toEqual(['t2', 't3', 't4', 't5']);
  });

  test('of a rise that turns is that the low end harms, never that the higher is better', () => {
    expect(decide([600, 700, 800, 830, 820])).toMatchObject({ claim: 'low-end-harms', best: { id: 't3' } });
    expect(decide([600, 650, 700, 750, 800], { isInvertedU: true }).claim).toBe('low-end-harms');
    expect(decide([600, 650, 700, 750, 800], { isEndBeaten: true }).claim).toBe('low-end-harms');
  });

  test('where an interior tier beats both ends is moderate, with its lead over each and the wider interval', () => {
    const { claim, leads } = decide([600, 700, 800, 700, 650], { best: { id: 't2', value: 2 } });
    expect(claim).toBe('moderate');
    expect(leads.map(({ against }) => against.id)).toEqual(['t0', 't4']);
    expect(leads[0]!.difference.mean).toBeCloseTo(0.2, 2);
    expect(leads[0]!.difference.low).toBeLessThan(leads[0]!.difference.mean);
  });

  test('without a difference between the ends is level where that is shown, else open', () => {
    expect(decide([700, 701, 699, 700], { ends: null }).claim).toBe('level');
    expect(decide([700, 740, 690, 705], { ends: null }).claim).toBe('open');
  });
});

test('a best tier is held against real rows alone, corrected for having been chosen', () => {
  const correct = tableOf([700, 702, 800]);
  const best = { id: 't1', value: 1 };
  const tiers = Array.from({ length: 6 }, (_, i) => ({ id: i === 0 ? 't1' : `none${i}`, value: i }));
  const same = againstBaseline(correct, best, 't0', tiers)!;
  expect(same.pGain).toBeGreaterThan(0.05);
  expect(same.difference.mean).toBeCloseTo(0.002, 3);
  const worse = againstBaseline(correct, best, 't2', tiers)!;
  expect(worse.pLoss).toBeLessThan(0.001);
  expect(worse.pGain).toBe(1);
  expect(againstBaseline(correct, best, 'none', tiers)).toBeNull();
});
