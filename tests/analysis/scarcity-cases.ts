/** @file Simulated studies of the experiment "scarcity", of which the truth is known: all arms, real rows alone among them. */
import { analyse } from '../../src/analysis';
import { ALPHA } from '../../src/analysis/level';
import { stream } from '../../src/core/random';
import type { Finding, Verdict } from '../../src/core/run';
import type { Arm } from '../../src/core/study';
import { planOf, EXPERIMENTS } from '../../src/experiment/designs';
import { defaultSettings } from '../../src/experiment/settings';
import { inWords } from '../../src/words/en/statements';
import { runOf } from './simulated-study';

const settings = { ...defaultSettings('scarcity'), series: ['8', '32', 'all'] };
const scarcityPlan = planOf(settings);

export interface Outcome {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/**
 * A study by name: equal names give equal studies. Test rows are more or less easy, for all arms and a little for each arm;
 * seeds add 0.7 points of chance, replicates 0.5 that their arms share.
 * @param accuracyOf about what each arm reaches
 */
export function simulateScarcity(
  accuracyOf: (arm: Arm) => number,
  rows: number,
  ...name: readonly (string | number)[]
): Outcome {
  const rng = stream('simulated scarcity', ...name);
  const ease = Array.from({ length: rows }, () => 1.5 * rng.normal());
  const shared = Array.from({ length: scarcityPlan.replicates }, () => 0.005 * rng.normal());
  const runs = scarcityPlan.arms.flatMap((arm) => {
    const own = ease.map((x) => x + 0.3 * rng.normal());
    return shared.map((shift, replicate) => {
      // A logit moves the accuracy of such rows by about 0.14.
      const logit = (accuracyOf(arm) - 0.5 + shift + 0.007 * rng.normal()) / 0.14;
      const yPred = own.map((x) => Number(rng.uniform() * (1 + Math.exp(-x - logit)) < 1));
      const accuracy = yPred.reduce((sum, right) => sum + right, 0) / rows;
      return runOf(arm.id, replicate, yPred, { accuracy });
    });
  });
  const { analysis } = EXPERIMENTS.scarcity;
  const found = inWords(analyse(scarcityPlan, runs, new Array<number>(rows).fill(1), analysis));
  return { verdict: found.verdict, findings: found.analysis.findings! };
}

/** Share of simulated studies in which something is so. */
export function shareOf(
  count: number,
  name: string,
  accuracyOf: (arm: Arm) => number,
  rows: number,
  holds: (outcome: Outcome) => boolean,
): number {
  const outcomes = Array.from({ length: count }, (_, k) => simulateScarcity(accuracyOf, rows, name, k));
  return outcomes.filter(holds).length / count;
}

export function claimsAnything({ verdict, findings }: Outcome): boolean {
  return verdict.kind !== 'not-distinguishable' || findings.some(({ pValue }) => pValue <= ALPHA);
}

export function shows(kind: string): (outcome: Outcome) => boolean {
  return ({ findings }) => findings.some((one) => one.kind === kind && one.pValue <= ALPHA);
}
