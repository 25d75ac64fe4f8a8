/**
 * @file How often verdicts and findings of every experiment are right: simulated studies of which the truth is known. Seeded,
 * so always the same studies. `npm test` runs a part of them, `npm run test:slow` all.
 */
import { describe, expect, test } from 'vitest';
import { ALPHA } from '../../src/analysis/level';
import type { Finding, Verdict, VerdictKind } from '../../src/core/run';
import { stream } from '../../src/core/random';
import { analyseGrid, simulateGrid, type SimulatedGrid } from './simulated-grid';

const SHARES = [0, 0.2, 0.37, 0.5, 0.75, 0.9, 1];
const TEMPERATURES = [0.2, 0.5, 0.8, 1.1, 1.5, 2.2];
const NOISE = { rows: 150, seedSd: 0.01, replicateSd: 0.01 };

/** Measures as the recorded example has them, about: hot text is varied and far from real text, and its labels are worse. */
const shiftMeasures: NonNullable<SimulatedGrid['measures']> = (s, v, _, normal) => ({
  vendiScore: [41, 45.3, 46.4, 46.6][v]! - [0, 3, 0, 1][s]! + 0.4 * normal(),
  frechetDistance: [0.165, 0.145, 0.15, 0.168][v]! + [0, 0.12, 0.001, 0.05][s]! + 0.005 * normal(),
  labelNoise: [0.05, 0.07, 0.12, 0.2][v]! + [0, 0.3, 0.35, 0][s]! + 0.01 * normal(),
});

const GRIDS = {
  temperature: { experiment: 'temperature', series: ['one'], values: TEMPERATURES, replicates: 5 },
  suppression: {
    experiment: 'suppression',
    series: ['0.8', '1.5'],
    values: [0, 0.5, 1, 2.5, 7.5],
    replicates: 5,
  },
  mixing: { experiment: 'mixing', series: ['8', '32', '128'], values: SHARES, replicates: 4 },
  shift: {
    experiment: 'shift',
    series: ['none', 'other-topics', 'label-noise', 'shuffled-words'],
    values: [0.5, 0.8, 1.1, 1.5],
    replicates: 4,
    measures: shiftMeasures,
  },
  'self-consumption': {
    experiment: 'self-consumption',
    series: ['replace', 'accumulate', 'fresh'],
    values: [0, 1, 2, 5, 10, 20, 50],
    replicates: 3,
  },
  scarcity: { experiment: 'scarcity', series: ['8', '32', 'all'], values: TEMPERATURES, replicates: 4 },
  topics: { experiment: 'topics', series: ['4', '12', '36'], values: [1, 2, 4, 8, 16], replicates: 4 },
  'label-repair': {
    experiment: 'label-repair',
    series: ['0.8', '1.5', '2.2'],
    values: [0, 0.25, 0.5, 0.75, 1],
    replicates: 4,
  },
  'pre-training': {
    experiment: 'pre-training',
    series: ['low', 'moderate', 'high'],
    values: [0.3, 0.8, 2.2],
    replicates: 3,
  },
} as const satisfies Record<string, Omit<SimulatedGrid, 'rows'>>;

interface Study {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

function simulate(name: string, numStudies: number, grid: SimulatedGrid): Study[] {
  return Array.from({ length: numStudies }, (_, k) => {
    const { study, runs, yTrue } = simulateGrid(grid, name, k);
    const { analysis, verdict } = analyseGrid(study, runs, yTrue);
    return { verdict, findings: analysis.findings! };
  });
}

function share(studies: readonly Study[], holds: (study: Study) => boolean): number {
  return studies.filter(holds).length / studies.length;
}

/** Whether a study claims a finding of this kind, of this curve. */
function claims(kind: string, series?: string, words = /./): (study: Study) => boolean {
  return ({ findings }) =>
    findings.some(
      (one) =>
        one.kind === kind &&
        one.pValue <= ALPHA &&
        (series === undefined || one.series === series) &&
        words.test(one.text),
    );
}

function concludes(kind: VerdictKind): (study: Study) => boolean {
  return ({ verdict }) => verdict.kind === kind;
}

/** Effects as large as the lab's own studies show, 800 test rows. */
const TRUE = { rows: 800, seedSd: 0.007, replicateSd: 0.005 };

/** @param part of the simulated studies; above 1 for more of them */
export function experimentErrorRateTests(part: number): void {
  const count = (all: number): number => Math.max(10, Math.ceil(all * part));
  // Of few studies a share is that much away from the truth by chance alone; a test without its correction errs by more.
  const slack = part < 1 ? 0.1 : 0;
  const most = (share: number): number => share + slack;
  const least = (share: number): number => share - slack;

  describe('where the arms do not differ, at most 5 % of studies claim anything, verdict or finding', () => {
    test.each(Object.entries(GRIDS))('%s', (name, grid) => {
      const studies = simulate(`null ${name}`, count(100), { ...NOISE, ...grid });
      const anything = share(
        studies,
        ({ verdict, findings }) =>
          verdict.kind !== 'not-distinguishable' || findings.some((one) => one.pValue <= ALPHA),
      );
      expect(anything).toBeLessThanOrEqual(most(0.05));
    });
  });

  describe('a turn', () => {
    const grid = { ...TRUE, ...GRIDS.temperature };

    test('is not seen in a curve that rises 10 points and stays', () => {
      const studies = simulate('plateau', count(30), {
        ...grid,
        gain: (_, v) => [-0.1, -0.04, 0, 0, 0, 0][v]!,
      });
      expect(share(studies, claims('inverted-u'))).toBeLessThanOrEqual(most(0.05));
      expect(share(studies, claims('rise'))).toBeGreaterThanOrEqual(least(0.9));
    });

    test('is seen where 10 points are gained and 5 are lost again', () => {
      const gain = (_: number, v: number): number => [-0.1, -0.03, 0, 0, -0.02, -0.05][v]!;
      const studies = simulate('hump', count(30), { ...grid, gain });
      expect(share(studies, claims('inverted-u'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('u'))).toBe(0);
    });
  });

  describe('mixing', () => {
    const grid = { ...TRUE, ...GRIDS.mixing };

    test('that helps by 6 points and never harms is said to harm in at most 5 %', () => {
      const gain = (s: number, v: number): number => (v === 0 ? 0 : [0.06, 0.03, 0][s]!);
      const studies = simulate('saturating', count(30), { ...grid, gain });
      expect(share(studies, claims('helps', '8'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('helps', '128'))).toBeLessThanOrEqual(most(0.05));
      expect(share(studies, claims('worse-again'))).toBeLessThanOrEqual(most(0.05));
    });

    test('that loses 10 points again at the end is seen to', () => {
      const curves = [
        [0, 0.03, 0.05, 0.06, 0.06, 0.03, -0.04],
        [0, 0.02, 0.03, 0.03, 0.02, 0, -0.06],
        [0, 0, 0, 0, -0.01, -0.04, -0.1],
      ];
      const studies = simulate('turning', count(30), { ...grid, gain: (s, v) => curves[s]![v]! });
      expect(share(studies, claims('worse-again', '8'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('worse-again', '128'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, concludes('moderate-is-best'))).toBeGreaterThanOrEqual(least(0.85));
    });
  });

  describe('shift', () => {
    const grid = { ...TRUE, ...GRIDS.shift };

    test('finds no measure that matters where arms differ for reasons of their own, in all but 5 %', () => {
      const studies = Array.from({ length: count(40) }, (_, k) => {
        const rng = stream('reasons of their own', k);
        const gains = Array.from({ length: 16 }, () => 0.03 * rng.normal());
        return simulate(`own ${k}`, 1, { ...grid, rows: 400, gain: (s, v) => gains[4 * s + v]! })[0]!;
      });
      expect(share(studies, claims('coefficient'))).toBeLessThanOrEqual(most(0.05));
    });

    test('finds that wrong labels cost 5 points and other topics 4', () => {
      const gain = (s: number, v: number): number =>
        -0.15 * ([0.05, 0.07, 0.12, 0.2][v]! + [0, 0.3, 0.35, 0][s]!);
      const studies = simulate('labels', count(30), { ...grid, gain });
      expect(share(studies, claims('coefficient', undefined, /label accuracy/))).toBeGreaterThanOrEqual(
        least(0.9),
      );
      expect(share(studies, claims('coefficient', undefined, /diversity/))).toBeLessThanOrEqual(most(0.05));
      expect(share(studies, claims('shift-effect', 'label-noise'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('shift-effect', 'shuffled-words'))).toBeLessThanOrEqual(most(0.05));
    });
  });

  test('self-consumption: a loss of 10 points from generation 10 on is seen, and not too early', () => {
    const gain = (s: number, v: number): number => (s === 0 ? [0, 0, 0, 0, -0.03, -0.06, -0.1][v]! : 0);
    const studies = simulate('collapse', count(30), { ...TRUE, ...GRIDS['self-consumption'], gain });
    expect(share(studies, claims('loss', 'replace'))).toBeGreaterThanOrEqual(least(0.9));
    expect(share(studies, claims('loss', 'accumulate'))).toBeLessThanOrEqual(most(0.05));
    expect(share(studies, claims('onset', 'replace', /from generation [125] on/))).toBeLessThanOrEqual(
      most(0.05),
    );
    expect(share(studies, claims('onset', 'replace', /from generation [12]0 on/))).toBeGreaterThanOrEqual(
      least(0.7),
    );
    expect(share(studies, claims('form-difference'))).toBeGreaterThanOrEqual(least(0.9));
  });

  test('topics: 2 points a doubling are seen, half a point of texts mostly not, and no peak', () => {
    const gain = (s: number, v: number): number => 0.02 * v + 0.005 * s;
    const studies = simulate('breadth', count(30), { ...TRUE, ...GRIDS.topics, gain });
    expect(share(studies, claims('topics'))).toBeGreaterThanOrEqual(least(0.9));
    expect(share(studies, claims('breadth-or-volume'))).toBeGreaterThanOrEqual(least(0.9));
    expect(share(studies, claims('peak'))).toBeLessThanOrEqual(most(0.05));
  });

  describe('label repair of a harm of 8 points', () => {
    const grid = { ...TRUE, ...GRIDS['label-repair'] };
    const harm = [0, -0.03, -0.08];
    /** Share of the gap that repair closes, by the finding of the hottest text. */
    const covers =
      (truth: number) =>
      ({ findings }: Study): boolean => {
        const estimate = findings.find((one) => one.kind === 'gap-closed' && one.series === '2.2')?.estimate;
        return !!estimate && estimate.low <= truth && truth <= estimate.high;
      };

    test('that repair closes is wrong labels', () => {
      const studies = simulate('noise', count(30), { ...grid, gain: (s, v) => harm[s]! * (1 - v / 4) });
      expect(share(studies, concludes('harm-is-noise'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('gap-left'))).toBeLessThanOrEqual(most(0.05));
      expect(share(studies, covers(1))).toBeGreaterThanOrEqual(least(0.9));
    });

    test('that repair leaves is not', () => {
      const studies = simulate('diversity', count(30), { ...grid, gain: (s) => harm[s]! });
      expect(share(studies, concludes('harm-is-diversity'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('gap-closed'))).toBeLessThanOrEqual(most(0.05));
      expect(share(studies, covers(0))).toBeGreaterThanOrEqual(least(0.9));
    });

    test('that repair halves is both', () => {
      const studies = simulate('both', count(30), { ...grid, gain: (s, v) => harm[s]! * (1 - v / 8) });
      expect(share(studies, claims('gap-closed'))).toBeGreaterThanOrEqual(least(0.65));
      expect(share(studies, claims('gap-left'))).toBeGreaterThanOrEqual(least(0.65));
      expect(share(studies, covers(0.5))).toBeGreaterThanOrEqual(least(0.9));
    });
  });

  describe('pre-training', () => {
    const grid = { ...TRUE, ...GRIDS['pre-training'] };

    test('has two factors of 4 and 7 points told apart, and no interaction where there is none', () => {
      const gain = (s: number, v: number): number => [-0.02, 0.02, 0][s]! + [-0.04, 0.03, 0.01][v]!;
      const studies = simulate('two factors', count(30), { ...grid, gain });
      expect(share(studies, claims('pre-training'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('fine-tuning'))).toBeGreaterThanOrEqual(least(0.9));
      expect(share(studies, claims('interaction'))).toBeLessThanOrEqual(most(0.05));
    });

    test('has an interaction of 8 points in one cell seen', () => {
      const studies = simulate('one cell', count(30), {
        ...grid,
        gain: (s, v) => (s === 0 && v === 0 ? -0.08 : 0),
      });
      expect(share(studies, claims('interaction'))).toBeGreaterThanOrEqual(least(0.7));
    });
  });
}
