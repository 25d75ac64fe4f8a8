/**
 * @file How often the verdict is right: simulated studies of which the truth is known. Seeded, so always the same studies.
 * `npm test` runs a part of them, `npm run test:slow` all.
 */
import { describe, expect, test } from 'vitest';
import type { Estimate, VerdictKind } from '../../src/core/run';
import { analyseTiers, simulateStudy, type SimulatedEffects } from './simulated-study';

const effects: SimulatedEffects = {
  gains: [0, 0, 0, 0, 0, 0],
  replicates: 5,
  rows: 400,
  seedSd: 0.01,
  replicateSd: 0.01,
};

interface Outcome {
  readonly share: (...kinds: readonly VerdictKind[]) => number;
  readonly accuracies: readonly Estimate[];
  readonly differences: readonly Estimate[];
}

function simulate(name: string, numStudies: number, changes: Partial<SimulatedEffects> = {}): Outcome {
  const kinds: VerdictKind[] = [];
  const accuracies: Estimate[] = [];
  const differences: Estimate[] = [];
  for (let k = 0; k < numStudies; k++) {
    const { study, runs, yTrue } = simulateStudy({ ...effects, ...changes }, name, k);
    const { analysis, verdict } = analyseTiers(study, runs, yTrue);
    kinds.push(verdict.kind);
    accuracies.push(...analysis.arms.map((arm) => arm.accuracy));
    differences.push(...analysis.comparisons.map((comparison) => comparison.difference));
  }
  const share = (...wanted: readonly VerdictKind[]): number =>
    kinds.filter((kind) => wanted.includes(kind)).length / numStudies;
  return { share, accuracies, differences };
}

function coverage(intervals: readonly Estimate[], truth: number): number {
  return intervals.filter(({ low, high }) => low <= truth && truth <= high).length / intervals.length;
}

/** @param part of the simulated studies; above 1 for more of them */
export function errorRateTests(part: number): void {
  const count = (all: number): number => Math.max(10, Math.ceil(all * part));
  // Of few studies a share is that much away from the truth by chance alone; a test without its correction errs by more.
  const slack = part < 1 ? 0.1 : 0;
  const least = (share: number): number => share - slack;

  describe('under arms that do not differ, at most 5 % of verdicts claim anything', () => {
    test.each<[string, Partial<SimulatedEffects>]>([
      ['6 tiers, 5 replicates', {}],
      ['6 tiers, 2 replicates', { replicates: 2 }],
      ['3 tiers, 5 replicates', { gains: [0, 0, 0] }],
      ['2 tiers, 2 replicates', { gains: [0, 0], replicates: 2 }],
      ['6 tiers, seeds without effect', { seedSd: 0, replicateSd: 0 }],
      ['6 tiers, each with rows of its own that are hard for it', { rowByTierSd: 0.7, replicates: 3 }],
      [
        '6 tiers, seeds that matter twice as much at both ends',
        { seedSd: [0.04, 0.02, 0.02, 0.02, 0.02, 0.04], replicates: 3 },
      ],
      ['6 tiers, seeds that outweigh the test rows', { rows: 300, seedSd: 0.06, replicates: 3 }],
    ])('%s', (name, changes) => {
      const { share } = simulate(name, count(250), changes);
      expect(share('not-distinguishable', 'level')).toBeGreaterThanOrEqual(least(0.95));
    });
  });

  test('the drawn interval covers the true accuracy at least 93 % of the time, with 2, 3 and 5 replicates', () => {
    for (const replicates of [2, 3, 5]) {
      const { accuracies, differences } = simulate('coverage', count(200), {
        gains: [0, 0, 0],
        replicates,
        seedSd: 0.02,
        replicateSd: 0.02,
      });
      const truth = accuracies.reduce((sum, { mean }) => sum + mean, 0) / accuracies.length;
      expect(coverage(accuracies, truth)).toBeGreaterThanOrEqual(least(0.93));
      expect(coverage(differences, 0)).toBeGreaterThanOrEqual(least(0.93));
    }
  });

  describe('where there is a difference, it is found', () => {
    const real = { rows: 2400, rowByTierSd: 0.7 };

    test('an inverted U: 20 points below the best at the low end, 8 at the high end', () => {
      const gains = [-0.18, -0.05, 0, 0.02, 0, -0.06];
      expect(
        simulate('inverted U', count(30), { ...real, gains }).share('moderate-is-best'),
      ).toBeGreaterThanOrEqual(least(0.95));
      expect(
        simulate('inverted U', count(30), { ...real, gains, replicates: 3 }).share('moderate-is-best'),
      ).toBeGreaterThanOrEqual(least(0.9));
    });

    test('a mild inverted U, 3 points down at the high end', () => {
      const gains = [-0.1, -0.05, 0, 0.02, 0, -0.03];
      expect(
        simulate('mild', count(125), { ...real, gains }).share('moderate-is-best'),
      ).toBeGreaterThanOrEqual(least(0.95));
    });

    // With five replicates such a fall is not always shown: of 500 studies in 73 % and in 90 %.
    test.each<[string, readonly number[], number]>([
      ['one best tier', [-0.06, -0.03, -0.015, 0, -0.015, -0.03], 0.65],
      ['two tiers alike', [-0.06, -0.03, 0, 0, -0.015, -0.03], 0.85],
    ])('a fall of 3 points from %s', (name, gains, share) => {
      const studies = simulate(`a fall of 3 from ${name}`, count(125), { ...real, gains });
      expect(studies.share('moderate-is-best')).toBeGreaterThanOrEqual(least(share));
      expect(studies.share('more-is-better')).toBeLessThanOrEqual(0.05 + slack);
    });

    test('a steady rise of 11 points, and a steady fall', () => {
      const gains = [-0.11, -0.088, -0.066, -0.044, -0.022, 0];
      expect(simulate('rise', count(60), { ...real, gains }).share('more-is-better')).toBeGreaterThanOrEqual(
        least(0.95),
      );
      expect(
        simulate('fall', count(60), { ...real, gains: [...gains].reverse() }).share('less-is-better'),
      ).toBeGreaterThanOrEqual(least(0.95));
    });

    test('a rise of 11 points that slows down: that too little does harm, at least', () => {
      const gains = [-0.1, -0.06, -0.03, -0.01, 0, 0.01];
      const { share } = simulate('slowing', count(60), { ...real, gains });
      expect(share('more-is-better', 'too-little-harms', 'plateau')).toBeGreaterThanOrEqual(least(0.95));
    });
  });

  describe('beside few real rows alone', () => {
    const hump = [-0.06, -0.03, 0, 0, -0.015, -0.03];
    const real = { rows: 2400, rowByTierSd: 0.7, gains: hump };

    test('no gain is the headline where the best tiers are no better, and where they are worse', () => {
      for (const few of [0, 0.02]) {
        const { share } = simulate(`no gain over ${few}`, count(125), { ...real, few });
        expect(share('no-gain')).toBeGreaterThanOrEqual(least(0.95));
      }
    });

    test('a gain of 5 points is found, and the shape of the curve is the headline', () => {
      const { share } = simulate('a gain of 5', count(125), { ...real, few: -0.05 });
      expect(share('no-gain')).toBeLessThanOrEqual(0.05 + slack);
      // a fall of 3 points from two tiers alike is shown in four of five studies; the rise before it in nearly all
      expect(share('moderate-is-best', 'too-little-harms')).toBeGreaterThanOrEqual(least(0.9));
    });
  });

  describe('"more is better" is said in at most 5 % of studies whose curve does not rise to its end', () => {
    test.each<[string, readonly number[]]>([
      ['level from the second tier on', [-0.06, 0, 0, 0, 0, 0]],
      ['level from the third tier on', [-0.06, -0.03, 0, 0, 0, 0]],
      ['a rise of 6 points and a fall of 1', [-0.06, -0.03, 0, 0, -0.005, -0.01]],
      ['a rise of 6 points and a late fall of 1', [-0.06, -0.045, -0.03, -0.015, 0, -0.01]],
      ['a rise of 6 points and a fall of 1.5', [-0.06, -0.03, 0, 0, -0.0075, -0.015]],
      ['a rise of 3 points and a fall of 1', [-0.03, -0.015, 0, 0, -0.005, -0.01]],
    ])('%s', (name, gains) => {
      const { share } = simulate(name, count(125), { rows: 2400, rowByTierSd: 0.7, gains });
      expect(share('more-is-better')).toBeLessThanOrEqual(0.05 + slack);
      expect(share('less-is-better')).toBe(0);
    });
  });

  describe('"moderate is best" is said in at most 5 % of studies whose curve does not fall', () => {
    test.each<[string, readonly number[]]>([
      ['level', [0, 0, 0, 0, 0, 0]],
      ['level from the second tier on', [-0.06, 0, 0, 0, 0, 0]],
      ['level from the third tier on', [-0.06, -0.03, 0, 0, 0, 0]],
      ['level from the fourth tier on', [-0.09, -0.06, -0.03, 0, 0, 0]],
      ['a rise to the end that slows down', [-0.1, -0.06, -0.03, -0.01, -0.005, 0]],
    ])('%s', (name, gains) => {
      const { share } = simulate(`never falls, ${name}`, count(125), { rows: 2400, rowByTierSd: 0.7, gains });
      expect(share('moderate-is-best')).toBeLessThanOrEqual(0.05 + slack);
    });
  });
}
