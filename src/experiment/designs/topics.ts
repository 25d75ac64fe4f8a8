/**
 * @file The experiment "topics × texts" (Chen et al. 2024): T topics of each class and G texts about each, so that n grows
 * with both. At fixed n the same question is asked by the experiment of breadth. Arms are nested: the rows of an arm are
 * among those of every arm with as many topics and texts or more. Training takes the same steps for all, which gives the
 * few rows of small arms the weight of the many (as Chen et al. up-weight theirs).
 */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, counted, rowsOf, tier, TOPICS_AXIS, USUAL, type Design, type Experiment } from './plan';

function design(settings: StudySettings): Design {
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

declare module '../../core/experiments' {
  interface ExperimentIds {
    topics: true;
  }
}

export const topics: Experiment = {
  ...USUAL,
  id: 'topics',
  group: 'volume',
  axis: TOPICS_AXIS,
  series: {
    id: 'textsPerTopic',
    kind: 'number',
    least: 1,
    greatest: 500,
    whole: true,
    most: 6,
    defaults: ['4', '12', '36'],
  },
  generators: generatorsThat(),
  defaults: { temperature: 0.8, replicates: 4 },
  budget: { steps: 200, rowsPerClass: 584 },
  hidden: ['rows'],
  analysis: { family: 'topics', isTurned: false },
  design,
};
