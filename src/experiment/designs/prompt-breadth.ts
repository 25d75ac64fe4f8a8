/** @file The experiment "diversity tiers by breadth": equally many rows about ever more topics of each class. */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, counted, rowsOf, tier, TOPICS_AXIS, USUAL, type Design, type Experiment } from './plan';

function design(settings: StudySettings): Design {
  const tiers = settings.values.map((topics) =>
    tier(settings, {
      id: `topics${topics}`,
      label: counted(topics, 'topic'),
      value: topics,
      generated: { ...rowsOf(settings), source: { kind: 'topics', topics, textsPerTopic: null } },
    }),
  );
  return {
    title: 'Diversity by breadth',
    axis: { id: 'topics', label: 'Topics of each class' },
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    'prompt-breadth': true;
  }
}

export const promptBreadth: Experiment = {
  ...USUAL,
  id: 'prompt-breadth',
  group: 'zhu',
  axis: { ...TOPICS_AXIS, defaults: [1, 2, 4, 8, 16, 32] },
  generators: generatorsThat(),
  defaults: { temperature: 0.8 },
  design,
};
