/** @file Studies drawn by chance, from effects that are known: what the verdict is tried on. */
import { analyse, type AnalysedStudy } from '../../src/analysis';
import { inWords } from '../../src/words/en/statements';
import { stream } from '../../src/core/random';
import type { Run } from '../../src/core/run';
import type { Arm, Study } from '../../src/core/study';

export interface SimulatedEffects {
  /** What each tier adds to the accuracy of an average one, about; one number per tier. */
  readonly gains: readonly number[];
  readonly replicates: number;
  readonly rows: number;
  /** Standard deviation of what a seed does to one tier, in accuracy, about; one number for all or one per tier. */
  readonly seedSd: number | readonly number[];
  /** The same for what a replicate does to all tiers alike. */
  readonly replicateSd: number;
  /** Standard deviation of how hard a test row is, in logits; 1.5 gives mean accuracy 0.7. */
  readonly rowSd?: number;
  /** The same as `gains` for the baseline of few real rows; it has no runs where this is left out. */
  readonly few?: number;
  /** Standard deviation of how hard a row is for one tier in particular, in logits. */
  readonly rowByTierSd?: number;
}

/** Derivative of mean accuracy by the logit, at the defaults: turns accuracy into logits. */
const ACCURACY_PER_LOGIT = 0.14;

export type SmallStudy = Pick<Study, 'arms' | 'axis' | 'replicates'>;

/** A study with one tier per value, ids `t0`, `t1`, …, and the baseline `few`. */
export function smallStudy(values: readonly number[], replicates: number): SmallStudy {
  const tiers = values.map((value, i): Arm => {
    const generated = { rowsPerClass: 100, temperature: value, topP: 1 };
    return {
      id: `t${i}`,
      label: String(value),
      value,
      kind: 'tier',
      recipe: { generated, realRowsPerClass: 8 },
    };
  });
  const few: Arm = {
    id: 'few',
    label: 'few',
    value: null,
    kind: 'baseline',
    recipe: { generated: null, realRowsPerClass: 8 },
  };
  return { arms: [...tiers, few], axis: { id: 'temperature', label: 'Temperature' }, replicates };
}

/** As an experiment of variety along one axis is analysed. */
export function analyseTiers(
  study: AnalysedStudy,
  runs: readonly Run[],
  yTrue: readonly number[],
): ReturnType<typeof inWords> {
  return inWords(analyse(study, runs, yTrue, { family: 'tiers', isTurned: false }));
}

/** A run with these predictions; all that the analysis does not read is empty. */
export function runOf(
  arm: string,
  replicate: number,
  yPred: readonly number[],
  parts: Partial<Run> = {},
): Run {
  return {
    arm,
    replicate,
    seed: replicate,
    accuracy: 0,
    macroF1: 0,
    confusion: [],
    yPred,
    measures: {},
    trainingRows: { generated: 0, real: 0 },
    steps: 0,
    finalLoss: 0,
    backend: 'none',
    durations: { generateMs: 0, measureMs: 0, trainMs: 0, evaluateMs: 0 },
    rows: [],
    ...parts,
  };
}

/**
 * Runs in which row i is right with probability 1 / (1 + exp(-logit)), the logit being the sum of what tier, replicate, seed
 * and row do. True labels are all 1; a wrong answer is 0. Equal names give equal studies.
 */
export function simulateStudy(
  effects: SimulatedEffects,
  ...name: readonly (string | number)[]
): { study: SmallStudy; runs: Run[]; yTrue: number[] } {
  const { gains, few, replicates, rows, seedSd, replicateSd, rowSd = 1.5, rowByTierSd = 0 } = effects;
  const rng = stream('simulated-study', ...name);
  const rowEase = Array.from({ length: rows }, () => 1.17 + rowSd * rng.normal());
  const replicateShift = Array.from(
    { length: replicates },
    () => (replicateSd * rng.normal()) / ACCURACY_PER_LOGIT,
  );
  const runsOf = (arm: string, gain: number, sd: number): Run[] => {
    const ease = rowByTierSd === 0 ? rowEase : rowEase.map((x) => x + rowByTierSd * rng.normal());
    return replicateShift.map((shift, replicate) => {
      const logit = (gain + sd * rng.normal()) / ACCURACY_PER_LOGIT + shift;
      const yPred = ease.map((x) => Number(rng.uniform() * (1 + Math.exp(-x - logit)) < 1));
      return runOf(arm, replicate, yPred);
    });
  };
  const sdOf = (tier: number): number => (typeof seedSd === 'number' ? seedSd : seedSd[tier]!);
  const runs = [
    ...gains.flatMap((gain, tier) => runsOf(`t${tier}`, gain, sdOf(tier))),
    ...(few === undefined ? [] : runsOf('few', few, sdOf(0))),
  ];
  return {
    study: smallStudy(
      gains.map((_, i) => i),
      replicates,
    ),
    runs,
    yTrue: new Array<number>(rows).fill(1),
  };
}
