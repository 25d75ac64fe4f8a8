/** @file The experiment "diversity tiers by top-p": the same temperature, ever more of the unlikely words. */
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, tier, type Design } from './plan';

export function topPArms(settings: StudySettings): Design {
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
