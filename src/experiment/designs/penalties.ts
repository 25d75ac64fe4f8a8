/**
 * @file The experiment "diversity tiers by penalties": tokens that an answer of a language model has used already lose
 * logit, for each time they were used or once. The other penalty stays as the writing sets it.
 */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, SHARE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

function design(settings: StudySettings): Design {
  const by = settings.variant === 'presence' ? 'presence' : 'frequency';
  const tiers = settings.values.map((penalty) =>
    tier(settings, {
      id: `${by}${penalty}`,
      label: `${by} penalty ${penalty}`,
      value: penalty,
      generated: { ...rowsOf(settings), [`${by}Penalty` as const]: penalty },
    }),
  );
  return {
    title: `Diversity by ${by} penalties`,
    axis: { id: 'penalty', label: by === 'presence' ? 'Presence penalty' : 'Frequency penalty' },
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    penalties: true;
  }
}

export const penalties: Experiment = {
  ...USUAL,
  id: 'penalties',
  group: 'variety',
  axis: { ...SHARE_AXIS, id: 'penalty', least: -2, greatest: 2, defaults: [0, 0.5, 1, 1.5, 2] },
  variants: ['frequency', 'presence'],
  generators: generatorsThat('penalties'),
  design,
};
