import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { guessedNoise, measuredNoise, smallestDetectableDifference } from '../../src/analysis';
import { axisTiers } from '../../src/analysis/axis-tiers';
import { testTiers } from '../../src/analysis/comparisons';
import { correctnessOf } from '../../src/analysis/correctness';
import { ALPHA } from '../../src/analysis/level';
import { chiSquareAt, normalCdf } from '../../src/math/distributions';
import type { StudyRecord } from '../../src/core/run';
import { simulateStudy, smallStudy } from './simulated-study';

const TYPICAL = { tiers: 6, replicates: 5, testRows: 2400 };

describe('the smallest difference a design can find', () => {
  test('falls with replicates and test rows, and rises with tiers, curves and noise', () => {
    const of = (change: object): number => smallestDetectableDifference({ ...TYPICAL, ...change })!;
    const falling = [2, 3, 4, 5, 10, 30].map((replicates) => of({ replicates }));
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    const byRows = [100, 400, 2400, 10_000].map((testRows) => of({ testRows }));
    expect(byRows).toEqual([...byRows].sort((a, b) => b - a));
    expect(of({ tiers: 12 })).toBeGreaterThan(of({}));
    expect(of({ tiers: 3 })).toBeLessThan(of({}));
    expect(of({ curves: 3 })).toBeGreaterThan(of({}));
    expect(of({ accuracy: 0.97 })).toBeLessThan(of({ accuracy: 0.6 }));
    expect(of({ noise: { ...guessedNoise(0.75), seedSd: 0.03 } })).toBeGreaterThan(of({}));
  });

  test('needs a stricter level or more power to be larger', () => {
    const usual = smallestDetectableDifference(TYPICAL)!;
    expect(smallestDetectableDifference(TYPICAL, 0.01)).toBeGreaterThan(usual);
    expect(smallestDetectableDifference(TYPICAL, 0.05, 0.95)).toBeGreaterThan(usual);
  });

  test('is not there for one tier, one replicate, or where no difference would do; 0 without noise', () => {
    expect(smallestDetectableDifference({ ...TYPICAL, replicates: 1 })).toBeNull();
    expect(smallestDetectableDifference({ ...TYPICAL, tiers: 1 })).toBeNull();
    expect(smallestDetectableDifference({ ...TYPICAL, testRows: NaN })).toBeNull();
    const wild = { seedSd: 0.4, disagreement: 0.5, persistence: 0.5 };
    expect(smallestDetectableDifference({ tiers: 24, replicates: 2, testRows: 50, noise: wild })).toBeNull();
    const none = { seedSd: 0, disagreement: 0, persistence: 0 };
    expect(smallestDetectableDifference({ ...TYPICAL, noise: none })).toBe(0);
  });

  test.each([
    { tiers: 6, replicates: 5, rows: 300 },
    { tiers: 4, replicates: 3, rows: 300 },
    { tiers: 2, replicates: 4, rows: 400 },
  ])('is found about four times in five: $tiers tiers, $replicates replicates, $rows rows', (size) => {
    const { tiers, replicates, rows } = size;
    const noiseless = { replicates, rows, seedSd: 0.01, replicateSd: 0.01 };
    const flat = simulateStudy({ ...noiseless, gains: new Array<number>(tiers).fill(0), rows: 6000 }, 'noise'); // prettier-ignore
    const noise = measuredNoise(flat.study, flat.runs, flat.yTrue)!;
    const wanted = smallestDetectableDifference({ tiers, replicates, testRows: rows, noise })!;
    // what a gain comes to in accuracy, from many rows
    const gains = [wanted, ...new Array<number>(tiers - 1).fill(0)];
    const large = simulateStudy(
      { ...noiseless, gains: [wanted, 0], rows: 10_000, replicates: 20, seedSd: 0 },
      'scale',
    );
    const shareRight = (arm: string): number => {
      const own = large.runs.filter((run) => run.arm === arm);
      return own.reduce((sum, run) => sum + run.yPred.reduce((a, b) => a + b, 0), 0) / own.length / 10_000;
    };
    gains[0] = wanted * (wanted / (shareRight('t0') - shareRight('t1')));

    let found = 0;
    const numStudies = 150;
    for (let k = 0; k < numStudies; k++) {
      const { study, runs, yTrue } = simulateStudy({ ...noiseless, gains }, 'power', tiers, k);
      const tests = testTiers(axisTiers(study.arms)!, correctnessOf(runs, yTrue));
      // the low end is ahead: the test of an interior tier against it, at the level that is left to one tier
      const pair = tiers > 2 ? tests.interior[0]!.againstLowest : tests.ends!;
      const { mean } = pair.comparison.difference;
      const level = tiers > 2 ? ALPHA / 2 : ALPHA;
      found += Number(Math.abs(mean) >= pair.neededDifference(level));
    }
    expect(found / numStudies).toBeGreaterThan(0.7);
    expect(found / numStudies).toBeLessThan(0.9);
  });
});

describe('the noise of a study', () => {
  test('comes back out of runs in which it was put', () => {
    const gains = [0, 0, 0, 0, 0, 0];
    const { study, runs, yTrue } = simulateStudy({ gains, replicates: 20, rows: 3000, seedSd: 0.02, replicateSd: 0.03 }, 'known'); // prettier-ignore
    const found = measuredNoise(study, runs, yTrue)!;
    expect(found.seedSd).toBeGreaterThan(0.017);
    expect(found.seedSd).toBeLessThan(0.023);
    // no row is easier for one tier than for another
    expect(found.persistence).toBeLessThan(0.03);
    const withTaste = simulateStudy({ gains, replicates: 20, rows: 3000, seedSd: 0.02, replicateSd: 0, rowByTierSd: 1 }, 'taste'); // prettier-ignore
    expect(measuredNoise(withTaste.study, withTaste.runs, withTaste.yTrue)!.persistence).toBeGreaterThan(0.1);
  });

  test('of the recorded example is about what is guessed for others', () => {
    const record = JSON.parse(readFileSync('public/recorded/temperature.json', 'utf8')) as StudyRecord;
    const found = measuredNoise(record.study, record.runs, record.yTrue)!;
    const guessed = guessedNoise(0.73);
    for (const part of ['seedSd', 'disagreement', 'persistence'] as const) {
      expect(found[part] / guessed[part]).toBeGreaterThan(0.7);
      expect(found[part] / guessed[part]).toBeLessThan(1.4);
    }
  });

  test('is unknown below two tiers with two replicates', () => {
    const { runs, yTrue } = simulateStudy({ gains: [0, 0], replicates: 1, rows: 50, seedSd: 0, replicateSd: 0 }, 'one'); // prettier-ignore
    expect(measuredNoise(smallStudy([1, 2], 3), runs, yTrue)).toBeNull();
    expect(measuredNoise(smallStudy([], 3), [], [])).toBeNull();
  });
});

test('normal and χ² agree with SciPy as far as planning needs', () => {
  // scipy 1.10.1: stats.norm.cdf([0, .5, 1, 1.96, 3, -1.2])
  const cdf = [0.5, 0.6914624612740131, 0.8413447460685429, 0.9750021048517795, 0.9986501019683699, 0.11506967022170822]; // prettier-ignore
  [0, 0.5, 1, 1.96, 3, -1.2].forEach((z, i) => expect(normalCdf(z)).toBeCloseTo(cdf[i]!, 6));
  // stats.chi2.ppf(stats.norm.cdf(z), df) for (z, df) = (0, 4) (1, 4) (-1, 4) (1.5932, 20) (0, 1)
  const quantiles = [3.3566939800333224, 6.59905311823171, 1.4163708796379426, 30.972265324845193, 0.454936423119572]; // prettier-ignore
  const at = [[0, 4], [1, 4], [-1, 4], [1.5932, 20], [0, 1]] as const; // prettier-ignore
  at.forEach(([z, df], i) => expect(chiSquareAt(z, df) / quantiles[i]!).toBeCloseTo(1, 1));
});
