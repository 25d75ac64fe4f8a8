/** @file The experiment "prompt ladder" (Chen et al. 2024): a topic; styles besides; a persona besides; several topics. */
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, tier, type Design } from './plan';

const RUNGS: readonly string[] = [
  'topic',
  'topic and styles',
  'topic, styles and persona',
  'several topics, styles and persona',
];

export function promptLadderArms(settings: StudySettings): Design {
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
