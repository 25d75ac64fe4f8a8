/**
 * @file The experiment "pre-training × fine-tuning" (Chen et al. 2024): the classifier's encoder is pre-trained on text of
 * low, moderate or high variety, and fine-tuned on rows of several temperatures. Rows are shared between the curves.
 */
import { generatorsThat } from '../../core/generators';
import type { Arm, StudySettings } from '../../core/study';
import { rowsOf, TEMPERATURE_AXIS, USUAL, type Design, type Experiment } from './plan';

function design(settings: StudySettings): Design {
  const arms = settings.series.flatMap((preTraining) =>
    settings.values.map((temperature): Arm => ({
      id: `${preTraining}-t${temperature}`,
      label: `pre-trained on text of ${preTraining} variety, temperature ${temperature}`,
      value: temperature,
      kind: 'tier',
      series: preTraining,
      recipe: {
        generated: { ...rowsOf(settings), temperature, shared: `t${temperature}` },
        realRowsPerClass: settings.realRowsPerClass,
        preTraining,
      },
    })),
  );
  return {
    title: 'Pre-training and fine-tuning',
    axis: { id: 'temperature', label: 'Temperature of the fine-tuning rows' },
    series: settings.series.map((id) => ({ id, label: `pre-trained on text of ${id} variety` })),
    arms,
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    'pre-training': true;
  }
}

export const preTraining: Experiment = {
  ...USUAL,
  id: 'pre-training',
  group: 'pre-training',
  axis: { ...TEMPERATURE_AXIS, defaults: [0.3, 0.8, 2.2] },
  series: {
    id: 'preTraining',
    kind: 'choice',
    choices: ['low', 'moderate', 'high'],
    // Two in three replicates cost as much as three in two. Bodies differ by 3 points from seed to seed, so such a study finds
    // differences of about 14 points, where the other would find none below 70; for 5 points it takes more than 8 replicates.
    defaults: ['low', 'high'],
  },
  generators: generatorsThat('many-rows'),
  defaults: {
    replicates: 3,
    // Rates chosen on the validation split by the mean accuracy of all nine arms, one replicate; no test row looked at.
    // More steps did better still (80: 4 points), and take longer.
    training: { embeddingLearningRate: 0.006, learningRate: 0.06, wordDropout: 0.2 },
  },
  // It varies what the network has read before.
  classifiers: ['network'],
  budget: { steps: 60, rowsPerClass: 108 },
  // An encoder that the study pre-trains has no hidden layer above it.
  hidden: ['manyReal', 'hidden'],
  analysis: { family: 'pre-training', isTurned: false },
  design,
};
