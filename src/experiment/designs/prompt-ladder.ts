/** @file The experiment "prompt ladder" (Chen et al. 2024): a topic; styles besides; a persona besides; several topics. */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, SHARE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

const RUNGS: readonly string[] = [
  'topic',
  'topic and styles',
  'topic, styles and persona',
  'several topics, styles and persona',
];

function design(settings: StudySettings): Design {
  const tiers = settings.values.map((rung) =>
    tier(settings, {
      id: `rung${rung}`,
      label: RUNGS[rung]!,
      value: rung,
      generated: { ...rowsOf(settings), source: { kind: 'prompt', rung } },
    }),
  );
  return {
    title: 'Diversity by the prompt',
    axis: { id: 'rung', label: 'Rung of the prompt ladder' },
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    'prompt-ladder': true;
  }
}

export const promptLadder: Experiment = {
  ...USUAL,
  id: 'prompt-ladder',
  group: 'variety',
  axis: { ...SHARE_AXIS, id: 'rung', greatest: 3, whole: true, most: 4, defaults: [0, 1, 2, 3] },
  generators: generatorsThat('prompts'),
  defaults: { temperature: 1 },
  design,
};
