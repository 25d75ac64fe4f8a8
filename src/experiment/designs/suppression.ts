/** @file The experiment "suppression of frequent words" (Chung et al. 2023), at several temperatures. */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import {
  baselines,
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
    settings.values.map((strength) =>
      tier(settings, {
        id: `t${temperature}-s${strength}`,
        label: `temperature ${temperature}, suppression ${strength}`,
        value: strength,
        series: temperature,
        generated: { ...rowsOf(settings), temperature: Number(temperature), suppression: strength },
      }),
    ),
  );
  return {
    title: 'Diversity by suppression of frequent words',
    axis: { id: 'strength', label: 'Strength of suppression' },
    series: settings.series.map((id) => ({ id, label: `temperature ${id}` })),
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    suppression: true;
  }
}

export const suppression: Experiment = {
  ...USUAL,
  id: 'suppression',
  group: 'variety',
  axis: {
    ...SHARE_AXIS,
    id: 'strength',
    greatest: 20,
    defaults: [0, 0.5, 1, 2.5, 7.5],
    spacing: 'log1p',
    fitScale: 'log1p',
  },
  series: { ...TEMPERATURE_SERIES, defaults: ['0.8', '1.5'] },
  generators: generatorsThat('suppression'),
  design,
};
