import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bootstrapSpearman, spearman, type PairedRun } from '../../src/analysis';
import { stream } from '../../src/core/random';

/** Arms whose x and y have a correlation of about `rho`, with runs that differ little within an arm. */
function clustered(name: string, arms: number, replicates: number, rho: number): PairedRun[] {
  const rng = stream('clustered', name);
  return Array.from({ length: arms }, (_, a) => {
    const x = rng.normal();
    const y = rho * x + Math.sqrt(1 - rho * rho) * rng.normal();
    return Array.from({ length: replicates }, (_, replicate) => ({
      arm: `a${a}`,
      replicate,
      x: x + 0.1 * rng.normal(),
      y: y + 0.1 * rng.normal(),
    }));
  }).flat();
}

describe('a bootstrap of runs in arms', () => {
  test('has Spearman’s ρ, wider bounds than independent runs would have, and always the same', () => {
    const runs = clustered('wide', 8, 5, 0.6);
    const found = bootstrapSpearman(runs, 'name')!;
    const independent = spearman(runs.map((run) => run.x), runs.map((run) => run.y)); // prettier-ignore
    expect(found.mean).toBe(independent.mean);
    expect(found.high - found.low).toBeGreaterThan(1.3 * (independent.high - independent.low));
    expect(bootstrapSpearman([...runs].reverse(), 'name')).toEqual(found);
    expect(bootstrapSpearman(runs, 'other')!.low).not.toBe(found.low);
  });

  test('covers the truth about as often as it says, where runs taken for independent do not', () => {
    let covered = 0;
    let naive = 0;
    const numStudies = 120;
    for (let k = 0; k < numStudies; k++) {
      const runs = clustered(`cover ${k}`, 12, 4, 0);
      const { low, high } = bootstrapSpearman(runs, 'cover', 200)!;
      covered += Number(low <= 0 && 0 <= high);
      const independent = spearman(runs.map((run) => run.x), runs.map((run) => run.y)); // prettier-ignore
      naive += Number(independent.low <= 0 && 0 <= independent.high);
    }
    expect(covered / numStudies).toBeGreaterThan(0.88);
    expect(naive / numStudies).toBeLessThan(0.75);
  });

  test('is null for fewer than four arms, or where a side does not vary', () => {
    expect(bootstrapSpearman(clustered('few', 3, 5, 0.5), 'few')).toBeNull();
    expect(bootstrapSpearman(clustered('flat', 6, 3, 0.5).map((run) => ({ ...run, y: 1 })), 'flat')).toBeNull(); // prettier-ignore
    expect(bootstrapSpearman(clustered('none', 6, 3, 0.5).map((run) => ({ ...run, x: NaN })), 'none')).toBeNull(); // prettier-ignore
  });

  test('stays within [-1, 1] and holds its mean, whatever the runs', () => {
    const anyRun = fc.record({
      arm: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      replicate: fc.nat(2),
      x: fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(NaN)),
      y: fc.integer({ min: 0, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(anyRun, { maxLength: 15 }), (runs) => {
        const found = bootstrapSpearman(runs, 'any', 40);
        if (!found) return;
        expect(
          -1 <= found.low && found.low <= found.mean && found.mean <= found.high && found.high <= 1,
        ).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
