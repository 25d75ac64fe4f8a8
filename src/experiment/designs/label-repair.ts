/**
 * @file The experiment "label repair" (Chung et al. 2023): a share of the rows gets the label that a classifier trained on
 * all real text gives them, at several temperatures. Where repair takes the harm away, it was the labels.
 */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import {
  baselines,
  percent,
  rowsOf,
  SHARE_AXIS,
  TEMPERATURE_SERIES,
  tier,
  USUAL,
  type Design,
  type Experiment,
} from './plan';

function design(settings: StudySettings): Design {
  const tiers = settings.series.flatMap((temperature) =>
    settings.values.map((share) =>
      tier(settings, {
        id: `t${temperature}-r${share}`,
        label: `temperature ${temperature}, ${percent(share)} of labels repaired`,
        value: share,
        series: temperature,
        generated: {
          ...rowsOf(settings),
          temperature: Number(temperature),
          edits: [{ kind: 'label-repair', share }],
          shared: `t${temperature}`,
        },
      }),
    ),
  );
  return {
    title: 'Repairing labels',
    axis: { id: 'share', label: 'Share of labels repaired' },
    series: settings.series.map((id) => ({ id, label: `temperature ${id}` })),
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    'label-repair': true;
  }
}

export const labelRepair: Experiment = {
  ...USUAL,
  id: 'label-repair',
  group: 'harm',
  axis: SHARE_AXIS,
  series: { ...TEMPERATURE_SERIES, defaults: ['0.8', '1.5', '2.2'] },
  generators: generatorsThat(),
  defaults: { replicates: 4 },
  analysis: { family: 'label-repair', isTurned: false },
  design,
};
