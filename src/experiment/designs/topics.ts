/**
 * @file The experiment "topics × texts" (Chen et al. 2024): T topics of each class and G texts about each, so that n grows
 * with both. At fixed n the same question is asked by the experiment of breadth. Arms are nested: the rows of an arm are
 * among those of every arm with as many topics and texts or more. Training takes the same steps for all, which gives the
 * few rows of small arms the weight of the many (as Chen et al. up-weight theirs).
 */
import type { StudySettings } from '../../core/study';
import { baselines, counted, rowsOf, tier, type Design } from './plan';

export function topicArms(settings: StudySettings): Design {
  const tiers = settings.series.flatMap((series) =>
    settings.values.map((topics) => {
      const textsPerTopic = Number(series);
      return tier(settings, {
        id: `g${series}-t${topics}`,
        label: `${counted(topics, 'topic')}, ${counted(textsPerTopic, 'text')} each`,
        value: topics,
        series,
        generated: {
          ...rowsOf(settings),
          rowsPerClass: topics * textsPerTopic,
          source: { kind: 'topics', topics, textsPerTopic },
        },
      });
    }),
  );
  return {
    title: 'Topics and texts of each topic',
    axis: { id: 'topics', label: 'Topics of each class' },
    series: settings.series.map((id) => ({ id, label: `${counted(Number(id), 'text')} a topic` })),
    arms: [...tiers, ...baselines(settings)],
  };
}
