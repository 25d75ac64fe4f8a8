/** @file The experiments, and the way from settings to arms. Data only: what it takes to run them is elsewhere. */
import { BUILT_IN_TASK } from '../../core/built-in-task';
import { LabError, shown } from '../../core/errors';
import type { ExperimentId } from '../../core/experiments';
import { GENERATORS, generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { learnedBy, type Experiment, type StudyPlan } from './plan';
import { dial } from './dial';
import { labelRepair } from './label-repair';
import { learners } from './learners';
import { mixing } from './mixing';
import { nearDuplicates } from './near-duplicates';
import { penalties } from './penalties';
import { preTraining } from './pre-training';
import { promptBreadth } from './prompt-breadth';
import { promptLadder } from './prompt-ladder';
import { scarcity } from './scarcity';
import { selfConsumption } from './self-consumption';
import { shift } from './shift';
import { subsets } from './subsets';
import { suppression } from './suppression';
import { temperature } from './temperature';
import { topP } from './top-p';
import { topics } from './topics';
import { trainingSteps } from './training-steps';

/** Every experiment, in the order in which the page lists them. */
export const EXPERIMENTS: Readonly<Record<ExperimentId, Experiment>> = {
  'near-duplicates': nearDuplicates,
  'prompt-breadth': promptBreadth,
  mixing,
  temperature,
  dial,
  'top-p': topP,
  'prompt-ladder': promptLadder,
  subsets,
  suppression,
  penalties,
  learners,
  scarcity,
  topics,
  shift,
  'label-repair': labelRepair,
  'self-consumption': selfConsumption,
  'pre-training': preTraining,
};

export const EXPERIMENT_IDS = Object.keys(EXPERIMENTS) as readonly ExperimentId[];

/**
 * The study that the settings make, but for what it is run on. Ids of arms stay the same for the same values.
 * @param numClasses of the task; where the settings leave the training steps open, these follow from it
 * @throws LabError `bad-setting` where the generator cannot do what the variant needs, or the experiment has its own classifiers
 */
export function planOf(settings: StudySettings, numClasses = BUILT_IN_TASK.classNames.length): StudyPlan {
  const { experiment, variant, generator, model, replicates, seed, training } = settings;
  const { design, variantNeeds, budget, classifiers } = EXPERIMENTS[experiment];
  if (!classifiers.includes(settings.classifier)) {
    throw new LabError(
      'bad-setting',
      `planOf: invalid classifier: ${shown(settings.classifier)} (wanted ${classifiers.join(' or ')} in the experiment ${experiment}, whose arms say what their classifiers are) — leave the classifier out, or choose another experiment`,
    );
  }
  const needed = variantNeeds?.[variant ?? ''];
  if (needed && !GENERATORS[generator].can.includes(needed)) {
    throw new LabError(
      'bad-setting',
      `planOf: invalid variant: ${shown(variant)} (wanted one that generator=${generator} can write) — choose another variant, or generator=${generatorsThat(needed).join(' or ')}`,
    );
  }
  const { title, axis, series, arms: planned } = design(settings);
  const arms = planned.map((arm) => learnedBy(settings.classifier, arm));
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
    training: {
      ...training,
      steps: training.steps ?? trainingSteps(budget, arms, numClasses, training.batchSize),
    },
  };
}

export type { Experiment, StudyPlan };
