/** @file The experiment "diversity tiers by breadth": equally many rows about ever more topics of each class. */
import type { StudySettings } from '../../core/study';
import { baselines, counted, rowsOf, tier, type Design } from './plan';

export function promptBreadthArms(settings: StudySettings): Design {
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
