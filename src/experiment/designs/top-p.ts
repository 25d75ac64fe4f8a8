/** @file The experiment "diversity tiers by top-p": the same temperature, ever more of the unlikely words. */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, SHARE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

function design(settings: StudySettings): Design {
  const tiers = settings.values.map((topP) =>
    tier(settings, {
      id: `p${topP}`,
      label: `top-p ${topP}`,
      value: topP,
      generated: { ...rowsOf(settings), topP },
    }),
  );
  return {
    title: 'Diversity by top-p',
    axis: { id: 'topP', label: 'Top-p' },
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    'top-p': true;
  }
}

export const topP: Experiment = {
  ...USUAL,
  id: 'top-p',
  group: 'variety',
  axis: { ...SHARE_AXIS, id: 'topP', least: 0.01, defaults: [0.05, 0.2, 0.4, 0.6, 0.8, 1] },
  generators: generatorsThat(),
  defaults: { temperature: 1.5 },
  design,
};
