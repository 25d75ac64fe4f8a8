/** @file What is decided about tiers in studies drawn by chance, from effects that are known. */
import { analyse } from '../../src/analysis';
import { axisTiers } from '../../src/analysis/axis-tiers';
import { testTiers } from '../../src/analysis/comparisons';
import { correctnessOf } from '../../src/analysis/correctness';
import { ALPHA } from '../../src/analysis/level';
import { decideTiers, type TierClaim } from '../../src/analysis/tier-decision';
import { simulateStudy, type SimulatedEffects } from './simulated-study';

/** As the default study: five replicates, 2,400 test rows, some of them hard for one tier in particular. */
export const USUAL: Omit<SimulatedEffects, 'gains'> = {
  replicates: 5,
  rows: 2400,
  seedSd: 0.01,
  replicateSd: 0.01,
  rowByTierSd: 0.7,
};

export function simulateDecisions(
  name: string,
  numStudies: number,
  changes: Partial<SimulatedEffects> & Pick<SimulatedEffects, 'gains'>,
): { readonly share: (claim: TierClaim) => number; readonly meanSetSize: number } {
  const claims: TierClaim[] = [];
  let setSizes = 0;
  for (let k = 0; k < numStudies; k++) {
    const { study, runs, yTrue } = simulateStudy({ ...USUAL, ...changes }, name, k);
    const correct = correctnessOf(runs, yTrue);
    const tiers = axisTiers(study.arms)!;
    const { analysis, verdict } = analyse(study, runs, yTrue, { family: 'tiers', isTurned: false });
    const tests = testTiers(tiers, correct);
    const isShown = (p: number): boolean => (tiers.interior.length > 0 ? 2 : 1) * p <= ALPHA;
    const { arm, pCorrected } = tests.ends!.comparison;
    const isRise = arm === tiers.highest.id;
    const decision = decideTiers({
      tiers,
      correct,
      accuracyOf: ({ id }) => analysis.arms.find((one) => one.arm === id)!.accuracy.mean,
      isModerate: verdict.kind === 'moderate-is-best',
      ends: isShown(pCorrected) ? (isRise ? 'rise' : 'fall') : null,
      isEndBeaten: tests.interior.some((one) =>
        isShown((isRise ? one.againstHighest : one.againstLowest).comparison.pCorrected),
      ),
      isInvertedU: (analysis.findings ?? []).some(
        ({ kind, pValue }) => kind === 'inverted-u' && pValue <= ALPHA,
      ),
      margin: 0.02,
    })!;
    claims.push(decision.claim);
    setSizes += decision.set.length;
  }
  return {
    share: (claim) => claims.filter((one) => one === claim).length / numStudies,
    meanSetSize: setSizes / numStudies,
  };
}
