/** @file The experiment "diversity tiers by temperature": one arm per sampling temperature, and two baselines. */
import { generatorsThat } from '../../core/generators';
import type { StudySettings } from '../../core/study';
import { baselines, rowsOf, TEMPERATURE_AXIS, tier, USUAL, type Design, type Experiment } from './plan';

function design(settings: StudySettings): Design {
  const tiers = settings.values.map((temperature) =>
    tier(settings, {
      id: `t${temperature}`,
      label: `temperature ${temperature}`,
      value: temperature,
      generated: { ...rowsOf(settings), temperature },
    }),
  );
  return {
    title: 'Diversity by temperature',
    axis: { id: 'temperature', label: 'Temperature' },
    arms: [...tiers, ...baselines(settings)],
  };
}

declare module '../../core/experiments' {
  interface ExperimentIds {
    temperature: true;
  }
}

export const temperature: Experiment = {
  ...USUAL,
  id: 'temperature',
  group: 'variety',
  axis: TEMPERATURE_AXIS,
  generators: generatorsThat(),
  isRecorded: true,
  design,
};
