/** @file From settings to arms, for every experiment. Data only: what it takes to run them is elsewhere. */
import type { AnalysisPlan } from '../../analysis';
import type { ExperimentId } from '../../core/experiments';
import type { StudySettings } from '../../core/study';
import { labelRepairArms } from './label-repair';
import { mixingArms } from './mixing';
import { nearDuplicateArms } from './near-duplicates';
import { penaltyArms } from './penalties';
import type { Design, StudyPlan } from './plan';
import { preTrainingArms } from './pre-training';
import { promptBreadthArms } from './prompt-breadth';
import { promptLadderArms } from './prompt-ladder';
import { selfConsumptionArms } from './self-consumption';
import { shiftArms } from './shift';
import { subsetArms } from './subsets';
import { suppressionArms } from './suppression';
import { temperatureArms } from './temperature';
import { topPArms } from './top-p';
import { topicArms } from './topics';

const DESIGNS: Readonly<Record<ExperimentId, (settings: StudySettings) => Design>> = {
  temperature: temperatureArms,
  'top-p': topPArms,
  'prompt-breadth': promptBreadthArms,
  'near-duplicates': nearDuplicateArms,
  subsets: subsetArms,
  suppression: suppressionArms,
  mixing: mixingArms,
  shift: shiftArms,
  'self-consumption': selfConsumptionArms,
  topics: topicArms,
  'prompt-ladder': promptLadderArms,
  penalties: penaltyArms,
  'label-repair': labelRepairArms,
  'pre-training': preTrainingArms,
};

const TIERS: AnalysisPlan = { family: 'tiers', isTurned: false };

/** Which statistics each experiment gets. */
export const ANALYSES: Readonly<Record<ExperimentId, AnalysisPlan>> = {
  temperature: TIERS,
  'top-p': TIERS,
  'prompt-breadth': TIERS,
  'near-duplicates': { family: 'tiers', isTurned: true },
  subsets: TIERS,
  suppression: TIERS,
  'prompt-ladder': TIERS,
  penalties: TIERS,
  mixing: { family: 'mixing', isTurned: false },
  shift: { family: 'shift', isTurned: false },
  'self-consumption': { family: 'self-consumption', isTurned: false },
  topics: { family: 'topics', isTurned: false },
  'label-repair': { family: 'label-repair', isTurned: false },
  'pre-training': { family: 'pre-training', isTurned: false },
};

/** The study that the settings make, but for what it is run on. Ids of arms stay the same for the same values. */
export function planOf(settings: StudySettings): StudyPlan {
  const { experiment, variant, generator, model, replicates, seed, training } = settings;
  const { title, axis, series, arms } = DESIGNS[experiment](settings);
  return {
    experiment,
    title,
    ...(variant === null ? {} : { variant }),
    axis,
    ...(series ? { series } : {}),
    generator,
    model,
    arms,
    replicates,
    seed,
    training,
  };
}

export type { StudyPlan };
